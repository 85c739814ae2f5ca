"""Evaluation metrics for generated text: ROUGE, BLEU, chrF and GLEU, with the numbers of the packages you know, fast."""

from . import errors
from .metrics import (
    Bleu,
    BleuResult,
    Chrf,
    ChrfResult,
    Gleu,
    GleuResult,
    Rouge,
    RougeResult,
    SentenceBleuResult,
    SentenceChrfResult,
    bleu,
    chrf,
    from_signature,
    gleu,
    rouge,
    sentence_bleu,
    sentence_chrf,
    warmup,
)
from .results import Accumulator, Bootstrap, Score, Scores, Statistics, __version__
from .tokenization import tokenize

__all__ = [
    "Accumulator",
    "Bleu",
    "BleuResult",
    "Bootstrap",
    "Chrf",
    "ChrfResult",
    "Gleu",
    "GleuResult",
    "Rouge",
    "RougeResult",
    "Score",
    "Scores",
    "SentenceBleuResult",
    "SentenceChrfResult",
    "Statistics",
    "__version__",
    "bleu",
    "chrf",
    "errors",
    "from_signature",
    "gleu",
    "rouge",
    "sentence_bleu",
    "sentence_chrf",
    "tokenize",
    "warmup",
]
