"""NLTK 3.10's BLEU, chrF and GLEU: ``nltk.translate.bleu_score``, ``chrf_score`` and ``gleu_score``, their arguments and numbers, fast.

Arguments, defaults, results and degenerate values are NLTK's, to the last bit; tokens are any hashable objects. NLTK puts references
first. ``sentence_bleu_batch`` and ``sentence_gleu_batch``, which NLTK lacks, score many pairs at once, each on its own.

Examples:
    >>> from textmetrics.compat.nltk import SmoothingFunction, sentence_bleu
    >>> reference, hypothesis = "the cat sat on the mat".split(), "the cat sat on a mat".split()
    >>> sentence_bleu([reference], hypothesis, smoothing_function=SmoothingFunction().method3)
    0.537284965911771
"""

from . import bleu_score, chrf_score, gleu_score
from .bleu_score import brevity_penalty, closest_ref_length, corpus_bleu, modified_precision, sentence_bleu, sentence_bleu_batch
from .chrf_score import corpus_chrf, sentence_chrf
from .gleu_score import corpus_gleu, sentence_gleu, sentence_gleu_batch
from .smoothing import Fraction, SmoothingFunction

bleu, chrf, gleu = sentence_bleu, sentence_chrf, sentence_gleu  # what ``nltk.translate`` calls them

__all__ = [
    "Fraction",
    "SmoothingFunction",
    "bleu",
    "bleu_score",
    "brevity_penalty",
    "chrf",
    "chrf_score",
    "closest_ref_length",
    "corpus_bleu",
    "corpus_chrf",
    "corpus_gleu",
    "gleu",
    "gleu_score",
    "modified_precision",
    "sentence_bleu",
    "sentence_bleu_batch",
    "sentence_chrf",
    "sentence_gleu",
    "sentence_gleu_batch",
]
