"""Token ids come out of every container as they went in, without padding; what is no id is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from textmetrics.id_columns import IGNORE_INDEX, listed_ids, padded_ids

ROWS = st.lists(st.lists(st.integers(0, 50) | st.just(IGNORE_INDEX), max_size=40), min_size=1, max_size=6)


def _kept(rows: list[list[int]]) -> list[list[int]]:
    return [[token for token in row if token != IGNORE_INDEX] for row in rows]


def _place(k: int) -> tuple[str, int]:
    return f"predictions[{k}]", k


@given(rows=ROWS, width=st.sampled_from([np.int16, np.int32, np.int64]))
def test_every_container_gives_the_ids_that_are_no_padding(rows: list[list[int]], width: type) -> None:
    columns = max(map(len, rows))
    left = np.asarray([[IGNORE_INDEX] * (columns - len(row)) + row for row in rows], width).reshape(len(rows), columns)
    right = np.asarray([row + [IGNORE_INDEX] * (columns - len(row)) for row in rows], width).reshape(len(rows), columns)
    masked = np.ma.masked_array(np.where(right == IGNORE_INDEX, 7, right), right == IGNORE_INDEX)
    made = [padded_ids(array, "predictions") for array in (left, right, masked, np.asfortranarray(right))]
    made += [listed_ids(given_rows, _place) for given_rows in (rows, [np.asarray(row, width) for row in rows], list(map(tuple, rows)))]
    for column in made:
        ids, counts = column.rows(0, len(rows))
        assert [part.tolist() for part in np.split(ids, np.cumsum(counts)[:-1])] == _kept(rows)


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
    ],
)
def test_what_is_no_id_is_named(rows: object, message: str) -> None:
    with pytest.raises((tm.errors.InputError, tm.errors.InputTypeError), match=message) as caught:
        tm.rouge(rows, [[1], [2]])
    assert caught.value.row == 1
