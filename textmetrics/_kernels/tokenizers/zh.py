"""Scan texts as sacrebleu's zh does: each Chinese character is a word, the rest is parted by the rules of 13a."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U4,
    U8,
    character_bytes,
    code_point,
    is_ascii_space,
    is_digit,
    letters_and_digits8,
    load8,
    spaces8,
    store8,
    trailing_zeros,
    without_leading_space,
    without_trailing_space,
)
from .mteval_13a import is_punctuation
from .separators import points_end, write_isolated, write_points, write_separator

_LEAD_BITS = np.uint64(0xF0)
_LEAD_OF_3 = np.uint64(0xE0)
_THREE_BYTES = np.uint64(0xFFFFFF)
_LEAD_C2 = np.uint64(0x4242424242424242)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)

# Bits of the table of classes.
_WHITESPACE = np.uint8(1)
_ZH = np.uint8(128)
_SPACE_OR_ZH = np.uint8(129)


@kernel
def _scan(data, begin, end, classes, words, start):
    """Write the words of the stripped row data[begin:end] from `start` on; give where they end."""
    at = start
    i = begin
    while i < end:
        word = load8(data, i)
        if word & _LEAD_BITS == _LEAD_OF_3:
            kind = classes[code_point(word, U3)]
            if kind & _SPACE_OR_ZH != _ZH:
                is_space = kind & _WHITESPACE != 0  # some of it counts as Chinese too
                store8(words, at, U0 if is_space else word)
                at += U1 if is_space else U3
                i += U3
                continue
            # All Chinese characters take three bytes; each is written with a zero behind it.
            at = write_separator(words, start, at)
            while kind & _SPACE_OR_ZH == _ZH:
                store8(words, at, word & _THREE_BYTES)
                at += U4
                i += U3
                if i >= end:
                    break
                word = load8(data, i)
                kind = _WHITESPACE if word & _LEAD_BITS != _LEAD_OF_3 else classes[code_point(word, U3)]
            continue
        spaces = spaces8(word)
        special = ~(letters_and_digits8(word) | spaces | word) & _HIGHS
        leads = word & (word << U1) & _HIGHS
        if leads != U0:
            # Of three bytes, Chinese perhaps; C2, white space perhaps.
            special |= (leads & (word << U2) & ~(word << U3)) | (~(((word & _LOWS) ^ _LEAD_C2) + _LOWS) & leads)
        store8(words, at, word ^ (spaces >> U2))
        if special == U0 and i + U8 <= end:
            # A branch, not a minimum: the next eight bytes are then read before this test is done.
            at += U8
            i += U8
            continue
        n_plain = min(trailing_zeros(special) >> U3, end - i)
        if n_plain != U0:
            at += n_plain
            i += n_plain
            continue
        byte = data[i]
        if byte >= 0x80:
            n_bytes = character_bytes(byte)
            if classes[code_point(word, n_bytes)] & _WHITESPACE != 0:
                words[at] = 0
                at += U1
            else:
                store8(words, at, word)
                at += n_bytes
            i += n_bytes
            continue
        # No rule of 13a reaches past the text, and zh does not pad it: at its ends, points act as beside digits.
        after_digit = i > begin and is_digit(data[i - U1])
        following = data[i + U1] if i + U1 < end else np.uint8(48)
        isolated = is_punctuation(byte)
        if byte == 46 or byte == 44:
            if following == 46 or following == 44:
                stop = points_end(data, i, end)
                before_digit = stop == end or is_digit(data[stop])
                at = write_points(data, i, stop, after_digit or i == begin, before_digit, words, start, at)
                i = stop
                continue
            isolated = not ((after_digit or i == begin) and is_digit(following))
        elif byte == 45:
            isolated = after_digit
        if isolated:
            at = write_isolated(words, start, at, byte)
        else:
            words[at] = np.uint8(0xFF) if byte == 0 else (np.uint8(0) if is_ascii_space(byte) else byte)
            at += U1
        i += U1
    return at


@kernel
def scan_zh(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8 (0x200000,), as unicode_classes.classes() gives them.
        words: uint8, output: words parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + 2 · n_bytes + 4 · n_rows + 8: a text that is not UTF-8 may end within a
        character, which is read on behind it.
    """
    end = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(end)
        row_end = without_trailing_space(data, np.uint64(offsets[row]), np.uint64(offsets[row + 1]))
        row_begin = without_leading_space(data, np.uint64(offsets[row]), row_end)
        end = _scan(data, row_begin, row_end, classes, words, end)
        words[end] = 0
        end += U1
    return np.int64(end)
