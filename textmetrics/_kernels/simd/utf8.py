"""UTF-8: the length of characters, their code points, white space, and stripping it."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from .unsigned import U0, U1, U2, U3, U4, U6, U8, U12, U16, U18, U24

_LOW_BYTE = np.uint64(0xFF)
_CONTINUATION = np.uint64(0x3F)
_LEAD_OF_2 = np.uint64(0x1F)
_LEAD_OF_3 = np.uint64(0x0F)
_LEAD_OF_4 = np.uint64(0x07)


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
