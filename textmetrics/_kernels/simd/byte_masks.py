"""Which of 64 bytes are of a kind, as the bits of one word: the lowest bit is the first byte's."""

from __future__ import annotations

import numpy as np

from ..compiler import byte_mask, kernel
from .eight_bytes import letters_and_digits8
from .hashing import load8_unchecked
from .unsigned import U0, U7, U8, U56, U64

SPARE_BYTES = 96  # bytes behind the last text that may be read
_SEVEN_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_GATHER = np.uint64(0x0102040810204080)

_NEWLINE = 10
_NEWLINES = np.uint64(0x0A0A0A0A0A0A0A0A)


def ranges64(*ranges):
    """Make a kernel (data, i) that tells which of the 64 bytes from uint64 index i on lie in a range: (first byte, how many more)."""
    is_in = np.zeros(256, np.uint64)
    for low, n in ranges:
        is_in[low : low + n + 1] = 1

    def condition(builder, byte, constant):
        found = None
        for low, n in ranges:
            of_one = builder.icmp_unsigned("<=", builder.sub(byte, constant(low)), constant(n))
            found = of_one if found is None else builder.or_(found, of_one)
        return found

    @byte_mask(condition)
    @kernel(wraps=True)
    def any64(data, i):
        bits = U0
        for k in range(64):
            bits |= is_in[data[i + np.uint64(k)]] << np.uint64(k)
        return bits

    return any64


blanks64 = ranges64((0x20, 0))
digits64 = ranges64((0x30, 9))
controls64 = ranges64((0, 31), (0x7F, 0))
continuations64 = ranges64((0x80, 63))
space_leads64 = ranges64((0xC2, 0), (0xE1, 2))
space_seconds64 = ranges64((0x80, 1), (0x85, 0), (0x9A, 0), (0xA0, 0))
E3s64 = ranges64((0xE3, 0))
E4s64 = ranges64((0xE4, 0))
hiragana64 = ranges64((0x81, 0))
katakana64 = ranges64((0x82, 1))
from_B8_64 = ranges64((0xB8, 7))


@byte_mask(
    lambda builder, byte, constant: builder.or_(
        builder.icmp_unsigned("<", builder.sub(builder.or_(byte, constant(0x20)), constant(0x61)), constant(26)),
        builder.icmp_unsigned("<", builder.sub(byte, constant(0x30)), constant(10)),
    )
)
@kernel(wraps=True)
def letters_and_digits64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are ASCII letters or digits: the lowest bit is the first byte's."""
    bits = U0
    for k in range(8):
        found = letters_and_digits8(load8_unchecked(data, i + U8 * np.uint64(k)))
        bits |= (((found >> U7) * _GATHER) >> U56) << (U8 * np.uint64(k))
    return bits


@byte_mask(lambda builder, byte, constant: builder.icmp_signed("<", byte, constant(0)))
@kernel(wraps=True)
def not_ascii64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are not ASCII."""
    bits = U0
    for k in range(8):
        found = load8_unchecked(data, i + U8 * np.uint64(k)) & _HIGHS
        bits |= (((found >> U7) * _GATHER) >> U56) << (U8 * np.uint64(k))
    return bits


@byte_mask(lambda builder, byte, constant: builder.icmp_unsigned("!=", byte, constant(0)))
@kernel(wraps=True)
def filled64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are not zero."""
    bits = U0
    for k in range(8):
        word = load8_unchecked(data, i + U8 * np.uint64(k))
        found = (((word & _SEVEN_BITS) + _SEVEN_BITS) | word) & _HIGHS
        bits |= (((found >> U7) * _GATHER) >> U56) << (U8 * np.uint64(k))
    return bits


@byte_mask(lambda builder, byte, constant: builder.icmp_unsigned("==", byte, constant(_NEWLINE)))
@kernel(wraps=True)
def newlines64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are newlines: the lowest bit is the first byte's."""
    bits = U0
    for k in range(8):
        other = load8_unchecked(data, i + U8 * np.uint64(k)) ^ _NEWLINES
        found = ~(((other & _SEVEN_BITS) + _SEVEN_BITS) | other) & _HIGHS
        bits |= (((found >> U7) * _GATHER) >> U56) << (U8 * np.uint64(k))
    return bits


@byte_mask(
    lambda builder, byte, constant: builder.or_(
        builder.icmp_unsigned("==", byte, constant(0xC4)), builder.icmp_unsigned("==", byte, constant(0xE2))
    )
)
@kernel
def kelvin_or_dotted_i_leads64(data, i):
    """Tell which of the 64 bytes from uint64 index i on are C4 or E2: the lowest bit is the first byte's."""
    bits = U0
    for k in range(U64):
        bits |= np.uint64(data[i + k] == 0xC4 or data[i + k] == 0xE2) << k
    return bits
