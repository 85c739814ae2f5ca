"""sacrebleu 2.6.0's BLEU and chrF with our kernels: change the import, keep the numbers.

``from textmetrics.compat import sacrebleu`` in place of ``import sacrebleu``. What there is has sacrebleu's arguments, defaults, scale of
0 to 100, degenerate values and errors. The signature is sacrebleu's, with one more field that says what computed the number:

    nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|textmetrics:0.1.0

What differs: texts must be valid Unicode (a lone surrogate is an InputError); tokenizers download nothing; a missing tokenizer library is a
MissingDependencyError; `BLEU.compute_bleu` leaves the caller's lists as they are; and `BLEU.sentence_scores` and `CHRF.sentence_scores`
score many sentences at once. TER, test sets and the paired tests are not here.
"""

from . import compat, metrics, tokenizers
from .compat import corpus_bleu, corpus_chrf, raw_corpus_bleu, sentence_bleu, sentence_chrf
from .metrics import BLEU, CHRF, BLEUScore, CHRFScore
from .version import __version__

__all__ = [
    "BLEU",
    "CHRF",
    "BLEUScore",
    "CHRFScore",
    "__version__",
    "compat",
    "corpus_bleu",
    "corpus_chrf",
    "metrics",
    "raw_corpus_bleu",
    "sentence_bleu",
    "sentence_chrf",
    "tokenizers",
]
