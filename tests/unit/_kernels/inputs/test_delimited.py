"""Rows and cells of CSV, against the csv module."""

from __future__ import annotations

import csv
import io
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from textmetrics._kernels.inputs.delimited import copy_cells, find_cells, whole_rows

COMMA, ALL = np.uint8(ord(",")), np.int64(1 << 62)
NUL = "\0" if sys.version_info >= (3, 11) else ""  # older csv modules do not read it
TEXTS = st.text(st.sampled_from('ab,,""\n\n\r é日' + NUL), max_size=40) | st.lists(
    st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", "a", "word " * 3, "é", '"b,c"', '"two\nlines"', '"say ""no"""']),
    max_size=15,
).map("".join)


def bytes_of(text: str) -> np.ndarray:
    return np.frombuffer(bytearray(text.encode()), np.uint8)


def rows_of(text: str) -> list[list[str]]:
    """Read rows as the csv module does: the oracle."""
    return [cells for cells in csv.reader(io.StringIO(text, newline="")) if cells]


def cells_of(data: np.ndarray, n_rows: int, n_columns: int, columns: list[int]) -> tuple[int, int, list[list[str]]]:
    places = np.full(n_columns, -1, np.int64)
    places[columns] = np.arange(len(columns))
    begins = np.empty((len(columns), n_rows), np.int64)
    ends = np.empty_like(begins)
    n_good, n_cells = find_cells(data, COMMA, places, begins, ends)
    found = []
    for k in range(len(columns)):
        text = np.empty(int((ends[k, :n_good] - begins[k, :n_good]).sum()), np.uint8)
        offsets = np.empty(n_good + 1, np.int32)
        n_bytes = copy_cells(data, begins[k, :n_good], ends[k, :n_good], text, offsets)
        assert n_bytes == offsets[-1] <= len(text)
        found.append([bytes(text[i:j]).decode() for i, j in pairwise(offsets)])
    return int(n_good), int(n_cells), found


@given(TEXTS)
@example('a,"b\n')
@example('"a" "b",c"\n')
@example('\n\r\n\r"",\n')
@example('"' + "a" * 20 + '""' * 9 + '"\r')
def test_rows_are_those_of_the_csv_module(text: str) -> None:
    data = bytes_of(text)
    end, n_rows, is_quoted = whole_rows(data, COMMA, ALL)
    whole = bytes(data[:end]).decode()
    assert rows_of(whole) == rows_of(text)[:n_rows]
    assert len(rows_of(whole)) == n_rows
    # Nothing after the end closes a row: a newline is the first to do so, unless it stands in quotes.
    rest = text[len(whole) :]
    assert whole_rows(bytes_of(rest), COMMA, ALL)[:2] == (0, 0)
    assert whole_rows(bytes_of(rest + "\n"), COMMA, ALL)[1] == (rest != "" and not is_quoted)
    assert rest == "" or len(rows_of(rest)) == 1


@given(TEXTS, st.integers(0, 4))
def test_at_most_so_many_rows_are_found_as_asked_for(text: str, limit: int) -> None:
    data = bytes_of(text)
    end, n_rows, _ = whole_rows(data, COMMA, np.int64(limit))
    n_all = whole_rows(data, COMMA, ALL)[1]
    assert n_rows == min(limit, n_all)
    assert rows_of(bytes(data[:end]).decode()) == rows_of(text)[:n_rows]


@given(TEXTS, st.integers(1, 4), st.data())
def test_cells_are_those_of_the_csv_module(text: str, n_columns: int, draw: st.DataObject) -> None:
    columns = draw.draw(st.lists(st.integers(0, n_columns - 1), unique=True, min_size=1))
    data = bytes_of(text)
    end, n_rows, _ = whole_rows(data, COMMA, ALL)
    rows = rows_of(text)[:n_rows]
    n_good, n_cells, found = cells_of(data[:end], int(n_rows), n_columns, columns)
    wrong = [k for k, cells in enumerate(rows) if len(cells) != n_columns]
    assert n_good == (wrong[0] if wrong else n_rows)
    assert n_cells == (len(rows[wrong[0]]) if wrong else 0)
    assert found == [[cells[column] for cells in rows[:n_good]] for column in columns]


@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="" if NUL else "\0")), min_size=2, max_size=2)))
def test_what_the_csv_module_writes_is_read_back(delimiter: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    # The default, QUOTE_MINIMAL, leaves a lone return outside quotes where lines do not end with one.
    csv.writer(text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    data = bytes_of(text.getvalue())
    end, n_rows, is_quoted = whole_rows(data, np.uint8(ord(delimiter)), ALL)
    assert (end, n_rows, is_quoted) == (len(data), len(rows), 0)
    begins = np.empty((2, n_rows), np.int64)
    ends = np.empty_like(begins)
    assert find_cells(data, np.uint8(ord(delimiter)), np.arange(2), begins, ends) == (n_rows, 0)
    for column in range(2):
        cell = np.empty(len(data) + 1, np.uint8)
        offsets = np.empty(n_rows + 1, np.int32)
        copy_cells(data, begins[column], ends[column], cell, offsets)
        found = [bytes(cell[i:j]).decode() for i, j in pairwise(offsets)]
        assert found == [row[column] for row in rows]


@pytest.mark.parametrize("n", range(1, 40))
@pytest.mark.parametrize("quoted", [False, True])
def test_cells_of_all_lengths_end_where_they_end(n: int, quoted: bool) -> None:
    # The kernels look at eight bytes at a time: every place in such a word, and every length of what is left.
    text = "x" * n
    line = f'"{text}",{text}\n' if quoted else f"{text},{text}\n"
    for before in range(9):
        data = bytes_of("y" * before + ",\n" + line)
        assert whole_rows(data, COMMA, ALL) == (len(data), 2, 0)
        assert cells_of(data, 2, 2, [0, 1]) == (2, 0, [["y" * before, text], ["", text]])
