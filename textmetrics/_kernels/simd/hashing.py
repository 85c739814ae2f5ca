"""What hash tables of words share: eight bytes in one load, and a hash of a word of 64 bits."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from .unsigned import U0, U1, U2, U3, U4, U5, U6, U7, U8, U16, U24, U32, U40, U48, U56

LONG_WORD = 16  # bytes from which a word is told by its hash, and then by its bytes
_LOWS = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)


@kernel
def load8_unchecked(d, i):
    """Read the eight bytes from uint64 index i as one little-endian word (compiles to one load)."""
    return (
        np.uint64(d[i])
        | (np.uint64(d[i + U1]) << U8)
        | (np.uint64(d[i + U2]) << U16)
        | (np.uint64(d[i + U3]) << U24)
        | (np.uint64(d[i + U4]) << U32)
        | (np.uint64(d[i + U5]) << U40)
        | (np.uint64(d[i + U6]) << U48)
        | (np.uint64(d[i + U7]) << U56)
    )


@kernel(wraps=True)
def bytes_before_zero(x):
    """Give a mask of the bytes of x below its lowest zero byte; all ones where no byte is zero."""
    zeros = (x - _LOWS) & ~x & _HIGHS
    return ((zeros & (U0 - zeros)) >> U7) - U1


@kernel(wraps=True)
def mix(word, seed):
    """Hash a uint64 with a random odd multiplier, and fold the high half into the low."""
    product = (word ^ (word >> U32)) * seed
    return product ^ (product >> U32)
