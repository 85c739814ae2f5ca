"""Text 64 bytes at a time, for kernels that find words where they stand in it.

Bit k of a mask is byte k of a window of text. A window ends before its last character, which it looks at for the rules about what
follows; the next window begins with that one.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    SPARE_PAIRS,
    U0,
    U1,
    U60,
    U63,
    U64,
    E3s64,
    continuations64,
    highest_bit,
    hiragana64,
    is_ascii_space,
    popcount,
    space_bytes,
    space_leads64,
    space_seconds64,
    trailing_zeros,
    write_pairs,
)

SPARE_FOUND = SPARE_PAIRS  # places behind the last edge that may be written


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
    left = space_leads64(data, p) & inside
    if left != U0:
        left &= space_seconds64(data, p + U1) & ~(E3s64(data, p) & hiragana64(data, p + U1))
    while left != U0:
        at = trailing_zeros(left)
        found |= ((U1 << space_bytes(data, p + at)) - U1) << at
        left &= left - U1
    return found
