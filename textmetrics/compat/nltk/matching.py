"""Match n-grams of hashable tokens: by the kernels, or in plain Python for so few that loading the kernels would take longer."""

from __future__ import annotations

import itertools
import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import InputError, changed
from ...inputs import IdColumn, Pairs

Tokens = Sequence[Hashable]
# The kernels are loaded once so many tokens have been matched in Python (measured: about the time it takes to load them), or used at
# once where they are loaded already. The counts are the same.
PATIENCE = 200_000
COLUMNS_FROM = 1_500  # rows of fewer tokens in all are handed to the kernels one by one, which is faster than making columns of them
BIT_SIDE_LIMIT = 128  # tokens of a hypothesis at most that the kernel for one pair takes
_KERNELS = "textmetrics._kernels.bleu"
_BITS = [1 << place for place in range(512)]


class _State:
    """The kernel, once it is loaded, and how many tokens have been matched without it."""

    kernel: Callable[..., int] | None = None
    n_tokens = 0


class _Scratch(threading.local):
    """What the kernel writes to, for each thread its own."""

    def __init__(self) -> None:
        self.masks = np.zeros(1024, np.uint64)
        self.bits = np.zeros(1024, np.uint64)
        self.overlap = np.zeros(256, np.uint64)
        self.long_rows = np.zeros(64, np.int64)

    def make_room(self, n_ids: int, n_tokens: int, max_order: int, n_rows: int) -> None:
        """See that all that the kernel writes has a place."""
        if len(self.masks) < 2 * n_ids + 2:
            self.masks = np.zeros(4 * n_ids, np.uint64)
        if len(self.bits) < 2 * n_tokens:
            self.bits = np.zeros(4 * n_tokens, np.uint64)
        if len(self.overlap) < 6 * max_order + 24:
            self.overlap = np.zeros(6 * max_order + 24, np.uint64)
        if len(self.long_rows) < n_rows:
            self.long_rows = np.zeros(n_rows, np.int64)


_scratch = _Scratch()


class UnequalRowsError(InputError, AssertionError):
    """Hypotheses and lists of references differ in number; NLTK asserts that they do not."""


def checked_rows(list_of_references: Sequence[Any], hypotheses: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the rows as lists of our own, which nobody else changes.

    Raises:
        UnequalRowsError: There is not one list of references for each hypothesis.
    """
    list_of_references, hypotheses = list(list_of_references), list(hypotheses)
    if len(list_of_references) != len(hypotheses):
        raise UnequalRowsError(
            f"{len(hypotheses)} hypotheses and {len(list_of_references)} lists of references; expected one list for each hypothesis."
        )
    return list_of_references, hypotheses


def kernel_for(n_tokens: int) -> Callable[..., int] | None:
    """Give the kernel that counts rows, or None where so few tokens have been matched that it does not pay to load it."""
    if _State.kernel is None:
        _State.n_tokens += n_tokens
        if _State.n_tokens > PATIENCE or _KERNELS in sys.modules:
            from ..._kernels.bleu import bleu_rows

            _State.kernel = bleu_rows
    return _State.kernel


def held(texts: Iterable[Tokens]) -> list[list[Hashable]]:
    """Return the tokens of texts as lists of our own: they are gone through more than once, and nobody else may change them."""
    return list(map(list, texts))


def clipped_matches(hypothesis: list[Hashable], references: list[list[Hashable]], max_order: int) -> list[int]:
    """Count the hypothesis's n-grams of orders 1 … max_order, each at most as often as the reference that has most of it.

    What is counted here are lists of our own, as `held` returns them.
    """
    n_hypothesis = len(hypothesis)
    n_orders = min(max_order, n_hypothesis)  # it has no n-grams of others
    if n_hypothesis <= BIT_SIDE_LIMIT and n_orders and references:
        kernel = _State.kernel or kernel_for(n_hypothesis + sum(map(len, references)))
        if kernel is not None:
            found = _matches_by_kernel(kernel, hypothesis, references, n_orders, [0, len(references)])[0]
            return found + [0] * (max_order - n_orders)
    return _matches_in_python(hypothesis, references, max_order)


def matches_with_each(hypothesis: list[Hashable], references: list[list[Hashable]], max_order: int) -> list[list[int]]:
    """Count as `clipped_matches` does, with each reference on its own."""
    n_hypothesis, n_references = len(hypothesis), len(references)
    if n_hypothesis <= BIT_SIDE_LIMIT and max_order and n_references:
        kernel = _State.kernel or kernel_for(n_hypothesis + sum(map(len, references)))
        if kernel is not None:
            return _matches_by_kernel(kernel, hypothesis, references, max_order, list(range(n_references + 1)))
    elif max_order and n_references and suits_column(references, hypothesis):
        counts = count_columns([[reference] for reference in references], [hypothesis] * n_references, max_order)
        matches: list[list[int]] = counts[:, :max_order].tolist()
        return matches
    return [_matches_in_python(hypothesis, [reference], max_order) for reference in references]


def _matches_by_kernel(
    kernel: Callable[..., int], hypothesis: Tokens, references: Sequence[Tokens], max_order: int, reference_offsets: list[int]
) -> list[list[int]]:
    """Count by the kernel: the hypothesis stands in as many rows as `reference_offsets` parts the references into."""
    n_rows = len(reference_offsets) - 1
    numbers: defaultdict[Hashable, int] = defaultdict(itertools.count(1).__next__)
    ids = [numbers[token] for token in hypothesis]
    if n_rows > 1:
        ids *= n_rows
    offsets = [len(hypothesis) * row for row in range(n_rows + 1)]
    for reference in references:
        ids += [numbers[token] for token in reference]
        offsets.append(len(ids))
    scratch = _scratch
    scratch.make_room(len(numbers), len(ids), max_order, n_rows)
    out = np.zeros((n_rows, 3 * max_order + 2), np.int64)
    # An array of a list of small integers is made faster by the standard library's arrays.
    kernel(
        np.frombuffer(array("i", ids), np.int32),
        np.frombuffer(array("q", offsets), np.int64),
        n_rows,
        np.frombuffer(array("q", reference_offsets), np.int64),
        max_order,
        0,
        1,
        scratch.masks,
        scratch.bits,
        scratch.overlap,
        out,
        scratch.long_rows,
    )
    matches: list[list[int]] = out[:, :max_order].tolist()
    return matches


def _matches_in_python(hypothesis: Tokens, references: Iterable[Tokens], max_order: int) -> list[int]:
    """Count in Python.

    All references are laid out in one row of bits with a gap after each. Every place of the hypothesis has the set of places where the
    n-gram that ends there ends in the references: equal n-grams have equal sets, others have disjoint ones, and the sets of order n + 1
    are those of order n moved by one place and cut to where the next token stands.
    """
    places = dict.fromkeys(hypothesis, 0)
    sides: list[int] = []
    begin = 0
    for reference in references:
        end = begin + len(reference)
        bits = _BITS[begin:end] if end <= len(_BITS) else [1 << place for place in range(begin, end)]
        for token, bit in zip(reference, bits, strict=True):
            if token in places:
                places[token] |= bit
        sides.append((1 << end) - (1 << begin))
        begin = end + 1
    last = [places[token] for token in hypothesis]
    last.append(0)
    found = {following: ends for following, ends in enumerate(last, 1) if ends}
    matches: list[int] = []
    while found and len(matches) < max_order:
        n_found = len(found)
        if len(set(found.values())) != n_found:
            n_found = _clip(found.values(), sides)
        matches.append(n_found)
        found = {following + 1: both for following, ends in found.items() if (both := (ends << 1) & last[following])}
    return matches + [0] * (max_order - len(matches))


def _clip(found: Iterable[int], sides: list[int]) -> int:
    """Count sets of places, each at most as often as it has places in one reference."""
    counts: dict[int, int] = {}
    for places in found:
        counts[places] = counts.get(places, 0) + 1
    if len(sides) == 1:
        return sum([min(count, places.bit_count()) for places, count in counts.items()])
    return sum(
        [1 if count == 1 else min(count, max([(places & side).bit_count() for side in sides])) for places, count in counts.items()]
    )


def suits_columns(list_of_references: Sequence[Any], hypotheses: Sequence[Any]) -> bool:
    """Tell whether there is so much text that it is best counted in columns, on several threads."""
    n_tokens = sum(map(len, hypotheses)) + sum(map(len, itertools.chain.from_iterable(list_of_references)))
    return n_tokens > COLUMNS_FROM and kernel_for(n_tokens) is not None


def suits_column(references: Sequence[Tokens], hypothesis: Tokens) -> bool:
    """Tell whether one pair is so long that the kernel for one pair does not take it and it is best counted in columns."""
    return len(hypothesis) > BIT_SIDE_LIMIT and kernel_for(len(hypothesis) + sum(map(len, references))) is not None


def count_columns(
    list_of_references: Sequence[Sequence[Tokens]], hypotheses: Sequence[Tokens], max_order: int
) -> npt.NDArray[np.int64]:
    """Count rows in columns: int64 (n_rows, 3 * max_order + 2), as `bleu_counts.count_rows` gives them.

    Raises:
        InputError: A row has no references.
    """
    from ...counting import count_rows
    from ...tokenization import Encoder, resolve

    for row, references in enumerate(list_of_references):
        if not len(references):
            raise InputError(no_references(row), row)
    return count_rows(Encoder(resolve("none")), max_order, 0, 1, id_pairs(list_of_references, hypotheses), None)


def no_references(row: int) -> str:
    """Say that a row has no references."""
    return f"list_of_references[{row}] is empty; expected at least one reference."


def id_pairs(list_of_references: Sequence[Sequence[Tokens]], hypotheses: Sequence[Tokens]) -> Pairs:
    """Number the tokens, equal ones alike, and bring them into columns."""
    numbers: defaultdict[Hashable, int] = defaultdict(itertools.count().__next__)
    references = list(itertools.chain.from_iterable(list_of_references))
    counts = np.fromiter(map(len, list_of_references), np.int64, len(list_of_references))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    if len(references) != offsets[-1]:
        raise changed("list_of_references")
    columns = _id_column(numbers, hypotheses, "hypotheses"), _id_column(numbers, references, "list_of_references")
    return Pairs(*columns, offsets, np.zeros(0, np.int64))


def _id_column(numbers: defaultdict[Hashable, int], texts: Sequence[Tokens], name: str) -> IdColumn:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    ids = np.fromiter(map(numbers.__getitem__, itertools.chain.from_iterable(texts)), np.int64)
    if len(ids) != offsets[-1]:
        raise changed(name)
    return IdColumn(ids, offsets)
