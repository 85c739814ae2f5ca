"""Counts of ROUGE-N and ROUGE-L for pairs of long texts."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..lcs import LEAST_TOKENS, long_lcs_length
from ..ngrams import clipped_matches


@kernel
def rouge_long_pairs(
    ids,
    id_offsets,
    n_rows,
    pair_rows,
    long_pairs,
    n_long,
    codes,
    n_codes,
    max_order,
    seed,
    table,
    grams,
    kind_counts,
    reference_grams,
    matches,
    starts,
    counts,
    places,
    masks,
    column,
    kept,
    block_masks,
    carries,
    out,
):
    """Count matches and totals of the pairs listed in `long_pairs`; the other arguments are those of rouge_ids and its parts."""
    for k in range(n_long):
        pair = long_pairs[k]
        begin = id_offsets[pair_rows[pair]]
        end = id_offsets[pair_rows[pair] + 1]
        reference = n_rows + pair
        reference_begin = id_offsets[reference]
        reference_end = id_offsets[reference + 1]
        if max_order > 0:
            clipped_matches(
                ids, begin, end, id_offsets, reference, reference + 1, max_order, seed, table, grams, kind_counts, reference_grams, matches
            )
        for c in range(n_codes):
            n = codes[c]
            if n > 0:
                out[pair, c, 0] = matches[n]
                out[pair, c, 1] = max(end - begin - n + 1, 0)
                out[pair, c, 2] = max(reference_end - reference_begin - n + 1, 0)
            elif n == 0:
                # The shorter text is laid out as bits.
                bit_begin, bit_end, other_begin, other_end = begin, end, reference_begin, reference_end
                if end - begin >= reference_end - reference_begin:
                    bit_begin, bit_end, other_begin, other_end = reference_begin, reference_end, begin, end
                lcs = long_lcs_length(
                    ids, bit_begin, bit_end, other_begin, other_end, starts, counts, places, masks, column, kept, block_masks, carries,
                    np.int64(LEAST_TOKENS),
                )  # fmt: skip
                out[pair, c, 0] = lcs
                out[pair, c, 1] = end - begin
                out[pair, c, 2] = reference_end - reference_begin
