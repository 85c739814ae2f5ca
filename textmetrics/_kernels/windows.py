"""Text 64 bytes at a time, for kernels that find words where they stand in it.

Bit k of a mask is byte k of a window of text. A window ends before its last character, which it looks at for the rules about what
follows; the next window begins with that one.
"""

from __future__ import annotations

import numpy as np

from .bits import highest_bit, popcount, trailing_zeros
from .compiler import byte_mask, kernel
from .places import SPARE_PAIRS, write_pairs
from .scan_bytes import is_ascii_space, space_bytes
from .unsigned import U0, U1, U60, U63, U64

SPARE_FOUND = SPARE_PAIRS  # places behind the last edge that may be written


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
_space_leads64 = ranges64((0xC2, 0), (0xE1, 2))
_space_seconds64 = ranges64((0x80, 1), (0x85, 0), (0x9A, 0), (0xA0, 0))
E3s64 = ranges64((0xE3, 0))
E4s64 = ranges64((0xE4, 0))
hiragana64 = ranges64((0x81, 0))
katakana64 = ranges64((0x82, 1))
from_B8_64 = ranges64((0xB8, 7))


@kernel(wraps=True)
def _window_end(data, p, end, others):
    """Give how many bytes of the window from p on are seen to, and which bits are text: all to the end, or up to the last character."""
    if end - p < U64:
        return end - p, (U1 << (end - p)) - U1
    if others == U0:
        return U63, ~U0
    return max(highest_bit(~continuations64(data, p) | U1), U60), ~U0


@kernel(wraps=True)
def _part(p, n_live, inside, words, alone, continuations, before, alone_before, n, edges):
    """Write the edges of a window's words.

    Args:
        p: uint64, where the window begins.
        n_live, inside: of `_window_end`.
        words: uint64, the bytes of words.
        alone: uint64, the bytes of characters that are words of their own.
        continuations: uint64, the bytes of characters but their first.
        before, alone_before: uint64, bit 63 of `words` and `alone` is that of the byte before the window.
        n: uint64, the edges so far: an odd number where a word goes on from before the window.
        edges: int32, output: where words begin and end, in turn; SPARE_FOUND behind the last.

    Returns:
        The edges now; `before` and `alone_before` for the next window.
    """
    parted = ~continuations & (alone | (alone << U1) | (alone_before >> U63))
    shifted = (words << U1) | (before >> U63)
    live = ~U0 if inside != ~U0 else (U1 << n_live) - U1
    begins = words & (~shifted | parted) & live
    ends = shifted & (~words | parted) & live
    goes_on = n & U1 != U0
    write_pairs(ends if goes_on else begins, begins if goes_on else ends, p, edges, n)
    return n + popcount(begins) + popcount(ends), words << (U64 - n_live), alone << (U64 - n_live)


@kernel(wraps=True)
def _spread(leads, n_bytes):
    """Give the bytes of characters of n_bytes each by the first of them."""
    bits = leads
    for _ in range(n_bytes - U1):
        bits |= bits << U1
    return bits


@kernel(wraps=True)
def _control_spaces(data, begin, p, controls):
    """Give the control characters that are white space; bit 0 where one is NUL, bit 1 where one is a newline behind a hyphen."""
    found = U0
    odd = U0
    while controls != U0:
        lowest = controls & (U0 - controls)
        i = p + trailing_zeros(controls)
        byte = data[i]
        if is_ascii_space(byte):
            found |= lowest
        odd |= np.uint64(byte == 0) | (np.uint64(byte == 10 and i > begin and data[i - U1] == 45) << U1)
        controls ^= lowest
    return found, odd


@kernel(wraps=True)
def _wide_spaces(data, p, inside):
    """Give the bytes of white space beyond ASCII."""
    found = U0
    left = _space_leads64(data, p) & inside
    if left != U0:
        left &= _space_seconds64(data, p + U1) & ~(E3s64(data, p) & hiragana64(data, p + U1))
    while left != U0:
        at = trailing_zeros(left)
        found |= ((U1 << space_bytes(data, p + at)) - U1) << at
        left &= left - U1
    return found
