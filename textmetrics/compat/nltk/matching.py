"""Match n-grams of hashable tokens: a pair in plain Python, many rows or long texts by the kernels."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from ...columns import IdColumn, Pairs
from ...errors import InputError

Tokens = Sequence[Hashable]
# Fewer tokens than this in all are matched in Python: it takes no longer than loading and calling the kernels.
KERNEL_TOKENS = 4_000
_BITS = [1 << place for place in range(512)]


class UnequalRowsError(InputError, AssertionError):
    """Hypotheses and lists of references differ in number; NLTK asserts that they do not."""


def check_rows(list_of_references: Sequence[Any], hypotheses: Sequence[Any]) -> None:
    """Raise UnequalRowsError unless there is one list of references for each hypothesis."""
    if len(list_of_references) != len(hypotheses):
        raise UnequalRowsError(
            f"{len(hypotheses)} hypotheses and {len(list_of_references)} lists of references; expected one list for each hypothesis."
        )


def clipped_matches(hypothesis: Tokens, references: Iterable[Tokens], max_order: int) -> list[int]:
    """Count the hypothesis's n-grams of orders 1 … max_order, each at most as often as the reference that has most of it.

    All references are laid out in one row of bits with a gap after each. Every place of the hypothesis has the set of places where the
    n-gram that ends there ends in the references: equal n-grams have equal sets, others have disjoint ones, and the sets of order n + 1
    are those of order n moved by one place and cut to where the next token stands.
    """
    places = dict.fromkeys(hypothesis, 0)
    sides: list[int] = []
    begin = 0
    for reference in references:
        length = len(reference)
        end = begin + length
        bits = _BITS[begin:end] if end <= len(_BITS) else [1 << place for place in range(begin, end)]
        for token, bit in zip(reference, bits, strict=True):
            if token in places:
                places[token] |= bit
        sides.append((1 << end) - (1 << begin))
        begin = end + 1
    last = [places[token] for token in hypothesis]
    ends = last
    matches: list[int] = []
    for order in range(1, max_order + 1):
        if order > 1:
            ends = [(before << 1) & here for before, here in zip(ends, last[order - 1 :], strict=False)]
        found = [places_found for places_found in ends if places_found]
        n_found = len(found)
        if n_found == 0:
            matches.extend([0] * (max_order - order + 1))
            break
        if len(set(found)) != n_found:
            n_found = _clip(found, sides)
        matches.append(n_found)
    return matches


def _clip(found: list[int], sides: list[int]) -> int:
    """Count sets of places, each at most as often as it has places in one reference."""
    counts: dict[int, int] = {}
    for places in found:
        counts[places] = counts.get(places, 0) + 1
    if len(sides) == 1:
        return sum([min(count, places.bit_count()) for places, count in counts.items()])
    return sum(
        [1 if count == 1 else min(count, max([(places & side).bit_count() for side in sides])) for places, count in counts.items()]
    )


def suits_kernels(list_of_references: Sequence[Any], hypotheses: Sequence[Any]) -> bool:
    """Tell whether there is so much text that the kernels are faster."""
    n_tokens = 0
    for references, hypothesis in zip(list_of_references, hypotheses, strict=True):
        n_tokens += len(hypothesis) + sum(map(len, references))
        if n_tokens > KERNEL_TOKENS:
            return True
    return False


def id_pairs(list_of_references: Sequence[Sequence[Tokens]], hypotheses: Sequence[Tokens]) -> Pairs:
    """Number the tokens, equal ones alike, and bring them into columns."""
    numbers: defaultdict[Hashable, int] = defaultdict(itertools.count().__next__)
    references = list(itertools.chain.from_iterable(list_of_references))
    counts = np.fromiter(map(len, list_of_references), np.int64, len(list_of_references))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return Pairs(_id_column(numbers, hypotheses), _id_column(numbers, references), offsets, np.zeros(0, np.int64))


def _id_column(numbers: defaultdict[Hashable, int], texts: Sequence[Tokens]) -> IdColumn:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    ids = np.fromiter(map(numbers.__getitem__, itertools.chain.from_iterable(texts)), np.int64, int(offsets[-1]))
    return IdColumn(ids, offsets)
