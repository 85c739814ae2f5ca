"""ROUGE-N and ROUGE-L of token ids: clipped matches and the LCS of pairs of which one text has up to 128 ids (see bit_side.py).

The rows of bits that the walk needs are found by comparing each id of one text with all of the other at once: no table by id is
written, looked up and cleared, whatever the vocabulary.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..ngrams import BIT_SIDE_LIMIT, BITS, walk, write_pair
from ..simd import SIDE_WORDS, U0, U1, U63, lay_side, popcount, same_ids

N_SIDES = 2 * SIDE_WORDS  # words of int32 in which a bit side is laid out

_WORD = np.uint64(BITS)


@kernel(wraps=True)
def _walk_ids(side, ids, begin, n_ids, taken):
    """Match a text against a bit side of up to 64 ids, for orders 1 and 2: add bits to `taken`, give the LCS length (see walk)."""
    column = ~U0
    # Bits that are free rather than those that are taken: a step is three instructions that wait for each other, not four.
    free_1 = ~taken[2]
    free_2 = ~taken[4]
    previous = U0
    for k in range(n_ids):
        row = same_ids(side, ids, begin + k)
        both = column & row
        column = (column + both) | (column - both)
        free = row & free_1
        free_1 ^= free & (U0 - free)
        free = (previous << U1) & row & free_2
        free_2 ^= free & (U0 - free)
        previous = row
    taken[2] = ~free_1
    taken[4] = ~free_2
    return np.int64(popcount(~column))


@kernel(wraps=True)
def _walk_ids_of_two_words(side, high_side, ids, begin, n_ids, taken):
    """Do what `_walk_ids` does for a bit side of 65 to 128 ids."""
    column = ~U0
    high_column = ~U0
    free_1 = ~taken[2]
    high_free_1 = ~taken[3]
    free_2 = ~taken[4]
    high_free_2 = ~taken[5]
    previous = U0
    high_previous = U0
    for k in range(n_ids):
        row = same_ids(side, ids, begin + k)
        high_row = same_ids(high_side, ids, begin + k)
        both = column & row
        total = column + both
        carry = np.uint64(total < both)
        column = total | (column - both)
        both = high_column & high_row
        high_column = (high_column + both + carry) | (high_column - both)
        # The lowest free bit of two words: the upper word's only where the lower has none.
        free = row & free_1
        free_1 ^= free & (U0 - free)
        rest = high_row & high_free_1 if free == U0 else U0
        high_free_1 ^= rest & (U0 - rest)
        free = (previous << U1) & row & free_2
        free_2 ^= free & (U0 - free)
        rest = ((high_previous << U1) | (previous >> U63)) & high_row & high_free_2 if free == U0 else U0
        high_free_2 ^= rest & (U0 - rest)
        previous = row
        high_previous = high_row
    taken[2] = ~free_1
    taken[3] = ~high_free_1
    taken[4] = ~free_2
    taken[5] = ~high_free_2
    return np.int64(popcount(~column) + popcount(~high_column))


@kernel
def masks_of_side(side, ids, begin, n_ids, masks):
    """Write the masks of a text's ids for `walk`: those of one word of the bit side."""
    for k in range(n_ids):
        masks[k] = same_ids(side, ids, begin + k)


@kernel
def _prediction_is_bits(n_prediction, n_reference):
    """Tell which text becomes the bits: clipped matches and LCS lengths are symmetric.

    It is the shorter one, and the walk goes along the other; or the longer one, where it takes no more words of bits.
    """
    n_bits = min(n_prediction, n_reference)
    longer = max(n_prediction, n_reference)
    if longer <= _WORD or (n_bits > _WORD and longer <= np.uint64(BIT_SIDE_LIMIT)):
        n_bits = longer
    return n_bits == n_prediction


@kernel
def rouge_ids(ids, id_offsets, n_rows, pair_rows, n_pairs, codes, max_order, sides, bits, scratch, out, long_pairs):
    """Count matches and totals of pairs whose shorter text is a bit side; list the other pairs.

    Args:
        ids: int32, token ids of all texts, predictions before references; not negative, and below ID_LIMIT.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        codes: int64 (n_codes,), what a column counts: n for ROUGE-N, 0 for ROUGE-L; negative ones are left alone.
        max_order: int64, the largest of `codes`, 0 where none is positive.
        sides: int32 (N_SIDES,), scratch.
        bits: uint64, scratch: twice the ids of the longest text where max_order is above 2.
        scratch: uint64 (6 * max_order + 18,).
        out: int64 (n_pairs, n_codes, 3), output: matches, prediction total, reference total.
        long_pairs: int64 (n_pairs,), output: the pairs not counted here.

    Returns:
        The number of pairs listed in `long_pairs`.
    """
    n_long = 0
    n_taken = 2 * max(max_order, 2) + 2
    taken = scratch[:n_taken]
    ends = scratch[n_taken:]
    side = sides[:SIDE_WORDS]
    high_side = sides[SIDE_WORDS:]
    lows = bits[: len(bits) >> 1]
    highs = bits[len(bits) >> 1 :]
    for pair in range(n_pairs):
        begin = np.uint64(id_offsets[pair_rows[pair]])
        n_prediction = np.uint64(id_offsets[pair_rows[pair] + 1]) - begin
        bit_begin = np.uint64(id_offsets[n_rows + pair])
        n_reference = np.uint64(id_offsets[n_rows + pair + 1]) - bit_begin
        if min(n_prediction, n_reference) > np.uint64(BIT_SIDE_LIMIT):
            long_pairs[n_long] = pair
            n_long += 1
            continue
        n_bits, n_others = n_reference, n_prediction
        if _prediction_is_bits(n_prediction, n_reference):
            begin, bit_begin = bit_begin, begin
            n_bits, n_others = n_others, n_bits
        for k in range(n_taken):
            taken[k] = U0
        is_wide = n_bits > _WORD
        lay_side(ids, bit_begin, min(n_bits, _WORD), side)
        if is_wide:
            lay_side(ids, bit_begin + _WORD, n_bits - _WORD, high_side)
        if max_order > 2:
            masks_of_side(side, ids, begin, n_others, lows)
            if is_wide:
                masks_of_side(high_side, ids, begin, n_others, highs)
            lcs = walk(lows, highs, n_others, n_bits, max_order, taken, ends)
        elif is_wide:
            lcs = _walk_ids_of_two_words(side, high_side, ids, begin, n_others, taken)
        else:
            lcs = _walk_ids(side, ids, begin, n_others, taken)
        write_pair(out, pair, codes, taken, lcs, np.int64(n_prediction), np.int64(n_reference))
    return n_long
