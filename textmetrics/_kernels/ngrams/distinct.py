"""Distinct n-grams of pairs, as the package `rouge` counts them."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U32, mix


@kernel(wraps=True)
def _name_grams(ids, begin, end, order, seed, mask, table, at, grams, n_kinds):
    """Replace the n-grams of order - 1 in `grams` by those of order; give the kinds of n-grams so far."""
    for k in range(end - begin - order + 1):
        # Ids are below 2^31, so a pair is one key; the last token's id is positive, so no key is zero.
        key = np.uint64(ids[begin + k + order - 1])
        if order > 1:
            key |= np.uint64(grams[at + k]) << U32
        slot = mix(key, seed) & mask
        while table[U2 * slot] != key and table[U2 * slot] != U0:
            slot = (slot + U1) & mask
        if table[U2 * slot] == U0:
            n_kinds += 1
            table[U2 * slot] = key
            table[U2 * slot + U1] = np.uint64(n_kinds)
        grams[at + k] = np.int64(table[U2 * slot + U1])
    return n_kinds


@kernel(wraps=True)
def set_pairs(ids, id_offsets, n_rows, pair_rows, n_pairs, max_order, columns, seed, table, grams, sides, out):
    """Count the distinct n-grams of pairs: shared, of the prediction, of the reference.

    Args:
        ids: int32, token ids of all texts, predictions before references.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        max_order: int64, orders 1 … max_order.
        columns: int64 (max_order + 1,), by order the column of `out` to write, or negative for none.
        seed: uint64, odd and random.
        table: uint64 (8 * n_tokens + 8,), scratch, n_tokens of the pair that has most.
        grams: int64 (n_tokens,), scratch.
        sides: uint8 (n_tokens + 1,), scratch.
        out: int64 (n_pairs, n_columns, 3), output: matches, prediction total, reference total.
    """
    for pair in range(n_pairs):
        begin = id_offsets[pair_rows[pair]]
        end = id_offsets[pair_rows[pair] + 1]
        reference_begin = id_offsets[n_rows + pair]
        reference_end = id_offsets[n_rows + pair + 1]
        n_prediction = end - begin
        n_slots = 4
        while n_slots < 2 * (n_prediction + reference_end - reference_begin):
            n_slots *= 2
        mask = np.uint64(n_slots - 1)
        for order in range(1, max_order + 1):
            for k in range(np.uint64(2 * n_slots)):
                table[k] = U0
            n_kinds = _name_grams(ids, begin, end, order, seed, mask, table, 0, grams, 0)
            n_of_prediction = n_kinds
            n_kinds = _name_grams(
                ids, reference_begin, reference_end, order, seed, mask, table, n_prediction, grams, n_kinds
            )
            if columns[order] < 0:
                continue
            # Kinds up to n_of_prediction are the prediction's; of those the reference's are shared, the later ones are
            # its own.
            for kind in range(n_of_prediction + 1):
                sides[kind] = 0
            shared = 0
            for k in range(n_prediction, n_prediction + reference_end - reference_begin - order + 1):
                kind = grams[k]
                if kind <= n_of_prediction and sides[kind] == 0:
                    sides[kind] = 1
                    shared += 1
            out[pair, columns[order], 0] = shared
            out[pair, columns[order], 1] = n_of_prediction
            out[pair, columns[order], 2] = n_kinds - n_of_prediction + shared
