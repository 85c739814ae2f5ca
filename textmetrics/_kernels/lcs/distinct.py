"""Overlap of sets, as the package `rouge` counts it: distinct n-grams, and distinct words on an LCS of two lines."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U63
from .lcs import advance, lcs_length, place, unplace

_IN_PREDICTION = np.uint8(1)
_IN_REFERENCE = np.uint8(2)
_ON_LCS = np.uint8(4)


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
