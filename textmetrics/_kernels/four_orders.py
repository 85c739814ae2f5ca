"""Clipped matches of n-grams of one to four tokens, the orders of BLEU, in registers and without a branch.

The bits are those of overlap.py: the prediction is the bit side. There only the orders are stepped that can match, and no more than a
loop of any number of orders knows; here all four always, because a guess at their number that fails costs more than the four of them.
"""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .overlap import BITS, walk
from .simd import U0, U1, U63

ORDERS = 4  # what these kernels count


@kernel(wraps=True)
def _match_one_word(lows, n_tokens, taken):
    """Match a reference against a prediction of up to 64 tokens."""
    taken_1 = U0
    taken_2 = U0
    taken_3 = U0
    taken_4 = U0
    ends_1 = U0
    ends_2 = U0
    ends_3 = U0
    for j in range(n_tokens):
        mask = lows[j]
        ends_4 = (ends_3 << U1) & mask
        ends_3 = (ends_2 << U1) & mask
        ends_2 = (ends_1 << U1) & mask
        ends_1 = mask
        free = ends_1 & ~taken_1
        taken_1 |= free & (U0 - free)
        free = ends_2 & ~taken_2
        taken_2 |= free & (U0 - free)
        free = ends_3 & ~taken_3
        taken_3 |= free & (U0 - free)
        free = ends_4 & ~taken_4
        taken_4 |= free & (U0 - free)
    taken[2] |= taken_1
    taken[4] |= taken_2
    taken[6] |= taken_3
    taken[8] |= taken_4


@kernel(wraps=True)
def _take(free_low, free_high):
    """Give the lowest bit of two words, in the word where it is: the upper word's only where the lower has none."""
    low = free_low & (U0 - free_low)
    high = free_high & (U0 - free_high)
    return low, high if free_low == U0 else U0


@kernel(wraps=True)
def _match_two_words(lows, highs, n_tokens, taken):
    """Match a reference against a prediction of 65 to 128 tokens."""
    taken_low_1 = U0
    taken_low_2 = U0
    taken_low_3 = U0
    taken_low_4 = U0
    taken_high_1 = U0
    taken_high_2 = U0
    taken_high_3 = U0
    taken_high_4 = U0
    low_1 = U0
    low_2 = U0
    low_3 = U0
    high_1 = U0
    high_2 = U0
    high_3 = U0
    for j in range(n_tokens):
        low = lows[j]
        high = highs[j]
        high_4 = ((high_3 << U1) | (low_3 >> U63)) & high
        low_4 = (low_3 << U1) & low
        high_3 = ((high_2 << U1) | (low_2 >> U63)) & high
        low_3 = (low_2 << U1) & low
        high_2 = ((high_1 << U1) | (low_1 >> U63)) & high
        low_2 = (low_1 << U1) & low
        high_1 = high
        low_1 = low
        low, high = _take(low_1 & ~taken_low_1, high_1 & ~taken_high_1)
        taken_low_1 |= low
        taken_high_1 |= high
        low, high = _take(low_2 & ~taken_low_2, high_2 & ~taken_high_2)
        taken_low_2 |= low
        taken_high_2 |= high
        low, high = _take(low_3 & ~taken_low_3, high_3 & ~taken_high_3)
        taken_low_3 |= low
        taken_high_3 |= high
        low, high = _take(low_4 & ~taken_low_4, high_4 & ~taken_high_4)
        taken_low_4 |= low
        taken_high_4 |= high
    taken[2] |= taken_low_1
    taken[3] |= taken_high_1
    taken[4] |= taken_low_2
    taken[5] |= taken_high_2
    taken[6] |= taken_low_3
    taken[7] |= taken_high_3
    taken[8] |= taken_low_4
    taken[9] |= taken_high_4


@kernel
def match(lows, highs, n_tokens, n_bit_tokens, max_order, taken, ends):
    """Mark the n-grams of the prediction that find a partner in a reference; the arguments are those of `walk`."""
    if max_order != ORDERS:
        walk(lows, highs, n_tokens, n_bit_tokens, max_order, taken, ends)
    elif n_bit_tokens <= np.uint64(BITS):
        _match_one_word(lows, n_tokens, taken)
    else:
        _match_two_words(lows, highs, n_tokens, taken)
