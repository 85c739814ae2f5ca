"""Cut texts after a number of words or bytes, as options -l and -b of ROUGE-1.5.5 do: before cleaning, line by line.

The script joins what it keeps by single spaces. No tokenizer that splits at white space sees this, so a cut text is the
beginning of the text as it was given.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel

_NEWLINE = 10


@kernel
def _copy(data, begin, end, limited, at):
    """Copy data[begin:end] to `limited` from `at` on; give where it ends."""
    source = np.uint64(begin)
    target = np.uint64(at)
    for k in range(np.uint64(end - begin)):
        limited[target + k] = data[source + k]
    return at + end - begin


@kernel
def limit_words(data, offsets, n_rows, max_words, limited, limited_offsets):
    """Keep the first words of each row; give the number of bytes kept.

    A word is a run of bytes other than ASCII white space. A line that begins with white space and has a word counts one
    more, an empty word before its first, because the script's split does.

    Args:
        data: uint8, UTF-8.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        n_rows: int64.
        max_words: int64, words kept of each row, at least 1.
        limited: uint8, output; room for as many bytes as the rows have. It must not be `data`.
        limited_offsets: int64 (n_rows + 1,), output.
    """
    at = np.int64(0)
    for row in range(n_rows):
        end = offsets[row + 1]
        cut = end
        n_words = 0
        in_word = False
        indented = False  # the line began with white space and has no word so far
        at_line_begin = True
        for i in range(offsets[row], end):
            byte = data[i]
            if byte == _NEWLINE:
                at_line_begin = True
                in_word = False
                indented = False
                continue
            if byte == 32 or (byte >= 9 and byte <= 13):
                indented = indented or at_line_begin
                in_word = False
            elif not in_word:
                if indented:
                    n_words += 1
                    indented = False
                if n_words >= max_words:
                    cut = i
                    break
                n_words += 1
                in_word = True
            at_line_begin = False
        limited_offsets[row] = at
        at = _copy(data, offsets[row], cut, limited, at)
    limited_offsets[n_rows] = at
    return at


@kernel
def limit_bytes(data, offsets, n_rows, max_bytes, by_line, limited, limited_offsets):
    """Keep the first bytes of each row, newlines not counted; give the number of bytes kept.

    For ROUGE-L and ROUGE-W the script forgets to add up the lines: it compares each with the whole limit, and stops
    after the first that reaches it. Where the limit falls inside a character the whole character goes, so that the text
    stays valid UTF-8.

    Args:
        data: uint8, UTF-8.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        n_rows: int64.
        max_bytes: int64, bytes kept of each row, at least 1.
        by_line: int64, 1: each line has the whole limit, and the text ends with the first line that reaches it; 0: all
            lines share it.
        limited: uint8, output; room for as many bytes as the rows have. It must not be `data`.
        limited_offsets: int64 (n_rows + 1,), output.
    """
    at = np.int64(0)
    for row in range(n_rows):
        end = offsets[row + 1]
        cut = end
        line = offsets[row]
        left = max_bytes
        while line < end:
            # A line that has not reached the limit by its newline leaves the rest to the next one.
            stop = min(end, line + left)
            i = line
            while i < stop and data[i] != _NEWLINE:
                i += 1
            if i == line + left:
                cut = i
                while cut > line and cut < end and data[cut] >= 128 and data[cut] < 192:
                    cut -= 1
                break
            if by_line == 0:
                left -= i - line
            line = i + 1
        limited_offsets[row] = at
        at = _copy(data, offsets[row], cut, limited, at)
    limited_offsets[n_rows] = at
    return at
