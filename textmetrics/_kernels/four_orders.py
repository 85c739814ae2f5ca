"""Clipped matches of n-grams of one to four tokens, the orders of BLEU, in registers and without a branch.

The bits are those of overlap.py: the prediction is the bit side. There only the orders are stepped that can match, and no more than a
loop of any number of orders knows; here all four always, because a guess at their number that fails costs more than the four of them.
"""

from __future__ import annotations

import numpy as np

from .bits import popcount
from .jit import kernel

ORDERS = 4  # what these kernels count

_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)
_6 = np.uint64(6)
_63 = np.uint64(63)


@kernel(wraps=True)
def match_one_word(ids, begin, end, id_offsets, first, last, masks, out, row):
    """Count the clipped matches of a prediction of up to 64 tokens.

    Args:
        ids: int32, token ids.
        begin, end: int64, the prediction is ids[begin:end].
        id_offsets: int64, where texts begin in `ids`.
        first, last: int64, the references are texts first … last - 1; the one that has most of an n-gram clips it.
        masks: uint64, as many words an id as the name says, all zero; left zero.
        out: int64, output: the matches of orders 1 … 4 are out[row, :4].
        row: int64.
    """
    for k in range(np.uint64(end - begin)):
        masks[np.uint64(ids[np.uint64(begin) + k])] |= _1 << k
    all_1 = _0
    all_2 = _0
    all_3 = _0
    all_4 = _0
    for reference in range(first, last):
        taken_1 = _0
        taken_2 = _0
        taken_3 = _0
        taken_4 = _0
        ends_1 = _0
        ends_2 = _0
        ends_3 = _0
        for j in range(np.uint64(id_offsets[reference]), np.uint64(id_offsets[reference + 1])):
            mask = masks[np.uint64(ids[j])]
            ends_4 = (ends_3 << _1) & mask
            ends_3 = (ends_2 << _1) & mask
            ends_2 = (ends_1 << _1) & mask
            ends_1 = mask
            free = ends_1 & ~taken_1
            taken_1 |= free & (_0 - free)
            free = ends_2 & ~taken_2
            taken_2 |= free & (_0 - free)
            free = ends_3 & ~taken_3
            taken_3 |= free & (_0 - free)
            free = ends_4 & ~taken_4
            taken_4 |= free & (_0 - free)
        all_1 |= taken_1
        all_2 |= taken_2
        all_3 |= taken_3
        all_4 |= taken_4
    for k in range(np.uint64(begin), np.uint64(end)):
        masks[np.uint64(ids[k])] = _0
    out[row, 0] = np.int64(popcount(all_1))
    out[row, 1] = np.int64(popcount(all_2))
    out[row, 2] = np.int64(popcount(all_3))
    out[row, 3] = np.int64(popcount(all_4))


@kernel(wraps=True)
def _take(free_low, free_high):
    """Give the lowest bit of two words, in the word where it is: the upper word's only where the lower has none."""
    low = free_low & (_0 - free_low)
    high = free_high & (_0 - free_high)
    return low, high if free_low == _0 else _0


@kernel(wraps=True)
def match_two_words(ids, begin, end, id_offsets, first, last, masks, out, row):
    """Count the clipped matches of a prediction of up to 128 tokens. The arguments are those of `match_one_word`."""
    for k in range(np.uint64(end - begin)):
        masks[_2 * np.uint64(ids[np.uint64(begin) + k]) + (k >> _6)] |= _1 << (k & _63)
    all_low_1 = _0
    all_low_2 = _0
    all_low_3 = _0
    all_low_4 = _0
    all_high_1 = _0
    all_high_2 = _0
    all_high_3 = _0
    all_high_4 = _0
    for reference in range(first, last):
        taken_low_1 = _0
        taken_low_2 = _0
        taken_low_3 = _0
        taken_low_4 = _0
        taken_high_1 = _0
        taken_high_2 = _0
        taken_high_3 = _0
        taken_high_4 = _0
        low_1 = _0
        low_2 = _0
        low_3 = _0
        high_1 = _0
        high_2 = _0
        high_3 = _0
        for j in range(np.uint64(id_offsets[reference]), np.uint64(id_offsets[reference + 1])):
            word = _2 * np.uint64(ids[j])
            low = masks[word]
            high = masks[word + _1]
            high_4 = ((high_3 << _1) | (low_3 >> _63)) & high
            low_4 = (low_3 << _1) & low
            high_3 = ((high_2 << _1) | (low_2 >> _63)) & high
            low_3 = (low_2 << _1) & low
            high_2 = ((high_1 << _1) | (low_1 >> _63)) & high
            low_2 = (low_1 << _1) & low
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
        all_low_1 |= taken_low_1
        all_low_2 |= taken_low_2
        all_low_3 |= taken_low_3
        all_low_4 |= taken_low_4
        all_high_1 |= taken_high_1
        all_high_2 |= taken_high_2
        all_high_3 |= taken_high_3
        all_high_4 |= taken_high_4
    for k in range(np.uint64(begin), np.uint64(end)):
        word = _2 * np.uint64(ids[k])
        masks[word] = _0
        masks[word + _1] = _0
    out[row, 0] = np.int64(popcount(all_low_1) + popcount(all_high_1))
    out[row, 1] = np.int64(popcount(all_low_2) + popcount(all_high_2))
    out[row, 2] = np.int64(popcount(all_low_3) + popcount(all_high_3))
    out[row, 3] = np.int64(popcount(all_low_4) + popcount(all_high_4))
