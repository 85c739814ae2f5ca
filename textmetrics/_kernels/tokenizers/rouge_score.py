"""Scan texts as rouge-score does: lower-cased runs of ASCII letters and digits, everything else separates."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U64, kelvin_or_dotted_i_leads64, trailing_zeros

_CASE = np.uint8(32)
_LOWER_A = np.uint8(97)
_ZERO = np.uint8(48)
_LETTERS = np.uint8(26)
_DIGITS = np.uint8(10)
_NONE = np.uint8(0)


@kernel(wraps=True)
def lowers_to_ascii(data, begin, end):
    """Tell whether U+212A or U+0130, which lower-case to ASCII letters, occurs in data[begin:end], UTF-8 with 63 bytes more behind it."""
    p = np.uint64(begin)
    stop = np.uint64(end)
    while p < stop:
        found = kelvin_or_dotted_i_leads64(data, p)
        while found != U0:
            # E2 84 AA is the Kelvin sign; C4 B0 the dotted capital I.
            i = p + trailing_zeros(found)
            found &= found - U1
            if i + U1 < stop and data[i] == 0xC4 and data[i + U1] == 0xB0:
                return True
            if i + U2 < stop and data[i] == 0xE2 and data[i + U1] == 0x84 and data[i + U2] == 0xAA:
                return True
        p += U64
    return False


@kernel(wraps=True)
def _fold(byte):
    """Give the lower-cased ASCII letter or digit, or zero."""
    lower = np.uint8(byte | _CASE)
    is_letter = np.uint8(lower - _LOWER_A) < _LETTERS
    is_digit = np.uint8(byte - _ZERO) < _DIGITS
    return np.uint8(lower if is_letter else (byte if is_digit else _NONE))


@kernel(wraps=True)
def scan_rouge_score(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 63,), valid UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: tokens parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + n_bytes + n_rows.
    """
    rare = last > first and lowers_to_ascii(data, offsets[first], offsets[last])
    for row in range(first, last):
        begin = offsets[row]
        end = offsets[row + 1]
        word_offsets[text + row - first] = at
        if not rare:
            n_bytes = np.uint64(end - begin)
            source = np.uint64(begin)
            target = np.uint64(at)
            for k in range(n_bytes):
                byte = data[source + k]
                lower = np.uint8(byte | _CASE)
                is_letter = np.uint8(lower - _LOWER_A) < _LETTERS
                is_digit = np.uint8(byte - _ZERO) < _DIGITS
                words[target + k] = lower if is_letter else (byte if is_digit else _NONE)
            at += end - begin
        else:
            i = begin
            while i < end:
                if i + 2 < end and data[i] == 0xE2 and data[i + 1] == 0x84 and data[i + 2] == 0xAA:
                    words[at] = 107  # k
                    at += 1
                    i += 3
                elif i + 1 < end and data[i] == 0xC4 and data[i + 1] == 0xB0:
                    words[at] = 105  # i, and its combining dot separates
                    words[at + 1] = 0
                    at += 2
                    i += 2
                else:
                    words[at] = _fold(data[i])
                    at += 1
                    i += 1
        words[at] = 0
        at += 1
    return at
