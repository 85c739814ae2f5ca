"""Clipped n-gram matches and the LCS of texts of up to 128 tokens: one bit a token, one pass, no table.

One text, the *bit side*, is laid out as bits: the mask of a token has bit k where token k of the bit side is the same. Walking along
the masks of the other text's tokens, the n-grams that end at the current one are matched by shifts: E_n = (E_{n-1} << 1) & mask
holds where they end in the bit side. Each takes the lowest such bit that no earlier one took, so the bits taken for order n are the
clipped matches. The same masks drive the bit-parallel LCS (Crochemore et al. 2001; Hyyrö 2004).
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U63, popcount

BITS = 64
BIT_SIDE_LIMIT = 128  # tokens of a bit side at most: two words

ORDERS = 4  # what these kernels count


@kernel(wraps=True)
def _walk_one_word(lows, n_tokens, taken):
    """Match a text against a bit side of up to 64 tokens, orders 1 and 2: add bits to `taken`, give the LCS length."""
    column = ~U0
    taken_1 = U0
    taken_2 = U0
    previous = U0
    for j in range(n_tokens):
        mask = lows[j]
        both = column & mask
        column = (column + both) | (column - both)
        free = mask & ~taken_1
        taken_1 |= free & (U0 - free)
        free = (previous << U1) & mask & ~taken_2
        taken_2 |= free & (U0 - free)
        previous = mask
    taken[2] |= taken_1
    taken[4] |= taken_2
    return np.int64(popcount(~column))


@kernel(wraps=True)
def _walk_two_words(lows, highs, n_tokens, taken):
    """Match a text against a bit side of 65 to 128 tokens, orders 1 and 2: add bits to `taken`, give the LCS length."""
    low_column = ~U0
    high_column = ~U0
    low_1 = U0
    high_1 = U0
    low_2 = U0
    high_2 = U0
    low_before = U0
    high_before = U0
    for j in range(n_tokens):
        low = lows[j]
        high = highs[j]
        both = low_column & low
        total = low_column + both
        carry = np.uint64(total < both)
        low_column = total | (low_column - both)
        both = high_column & high
        high_column = (high_column + both + carry) | (high_column - both)
        # The lowest free bit of two words: the upper word's only where the lower has none.
        free = low & ~low_1
        low_1 |= free & (U0 - free)
        rest = high & ~high_1
        rest = rest if free == U0 else U0
        high_1 |= rest & (U0 - rest)
        free = (low_before << U1) & low & ~low_2
        low_2 |= free & (U0 - free)
        rest = ((high_before << U1) | (low_before >> U63)) & high & ~high_2
        rest = rest if free == U0 else U0
        high_2 |= rest & (U0 - rest)
        low_before = low
        high_before = high
    taken[2] |= low_1
    taken[3] |= high_1
    taken[4] |= low_2
    taken[5] |= high_2
    return np.int64(popcount(~low_column) + popcount(~high_column))


@kernel(wraps=True)
def _match_more_orders(lows, highs, n_tokens, n_bit_tokens, max_order, taken, ends):
    """Match orders 3 … max_order; the arguments are those of `walk`."""
    n_ends = 2 * (max_order + 1)
    for n in range(2 * n_ends):
        ends[n] = U0
    is_wide = n_bit_tokens > np.uint64(BITS)
    deepest = 0  # the highest order with a match that ends at the token before
    for j in range(n_tokens):
        low = lows[j]
        high = highs[j] if is_wide else U0
        order = min(deepest + 1, max_order)
        deepest = 0
        while order > 0:
            here_low = low
            here_high = high
            if order > 1:
                before = ends[2 * order - 2]
                here_high = ((ends[2 * order - 1] << U1) | (before >> U63)) & high
                here_low = (before << U1) & low
            ends[2 * order] = here_low
            ends[2 * order + 1] = here_high
            if here_low | here_high != U0:
                deepest = max(deepest, order)
                free = here_low & ~ends[n_ends + 2 * order]
                ends[n_ends + 2 * order] |= free & (U0 - free)
                if free == U0:
                    free = here_high & ~ends[n_ends + 2 * order + 1]
                    ends[n_ends + 2 * order + 1] |= free & (U0 - free)
            order -= 1
    for n in range(6, n_ends):
        taken[n] |= ends[n_ends + n]


@kernel
def walk(lows, highs, n_tokens, n_bit_tokens, max_order, taken, ends):
    """Match a text against a bit side: mark the n-grams of the bit side that find a partner, give the LCS length.

    Args:
        lows, highs: uint64 (n_tokens,), the masks of the text's tokens: the first 64 bits, and the others.
        n_tokens: uint64, the text's tokens.
        n_bit_tokens: uint64, the bit side's: at most BIT_SIDE_LIMIT. Up to BITS of them, `highs` is not read.
        max_order: int64, orders 1 … max_order are matched.
        taken: uint64 (2 * max(max_order, 2) + 2,), words 2 n and 2 n + 1: bits of order n, added to what is there. Over several
            references the union of the bits is the match clipped by the largest count of any of them.
        ends: uint64 (4 * max_order + 4,), scratch.
    """
    if max_order > 2:
        _match_more_orders(lows, highs, n_tokens, n_bit_tokens, max_order, taken, ends)
    if n_bit_tokens <= np.uint64(BITS):
        return _walk_one_word(lows, n_tokens, taken)
    return _walk_two_words(lows, highs, n_tokens, taken)


@kernel
def masks_of_ids(ids, bit_begin, bit_end, begin, end, masks, lows, highs):
    """Write the masks of the tokens ids[begin:end] for the bit side ids[bit_begin:bit_end].

    Args:
        ids: int32, token ids.
        bit_begin, bit_end, begin, end: int64; bit_end - bit_begin ≤ BIT_SIDE_LIMIT.
        masks: uint64, two words an id, all zero; left zero.
        lows, highs: uint64 (end - begin,), output, as for `walk`.
    """
    if bit_end - bit_begin <= BITS:
        for k in range(bit_end - bit_begin):
            masks[ids[bit_begin + k]] |= U1 << np.uint64(k)
        for k in range(end - begin):
            lows[k] = masks[ids[begin + k]]
        for k in range(bit_begin, bit_end):
            masks[ids[k]] = U0
        return
    for k in range(bit_end - bit_begin):
        masks[2 * np.int64(ids[bit_begin + k]) + (k >> 6)] |= U1 << (np.uint64(k) & U63)
    for k in range(end - begin):
        word = 2 * np.int64(ids[begin + k])
        lows[k] = masks[word]
        highs[k] = masks[word + 1]
    for k in range(bit_begin, bit_end):
        word = 2 * np.int64(ids[k])
        masks[word] = U0
        masks[word + 1] = U0


@kernel
def write_pair(out, pair, codes, taken, lcs, n_prediction, n_reference):
    """Write the counts of a pair: out[pair, c, :] for each of the codes (see rouge_ids)."""
    for c in range(len(codes)):
        n = codes[c]
        if n > 0:
            out[pair, c, 0] = np.int64(popcount(taken[2 * n]) + popcount(taken[2 * n + 1]))
            out[pair, c, 1] = max(n_prediction - n + 1, 0)
            out[pair, c, 2] = max(n_reference - n + 1, 0)
        elif n == 0:
            out[pair, c, 0] = lcs
            out[pair, c, 1] = n_prediction
            out[pair, c, 2] = n_reference


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
