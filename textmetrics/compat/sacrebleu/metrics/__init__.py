"""sacrebleu's metrics by its names: ``from textmetrics.compat.sacrebleu.metrics import BLEU, CHRF``."""

from .bleu import BLEU, BLEUScore
from .chrf import CHRF, CHRFScore

METRICS = {"BLEU": BLEU, "CHRF": CHRF}

__all__ = ["BLEU", "CHRF", "METRICS", "BLEUScore", "CHRFScore"]
