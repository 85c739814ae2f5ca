"""Scan texts as sacrebleu's char does: every code point that is not white space is a word."""

from __future__ import annotations

import numpy as np

from .jit import kernel
from .scan_bytes import is_ascii_space, is_space3

_1 = np.uint64(1)
_2 = np.uint64(2)
_3 = np.uint64(3)


@kernel
def scan_char(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes,), valid UTF-8.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: words parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + 2 · n_bytes + n_rows + 8.
    """
    target = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(target)
        i = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        while i < end:
            byte = data[i]
            if byte < 0x80:
                # White space is written too, as an empty word: no branch to guess.
                words[target] = np.uint8(0xFF) if byte == 0 else (np.uint8(0) if is_ascii_space(byte) else byte)
                words[target + _1] = 0
                target += _2
                i += _1
                continue
            second = data[i + _1]
            n_bytes = _2
            is_space = (byte == 0xC2) & ((second == 0x85) | (second == 0xA0))
            words[target] = byte
            words[target + _1] = second
            if byte >= 0xE0:
                third = data[i + _2]
                n_bytes = _3
                is_space = is_space3(byte, second, third)
                words[target + _2] = third
                if byte >= 0xF0:
                    words[target + _3] = data[i + _3]
                    n_bytes = _3 + _1
            i += n_bytes
            if is_space:
                words[target] = 0
                target += _1
            else:
                words[target + n_bytes] = 0
                target += n_bytes + _1
        words[target] = 0
        target += _1
    return np.int64(target)
