"""Token ids come out of every container as they went in, without padding; what is no id is named."""

from __future__ import annotations

import enum
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import textmetrics as tm
from tests.conftest import READS_OBJECTS
from textmetrics._kernels.simd import equal_ids
from textmetrics.counting import pairs
from textmetrics.inputs import id_column
from textmetrics.inputs.id_column import (
    DIRECT_ID_LIMIT,
    IGNORE_INDEX,
    SAMPLED_ROWS,
    IdColumn,
    ListColumn,
    listed_ids,
    padded_ids,
)

ROWS = st.lists(st.lists(st.integers(0, 50) | st.just(IGNORE_INDEX), max_size=40), min_size=1, max_size=6)
# Where ids stop being read, counted or kept in one way or another.
EDGES = [0, 1, 255, 256, 257, DIRECT_ID_LIMIT - 2, DIRECT_ID_LIMIT - 1, DIRECT_ID_LIMIT, 2**30 - 1, 2**30, 2**31 - 2, 2**31 - 1, 2**31]
EDGES += [2**32, 2**32 + 1, 2**53 + 1, 2**62, 2**63 - 1]
SMALL_EDGES = [value for value in EDGES if value < DIRECT_ID_LIMIT]


class Token(enum.IntEnum):
    """Ints of a class of their own."""

    FIRST = 1
    SECOND = 2


def _kept(rows: list[list[int]]) -> list[list[int]]:
    return [[token for token in row if token != IGNORE_INDEX] for row in rows]


def _place(k: int) -> tuple[str, int]:
    return f"predictions[{k}]", k


def _read(column: IdColumn, first: int, last: int) -> list[list[int]]:
    """Read rows of a column, behind a text of three ids, and check that nothing but their room is written."""
    room = 3 + column.n_values(first, last)
    ids, offsets = np.full(room + 1, -9, np.int32), np.full(last - first + 3, -9, np.int64)
    offsets[1] = 3
    largest = column.write(first, last, ids[:room], offsets, 1)
    assert ids[:3].tolist() == [-9] * 3
    assert (ids[room], offsets[0], offsets[1], offsets[-1]) == (-9, -9, 3, -9)
    found = column.plain(first, last)
    if largest < DIRECT_ID_LIMIT:
        assert (ids[3 : offsets[-2]] - 1 == found).all()
    assert found.max(initial=0) <= largest
    assert found.dtype == np.int64
    return [part.tolist() for part in np.split(found, offsets[2:-2] - 3)] if last > first else []


@given(rows=ROWS, width=st.sampled_from([np.int8, np.int16, np.int32, np.int64]), data=st.data())
def test_every_container_gives_the_ids_that_are_no_padding(rows: list[list[int]], width: type, data: st.DataObject) -> None:
    columns = max(map(len, rows))
    left = np.asarray([[IGNORE_INDEX] * (columns - len(row)) + row for row in rows], width).reshape(len(rows), columns)
    right = np.asarray([row + [IGNORE_INDEX] * (columns - len(row)) for row in rows], width).reshape(len(rows), columns)
    masked = np.ma.masked_array(np.where(right == IGNORE_INDEX, 7, right), right == IGNORE_INDEX)
    strided = np.repeat(right, 2, axis=1)[:, ::2]
    frozen = right.copy()
    frozen.flags.writeable = False
    made = [padded_ids(array, "predictions") for array in (left, right, masked, np.asfortranarray(right), strided, frozen)]
    made += [listed_ids(given_rows, _place) for given_rows in (rows, [np.asarray(row, width) for row in rows], list(map(tuple, rows)))]
    first = data.draw(st.integers(0, len(rows)))
    for column in made:
        assert _read(column, 0, len(rows)) == _kept(rows)
        assert _read(column, first, len(rows)) == _kept(rows)[first:]


@given(rows=st.lists(st.lists(st.sampled_from([*EDGES, IGNORE_INDEX]) | st.integers(0, 2**63 - 1), max_size=30), min_size=1, max_size=5))
def test_ids_of_any_size_are_kept(rows: list[list[int]]) -> None:
    columns = max(map(len, rows))
    padded = np.full((len(rows), columns), IGNORE_INDEX, np.int64)
    for row, ids in zip(padded, rows, strict=True):
        row[: len(ids)] = ids
    for column in (listed_ids(rows, _place), padded_ids(padded, "predictions"), listed_ids(list(padded), _place)):
        assert _read(column, 0, len(rows)) == _kept(rows)
    unsigned = np.ma.masked_array(padded.astype(np.uint64), padded == IGNORE_INDEX)
    if not (padded == IGNORE_INDEX).any():
        assert _read(padded_ids(unsigned.data, "predictions"), 0, len(rows)) == rows
        mixed = [row if k % 2 else row.astype(np.uint64) for k, row in enumerate(padded)]
        assert _read(listed_ids(mixed, _place), 0, len(rows)) == rows


@st.composite
def wordy_ids(draw: st.DrawFn, pool: list[int]) -> list[int]:
    """Draw a row of ids of few or of many kinds, around the lengths at which kernels change."""
    length = draw(st.sampled_from([0, 1, 2, 15, 16, 17, 63, 64, 65, 127, 128, 129, 200]))
    kinds = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=6))
    n_others = draw(st.sampled_from([0, 1, 40]))
    chosen = draw(st.randoms(use_true_random=False))
    return [chosen.choice(kinds) if chosen.randrange(n_others + 2) <= 1 else chosen.randrange(3, 300) for _ in range(length)]


@given(data=st.data(), pool=st.sampled_from([SMALL_EDGES, EDGES]))
def test_ids_count_as_the_words_they_are_written_with(data: st.DataObject, pool: list[int]) -> None:
    n_rows = data.draw(st.integers(1, 4))
    rows = st.lists(wordy_ids(pool), min_size=n_rows, max_size=n_rows)
    predictions, references = data.draw(rows), data.draw(rows)
    several = [[row, data.draw(wordy_ids(pool))] for row in references]
    width = max(map(len, predictions + references)) + data.draw(st.integers(0, 40))
    padded = []
    for side in (predictions, references):
        padded.append(np.full((n_rows, width), IGNORE_INDEX, np.int64))
        for row, ids in zip(padded[-1], side, strict=True):
            begin = data.draw(st.integers(0, width - len(ids)))
            row[begin : begin + len(ids)] = ids

    def words(ids: list[int]) -> str:
        return " ".join(f"w{token}" for token in ids)

    written = [list(map(words, side)) for side in (predictions, references)]
    metrics: list[Any] = [tm.Rouge(("rouge1", "rouge2", "rougeL")), tm.Rouge(("rouge3", "rougeL", "rougeS4")), tm.Bleu("none")]
    for metric in metrics:
        expected = metric.statistics(*written).values
        for given_rows in ((predictions, references), padded):
            assert np.array_equal(metric.statistics(*given_rows).values, expected)
        expected = metric.statistics(written[0], [list(map(words, own)) for own in several]).values
        assert np.array_equal(metric.statistics(predictions, several).values, expected)


def test_more_ids_than_are_told_apart_at_once_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[], [0], [3, 4, 5, 3, 4], [7] * 70, [*range(300)] * 2]
    metric = tm.Rouge(("rouge1", "rouge2", "rouge3", "rougeL"))
    several = [[row, other] for row, other in zip(rows, [[4], *rows[:-1]], strict=True)]
    expected = metric.statistics(rows, rows[::-1]), metric.statistics(rows, several)
    monkeypatch.setattr(equal_ids, "ID_LIMIT", 3)
    assert (metric.statistics(rows, rows[::-1]), metric.statistics(rows, several)) == expected


def test_lists_longer_than_those_that_are_sampled_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    n_rows = 2 * SAMPLED_ROWS
    rows = [[k] * (1 if k % 3 == 0 else 200 + k) for k in range(n_rows)]
    others = rows[3:] + rows[:3]
    metric = tm.Rouge(("rouge1", "rougeL"))
    expected = metric.statistics(list(map(np.asarray, rows)), list(map(np.asarray, others)))
    monkeypatch.setattr(sys.modules["textmetrics.tokenization.workspace"], "_idle", [])
    column = listed_ids(rows, _place)
    assert not READS_OBJECTS or 50 * column.likely_values(0, n_rows) < column.n_values(0, n_rows)
    assert metric.statistics(rows, others) == expected
    monkeypatch.setattr(sys.modules["textmetrics.tokenization.workspace"], "_idle", [])
    monkeypatch.setattr(ListColumn, "n_values", lambda *_: 0)  # as if lists grew after they are counted
    if READS_OBJECTS:
        with pytest.raises(tm.errors.InputError, match="changed while it was read"):
            metric.statistics(rows, others)
    monkeypatch.undo()
    rows[7] = [7, None]  # type: ignore[list-item]  # a fault
    with pytest.raises(tm.errors.InputTypeError, match=r"predictions\[7\] is \[7, None\]"):
        metric.statistics(rows, others)


VALUES = st.sampled_from([*EDGES, IGNORE_INDEX, -1, -101, 2**63, 2**64, True, False, 1.5, None, "a", Token.SECOND, np.int32(5), [1]])
ODD_ROWS = st.sampled_from([(1, 2), np.asarray([1, 2]), np.asarray([1.5]), None, "ab", 7, [], {1: 2}])


def _outcome(rows: list[Any]) -> Any:
    """Score rows against themselves; give the counts, or the error."""
    try:
        return tm.Rouge(("rouge1",)).statistics(rows, [[1, 2, 5]] * len(rows)).values.tolist()
    except (tm.errors.InputError, tm.errors.InputTypeError) as error:
        return type(error), str(error), error.row


@pytest.mark.skipif(not READS_OBJECTS, reason="Python reads lists here")
@given(rows=st.lists(st.lists(VALUES | st.integers(0, 9), max_size=4) | ODD_ROWS, min_size=1, max_size=4))
@example(rows=[[1, True]])
@example(rows=[[True, 1]])
@example(rows=[[1], [Token.FIRST, 2]])
def test_the_kernel_and_python_read_the_same_lists_and_find_the_same_faults(rows: list[Any]) -> None:
    found = _outcome(rows)
    reader = id_column.list_reader
    try:
        id_column.list_reader = lambda: None  # type: ignore[assignment]
        assert _outcome(rows) == found
    finally:
        id_column.list_reader = reader


@pytest.mark.skipif(not READS_OBJECTS, reason="Python reads lists here")
def test_this_process_keeps_ints_as_the_kernel_reads_them() -> None:
    rows = [[0, 1, 255, 2**20, 2**30 - 1, IGNORE_INDEX], []]
    column = listed_ids(rows, _place)
    assert isinstance(column, ListColumn)
    assert column.n_values(0, 2) == 6
    column.write(0, 2, ids := np.zeros(6, np.int32), offsets := np.zeros(3, np.int64), 0)
    assert (ids[:5].tolist(), offsets.tolist()) == ([1, 2, 256, 2**20 + 1, 2**30], [0, 5, 5])
    assert column._own is None  # Python was not asked


@pytest.mark.skipif(not READS_OBJECTS, reason="Python reads lists here")
def test_lists_that_change_meanwhile_are_no_danger() -> None:
    rows = [[1, 2], [3]]
    for change in (lambda: rows.pop(), lambda: rows.append([4]), lambda: rows.__setitem__(0, [1] * 9), lambda: rows[0].append(5)):
        rows[:] = [[1, 2], [3]]
        column = listed_ids(rows, _place)
        ids, offsets = np.zeros(column.n_values(0, 2), np.int32), np.zeros(3, np.int64)
        change()
        try:
            column.write(0, 2, ids, offsets, 0)
        except tm.errors.InputError as error:
            assert "changed while it was read" in str(error)
        else:
            assert offsets[-1] <= len(ids)


def test_the_first_fault_of_the_predictions_is_told_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "ID_BLOCK_BYTES", 1)
    predictions, references = np.ones((40, 3), np.int64), np.ones((40, 3), np.int64)
    predictions[30, 1], predictions[31, 2], references[2, 2] = -3, -4, -5
    for both in ((predictions, references), (predictions.tolist(), references.tolist())):
        for threads in (1, 2):
            with pytest.raises(tm.errors.InputError, match=r"predictions\[30\] holds the token id -3") as caught:
                tm.rouge(*both, threads=threads)
            assert caught.value.row == 30
    for others in ([[[1]]] * 39 + [[]], [[[1]]] * 39 + [None], ["a"] * 40):
        with pytest.raises(tm.errors.InputError, match=r"predictions\[30\] holds the token id -3"):
            tm.rouge(predictions, others)


@given(rows=ROWS)
def test_arrow_lists_are_lists(rows: list[list[int]]) -> None:
    pa = pytest.importorskip("pyarrow")
    rows = _kept(rows)
    metric = tm.Rouge(("rouge1", "rouge2"))
    expected = metric.statistics(rows, rows[::-1])
    for kind in (pa.list_(pa.int32()), pa.large_list(pa.int64())):
        array = pa.array(rows, kind)
        assert metric.statistics(array, pa.array(rows[::-1], kind)) == expected
        sliced = pa.array([[9], *rows], kind).slice(1)
        assert metric.statistics(sliced, pa.chunked_array([pa.array(rows[::-1], kind)])) == expected


@pytest.mark.parametrize("option", [{"stop_words": ["a"]}, {"max_words": 3}, {"max_bytes": 9}])
def test_options_that_need_words_are_not_passed_over(option: dict[str, object]) -> None:
    with pytest.raises(tm.errors.InputTypeError, match="token ids have no words"):
        tm.rouge([[1, 2]], [[1, 2]], types=("rouge1",), **option)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[1, 2], [3, -1]], r"predictions\[1\] holds the token id -1"),
        (np.array([[1, 2], [3, -1]]), r"predictions\[1\] holds the token id -1"),
        ([[1, 2], [3, 1.5]], r"predictions\[1\] is \[3, 1.5\]"),
        ([[1, 2], ["a"]], r"predictions\[1\] is \['a'\]"),
        ([[1, 2], [True]], r"predictions\[1\] is \[True\]"),
        ([[1, 2], "a"], r"predictions\[1\]"),
        ([[1, 2], None], r"predictions\[1\] is None"),
        ([np.array([1]), np.array([[1]])], r"predictions\[1\]"),
        ([[1, 2], [3, [4]]], r"predictions\[1\] is \[3, \[4\]\]; expected a flat list of int"),
        ([[1, 2], {3: 4}], r"predictions\[1\] is \{3: 4\}; expected a flat list of int"),
    ],
)
def test_what_is_no_id_is_named(rows: object, message: str) -> None:
    with pytest.raises((tm.errors.InputError, tm.errors.InputTypeError), match=message) as caught:
        tm.rouge(rows, [[1], [2]])
    assert caught.value.row == 1
