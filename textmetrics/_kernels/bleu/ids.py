"""Counts of BLEU: clipped matches, n-gram totals and lengths of every prediction against its references."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..ngrams import BIT_SIDE_LIMIT, clipped_matches, masks_of_ids, match
from ..simd import U0, popcount
from .brevity import reference_length


@kernel
def write_row(out, row, max_order, n_prediction, n_reference, unit):
    """Write the totals and lengths of a row; those of the reference in 1 / unit."""
    for n in range(1, max_order + 1):
        out[row, max_order + n - 1] = max(n_prediction - n + 1, 0)
        out[row, 2 * max_order + n - 1] = max(n_reference - (n - 1) * unit, 0)
    out[row, 3 * max_order] = n_prediction
    out[row, 3 * max_order + 1] = n_reference


@kernel
def bleu_rows(ids, id_offsets, n_rows, reference_offsets, max_order, rule, unit, masks, bits, scratch, out, long_rows):
    """Count rows whose prediction is a bit side (see bit_side.py); list the others.

    Args:
        ids: int32, token ids of all texts, predictions before references.
        id_offsets: int64, where texts begin in `ids`.
        n_rows: int64, predictions.
        reference_offsets: int64 (n_rows + 1,): the references of a row are texts n_rows + reference_offsets[row] … .
        max_order: int64, n-grams of 1 … max_order.
        rule: int64, which reference length counts (see brevity.py).
        unit: int64, the reference lengths are written in 1 / unit.
        masks: uint64, two words an id, all zero; left zero.
        bits: uint64, scratch: twice the tokens of the longest reference.
        scratch: uint64 (6 * max_order + 18,).
        out: int64 (n_rows, 3 * max_order + 2), output: matches, totals, reference totals, prediction and reference length.
        long_rows: int64 (n_rows,), output: rows whose matches are not counted here.

    Returns:
        The number of rows listed.
    """
    n_long = 0
    n_taken = 2 * max(max_order, 2) + 2
    taken = scratch[:n_taken]
    ends = scratch[n_taken:]
    lows = bits[: len(bits) >> 1]
    highs = bits[len(bits) >> 1 :]
    for row in range(n_rows):
        begin = id_offsets[row]
        end = id_offsets[row + 1]
        first = n_rows + reference_offsets[row]
        last = n_rows + reference_offsets[row + 1]
        write_row(out, row, max_order, end - begin, reference_length(id_offsets, first, last, end - begin, rule, unit), unit)
        if end - begin > BIT_SIDE_LIMIT:
            long_rows[n_long] = row
            n_long += 1
            continue
        for k in range(n_taken):
            taken[k] = U0
        for reference in range(first, last):
            other_begin = id_offsets[reference]
            other_end = id_offsets[reference + 1]
            masks_of_ids(ids, begin, end, other_begin, other_end, masks, lows, highs)
            match(lows, highs, np.uint64(other_end - other_begin), np.uint64(end - begin), max_order, taken, ends)
        for n in range(1, max_order + 1):
            out[row, n - 1] = np.int64(popcount(taken[2 * n]) + popcount(taken[2 * n + 1]))
    return n_long


@kernel
def bleu_long_rows(
    ids, id_offsets, n_rows, reference_offsets, long_rows, n_long, max_order, seed, table, grams, counts, reference_grams, matches, out
):
    """Count the matches of the rows listed in `long_rows`; the other arguments are those of bleu_rows and clipped_matches."""
    for k in range(n_long):
        row = long_rows[k]
        clipped_matches(
            ids, id_offsets[row], id_offsets[row + 1], id_offsets, n_rows + reference_offsets[row], n_rows + reference_offsets[row + 1],
            max_order, seed, table, grams, counts, reference_grams, matches,
        )  # fmt: skip
        for n in range(1, max_order + 1):
            out[row, n - 1] = matches[n]
