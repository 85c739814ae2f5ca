"""Which of 64 bytes are of a kind, as the bits of one word: the lowest bit is the first byte's."""

from __future__ import annotations

import numpy as np

from ..compiler import byte_mask, kernel
from .unsigned import U0

SPARE_BYTES = 96  # bytes behind the last text that may be read


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
letters_and_digits64 = ranges64((0x30, 9), (0x41, 25), (0x61, 25))
not_ascii64 = ranges64((0x80, 127))
filled64 = ranges64((1, 254))
newlines64 = ranges64((0x0A, 0))
kelvin_or_dotted_i_leads64 = ranges64((0xC4, 0), (0xE2, 0))  # U+212A and U+0130 begin so
