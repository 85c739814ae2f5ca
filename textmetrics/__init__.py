"""Evaluation metrics for generated text: ROUGE, BLEU and GLEU, with the numbers of the packages you know, fast."""

from . import errors
from .bleu import Bleu, bleu, sentence_bleu
from .bleu_results import BleuResult, SentenceBleuResult
from .gleu import Gleu, GleuResult, gleu
from .rebuilding import from_signature
from .results import Accumulator, Bootstrap, Score, Scores, Statistics, __version__
from .rouge import Rouge, rouge
from .rouge_results import RougeResult
from .tokenization import tokenize
from .warming import warmup

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
