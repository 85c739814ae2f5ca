"""One short row a call: counted by a way round columns and blocks, which would cost more than the counting."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .stemming import STEMMED_ABOVE, STEMMERS, Stemmer
from .text_columns import encode
from .utf8_blocks import SPARE_BYTES, list_reader

if TYPE_CHECKING:
    from .rouge_counts import Plan

LIMIT_BYTES = 1 << 13  # longer rows gain little, and scratch is kept for as long as this
MAX_ORDER = 100
MAX_TEXTS = 64


class _Scratch:
    """What one thread's kernels work in."""

    def __init__(self) -> None:
        from ._kernels.word_bits import SPARE_EDGES, TABLE_WORDS

        # As the kernels' docstrings say, for the largest row; BLEU's tokenizer may write three bytes for one.
        n = LIMIT_BYTES
        self.data = np.zeros(n + SPARE_BYTES, np.uint8)
        self.integers = np.zeros(n + 3 * MAX_TEXTS + 64, np.int64)
        self.words = np.zeros(3 * n + 2 * MAX_TEXTS + SPARE_BYTES, np.uint8)
        self.of_words = (
            np.zeros(TABLE_WORDS + 1, np.uint64),
            np.zeros(3 * (3 * n + 2 + SPARE_EDGES), np.int32),
            np.zeros(6 * n + 8, np.uint64),
            np.zeros(6 * MAX_ORDER + 24, np.uint64),
        )
        self.score = np.zeros(1, np.float64)

    @cached_property
    def of_stems(self) -> tuple[npt.NDArray[Any], ...]:
        """What stemming needs, up to the counts."""
        from ._kernels.intern import table_words

        n = LIMIT_BYTES
        return (
            np.zeros(2 * n + 256, np.uint8),
            np.zeros(table_words(n), np.uint64),
            np.zeros(2 * n + 6 * MAX_ORDER + 80, np.uint64),
            np.zeros(n + 8, np.int32),
        )

    @cached_property
    def of_spelling(self) -> tuple[npt.NDArray[Any], ...]:
        """What stemming needs besides."""
        return np.zeros(10 * LIMIT_BYTES + 256, np.uint8), np.zeros(LIMIT_BYTES + 16, np.int64)

    def place(self, texts: list[str]) -> int | None:
        """Give what a kernel takes for a list of texts: its address, or 0 where they stand in `data` now; None: neither."""
        if list_reader() is not None:
            return id(texts)
        try:
            data, offsets = encode(texts)
        except UnicodeEncodeError:
            return None
        if len(data) > LIMIT_BYTES:
            return None
        self.data[: len(data)] = np.frombuffer(data, np.uint8)
        self.integers[: len(offsets)] = offsets
        return 0


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
        """Count a pair: int64 (1, n_columns, 3); None where the texts are too long for this way, or hold what it does not take."""
        try:
            scratch = _idle.pop()
        except IndexError:
            scratch = _Scratch()
        texts = [prediction, reference]
        place = scratch.place(texts)
        if place is None:
            return None
        out = np.empty(self.shape, np.int64)
        if self.rules is None:
            is_left = self.kernel(
                place, scratch.data, scratch.integers, self.codes, self.max_order, self.seed, *scratch.of_words, out
            )  # fmt: skip
        else:
            is_left = self.kernel(
                place, scratch.data, scratch.integers, self.codes, self.max_order, self.seed, *scratch.of_stems, out,
                self.rules, STEMMED_ABOVE, *scratch.of_spelling,
            )  # fmt: skip
        _idle.append(scratch)
        return None if is_left else out


class RowScorer:
    """Counts and scores one row of BLEU as sacrebleu does, tokenized by 13a.

    Args:
        max_order, rule, unit: as for the kernel bleu_rows.
        smoothing, value, effective_order, compensates: as for the kernel bleu_scores.
    """

    def __init__(
        self, max_order: int, rule: int, unit: int, smoothing: int, value: float, effective_order: bool, compensates: int
    ) -> None:
        from ._kernels.bleu_texts import bleu_row

        self.kernel = bleu_row
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
        if len(texts) > MAX_TEXTS:
            return None
        try:
            scratch = _idle.pop()
        except IndexError:
            scratch = _Scratch()
        place = scratch.place(texts)
        if place is None:
            return None
        out = np.empty(self.shape, np.int64)
        is_left = self.kernel(
            place, len(texts), scratch.data, scratch.integers, self.settings, self.value, self.seed, scratch.words, *scratch.of_words, out,
            scratch.score,
        )  # fmt: skip
        score = float(scratch.score[0])
        _idle.append(scratch)
        return None if is_left else (out, score)


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
