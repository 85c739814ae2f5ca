"""BLEU: configuration, definitions, formula, smoothing and result."""

from . import smoothing
from .bleu import REFERENCE_LENGTHS, Bleu, bleu, sentence_bleu
from .definitions import BLEU_DEFINITIONS
from .formula import KERNEL_SMOOTHINGS, SUM_COMPENSATES
from .result import BleuResult, SentenceBleuResult

__all__ = [
    "BLEU_DEFINITIONS",
    "KERNEL_SMOOTHINGS",
    "REFERENCE_LENGTHS",
    "SUM_COMPENSATES",
    "Bleu",
    "BleuResult",
    "SentenceBleuResult",
    "bleu",
    "sentence_bleu",
    "smoothing",
]
