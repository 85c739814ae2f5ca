"""sacrebleu's metrics by its names: ``from textmetrics.compat.sacrebleu.metrics import BLEU``."""

from .bleu import BLEU, BLEUScore

METRICS = {"BLEU": BLEU}

__all__ = ["BLEU", "METRICS", "BLEUScore"]
