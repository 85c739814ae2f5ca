"""CSV and TSV: where rows end, where cells begin and end, and the text of cells (RFC 4180).

A cell is quoted if a double quote is its first byte, up to the next one that is not doubled; what
follows up to the delimiter belongs to it. A row ends with a newline, a return, or both, outside
quotes. Blank lines are no rows.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U3, U8, load8, store8, trailing_zeros

_QUOTE = np.uint8(34)
_NEWLINE = np.uint8(10)
_RETURN = np.uint8(13)
_ROW, _CELL, _PLAIN, _QUOTED = 0, 1, 2, 3  # at the start of a row, of a cell; in one, quoted or not
_LOWS = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_QUOTES = np.uint64(0x2222222222222222)
_NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)
_RETURNS = np.uint64(0x0D0D0D0D0D0D0D0D)


@kernel(wraps=True)
def _zeros(word):
    """Return bits of which the lowest lies in the lowest zero byte of a uint64; 0 if none is zero."""
    return (word - _LOWS) & ~word & _HIGHS


@kernel(wraps=True)
def _pass_over(data, i, delimiter, is_quoted):
    """Return the next index from uint64 i on, or one before it, whose byte may end a cell or quotes.

    It looks at eight bytes at a time, and stops before the last ones: four times as fast as one by one.
    """
    n_bytes = np.uint64(len(data))
    delimiters = np.uint64(delimiter) * _LOWS
    while i + U8 <= n_bytes:
        word = load8(data, i)
        if is_quoted:
            found = _zeros(word ^ _QUOTES)
        else:
            found = _zeros(word ^ delimiters) | _zeros(word ^ _NEWLINES) | _zeros(word ^ _RETURNS)
        if found != U0:
            return i + (trailing_zeros(found) >> U3)
        i += U8
    return i


@kernel
def whole_rows(data, delimiter, limit):
    """Find the end of the last whole row, or of row number `limit`.

    Args:
        data: uint8, bytes that begin with a row.
        delimiter: uint8.
        limit: int64, how many rows to find at most.

    Returns:
        Three int64: one past the last byte of the rows and of blank lines, the number of rows, and
        whether `data` ends within quotes.
    """
    i = np.uint64(0)
    n_bytes = np.uint64(len(data))
    end = np.int64(0)
    n_rows = np.int64(0)
    state = _ROW
    while i < n_bytes and n_rows < limit:
        byte = data[i]
        i += U1
        if state == _QUOTED:
            if byte == _QUOTE:
                if i < n_bytes and data[i] == _QUOTE:
                    i += U1
                else:
                    state = _PLAIN
        elif byte == delimiter:
            state = _CELL
        elif byte == _NEWLINE or byte == _RETURN:
            if byte == _RETURN and i < n_bytes and data[i] == _NEWLINE:
                i += U1
            n_rows += np.int64(state != _ROW)
            state = _ROW
            end = np.int64(i)
        elif byte == _QUOTE and state != _PLAIN:
            state = _QUOTED
        else:
            state = _PLAIN
        if state >= _PLAIN:
            i = _pass_over(data, i, delimiter, state == _QUOTED)
    return end, n_rows, np.int64(state == _QUOTED)


@kernel
def find_cells(data, delimiter, places, begins, ends):
    """Find the cells of some columns.

    Args:
        data: uint8, whole rows.
        delimiter: uint8.
        places: int64 (n_columns,), which of the columns that are sought each one is; -1 for others.
        begins, ends: int64 (n_sought, n_rows), output: where cells begin and end, quotes included.

    Returns:
        Two int64: the number of rows that have as many cells as there are columns, and how many the
        next one has; 0 if there is none.

    Assumes:
        `data` is what `whole_rows` found, n_rows rows of it, so that it ends with the end of a row.
    """
    i = np.uint64(0)
    n_bytes = np.uint64(len(data))
    n_columns = len(places)
    row = np.int64(0)
    column = np.int64(0)
    begin = np.int64(0)
    state = _ROW
    while i < n_bytes:
        byte = data[i]
        i += U1
        if state == _QUOTED:
            if byte == _QUOTE:
                if i < n_bytes and data[i] == _QUOTE:
                    i += U1
                else:
                    state = _PLAIN
        elif byte == delimiter or byte == _NEWLINE or byte == _RETURN:
            end = np.int64(i) - 1
            if byte == _RETURN and i < n_bytes and data[i] == _NEWLINE:
                i += U1
            if byte == delimiter or state != _ROW:
                if column < n_columns and places[column] >= 0:
                    begins[places[column], row] = begin
                    ends[places[column], row] = end
                column += 1
            if byte == delimiter:
                state = _CELL
            else:
                if state != _ROW:
                    if column != n_columns:
                        return row, column
                    row += 1
                state = _ROW
                column = np.int64(0)
            begin = np.int64(i)
        elif byte == _QUOTE and state != _PLAIN:
            state = _QUOTED
        else:
            state = _PLAIN
        if state >= _PLAIN:
            i = _pass_over(data, i, delimiter, state == _QUOTED)
    return row, np.int64(0)


@kernel
def copy_cells(data, begins, ends, text, offsets):
    """Copy the text of cells, without the quotes around them, and doubled ones once.

    Args:
        data: uint8.
        begins, ends: int64 (n_rows,), where cells begin and end in `data`.
        text: uint8, output, with room for as many bytes as the cells have.
        offsets: int32 (n_rows + 1,), output: where the cells begin in `text`.

    Returns:
        The number of bytes written to `text`.
    """
    at = np.uint64(0)
    for k in range(len(begins)):
        offsets[k] = np.int32(at)
        i = np.uint64(begins[k])
        end = np.uint64(ends[k])
        is_quoted = i < end and data[i] == _QUOTE
        if is_quoted:
            i += U1
        while i < end:
            while i + U8 <= end:
                word = load8(data, i)
                if is_quoted and _zeros(word ^ _QUOTES) != U0:
                    break
                store8(text, at, word)
                i += U8
                at += U8
            if i < end:
                byte = data[i]
                i += U1
                if is_quoted and byte == _QUOTE:
                    is_quoted = i < end and data[i] == _QUOTE
                    if not is_quoted:
                        continue
                    i += U1
                text[at] = byte
                at += U1
    offsets[len(begins)] = np.int32(at)
    return np.int64(at)
