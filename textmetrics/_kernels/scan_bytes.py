"""What several scans share: eight bytes at a time, white space and code points in UTF-8, stripping."""

from __future__ import annotations

import numpy as np

from .jit import kernel

_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)
_3 = np.uint64(3)
_4 = np.uint64(4)
_5 = np.uint64(5)
_6 = np.uint64(6)
_7 = np.uint64(7)
_8 = np.uint64(8)
_12 = np.uint64(12)
_16 = np.uint64(16)
_18 = np.uint64(18)
_24 = np.uint64(24)
_32 = np.uint64(32)
_40 = np.uint64(40)
_48 = np.uint64(48)
_56 = np.uint64(56)
_LOW_BYTE = np.uint64(0xFF)
_CONTINUATION = np.uint64(0x3F)
_LEAD_OF_2 = np.uint64(0x1F)
_LEAD_OF_3 = np.uint64(0x0F)
_LEAD_OF_4 = np.uint64(0x07)

_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_SPACES = np.uint64(0x2020202020202020)
# Added to seven-bit bytes, these carry into the high bit from the named byte on.
_FROM_LOWER_A = np.uint64(0x1F1F1F1F1F1F1F1F)
_PAST_LOWER_Z = np.uint64(0x0505050505050505)
_FROM_ZERO = np.uint64(0x5050505050505050)
_PAST_NINE = np.uint64(0x4646464646464646)
# The bytes with which white space beyond ASCII begins, without their high bit.
_FROM_E1 = np.uint64(0x1F1F1F1F1F1F1F1F)
_PAST_E3 = np.uint64(0x1C1C1C1C1C1C1C1C)
_LEAD_C2 = np.uint64(0x4242424242424242)
_LEAD_E1 = np.uint64(0x6161616161616161)
_LEAD_E2 = np.uint64(0x6262626262626262)
_LEAD_E3 = np.uint64(0x6363636363636363)
_85 = np.uint64(0x0505050505050505)
_9A = np.uint64(0x1A1A1A1A1A1A1A1A)
_A0 = np.uint64(0x2020202020202020)
_BUT_LAST_BIT = np.uint64(0x7E7E7E7E7E7E7E7E)


@kernel
def load8(data, i):
    """Read the eight bytes from uint64 index i as one little-endian word; bytes past the array's end are zero."""
    if i + _8 <= np.uint64(data.size):
        # Unsigned indexes, so that this compiles to one load.
        return (
            np.uint64(data[i])
            | (np.uint64(data[i + _1]) << _8)
            | (np.uint64(data[i + _2]) << _16)
            | (np.uint64(data[i + _3]) << _24)
            | (np.uint64(data[i + _4]) << _32)
            | (np.uint64(data[i + _5]) << _40)
            | (np.uint64(data[i + _6]) << _48)
            | (np.uint64(data[i + _7]) << _56)
        )
    word = _0
    shift = _0
    for j in range(i, np.uint64(data.size)):
        word |= np.uint64(data[j]) << shift
        shift += _8
    return word


@kernel
def store8(words, at, word):
    """Write a uint64 as eight bytes from uint64 index `at` on (compiles to one store)."""
    words[at] = np.uint8(word & _LOW_BYTE)
    words[at + _1] = np.uint8((word >> _8) & _LOW_BYTE)
    words[at + _2] = np.uint8((word >> _16) & _LOW_BYTE)
    words[at + _3] = np.uint8((word >> _24) & _LOW_BYTE)
    words[at + _4] = np.uint8((word >> _32) & _LOW_BYTE)
    words[at + _5] = np.uint8((word >> _40) & _LOW_BYTE)
    words[at + _6] = np.uint8((word >> _48) & _LOW_BYTE)
    words[at + _7] = np.uint8(word >> _56)


@kernel
def spaces8(word):
    """Give the high bit of each byte of a uint64 that is 0x20."""
    return ~(((word & _LOWS) ^ _SPACES) + _LOWS) & ~word & _HIGHS


@kernel
def letters_and_digits8(word):
    """Give the high bit of each byte of a uint64 that is an ASCII letter or digit."""
    low = word & _LOWS
    lower = low | _SPACES
    letters = (lower + _FROM_LOWER_A) & ~(lower + _PAST_LOWER_Z)
    digits = (low + _FROM_ZERO) & ~(low + _PAST_NINE)
    return (letters | digits) & ~word & _HIGHS


@kernel
def space_leads8(word):
    """Give the high bit of each byte of a uint64 that is C2 or E1 to E3: with these begins white space beyond ASCII, and much else."""
    low = word & _LOWS
    return (((low + _FROM_E1) & ~(low + _PAST_E3)) | ~((low ^ _LEAD_C2) + _LOWS)) & word & _HIGHS


@kernel
def unicode_spaces8(word, following):
    """Give the high bit of each byte of a uint64 with which white space beyond ASCII may begin, as it and what follows it tell."""
    low = word & _LOWS
    low_following = following & _LOWS
    other = ((low ^ _LEAD_E2) + _LOWS) | ((low_following & _BUT_LAST_BIT) + _LOWS)
    other &= ((low ^ _LEAD_E3) + _LOWS) | (low_following + _LOWS)
    other &= ((low ^ _LEAD_E1) + _LOWS) | ((low_following ^ _9A) + _LOWS)
    other &= ((low ^ _LEAD_C2) + _LOWS) | (((low_following ^ _85) + _LOWS) & ((low_following ^ _A0) + _LOWS))
    return ~other & word & _HIGHS


@kernel
def is_digit(byte):
    """Tell whether a byte is an ASCII digit."""
    return (byte >= 48) & (byte <= 57)


@kernel
def is_ascii_space(byte):
    """Tell whether an ASCII byte is white space as Python's str.split takes it."""
    return (byte == 0x20) | ((byte >= 9) & (byte <= 13)) | ((byte >= 0x1C) & (byte <= 0x1F))


@kernel
def is_space3(first, second, third):
    """Tell whether the UTF-8 character of these three bytes is white space."""
    # U+1680; U+2000 to U+200A, U+2028, U+2029, U+202F; U+205F; U+3000
    return (
        ((first == 0xE1) & (second == 0x9A) & (third == 0x80))
        | ((first == 0xE2) & (second == 0x80) & ((third <= 0x8A) | (third == 0xA8) | (third == 0xA9) | (third == 0xAF)))
        | ((first == 0xE2) & (second == 0x81) & (third == 0x9F))
        | ((first == 0xE3) & (second == 0x80) & (third == 0x80))
    )


@kernel
def space_bytes(data, i):
    """Count the bytes of the white space that begins at i; zero: there is none."""
    byte = data[i]
    if byte < 0x80:
        return _1 if is_ascii_space(byte) else _0
    if byte == 0xC2:
        return _2 if (data[i + _1] == 0x85) | (data[i + _1] == 0xA0) else _0
    if byte < 0xE1 or byte > 0xE3:
        return _0
    return _3 if is_space3(byte, data[i + _1], data[i + _2]) else _0


@kernel
def without_trailing_space(data, begin, end):
    """Give the end of data[begin:end] when the white space at its end is stripped."""
    while end > begin:
        start = end - _1
        while start > begin and (data[start] & 0xC0) == 0x80:
            start -= _1
        if space_bytes(data, start) == _0:
            break
        end = start
    return end


@kernel
def without_leading_space(data, begin, end):
    """Give the beginning of data[begin:end] when the white space at its beginning is stripped."""
    while begin < end:
        n_bytes = space_bytes(data, begin)
        if n_bytes == _0:
            break
        begin += n_bytes
    return begin


@kernel
def without_leading_continuations(data, begin, end):
    """Give where the first character of data[begin:end] begins: at `begin` in UTF-8.

    Whoever walks back from behind it to the beginning of a character then stays within the text.
    """
    while begin < end and data[begin] & 0xC0 == 0x80:
        begin += _1
    return begin


@kernel
def character_bytes(lead):
    """Give how many bytes the UTF-8 character takes that begins with this byte."""
    if lead < 0x80:
        return _1
    if lead < 0xE0:
        return _2
    return _3 if lead < 0xF0 else _4


@kernel
def code_point(word, n_bytes):
    """Decode the UTF-8 character in the n_bytes lowest bytes of a uint64, as a uint64."""
    lead = word & _LOW_BYTE
    if n_bytes == _1:
        return lead
    second = (word >> _8) & _CONTINUATION
    if n_bytes == _2:
        return ((lead & _LEAD_OF_2) << _6) | second
    third = (word >> _16) & _CONTINUATION
    if n_bytes == _3:
        return ((lead & _LEAD_OF_3) << _12) | (second << _6) | third
    fourth = (word >> _24) & _CONTINUATION
    return ((lead & _LEAD_OF_4) << _18) | (second << _12) | (third << _6) | fourth


# Without a branch, so that Numba drops the reference counts of the arrays that are passed.
@kernel
def write_separator(words, start, at):
    """Part what follows from what was written, unless a zero byte or the row's start does; give the new end."""
    words[at] = 0
    return at + np.uint64(words[at - np.uint64(at > start)] != 0)


@kernel
def write_isolated(words, start, at, byte):
    """Write an ASCII character as a word of its own; give the new end."""
    at = write_separator(words, start, at)
    words[at] = byte
    words[at + _1] = 0
    return at + _2


@kernel
def write_points(data, i, end, after_digit, before_digit_at_end, words, start, at):
    """Write the run of [.,] from i on as mteval's rules part it; give the new end.

    With k characters after x and before y, every one but the last is a word of its own. The last is parted from what
    is before it unless k is 1 and x and y are digits, and from y unless y is a digit and k is odd after a digit, even
    after none.

    Args:
        data: uint8, the text's bytes.
        i: uint64, where the run begins.
        end: uint64, where it ends, as points_end gives it.
        after_digit: x is a digit.
        before_digit_at_end: y is a digit.
        words: uint8, output.
        start: uint64, where the row's words begin in `words`.
        at: uint64, where to write.
    """
    length = end - i
    for j in range(i, end - _1):
        at = write_isolated(words, start, at, data[j])
    if length > _1 or not after_digit or not before_digit_at_end:
        at = write_separator(words, start, at)
    words[at] = data[end - _1]
    at += _1
    if not before_digit_at_end or ((length & _1) == _1) != after_digit:
        words[at] = 0
        at += _1
    return at


@kernel
def points_end(data, i, end):
    """Find where the run of [.,] that begins at i ends."""
    j = i + _1
    while j < end and (data[j] == 46 or data[j] == 44):
        j += _1
    return j
