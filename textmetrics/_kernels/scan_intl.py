"""Scan texts as sacrebleu's intl does (mteval-v14): symbols are parted, punctuation too unless between numbers."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .scan_bytes import without_leading_continuations, write_separator
from .simd import (
    U0,
    U1,
    U2,
    U3,
    U8,
    character_bytes,
    code_point,
    letters_and_digits8,
    load8,
    spaces8,
    store8,
    trailing_zeros,
    without_trailing_space,
)

_LOW_BYTE = np.uint64(0xFF)
_LEAD_BITS = np.uint64(0xF0)
_LEAD_OF_3 = np.uint64(0xE0)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_SPACES = np.uint64(0x2020202020202020)
_BUT_LAST_BIT = np.uint64(0x7E7E7E7E7E7E7E7E)
# Bytes without their high bit; those that are added carry into it from the named byte on.
_LEAD_C3 = np.uint64(0x4343434343434343)
_FROM_C4 = np.uint64(0x3C3C3C3C3C3C3C3C)
_PAST_CA = np.uint64(0x3535353535353535)
_LEAD_D0 = np.uint64(0x5050505050505050)
_LEAD_D7 = np.uint64(0x5757575757575757)
_FROM_90 = np.uint64(0x7070707070707070)
_PAST_AF = np.uint64(0x5050505050505050)
_B7 = np.uint64(0x3737373737373737)

# Bits of the table of classes.
_WHITESPACE = np.uint8(1)
_PUNCTUATION = np.uint8(2)
_SYMBOL = np.uint8(4)
_NUMBER = np.uint8(8)
_SPECIAL = np.uint8(7)  # any of the first three


@kernel
def _letters8(word, following):
    """Give the high bit of each byte of a uint64 with which a Latin, Cyrillic or Hebrew letter of two bytes begins.

    `following` is the word one byte on. Some letters of these scripts are not told, nothing but letters and marks is.
    """
    low = word & _LOWS
    next_low = following & _LOWS
    # C4 to CA; D0 and D1.
    plain = (low + _FROM_C4) & ~(low + _PAST_CA)
    plain |= ~(((low & _BUT_LAST_BIT) ^ _LEAD_D0) + _LOWS)
    # C3 but the signs of multiplication and division, of which one bit is different; D7 from U+05D0 to U+05EF.
    plain |= ~((low ^ _LEAD_C3) + _LOWS) & (((next_low | _SPACES) ^ _B7) + _LOWS)
    plain |= ~((low ^ _LEAD_D7) + _LOWS) & (next_low + _FROM_90) & ~(next_low + _PAST_AF)
    return plain


@kernel(wraps=True)
def _scan(data, begin, end, classes, words, start):
    """Write the words of the stripped row data[begin:end] from `start` on; give where they end."""
    at = start
    i = begin
    # Of a run of punctuation: the characters seen, and whether it follows a number.
    length = U0
    after_number = False
    while i < end:
        word = load8(data, i)
        if word & _LEAD_BITS == _LEAD_OF_3:
            # Scripts of three bytes a character have long runs of them.
            if classes[code_point(word, U3)] & _SPECIAL == 0:
                store8(words, at, word)
                at += U3
                i += U3
                continue
        spaces = spaces8(word)
        leads = word & (word << U1) & _HIGHS
        special = (~(letters_and_digits8(word) | spaces | word) & _HIGHS) | (leads & (word << U2))
        leads ^= leads & (word << U2)
        if leads != U0:
            unknown = leads & ~_letters8(word, load8(data, i + U1))
            while unknown != U0:
                at_unknown = i + (trailing_zeros(unknown) >> U3)
                if at_unknown >= end or classes[code_point(load8(data, at_unknown), U2)] & _SPECIAL != 0:
                    special |= unknown & (U0 - unknown)
                    break
                unknown &= unknown - U1
        store8(words, at, word ^ (spaces >> U2))
        if special == U0 and i + U8 <= end:
            # A branch, not a minimum: the next eight bytes are then read before this test is done.
            at += U8
            i += U8
            continue
        n_plain = min(trailing_zeros(special) >> U3, end - i)
        at += n_plain
        i += n_plain
        if i == end:
            break
        byte = data[i]
        word = load8(data, i)
        n_bytes = character_bytes(byte)
        kind = classes[code_point(word, n_bytes)]
        if kind & _SPECIAL == 0 and byte >= 0x80:
            store8(words, at, word)
            at += n_bytes
            i += n_bytes
            continue
        isolated = (kind & (_PUNCTUATION | _SYMBOL)) != 0
        parted_after = isolated
        if kind & _PUNCTUATION != 0:
            # As 13a's points: with k characters, the last stays with what is before it if k is 1 and it is between
            # numbers, and with what follows if that is a number and k is odd after a number, even after none.
            if length == U0:
                after_number = i == begin  # no rule matches at the text's ends, as between numbers
                if i > begin:
                    j = i - U1
                    while data[j] & 0xC0 == 0x80:
                        j -= U1
                    after_number = classes[code_point(load8(data, j), i - j)] & _NUMBER != 0
            length += U1
            following = _NUMBER
            if i + n_bytes < end:
                word_after = load8(data, i + n_bytes)
                following = classes[code_point(word_after, character_bytes(word_after & _LOW_BYTE))]
            if following & _PUNCTUATION == 0:
                before_number = (following & _NUMBER) != 0
                isolated = length > U1 or not after_number or not before_number
                parted_after = not before_number or ((length & U1) == U1) != after_number
                length = U0
        if isolated:
            at = write_separator(words, start, at)
        store8(words, at, word)
        if kind & _WHITESPACE != 0:
            words[at] = 0
            at += U1
        else:
            if byte == 0:
                words[at] = 0xFF
            at += n_bytes
        if parted_after:
            words[at] = 0
            at += U1
        i += n_bytes
    return at


@kernel
def scan_intl(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8 (0x200000,), as code_points.classes() gives them.
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
        row_begin = np.uint64(offsets[row])
        row_end = without_trailing_space(data, row_begin, np.uint64(offsets[row + 1]))
        row_begin = without_leading_continuations(data, row_begin, row_end)
        end = _scan(data, row_begin, row_end, classes, words, end)
        words[end] = 0
        end += U1
    return np.int64(end)
