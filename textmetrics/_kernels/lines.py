"""Lines of texts: where each begins, for metrics that compare line by line."""

from __future__ import annotations

import numpy as np

from .bits import popcount
from .intern import load8
from .jit import kernel
from .scan_bytes import letters_and_digits8
from .word_bits import _write_edges

_NEWLINE = 10
_0 = np.uint64(0)
_1 = np.uint64(1)
_7 = np.uint64(7)
_8 = np.uint64(8)
_56 = np.uint64(56)
_63 = np.uint64(63)
_64 = np.uint64(64)
_SEVEN_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)
_GATHER = np.uint64(0x0102040810204080)


@kernel
def count_newlines(data, begin, end):
    """Count the newlines in data[begin:end]."""
    n = np.int64(0)
    for i in range(np.uint64(begin), np.uint64(end)):
        n += np.int64(data[i] == _NEWLINE)
    return n


@kernel
def split_lines(data, offsets, first, last, starts, text_lines, line, text):
    """Write where the lines of rows first … last - 1 begin.

    Args:
        data: uint8, UTF-8.
        offsets: int64 (n_rows + 1,).
        first, last: int64, rows.
        starts: int64, output: byte offsets; lines follow one another, a line ends after its newline or where its row ends.
        text_lines: int64, output: the first line of row first + k stands at text_lines[text + k].
        line: int64, where to begin in `starts`.
        text: int64, where to begin in `text_lines`.

    Returns:
        One past the last line written.

    Assumes:
        `starts` has room for a line a row and one more a newline, and the end.
    """
    for row in range(first, last):
        text_lines[text + row - first] = line
        starts[line] = offsets[row]
        line += 1
        for i in range(offsets[row], offsets[row + 1]):
            if data[i] == _NEWLINE:
                starts[line] = i + 1
                line += 1
    starts[line] = offsets[last]
    return line


@kernel(wraps=True)
def _letter_edges_of_lines(data, size, edges, n_before, line_offsets, line):
    """Write where the runs of ASCII letters and digits in data[:size] begin and end, and which of them is the first of each line.

    Args:
        data: uint8, text, and 63 bytes more.
        size: uint64.
        edges: int32 (size + SPARE_EDGES,), output: beginnings and ends in turn.
        n_before: uint64, the runs of text before this.
        line_offsets: int64, output from uint64 index `line` on, an entry a newline: how many runs come before it.

    Returns:
        Twice the number of runs; bytes or-ed together, as _letter_edges gives them; and one past the last line written.
    """
    n = _0
    before = _0
    seen = _0
    p = _0
    while p < size:
        bits = _0
        newlines = _0
        for k in range(8):
            word = load8(data, p + _8 * np.uint64(k))
            seen |= word
            other = word ^ _NEWLINES
            found = ~(((other & _SEVEN_BITS) + _SEVEN_BITS) | other) & _HIGHS
            bits |= (((letters_and_digits8(word) >> _7) * _GATHER) >> _56) << (_8 * np.uint64(k))
            newlines |= (((found >> _7) * _GATHER) >> _56) << (_8 * np.uint64(k))
        if size - p < _64:
            bits &= (_1 << (size - p)) - _1
            newlines &= (_1 << (size - p)) - _1
        changes = bits ^ ((bits << _1) | before)
        n_begun = n_before + ((n + _1) >> _1)
        while newlines != _0:
            line_offsets[line] = np.int64(n_begun + popcount(changes & bits & ((newlines & (_0 - newlines)) - _1)))
            line += _1
            newlines &= newlines - _1
        n = _write_edges(changes, p, edges, n)
        before = bits >> _63
        p += _64
    edges[n] = np.int32(size)
    return n + before, seen, line
