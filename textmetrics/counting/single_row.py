"""One short row a call: counted by a way round columns and blocks, which would cost more than the counting."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..inputs import encode
from ..tokenization import SPARE_BYTES, STEMMED_ABOVE, STEMMERS, Stemmer, text_layout

if TYPE_CHECKING:
    from .plan import Plan

LIMIT_BYTES = 1 << 13  # longer rows gain little, and scratch is kept for as long as this
MAX_ORDER = 100
MAX_TEXTS = 64


class _Scratch:
    """What one thread's kernels work in."""

    def __init__(self) -> None:
        from .._kernels.ngrams import TABLE_WORDS
        from .._kernels.tokenizers import SPARE_EDGES

        # As the kernels' docstrings say, for the largest row.
        n = LIMIT_BYTES
        self.data = np.zeros(n + SPARE_BYTES, np.uint8)
        self.integers = np.zeros(n + 3 * MAX_TEXTS + 64, np.int64)
        self.table = np.zeros(TABLE_WORDS + 1, np.uint64)
        self.edges = np.zeros(3 * (n + SPARE_EDGES), np.int32)
        self.bits = np.zeros(4 * n + 8, np.uint64)
        self.ends = np.zeros(6 * MAX_ORDER + 24, np.uint64)
        self.counts = np.zeros((1, MAX_ORDER + 1, 3), np.int64)
        self.row = np.zeros((1, 3 * MAX_ORDER + 2), np.int64)

    @cached_property
    def of_stems(self) -> tuple[npt.NDArray[Any], ...]:
        """What stemming needs, up to the counts."""
        from .._kernels.rouge import N_SIDES
        from .._kernels.vocabulary import table_words

        n = LIMIT_BYTES
        return (
            np.zeros(2 * n + 256, np.uint8),
            np.zeros(table_words(n), np.uint64),
            np.zeros(N_SIDES, np.int32),
            np.zeros(n + 6 * MAX_ORDER + 32, np.uint64),
            np.zeros(n + 8, np.int32),
        )

    @cached_property
    def of_spelling(self) -> tuple[npt.NDArray[Any], ...]:
        """What stemming needs besides."""
        return np.zeros(10 * LIMIT_BYTES + 256, np.uint8), np.zeros(LIMIT_BYTES + 16, np.int64)

    def place(self, texts: list[str]) -> int | None:
        """Write texts where the kernels expect them, for a process in which they cannot read a list; None: they do not fit."""
        try:
            data, offsets = encode(texts)
        except (UnicodeEncodeError, TypeError):
            return None
        if len(data) > LIMIT_BYTES:
            return None
        self.data[: len(data)] = np.frombuffer(data, np.uint8)
        self.integers[: len(offsets)] = offsets
        return 0


_idle: list[_Scratch] = []
Made = TypeVar("Made", bound=tuple[Any, ...])
_new_tuple = tuple.__new__  # what a named tuple's own constructor calls, at twice the cost


class PairCounter:
    """Counts and scores ROUGE-N and ROUGE-L of one pair as rouge-score tokenizes it.

    Attributes:
        is_plain: precision, recall and F1 are quotients of the counts and nothing else.
        size: how many numbers `count` writes where scores are wanted: precision, recall and F1 of each type.
        size_with_counts: where the counts are wanted too, behind the scores.
    """

    def __init__(self, codes: npt.NDArray[np.int64], stemmer: Stemmer | None, is_plain: bool) -> None:
        from .._kernels import rouge

        self.is_plain = is_plain
        self.size = 3 * len(codes)
        self.size_with_counts = 6 * len(codes)
        self.codes = codes
        self.max_order = max(int(codes.max()), 0)
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)
        self.layout = text_layout()  # held for as long as kernels are given its address
        self.marks = self.layout.address
        self.not_counted = rouge.NOT_COUNTED
        self.rules: npt.NDArray[np.int64] | None = None
        self.kernel = _at_first(self, rouge.count_pair, _compile_what_it_calls)
        if stemmer is not None:
            from .._kernels.rouge import count_stemmed_pair
            from .._kernels.vocabulary import rule_table

            self.kernel = _at_first(self, count_stemmed_pair)
            self.rules = rule_table(STEMMERS[str(stemmer.rule)])

    def count(
        self, prediction: str, reference: str, size: int, even_without_words: bool = False
    ) -> npt.NDArray[np.float64] | None:
        """Score a pair: float64 (size,), the caller's own.

        Returns:
            None where the texts are too long for this way, or hold what it does not take; and, where pairs without words are not asked
            for, where the prediction has none, or where the columns show that the reference has none.
        """
        try:
            lent = _idle.pop()
        except IndexError:
            lent = _Scratch()
        texts = [prediction, reference]
        place = id(texts) if self.marks else lent.place(texts)
        if place is None:
            return None
        out = np.empty(size)
        if self.rules is None:
            came = self.kernel(
                place, self.marks, lent.data, lent.integers, self.codes, self.max_order, self.seed, lent.table, lent.edges, lent.bits,
                lent.ends, lent.counts, out,
            )  # fmt: skip
        else:
            came = self.kernel(
                place, self.marks, lent.data, lent.integers, self.codes, self.max_order, self.seed, *lent.of_stems, lent.counts, out,
                self.rules, STEMMED_ABOVE, *lent.of_spelling,
            )  # fmt: skip
        _idle.append(lent)
        if came and (came == self.not_counted or not even_without_words):
            return None
        return out

    def score(
        self, names: Iterable[Any], kind: type[Made], prediction: str, reference: str, even_without_words: bool = False
    ) -> dict[Any, Made] | None:
        """Score a pair as `count` does: by name, in the order of the codes, a named tuple of precision, recall and F1."""
        row = self.count(prediction, reference, self.size, even_without_words)
        if row is None:
            return None
        numbers = row.tolist()
        scores = {}
        k = 0
        for name in names:
            scores[name] = _new_tuple(kind, numbers[k : k + 3])
            k += 3
        return scores


class RowScorer:
    """Counts and scores one row of BLEU as sacrebleu does, tokenized by 13a.

    Args:
        max_order, rule, unit: as for the kernel bleu_rows.
        smoothing, value, effective_order, compensates: as for the kernel bleu_scores.
    """

    def __init__(
        self, max_order: int, rule: int, unit: int, smoothing: int, value: float, effective_order: bool, compensates: int
    ) -> None:
        from .._kernels.bleu import bleu_row

        self.settings = np.asarray([max_order, rule, unit, smoothing, effective_order, compensates], np.int64)
        self.value = float(value)
        self.size = 1 + 3 * max_order + 2
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)
        self.layout = text_layout()  # as in PairCounter
        self.marks = self.layout.address
        self.kernel = _at_first(self, bleu_row)

    def score(self, texts: list[Any]) -> tuple[float, npt.NDArray[np.float64]] | None:
        """Score a prediction, followed by its references, as far as they are str.

        Returns:
            The score from 0 to 100; and an array of the caller's own, float64 (1 + n_fields,): the score from 0 to 1, and the counts.
            None where the prediction has no words, or the texts are too long for this way, or hold what it does not take.
        """
        if len(texts) > MAX_TEXTS:
            return None
        try:
            lent = _idle.pop()
        except IndexError:
            lent = _Scratch()
        place = id(texts) if self.marks else lent.place(texts)
        if place is None:
            return None
        out = np.empty(self.size)
        score = self.kernel(
            place, len(texts), self.marks, lent.data, lent.integers, self.settings, self.value, self.seed, lent.table, lent.edges,
            lent.bits, lent.ends, lent.row, out,
        )  # fmt: skip
        _idle.append(lent)
        return None if score < 0 else (score, out)


def _at_first(
    owner: PairCounter | RowScorer, kernel: Callable[..., Any], first: Callable[..., None] | None = None
) -> Callable[..., Any]:
    """Give what an owner calls at first: from then on, it calls the kernel that was compiled for these arguments.

    Args:
        owner: whose attribute `kernel` is set.
        kernel: a kernel.
        first: called with the arguments where the kernel has to be compiled, to compile those that it calls.
    """
    from .._kernels.compiler import way_in

    def call(*arguments: Any) -> Any:
        owner.kernel = way_in(kernel, *arguments, first=None if first is None else lambda: first(*arguments))
        return owner.kernel(*arguments)

    return call


def _compile_what_it_calls(
    texts: int, marks: int, data: Any, integers: Any, codes: Any, max_order: int, seed: Any, table: Any, edges: Any, bits: Any, ends: Any,
    counts: Any, out: Any,
) -> None:  # fmt: skip
    """Compile the kernels that count_pair calls, given its arguments."""
    from .._kernels.compiler import way_in
    from .._kernels.inputs import read_texts
    from .._kernels.rouge import rouge_texts

    way_in(rouge_texts, data, integers, 1, integers, 1, 1, codes, max_order, seed, table, edges, bits, ends, counts, integers)
    way_in(read_texts, texts, 0, 2, marks, data, integers, 0)


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
