"""ROUGE-N and ROUGE-L of token ids: clipped matches and the LCS of pairs of which one text has up to 128 ids (see overlap.py).

What is looked up by id is one byte wide, whatever the vocabulary: the place of an id in the shorter text. The rows of bits that the walk
needs are looked up by place, so that all but the bytes stays in the nearest cache.
"""

from __future__ import annotations

import numpy as np

from .bits import popcount
from .jit import kernel
from .overlap import BIT_SIDE_LIMIT, BITS, walk, write_pair

N_ROWS = BIT_SIDE_LIMIT + 1  # rows of bits of a text: one a place, and that of ids that it has not

_0 = np.uint64(0)
_1 = np.uint64(1)
_63 = np.uint64(63)
_WORD = np.uint64(BITS)


@kernel(wraps=True)
def lay_bits(ids, begin, n_ids, places, low_rows, high_rows):
    """Lay a text out as bits.

    Args:
        ids: int32, token ids.
        begin, n_ids: uint64, which of them the text is: at most BIT_SIDE_LIMIT.
        places: uint8, by id: 0; written for the text's ids: 1 and more.
        low_rows, high_rows: uint64 (N_ROWS,), output, by place: the bits of the first 64 positions where its id stands, and of the others;
            those of place 0 are zero. Of a text of up to 64 ids, no high ones are written.
    """
    for k in range(n_ids):
        places[np.uint64(ids[begin + k])] = np.uint8(k + _1)
        low_rows[k] = _0
    low_rows[n_ids] = _0
    for k in range(min(n_ids, _WORD)):
        low_rows[np.uint64(places[np.uint64(ids[begin + k])])] |= _1 << k
    if n_ids > _WORD:
        for k in range(n_ids + _1):
            high_rows[k] = _0
        for k in range(_WORD, n_ids):
            high_rows[np.uint64(places[np.uint64(ids[begin + k])])] |= _1 << (k & _63)


@kernel
def clear_places(ids, begin, n_ids, places):
    """Make the places of a text's ids 0 again."""
    for k in range(n_ids):
        places[np.uint64(ids[begin + k])] = np.uint8(0)


@kernel(wraps=True)
def _walk_ids(ids, begin, n_ids, places, rows, taken):
    """Match a text against a bit side of up to 64 ids, for orders 1 and 2: add bits to `taken`, give the LCS length (see walk)."""
    column = ~_0
    taken_1 = _0
    taken_2 = _0
    previous = _0
    for k in range(n_ids):
        row = rows[np.uint64(places[np.uint64(ids[begin + k])])]
        both = column & row
        column = (column + both) | (column - both)
        free = row & ~taken_1
        taken_1 |= free & (_0 - free)
        free = (previous << _1) & row & ~taken_2
        taken_2 |= free & (_0 - free)
        previous = row
    taken[2] |= taken_1
    taken[4] |= taken_2
    return np.int64(popcount(~column))


@kernel
def masks_of_places(ids, begin, n_ids, places, low_rows, high_rows, n_bit_ids, lows, highs):
    """Write the masks of a text's ids for `walk`."""
    for k in range(n_ids):
        lows[k] = low_rows[np.uint64(places[np.uint64(ids[begin + k])])]
    if n_bit_ids > _WORD:
        for k in range(n_ids):
            highs[k] = high_rows[np.uint64(places[np.uint64(ids[begin + k])])]


@kernel
def rouge_ids(ids, id_offsets, n_rows, pair_rows, n_pairs, codes, max_order, places, rows, bits, scratch, out, long_pairs):
    """Count matches and totals of pairs whose shorter text is a bit side; list the other pairs.

    Args:
        ids: int32, token ids of all texts, predictions before references.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        codes: int64 (n_codes,), what a column counts: n for ROUGE-N, 0 for ROUGE-L; negative ones are left alone.
        max_order: int64, the largest of `codes`, 0 where none is positive.
        places: uint8, by id, all zero; left zero.
        rows: uint64 (2 * N_ROWS,), scratch.
        bits: uint64, scratch: twice the ids of the longest text.
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
    low_rows = rows[:N_ROWS]
    high_rows = rows[N_ROWS:]
    lows = bits[: len(bits) >> 1]
    highs = bits[len(bits) >> 1 :]
    for pair in range(n_pairs):
        begin = np.uint64(id_offsets[pair_rows[pair]])
        n_prediction = np.uint64(id_offsets[pair_rows[pair] + 1]) - begin
        bit_begin = np.uint64(id_offsets[n_rows + pair])
        n_reference = np.uint64(id_offsets[n_rows + pair + 1]) - bit_begin
        # Clipped matches and LCS lengths are symmetric: the shorter text becomes the bits.
        n_bits = min(n_prediction, n_reference)
        n_others = max(n_prediction, n_reference)
        if n_prediction < n_reference:
            begin, bit_begin = bit_begin, begin
        if n_bits > np.uint64(BIT_SIDE_LIMIT):
            long_pairs[n_long] = pair
            n_long += 1
            continue
        for k in range(n_taken):
            taken[k] = _0
        lay_bits(ids, bit_begin, n_bits, places, low_rows, high_rows)
        if n_bits <= _WORD and max_order <= 2:
            lcs = _walk_ids(ids, begin, n_others, places, low_rows, taken)
        else:
            masks_of_places(ids, begin, n_others, places, low_rows, high_rows, n_bits, lows, highs)
            lcs = walk(lows, highs, n_others, n_bits, max_order, taken, ends)
        clear_places(ids, bit_begin, n_bits, places)
        write_pair(out, pair, codes, taken, lcs, np.int64(n_prediction), np.int64(n_reference))
    return n_long
