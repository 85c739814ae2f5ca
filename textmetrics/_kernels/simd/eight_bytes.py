"""Eight bytes at a time in one 64-bit word: reading, writing, and telling which are of a kind by their high bits."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from .unsigned import U0, U1, U2, U3, U4, U5, U6, U7, U8, U16, U24, U32, U40, U48, U56

_LOW_BYTE = np.uint64(0xFF)

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
