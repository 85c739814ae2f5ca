"""Lines of texts: where each begins, for metrics that compare line by line."""

from __future__ import annotations

import numpy as np

from .jit import kernel

_NEWLINE = 10


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
