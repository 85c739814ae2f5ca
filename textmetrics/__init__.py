"""Evaluation metrics for generated text: ROUGE and BLEU, with the numbers of the packages you know, fast."""

from . import errors
from .bleu import Bleu, BleuResult, SentenceBleuResult, bleu, sentence_bleu
from .rouge import Rouge, RougeResult, rouge
from .scores import Score, Scores
from .signatures import __version__
from .streaming import Accumulator
from .sufficient_statistics import Statistics
from .token_ids import tokenize
from .warming import warmup

__all__ = [
    "Accumulator",
    "Bleu",
    "BleuResult",
    "Rouge",
    "RougeResult",
    "Score",
    "Scores",
    "SentenceBleuResult",
    "Statistics",
    "__version__",
    "bleu",
    "errors",
    "rouge",
    "sentence_bleu",
    "tokenize",
    "warmup",
]
