"""What several scans share: eight bytes at a time, white space and code points in UTF-8, stripping."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .unsigned import U0, U1, U2, U3, U4, U5, U6, U7, U8, U12, U16, U18, U24, U32, U40, U48, U56

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
    if i + U8 <= np.uint64(data.size):
        # Unsigned indexes, so that this compiles to one load.
        return (
            np.uint64(data[i])
            | (np.uint64(data[i + U1]) << U8)
            | (np.uint64(data[i + U2]) << U16)
            | (np.uint64(data[i + U3]) << U24)
            | (np.uint64(data[i + U4]) << U32)
            | (np.uint64(data[i + U5]) << U40)
            | (np.uint64(data[i + U6]) << U48)
            | (np.uint64(data[i + U7]) << U56)
        )
    word = U0
    shift = U0
    for j in range(i, np.uint64(data.size)):
        word |= np.uint64(data[j]) << shift
        shift += U8
    return word


@kernel
def store8(words, at, word):
    """Write a uint64 as eight bytes from uint64 index `at` on (compiles to one store)."""
    words[at] = np.uint8(word & _LOW_BYTE)
    words[at + U1] = np.uint8((word >> U8) & _LOW_BYTE)
    words[at + U2] = np.uint8((word >> U16) & _LOW_BYTE)
    words[at + U3] = np.uint8((word >> U24) & _LOW_BYTE)
    words[at + U4] = np.uint8((word >> U32) & _LOW_BYTE)
    words[at + U5] = np.uint8((word >> U40) & _LOW_BYTE)
    words[at + U6] = np.uint8((word >> U48) & _LOW_BYTE)
    words[at + U7] = np.uint8(word >> U56)


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
        return U1 if is_ascii_space(byte) else U0
    if byte == 0xC2:
        return U2 if (data[i + U1] == 0x85) | (data[i + U1] == 0xA0) else U0
    if byte < 0xE1 or byte > 0xE3:
        return U0
    return U3 if is_space3(byte, data[i + U1], data[i + U2]) else U0


@kernel
def without_trailing_space(data, begin, end):
    """Give the end of data[begin:end] when the white space at its end is stripped."""
    while end > begin:
        start = end - U1
        while start > begin and (data[start] & 0xC0) == 0x80:
            start -= U1
        if space_bytes(data, start) == U0:
            break
        end = start
    return end


@kernel
def without_leading_space(data, begin, end):
    """Give the beginning of data[begin:end] when the white space at its beginning is stripped."""
    while begin < end:
        n_bytes = space_bytes(data, begin)
        if n_bytes == U0:
            break
        begin += n_bytes
    return begin


@kernel
def without_leading_continuations(data, begin, end):
    """Give where the first character of data[begin:end] begins: at `begin` in UTF-8.

    Whoever walks back from behind it to the beginning of a character then stays within the text.
    """
    while begin < end and data[begin] & 0xC0 == 0x80:
        begin += U1
    return begin


@kernel
def character_bytes(lead):
    """Give how many bytes the UTF-8 character takes that begins with this byte."""
    if lead < 0x80:
        return U1
    if lead < 0xE0:
        return U2
    return U3 if lead < 0xF0 else U4


@kernel
def code_point(word, n_bytes):
    """Decode the UTF-8 character in the n_bytes lowest bytes of a uint64, as a uint64."""
    lead = word & _LOW_BYTE
    if n_bytes == U1:
        return lead
    second = (word >> U8) & _CONTINUATION
    if n_bytes == U2:
        return ((lead & _LEAD_OF_2) << U6) | second
    third = (word >> U16) & _CONTINUATION
    if n_bytes == U3:
        return ((lead & _LEAD_OF_3) << U12) | (second << U6) | third
    fourth = (word >> U24) & _CONTINUATION
    return ((lead & _LEAD_OF_4) << U18) | (second << U12) | (third << U6) | fourth


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
    words[at + U1] = 0
    return at + U2


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
    for j in range(i, end - U1):
        at = write_isolated(words, start, at, data[j])
    if length > U1 or not after_digit or not before_digit_at_end:
        at = write_separator(words, start, at)
    words[at] = data[end - U1]
    at += U1
    if not before_digit_at_end or ((length & U1) == U1) != after_digit:
        words[at] = 0
        at += U1
    return at


@kernel
def points_end(data, i, end):
    """Find where the run of [.,] that begins at i ends."""
    j = i + U1
    while j < end and (data[j] == 46 or data[j] == 44):
        j += U1
    return j
