"""sacrebleu 2.6.0's BLEU, chrF and TER with our kernels: change the import, keep the numbers.

``from textmetrics.compat import sacrebleu`` in place of ``import sacrebleu``. What there is has sacrebleu's arguments, defaults, scale of
0 to 100, degenerate values and errors. The signature is sacrebleu's, with one more field that says what computed the number:

    nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0|textmetrics:0.1.0

What differs: texts must be valid Unicode (a lone surrogate is an InputError); tokenizers download nothing; a missing tokenizer library is a
MissingDependencyError; `BLEU.compute_bleu` leaves the caller's lists as they are; and `BLEU.sentence_scores` and `CHRF.sentence_scores`
score many sentences at once. Test sets and the paired tests are not here.
"""

from . import compat, metrics, tokenizers
from .compat import corpus_bleu, corpus_chrf, corpus_ter, raw_corpus_bleu, sentence_bleu, sentence_chrf, sentence_ter
from .metrics import BLEU, CHRF, TER, BLEUScore, CHRFScore, TERScore
from .version import __version__

__all__ = [
    "BLEU",
    "CHRF",
    "TER",
    "BLEUScore",
    "CHRFScore",
    "TERScore",
    "__version__",
    "compat",
    "corpus_bleu",
    "corpus_chrf",
    "corpus_ter",
    "metrics",
    "raw_corpus_bleu",
    "sentence_bleu",
    "sentence_chrf",
    "sentence_ter",
    "tokenizers",
]
