"""Bits of 64-bit words: counting them, finding the lowest and the highest."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from .unsigned import U1, U2, U4

_PAIRS = np.uint64(0x5555555555555555)
_NIBBLE_PAIRS = np.uint64(0x3333333333333333)
_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)
_TOP_BYTE = np.uint64(56)


@kernel(wraps=True)
def popcount(word):
    """Count the set bits of a uint64 (compiles to one instruction where the machine has it)."""
    word = word - ((word >> U1) & _PAIRS)
    word = (word & _NIBBLE_PAIRS) + ((word >> U2) & _NIBBLE_PAIRS)
    word = (word + (word >> U4)) & _NIBBLES
    return (word * _BYTES) >> _TOP_BYTE


@kernel(wraps=True)
def trailing_zeros(word):
    """Count the zero bits below the lowest set bit of a uint64; 64 for zero."""
    return popcount(~word & (word - U1))


@kernel
def highest_bit(word):
    """Give the index of the highest set bit of a uint64 that is not zero, as uint64."""
    word = word | (word >> np.uint64(1))
    word = word | (word >> np.uint64(2))
    word = word | (word >> np.uint64(4))
    word = word | (word >> np.uint64(8))
    word = word | (word >> np.uint64(16))
    word = word | (word >> np.uint64(32))
    return popcount(word) - np.uint64(1)
