"""Scan texts as jiwer's default does: words stand between blanks, a tab alone is part of one."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U8,
    load8,
    space_bytes,
    space_leads8,
    spaces8,
    store8,
    trailing_zeros,
)

_BLANK = 0x20

_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_PAST_BLANK = np.uint64(0x5F5F5F5F5F5F5F5F)


@kernel
def scan_jiwer(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words` from `at` on; return where they end.

    Two or more characters of white space are a blank, white space at either end is stripped, and
    words stand between blanks: a single tab or no-break space between two letters belongs to a
        word.

    Args:
        data: uint8 (n_bytes,), valid UTF-8.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: words separated by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + n_bytes + n_rows + 8.
    """
    target = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(target)
        begin = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        space_end = begin  # where white space other than blanks ended last
        i = begin
        while i < end:
            word = load8(data, i)
            spaces = spaces8(word)
            # Control characters, and what white space beyond ASCII begins with.
            plain = (((word & _LOWS) + _PAST_BLANK) | spaces) & ~word
            special = ~(plain | (word & ~space_leads8(word))) & _HIGHS
            store8(words, target, word ^ (spaces >> U2))
            if special == U0 and i + U8 <= end:
                target += U8
                i += U8
                continue
            n_plain = min(trailing_zeros(special) >> U3, end - i)
            target += n_plain
            i += n_plain
            if i == end:
                break
            n_bytes = space_bytes(data, i)
            if n_bytes == U0:
                words[target] = np.uint8(0xFF) if data[i] == 0 else data[i]
                i += U1
                target += U1
                continue
            after = i + n_bytes
            is_alone = i != space_end and i != begin and after != end
            if is_alone and data[i - U1] != _BLANK and space_bytes(data, after) == U0:
                for k in range(n_bytes):
                    words[target + k] = data[i + k]
                target += n_bytes
            else:
                words[target] = 0
                target += U1
            space_end = after
            i = after
        words[target] = 0
        target += U1
    return np.int64(target)
