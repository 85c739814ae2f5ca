"""Scan texts as sacrebleu's char does: every code point that is not white space is a word."""

from __future__ import annotations

import numpy as np

from .bits import trailing_zeros
from .jit import kernel
from .scan_bytes import load8, space_bytes, space_leads8, spaces8, store8, unicode_spaces8

_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)
_3 = np.uint64(3)
_6 = np.uint64(6)
_7 = np.uint64(7)
_8 = np.uint64(8)
_56 = np.uint64(56)
_64 = np.uint64(64)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOW_BYTE = np.uint64(0xFF)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_ONES = np.uint64(0x0101010101010101)
_FROM_SPACE = np.uint64(0x6060606060606060)


@kernel(wraps=True)
def scan_char(data, offsets, first, last, classes, words, word_offsets, text, at):
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
        len(words) ≥ at + 2 · n_bytes + n_rows + 16.
    """
    target = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(target)
        i = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        # The row begins with a character, so that what goes on from one is written behind one.
        n_bytes = _1
        while i < end and n_bytes != _0:
            n_bytes = space_bytes(data, i) | np.uint64(data[i] & 0xC0 == 0x80)
            i += n_bytes
        while i < end:
            word = load8(data, i)
            special = space_leads8(word)
            if special != _0:
                special = unicode_spaces8(word, load8(data, i + _1))
            special |= ~((word & _LOWS) + _FROM_SPACE) & ~word & _HIGHS
            n_bytes = min(trailing_zeros(special) >> _3, end - i)
            if n_bytes == _0:
                # White space but the blank, and control characters. Of other characters this is the first byte.
                n_bytes = space_bytes(data, i)
                if n_bytes == _0:
                    words[target] = data[i] if data[i] != 0 else np.uint8(0xFF)
                    words[target + _1] = 0
                    target += _2
                    n_bytes = _1
                i += n_bytes
                continue
            # Each byte is written with a zero behind it. What comes next is written behind that zero if it is a character's first byte,
            # else over it; and over a blank.
            spaces = spaces8(word)
            counted = _ALL >> (_64 - (n_bytes << _3))
            visible = ((~spaces & _HIGHS) >> _6) & counted
            inside = (word & ~(word << _1) & (visible << _6)) >> _7
            word = (word ^ (spaces >> _2)) & counted
            ends = (visible - inside) * _ONES  # where it ends, for each byte, and that zero
            places = ends + _ONES - visible
            before = target - _1
            store8(words, target, _0)
            store8(words, target + _8, _0)
            for _ in range(8):
                words[before + (places & _LOW_BYTE)] = np.uint8(word & _LOW_BYTE)
                places >>= _8
                word >>= _8
            target += ends >> _56
            i += n_bytes
        words[target] = 0
        target += _1
    return np.int64(target)
