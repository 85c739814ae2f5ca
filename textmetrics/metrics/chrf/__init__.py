"""chrF: configuration, definitions with their formulas, and result."""

from . import definitions
from .chrf import Chrf, chrf, first_highest, sentence_chrf
from .definitions import CHRF_DEFINITIONS
from .result import ChrfResult, SentenceChrfResult

__all__ = [
    "CHRF_DEFINITIONS",
    "Chrf",
    "ChrfResult",
    "SentenceChrfResult",
    "chrf",
    "definitions",
    "first_highest",
    "sentence_chrf",
]
