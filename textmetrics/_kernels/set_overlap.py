"""Overlap of sets, as the package `rouge` counts it: distinct n-grams, and distinct words on an LCS of two lines."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .lcs import advance, lcs_length, place, unplace
from .simd import U0, U1, U2, U32, U63, mix

_IN_PREDICTION = np.uint8(1)
_IN_REFERENCE = np.uint8(2)
_ON_LCS = np.uint8(4)


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


@kernel(wraps=True)
def _mark_lcs(ids, begin, end, bit_begin, bit_end, starts, counts, places, masks, column, table, sides):
    """Flag the words on the LCS of two lines that the package's walk takes; count the new ones.

    At a cell without a match the walk moves along the reference only where the table above is the larger: where the
    cell is one more than its left neighbour, a zero bit of the reference token's row.
    """
    n_words = (bit_end - bit_begin + 63) >> 6
    place(ids, bit_begin, bit_end, starts, counts, places, masks)
    for word in range(n_words):
        column[word] = ~U0
    active = 0
    for i in range(begin, end):
        active = advance(np.int64(ids[i]), starts, counts, places, masks, column, n_words, active)
        for word in range(n_words):
            table[(i - begin) * n_words + word] = column[word]
    unplace(ids, bit_begin, bit_end, counts)
    n_new = 0
    i = end - begin - 1
    j = bit_end - bit_begin - 1
    while i >= 0 and j >= 0:
        token = ids[begin + i]
        if token == ids[bit_begin + j]:
            if sides[token] & _ON_LCS == 0:
                sides[token] |= _ON_LCS
                n_new += 1
            i -= 1
            j -= 1
        elif table[i * n_words + (j >> 6)] >> (np.uint64(j) & U63) & U1 == U0:
            i -= 1
        else:
            j -= 1
    return n_new


@kernel
def _count_words(ids, begin, end, side, sides):
    """Flag the words of a text with its side; give their number."""
    n_distinct = 0
    for k in range(begin, end):
        if sides[ids[k]] & side == 0:
            sides[ids[k]] |= side
            n_distinct += 1
    return n_distinct


@kernel
def set_lcs_pairs(
    ids,
    line_offsets,
    text_lines,
    n_rows,
    pair_rows,
    n_pairs,
    distinct,
    column_index,
    starts,
    counts,
    sides,
    places,
    masks,
    column,
    table,
    out,
):
    """Count the tokens on the LCSs of all lines of a reference with all lines of its prediction.

    Args:
        ids: int32, token ids of the texts' lines.
        line_offsets: int64, line l is ids[line_offsets[l]:line_offsets[l + 1]].
        text_lines: int64 (n_rows + n_pairs + 1,), the first line of each text, predictions before references.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        distinct: int64, 1: words on any of the LCSs, and words of each text, each counted once (the package's default);
            0: the sum of the LCS lengths, which may exceed both totals, and tokens.
        column_index: int64, the column of `out` to write.
        starts: int64 (n_ids + 1,), scratch.
        counts: int64 (n_ids + 1,), by id, all zero; left zero.
        sides: uint8 (n_ids + 1,), by id, all zero; left zero.
        places: int64 (longest prediction line,), scratch.
        masks: uint64 (longest prediction line,), scratch.
        column: uint64 (longest prediction line / 64 rounded up,), scratch.
        table: uint64, scratch: as many words as `bit_table_words` gives.
        out: int64 (n_pairs, n_columns, 3), output: matches, prediction total, reference total.
    """
    for pair in range(n_pairs):
        prediction = pair_rows[pair]
        reference = n_rows + pair
        begin = line_offsets[text_lines[prediction]]
        end = line_offsets[text_lines[prediction + 1]]
        reference_begin = line_offsets[text_lines[reference]]
        reference_end = line_offsets[text_lines[reference + 1]]
        matches = np.int64(0)
        for line in range(text_lines[reference], text_lines[reference + 1]):
            for other in range(text_lines[prediction], text_lines[prediction + 1]):
                if distinct != 0:
                    matches += _mark_lcs(
                        ids,
                        line_offsets[line],
                        line_offsets[line + 1],
                        line_offsets[other],
                        line_offsets[other + 1],
                        starts,
                        counts,
                        places,
                        masks,
                        column,
                        table,
                        sides,
                    )
                else:
                    matches += lcs_length(
                        ids,
                        line_offsets[other],
                        line_offsets[other + 1],
                        line_offsets[line],
                        line_offsets[line + 1],
                        starts,
                        counts,
                        places,
                        masks,
                        column,
                    )
        out[pair, column_index, 0] = matches
        out[pair, column_index, 1] = end - begin
        out[pair, column_index, 2] = reference_end - reference_begin
        if distinct != 0:
            out[pair, column_index, 1] = _count_words(ids, begin, end, _IN_PREDICTION, sides)
            out[pair, column_index, 2] = _count_words(ids, reference_begin, reference_end, _IN_REFERENCE, sides)
            for k in range(begin, end):
                sides[ids[k]] = 0
            for k in range(reference_begin, reference_end):
                sides[ids[k]] = 0
