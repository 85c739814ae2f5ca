"""Scan texts as Python's str.split() does: words are what stands between Unicode white space."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U8,
    is_ascii_space,
    is_space3,
    load8,
    spaces8,
    store8,
    trailing_zeros,
)

_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_PAST_SPACE = np.uint64(0x5F5F5F5F5F5F5F5F)
# The lead bytes of characters that may be white space: C2, and E1 to E3; here without their high bit.
_LEAD_C2 = np.uint64(0x4242424242424242)
_FROM_E1 = np.uint64(0x1F1F1F1F1F1F1F1F)
_PAST_E3 = np.uint64(0x1C1C1C1C1C1C1C1C)


@kernel
def scan_whitespace(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: words parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + n_bytes + n_rows + 8.
    """
    target = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(target)
        i = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        while i < end:
            word = load8(data, i)
            low = word & _LOWS
            spaces = spaces8(word)
            visible = ((low + _PAST_SPACE) | spaces) & ~word
            may_be_space = ((low + _FROM_E1) & ~(low + _PAST_E3)) | ~((low ^ _LEAD_C2) + _LOWS)
            special = ~(visible | (word & ~may_be_space)) & _HIGHS
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
            byte = data[i]
            n_bytes = U1
            is_space = is_ascii_space(byte)
            if byte == 0xC2:
                n_bytes = U2
                is_space = (data[i + U1] == 0x85) | (data[i + U1] == 0xA0)
            elif byte >= 0x80:
                n_bytes = U3
                is_space = is_space3(byte, data[i + U1], data[i + U2])
            if is_space:
                words[target] = 0
                i += n_bytes
            else:
                words[target] = np.uint8(0xFF) if byte == 0 else byte
                i += U1
            target += U1
        words[target] = 0
        target += U1
    return np.int64(target)
