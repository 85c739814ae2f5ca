"""TER against the oracle, in each of the three ways in which tables are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.oracle import edits as oracle
from tests.shared_data import load_cases, requires_shared
from tests.unit._kernels.edits.id_pairs import (
    Pair,
    flat,
    id_pairs,
    random_words,
    ter_rows,
    ter_scratch,
)
from textmetrics._kernels.edits import beam, tables
from textmetrics._kernels.lcs import place


def _expected(rows: list[tuple[list[int], list[list[int]]]]) -> list[list[int]]:
    found = []
    for prediction, references in rows:
        edits, shifts = min(
            (oracle.ter_edits(prediction, r) for r in references), key=lambda e: e[0]
        )
        found.append([edits, shifts, sum(map(len, references)), len(references)])
    return found


@given(st.lists(id_pairs(max_size=14), max_size=3))
def test_short_texts(pairs: list[Pair]) -> None:
    rows = [(prediction, [reference]) for prediction, reference in pairs]
    assert ter_rows(rows) == _expected(rows)


@given(st.lists(st.tuples(id_pairs(max_size=8), id_pairs(max_size=8)), max_size=3))
def test_several_references(pairs: list[tuple[Pair, Pair]]) -> None:
    rows = [(one[0], [one[1], other[1], one[0][::-1]]) for one, other in pairs]
    assert ter_rows(rows) == _expected(rows)


@pytest.mark.parametrize(
    ("n", "m", "n_kinds"),
    [
        (24, 24, 30),
        (25, 25, 3),
        (30, 64, 30),
        (40, 65, 90),
        (70, 30, 90),
        (60, 60, 200),
        (90, 70, 400),
        (2, 100, 9),
        (1, 60, 3),
        (60, 1, 3),
    ],
)
def test_longer_texts_in_the_beam_and_cell_by_cell(n: int, m: int, n_kinds: int) -> None:
    prediction, reference = random_words(n, n, n_kinds), random_words(m, m, n_kinds)
    moved = [*prediction[5:], *prediction[:5], *reference[: m // 3]]
    rows = [(prediction, [reference]), (moved, [reference])]
    assert ter_rows(rows) == _expected(rows)


def test_a_shift_of_three_words_is_one_edit() -> None:
    # Snover 2006: a block moved as a whole is one edit, however long.
    assert ter_rows([([4, 5, 1, 2, 3], [[1, 2, 3, 4, 5]])]) == [[1, 1, 5, 1]]
    # Of equal words nothing is moved.
    assert ter_rows([([1, 1, 1], [[1, 1, 1, 1]])]) == [[1, 0, 4, 1]]


def test_no_rows_and_empty_texts() -> None:
    assert ter_rows([]) == []
    assert ter_rows([([], [[]]), ([1, 2], [[]]), ([], [[1]]), ([1], [[2, 3], [1]])]) == [
        [0, 0, 0, 1],
        [2, 0, 0, 1],
        [1, 0, 1, 1],
        [0, 0, 3, 2],
    ]


@pytest.mark.parametrize(("n_kinds", "n_tried"), [(2, 1006), (3, 1000)])
def test_a_search_that_comes_to_the_limit_is_thrown_away(n_kinds: int, n_tried: int) -> None:
    # The first search ends behind the triple that reaches 1,000 candidates, and finds a shift that
    # gains.
    prediction, reference = random_words(5, 60, n_kinds), random_words(6, 60, n_kinds)
    gain, _, tried = oracle._best_shift(prediction, reference, 0)
    assert gain > 0 and tried == n_tried
    distance = oracle.beam_table(prediction, reference)[0]
    assert ter_rows([(prediction, [reference])]) == [[distance, 0, 60, 1]]


def _trace(prediction: list[int], reference: list[int]) -> tuple[int, str]:
    """Return the distance and the operations of the table in the beam."""
    ids, offsets = flat([prediction], [reference])
    n, m = len(prediction), len(reference)
    t, _ = ter_scratch(int(ids.max()), n, m)
    words, others = ids[:n], ids[n : n + m]
    way = tables.PLAIN
    if m <= beam.MOST_COLUMNS_PER_ROW * n:
        way = tables.BEAM
        place(ids, n, n + m, t.starts, t.counts, t.places, t.position_masks)
        beam.describe_rows(n, m, t.rows, t.first_columns)
        distance = tables.fill_beam(0, words, m, t)
    else:
        distance = beam.plain_table(words, others, t.costs, t.operations)
    tables.note_errors(way, words, others, 1, t)
    # The alignment says which words were passed, and in which order.
    letters, i = "", 0
    for j in range(m):
        partner = int(t.aligned[j])
        is_inserted = partner < i
        while i < partner:
            letters += "d"
            i += 1
        if is_inserted:
            letters += "i"
        else:
            letters += " " if words[i] == others[j] else "s"
            i += 1
    assert offsets[-1] == n + m
    return int(distance), letters + "d" * (n - i)


@requires_shared
def test_recorded_beams() -> None:
    cases = [case for case in load_cases("ter_plus") if case["metric"] == "ter_beam"]
    assert cases
    for case in cases:
        numbers: dict[str, int] = {}
        prediction, reference = (
            [numbers.setdefault(word, len(numbers) + 1) for word in text.split()]
            for text in (case["hyp"], case["refs"][0])
        )
        expected = case["expected"]
        if prediction and reference:
            assert _trace(prediction, reference) == (expected["distance"], expected["trace"]), case[
                "id"
            ]


@pytest.mark.parametrize(
    ("n", "m"), [(30, 30), (60, 200), (200, 60), (150, 151), (5, 199), (3, 300), (1, 41)]
)
@pytest.mark.parametrize("n_kinds", [1, 2, 50])
def test_tables_in_the_beam_against_the_oracle(n: int, m: int, n_kinds: int) -> None:
    prediction, reference = random_words(n, n, n_kinds), random_words(m + 1, m, n_kinds)
    distance, trace = oracle.beam_table(prediction, reference)
    assert _trace(prediction, reference) == (distance, trace)


@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow")
def test_crafted_texts_take_time_that_grows_with_their_length_only() -> None:
    # Words all equal, with two other words apart: at most 1,000 candidates of 20,000 words each.
    prediction, reference = [1] * 20_000, [1] * 20_000
    prediction[100], reference[19_000] = 2, 3
    assert ter_rows([(prediction, [reference])])[0][0] == 2


def test_scratch_is_as_large_as_plain_tables_need() -> None:
    for n in range(1, 30):
        for m in (1, 7, 40 * n + 1, 60 * n, 333):
            width = beam.beam_width(n, m)
            cells = sum(
                int(beam.beam_end(i, n, m, width) - beam.beam_begin(i, n, m, width))
                for i in range(1, n + 1)
            )
            assert cells <= beam.plain_cells(n, m)
    assert np.int64(beam.beam_width(1, 60)) == 55  # ceil(60 / 2 + 25)
