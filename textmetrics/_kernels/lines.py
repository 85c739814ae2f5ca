"""Lines of texts: where each begins, for metrics that compare line by line."""

from __future__ import annotations

import numpy as np

from .bits import trailing_zeros
from .jit import byte_mask, kernel

_NEWLINE = 10
_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)
_64 = np.uint64(64)


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


@byte_mask(lambda builder, byte, constant: builder.icmp_unsigned("==", byte, constant(_NEWLINE)))
@kernel(wraps=True)
def newlines64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are newlines: the lowest bit is the first byte's."""
    bits = _0
    for k in range(_64):
        bits |= np.uint64(data[i + k] == _NEWLINE) << k
    return bits


@kernel(wraps=True)
def _words_by_line(data, size, edges, n_words, n_before, line_offsets, line):
    """Tell, for each line that a newline in data[:size] begins, how many words come before it.

    Args:
        data: uint8, text, and 63 bytes more.
        size: uint64.
        edges: int32, where the words begin and end, as _word_edges writes them.
        n_words: uint64.
        n_before: uint64, the words of text before this: they are added.
        line_offsets: int64, output from uint64 index `line` on, an entry a newline.

    Returns:
        One past the last entry written.
    """
    word = _0
    for p in range(_0, size, _64):
        inside = ~_0 if size - p >= _64 else (_1 << (size - p)) - _1
        newlines = newlines64(data, p) & inside
        while newlines != _0:
            place = p + trailing_zeros(newlines)
            while word < n_words and np.uint64(edges[_2 * word]) < place:
                word += _1
            line_offsets[line] = np.int64(n_before + word)
            line += _1
            newlines &= newlines - _1
    return line
