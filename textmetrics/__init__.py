"""Evaluation metrics for generated text: ROUGE, BLEU and GLEU, with the numbers of the packages you know, fast."""

from . import errors
from .metrics import (
    Bleu,
    BleuResult,
    Gleu,
    GleuResult,
    Rouge,
    RougeResult,
    SentenceBleuResult,
    bleu,
    from_signature,
    gleu,
    rouge,
    sentence_bleu,
    warmup,
)
from .results import Accumulator, Bootstrap, Score, Scores, Statistics, __version__
from .tokenization import tokenize

__all__ = [
    "Accumulator",
    "Bleu",
    "BleuResult",
    "Bootstrap",
    "Gleu",
    "GleuResult",
    "Rouge",
    "RougeResult",
    "Score",
    "Scores",
    "SentenceBleuResult",
    "Statistics",
    "__version__",
    "bleu",
    "errors",
    "from_signature",
    "gleu",
    "rouge",
    "sentence_bleu",
    "tokenize",
    "warmup",
]
