"""One pair of short texts a call: counts by a way round columns and blocks, which would cost more than the counting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .stemming import STEMMED_ABOVE, STEMMERS, Stemmer

if TYPE_CHECKING:
    from .rouge_counts import Plan

LIMIT_BYTES = 1 << 13  # longer pairs gain little, and scratch is kept for as long as this
MAX_ORDER = 100


class _Scratch:
    """What one thread's kernel works in."""

    def __init__(self) -> None:
        from ._kernels.one_pair import table_words

        n = LIMIT_BYTES
        self.data = np.zeros(n, np.uint8)
        self.view = memoryview(self.data)  # type: ignore[arg-type]  # an array is a buffer
        self.arrays = (
            np.zeros(2 * n + 256, np.uint8),
            np.zeros(n + 64, np.int64),
            np.zeros(int(table_words(np.int64(n))), np.uint64),
            np.zeros(n + 6 * MAX_ORDER + 64, np.uint64),
            np.zeros(n + 8, np.int32),
        )
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
