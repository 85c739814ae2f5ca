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
from .error_rates import OPERATIONS, CharacterErrorResult, ErrorRates, WordErrorResult
from .f_measures import precision_recall_f1
from .families import from_signature
from .gleu import Gleu, GleuResult, best_references, gleu
from .rouge import ROUGE_DEFINITIONS, Rouge, RougeResult, rouge
from .ter import Ter, TerResult, edit_rate, ter
from .warmup import warmup
from .word_errors import CharacterErrors, WordErrors, cer, wer

__all__ = [
    "BLEU_DEFINITIONS",
    "CHRF_DEFINITIONS",
    "KERNEL_SMOOTHINGS",
    "OPERATIONS",
    "REFERENCE_LENGTHS",
    "ROUGE_DEFINITIONS",
    "SUM_COMPENSATES",
    "Bleu",
    "BleuResult",
    "CharacterErrorResult",
    "CharacterErrors",
    "Chrf",
    "ChrfResult",
    "ErrorRates",
    "Gleu",
    "GleuResult",
    "Rouge",
    "RougeResult",
    "SentenceBleuResult",
    "SentenceChrfResult",
    "Ter",
    "TerResult",
    "WordErrorResult",
    "WordErrors",
    "best_references",
    "bleu",
    "cer",
    "chrf",
    "chrf_definitions",
    "edit_rate",
    "first_highest",
    "from_signature",
    "gleu",
    "precision_recall_f1",
    "rouge",
    "sentence_bleu",
    "sentence_chrf",
    "smoothing",
    "ter",
    "warmup",
    "wer",
]
