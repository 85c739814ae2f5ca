"""Configure each family of metrics, and turn its counts into scores."""

from .bleu import (
    BLEU_DEFINITIONS,
    KERNEL_SMOOTHINGS,
    REFERENCE_LENGTHS,
    SUM_COMPENSATES,
    Bleu,
    BleuResult,
    SentenceBleuResult,
    bleu,
    sentence_bleu,
    smoothing,
)
from .chrf import CHRF_DEFINITIONS, Chrf, ChrfResult, SentenceChrfResult, chrf, first_highest, sentence_chrf
from .chrf import definitions as chrf_definitions
from .f_measures import precision_recall_f1
from .families import from_signature
from .gleu import Gleu, GleuResult, best_references, gleu
from .rouge import ROUGE_DEFINITIONS, Rouge, RougeResult, rouge
from .warmup import warmup

__all__ = [
    "BLEU_DEFINITIONS",
    "CHRF_DEFINITIONS",
    "KERNEL_SMOOTHINGS",
    "REFERENCE_LENGTHS",
    "ROUGE_DEFINITIONS",
    "SUM_COMPENSATES",
    "Bleu",
    "BleuResult",
    "Chrf",
    "ChrfResult",
    "Gleu",
    "GleuResult",
    "Rouge",
    "RougeResult",
    "SentenceBleuResult",
    "SentenceChrfResult",
    "best_references",
    "bleu",
    "chrf",
    "chrf_definitions",
    "first_highest",
    "from_signature",
    "gleu",
    "precision_recall_f1",
    "rouge",
    "sentence_bleu",
    "sentence_chrf",
    "smoothing",
    "warmup",
]
