"""Compile every kernel ahead of time: for container builds, before a fork, before a clock starts."""

from __future__ import annotations


def warmup() -> None:
    """Compile, or load from the cache, every kernel.

    The first call on a machine compiles for some seconds and keeps the result on disk; later processes load it. Call it where an
    image is built, or before processes are forked, so that no first score has to wait.
    """
    import numpy as np

    from .._kernels.inputs import copy_cells, find_cells, whole_rows
    from .._kernels.simd import is_utf8
    from ..tokenization import TOKENIZERS
    from .bleu import Bleu
    from .chrf import Chrf
    from .rouge import Rouge
    from .ter import Ter
    from .word_errors import CharacterErrors, WordErrors

    short, long = "a flattering word\nunder the sun", "one two three four " * 40
    predictions, references = [short, long, long], [short, long, short]
    for stemmer in (None, "porter"):
        Rouge(("rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"), stemmer).score(predictions, references, threads=1)
        Rouge(stemmer=stemmer).score(short, short)
    Rouge(("rougeW", "rougeS4"), stop_words=("the",), max_words=9).score(predictions, references, threads=1)
    Rouge(("rougeL", "rougeW"), definition="rouge-1.5.5", max_bytes=9).score(predictions, references, threads=1)
    Rouge(("rouge1", "rougeL"), definition="pltrdy").score(predictions, references, threads=1).bootstrap(n_resamples=2)
    for ids in (np.ones((2, 3), np.int64), np.ones((2, 3), np.int32), [[1, 2], [3]]):
        Rouge().score(ids, ids, threads=1)
    for name in TOKENIZERS:
        Bleu(name).score_rows(predictions, references, threads=1)
    Bleu().score_rows(short, short)
    Chrf(word_order=2).score(predictions, references, threads=1)
    Chrf(word_order=2).score(short, short)
    Ter().score(predictions, references, threads=1).bootstrap(n_resamples=2)
    for errors in (WordErrors(), CharacterErrors()):
        errors.score(predictions, references, threads=1).chunks  # noqa: B018  # made when asked for
    is_utf8(np.frombuffer(b"a", np.uint8), np.asarray([0, 1], np.int64), 1)  # for columns of Arrow
    Bleu().score(predictions, references, threads=1).bootstrap(n_resamples=2)
    data, cells = np.zeros(1, np.uint8), np.zeros((1, 1), np.int64)
    whole_rows(data, np.uint8(ord(",")), np.int64(1))
    find_cells(data, np.uint8(ord(",")), cells[0], cells, cells.copy())
    copy_cells(data, cells[0], cells[0], data, np.zeros(2, np.int32))
