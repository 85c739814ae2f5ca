"""One short row a call: counted by a way round columns and blocks, which would cost more than the counting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .stemming import STEMMED_ABOVE, STEMMERS, Stemmer

if TYPE_CHECKING:
    from .rouge_counts import Plan

LIMIT_BYTES = 1 << 13  # longer rows gain little, and scratch is kept for as long as this
MAX_ORDER = 100
MAX_TEXTS = 64


class _Scratch:
    """What one thread's kernels work in."""

    def __init__(self) -> None:
        from ._kernels.intern import table_words

        # As the kernels' docstrings say, for the largest row; BLEU's tokenizer may write three bytes for one.
        n = LIMIT_BYTES
        self.data = np.zeros(n, np.uint8)
        self.view = memoryview(self.data)  # type: ignore[arg-type]  # an array is a buffer
        integers = np.zeros(2 * n + 6 * MAX_TEXTS + 64, np.int64)
        self.integers = memoryview(integers)  # type: ignore[arg-type]
        self.arrays = (
            np.zeros(7 * n + 6 * MAX_TEXTS + 512, np.uint8),
            integers,
            np.zeros(table_words(3 * n), np.uint64),
            np.zeros(3 * n + 6 * MAX_ORDER + 64, np.uint64),
            np.zeros(2 * n + 8, np.int32),
        )
        self.score = np.zeros(1, np.float64)
        self.of_stems: tuple[npt.NDArray[Any], ...] = ()

    def stem_arrays(self) -> tuple[npt.NDArray[Any], ...]:
        """Give what stemming needs besides."""
        if not self.of_stems:
            self.of_stems = np.zeros(10 * LIMIT_BYTES + 256, np.uint8), np.zeros(LIMIT_BYTES + 16, np.int64)
        return self.of_stems


_idle: list[_Scratch] = []


class PairCounter:
    """Counts ROUGE-N and ROUGE-L of one pair as rouge-score tokenizes it.

    Attributes:
        is_plain: precision, recall and F1 are quotients of the counts and nothing else.
    """

    def __init__(self, codes: npt.NDArray[np.int64], stemmer: Stemmer | None, is_plain: bool) -> None:
        from ._kernels import one_pair

        self.is_plain = is_plain
        self.codes = codes
        self.shape = (1, len(codes), 3)
        self.max_order = max(int(codes.max()), 0)
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)
        self.kernel = one_pair.count_pair if stemmer is None else one_pair.count_stemmed_pair
        self.rules: npt.NDArray[np.int64] | None = None
        if stemmer is not None:
            from ._kernels.porter_rules import rule_table

            self.rules = rule_table(STEMMERS[str(stemmer.rule)])

    def count(self, prediction: str, reference: str) -> npt.NDArray[np.int64] | None:
        """Count a pair: int64 (1, n_columns, 3); None where the texts are too long for this way, or hold a lone surrogate."""
        both = prediction + reference
        if len(both) > LIMIT_BYTES:
            return None
        try:
            data = both.encode()
        except UnicodeEncodeError:
            return None
        n_bytes = len(data)
        n_first = len(prediction)
        if n_bytes != len(both):
            if n_bytes > LIMIT_BYTES:
                return None
            n_first = len(prediction.encode())
        try:
            scratch = _idle.pop()
        except IndexError:
            scratch = _Scratch()
        scratch.view[:n_bytes] = data
        out = np.empty(self.shape, np.int64)
        if self.rules is None:
            is_long = self.kernel(scratch.data, n_first, n_bytes, self.codes, self.max_order, self.seed, *scratch.arrays, out)
        else:
            is_long = self.kernel(
                scratch.data, n_first, n_bytes, self.codes, self.max_order, self.seed, *scratch.arrays, out,
                self.rules, STEMMED_ABOVE, *scratch.stem_arrays(),
            )  # fmt: skip
        _idle.append(scratch)
        return None if is_long else out


class RowScorer:
    """Counts and scores one row of BLEU as sacrebleu does, tokenized by 13a.

    Args:
        max_order, rule, unit: as for the kernel bleu_rows.
        smoothing, value, effective_order, compensates: as for the kernel bleu_scores.
    """

    def __init__(
        self, max_order: int, rule: int, unit: int, smoothing: int, value: float, effective_order: bool, compensates: int
    ) -> None:
        from ._kernels.one_row import score_row

        self.kernel = score_row
        self.settings = np.asarray([max_order, rule, unit, smoothing, effective_order, compensates], np.int64)
        self.value = float(value)
        self.shape = (1, 3 * max_order + 2)
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)

    def score(self, texts: list[str]) -> tuple[npt.NDArray[np.int64], float] | None:
        """Score a prediction, followed by its references.

        Returns:
            Counts, int64 (1, n_fields), and the score from 0 to 100; None where the texts are too long for this way, or hold a lone
            surrogate.
        """
        joined = "".join(texts)
        if len(joined) > LIMIT_BYTES or len(texts) > MAX_TEXTS:
            return None
        try:
            data = joined.encode()
        except UnicodeEncodeError:
            return None
        n_bytes = len(data)
        if n_bytes > LIMIT_BYTES:
            return None
        try:
            scratch = _idle.pop()
        except IndexError:
            scratch = _Scratch()
        scratch.view[:n_bytes] = data
        offsets = scratch.integers
        offsets[0] = at = 0
        is_ascii = n_bytes == len(joined)
        for k, text in enumerate(texts, 1):
            at += len(text) if is_ascii else len(text.encode())
            offsets[k] = at
        out = np.empty(self.shape, np.int64)
        is_long = self.kernel(scratch.data, len(texts), self.settings, self.value, self.seed, *scratch.arrays, out, scratch.score)
        score = float(scratch.score[0])
        _idle.append(scratch)
        return None if is_long else (out, score)


def counter_of(plan: Plan, is_plain: bool) -> PairCounter | None:
    """Give the counter of a plan that it can follow: rouge-score's tokenizer, ROUGE-N and ROUGE-L, a stemmer of ours or none."""
    encoder = plan.encoder
    plain = encoder.stop_words is None and encoder.max_words is None and encoder.max_bytes is None and encoder.sentences is None
    stemmer = encoder.stemmer
    ours = stemmer is None or (isinstance(stemmer.rule, str) and not stemmer.exceptions)
    counted = plan.codes.min() >= 0 and plan.codes.max() <= MAX_ORDER
    if plain and ours and counted and encoder.tokenizer.name == "rouge-score":
        return PairCounter(plan.codes, stemmer, is_plain)
    return None
