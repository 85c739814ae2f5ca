"""Lines of texts: where each begins, for metrics that compare line by line."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U1, U64, newlines64, popcount

_NEWLINE = 10
_SEVEN_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_GATHER = np.uint64(0x0102040810204080)


@kernel
def count_newlines(data, begin, end):
    """Count the newlines in data[begin:end]."""
    n = np.int64(0)
    i = np.uint64(begin)
    stop = np.uint64(end)
    while i + U64 <= stop:
        n += np.int64(popcount(newlines64(data, i)))
        i += U64
    while i < stop:
        n += np.int64(data[i] == _NEWLINE)
        i += U1
    return n


@kernel
def longest_lines(offsets, text_lines, n_rows, n_texts):
    """Give the tokens of the longest line of the predictions, of the longest line of the references, and of the longest prediction.

    Args:
        offsets: int64, where the tokens of lines begin.
        text_lines: int64 (n_texts + 1,), the first line of each text, predictions before references.
        n_rows: int64, predictions.
        n_texts: int64.
    """
    of_predictions = np.int64(0)
    of_references = np.int64(0)
    text = np.int64(0)
    for line in range(text_lines[0], text_lines[n_rows]):
        of_predictions = max(of_predictions, offsets[line + 1] - offsets[line])
    for line in range(text_lines[n_rows], text_lines[n_texts]):
        of_references = max(of_references, offsets[line + 1] - offsets[line])
    for k in range(n_rows):
        text = max(text, offsets[text_lines[k + 1]] - offsets[text_lines[k]])
    return of_predictions, of_references, text


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
