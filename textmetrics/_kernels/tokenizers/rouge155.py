"""Scan texts as ROUGE-1.5.5 does: bytes, lower-cased runs of ASCII letters and digits, everything else separates.

The script puts spaces round "-" and in place of every other byte that is no ASCII letter or digit, and then drops the
tokens that do not begin with a letter or a digit, which leaves these runs. It lower-cases A to Z only: unlike
rouge-score it makes no "k" of U+212A.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel

_CASE = np.uint8(32)
_LOWER_A = np.uint8(97)
_ZERO = np.uint8(48)
_LETTERS = np.uint8(26)
_DIGITS = np.uint8(10)
_NONE = np.uint8(0)


@kernel(wraps=True)
def scan_rouge155(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes,), any bytes: a byte limit may have cut a character.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: tokens parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + n_bytes + n_rows, of the rows scanned.
    """
    for row in range(first, last):
        n_bytes = np.uint64(offsets[row + 1] - offsets[row])
        source = np.uint64(offsets[row])
        target = np.uint64(at)
        word_offsets[text + row - first] = at
        for k in range(n_bytes):
            byte = data[source + k]
            lower = np.uint8(byte | _CASE)
            is_letter = np.uint8(lower - _LOWER_A) < _LETTERS
            is_digit = np.uint8(byte - _ZERO) < _DIGITS
            words[target + k] = lower if is_letter else (byte if is_digit else _NONE)
        at += np.int64(n_bytes)
        words[at] = 0
        at += 1
    return at
