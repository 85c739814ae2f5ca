"""Alignments against the oracle's tables: every choice among optimal ones, and every division."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.oracle import edits as oracle
from tests.unit._kernels.edits.id_pairs import Pair, align, id_pairs, random_words
from textmetrics._kernels.edits.alignment import chunk_rows

needs_speed = pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow")


@given(st.lists(id_pairs(), max_size=4))
def test_the_oracles_alignment(pairs: list[Pair]) -> None:
    assert align(pairs) == [
        oracle.alignment(reference, prediction) for prediction, reference in pairs
    ]


@pytest.mark.parametrize("n", [63, 64, 65, 127, 128, 129, 193])
@pytest.mark.parametrize("m", [1, 64, 150])
def test_references_of_several_words_of_bits(n: int, m: int) -> None:
    pairs = [
        (random_words(k, m, kinds), random_words(k + 9, n, kinds))
        for k, kinds in enumerate((2, 4, 40))
    ]
    assert align(pairs) == [
        oracle.alignment(reference, prediction) for prediction, reference in pairs
    ]


def test_deletions_come_first_where_there_is_a_choice() -> None:
    # Reference a a, prediction a: common beginnings are set aside first, so the second is deleted.
    assert align([([1], [1, 1])]) == ["ed"]
    # b a against a b, distance 2: from the end, D("ba", "ab") = 2 = D("b", "ab") + 1, so a is
    # deleted; then b and b are equal, and the a of the prediction is left.
    assert align([([1, 2], [2, 1])]) == ["ied"]
    # Two words replaced by two others leave no choice.
    assert align([([1, 2], [3, 4])]) == ["ss"]


def test_no_pairs_and_empty_texts() -> None:
    assert align([]) == []
    assert align([([], []), ([1], []), ([], [1, 2])]) == ["", "i", "dd"]


@needs_speed
def test_long_texts_are_divided_as_the_definition_says() -> None:
    # 66 * 64,000 cells; the parity tests compare many more with RapidFuzz, which is faster than
    # the oracle.
    prediction, reference = random_words(1, 64_000, 4), random_words(2, 66, 4)
    assert align([(prediction, reference)]) == [oracle.alignment(reference, prediction)]


@given(st.lists(id_pairs(max_size=12), max_size=4))
def test_chunks_are_runs_of_one_operation(pairs: list[Pair]) -> None:
    letters = align(pairs)
    ops = np.asarray(["esdi".index(letter) for own in letters for letter in own], np.uint8)
    ends = np.cumsum([0, *map(len, letters)], dtype=np.int64)
    offsets = np.zeros(len(pairs) + 1, np.int64)
    begins, ends = ends[:-1].copy(), ends[1:].copy()
    n_chunks = int(chunk_rows(ops, begins, ends, len(pairs), offsets, np.zeros((0, 5), np.int32)))
    chunks = np.zeros((n_chunks, 5), np.int32)
    chunk_rows(ops, begins, ends, len(pairs), offsets, chunks)
    names = ("equal", "substitute", "delete", "insert")
    found = [(names[operation], *positions) for operation, *positions in chunks.tolist()]
    for row, own in enumerate(letters):
        assert found[offsets[row] : offsets[row + 1]] == oracle.chunks(own)
