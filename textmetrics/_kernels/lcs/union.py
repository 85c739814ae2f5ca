"""Union LCS of ROUGE-Lsum: the tokens of each reference line that belong to an LCS with any prediction line.

Of the many longest common subsequences of two lines the reference package follows one; its walk back through the table decides which,
and so the score. At a cell without a match it moves along the prediction where the table to the left is larger, else along the reference.
The table to the left is larger exactly where the cell's own bit of the column is zero, so the columns of bits, kept or computed again
from checkpoints, are all the walk needs: in each column it takes the highest position below that either matches or has a zero bit.
Reference lines of up to 64 tokens go several at once (see packed_lines.py), longer ones by the kernels here.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U63, highest_bit
from .lcs import advance, place, unplace
from .packed_lines import BITS, _clip_alone, _clip_group, _pack, _union_of_lines, _unpack


@kernel(wraps=True)
def _walk_back(ids, begin, j_first, j_last, row, starts, counts, places, masks, columns, n_words, union):
    """Follow the walk through kept columns j_last - 1 … j_first from `row`, the number of positions below; give the row reached."""
    for j in range(j_last - 1, j_first - 1, -1):
        if row == 0:
            break
        token = np.int64(ids[begin + j])
        # The highest position below `row` with a zero bit, and the highest that matches.
        base = (j - j_first) * n_words
        zero = np.int64(-1)
        word = (row - 1) >> 6
        below = ~U0 >> np.uint64(63 - ((row - 1) & 63))
        while word >= 0:
            zeros = ~columns[base + word] & below
            if zeros != U0:
                zero = (word << 6) + np.int64(highest_bit(zeros))
                break
            below = ~U0
            word -= 1
        match = np.int64(-1)
        if counts[token] > 0:
            # Binary search for the last list entry at or before the word of row - 1.
            low = starts[token]
            high = low + counts[token]
            top = (row - 1) >> 6
            while low < high:
                middle = (low + high) >> 1
                if places[middle] <= top:
                    low = middle + 1
                else:
                    high = middle
            entry = low - 1
            below = ~U0 >> np.uint64(63 - ((row - 1) & 63))
            while entry >= starts[token]:
                bits = masks[entry]
                if places[entry] == top:
                    bits &= below
                if bits != U0:
                    match = (places[entry] << 6) + np.int64(highest_bit(bits))
                    break
                entry -= 1
        if match >= 0 and match >= zero:
            union[match >> 6] |= U1 << (np.uint64(match) & U63)
            row = match
        elif zero >= 0:
            row = zero + 1
        else:
            row = np.int64(0)
    return row


@kernel(wraps=True)
def _union_line(
    ids, begin, n_tokens, n_positions, starts, counts, places, masks, columns, checkpoints, stride, union
):
    """Add to `union` the walk of one prediction line through a reference line of any length."""
    n_words = (n_positions + 63) >> 6
    n_blocks = (n_tokens + stride - 1) // stride
    # Forward: the column before each block of `stride` tokens is kept; the last row of `checkpoints` is the one that moves.
    current = n_blocks * n_words
    for word in range(n_words):
        checkpoints[current + word] = ~U0
    moving = checkpoints[current : current + n_words]
    active = 0
    for block in range(n_blocks):
        for word in range(n_words):
            checkpoints[block * n_words + word] = moving[word]
        if block == n_blocks - 1:
            break
        for j in range(block * stride, (block + 1) * stride):
            active = advance(np.int64(ids[begin + j]), starts, counts, places, masks, moving, n_words, active)
    row = n_positions
    for block in range(n_blocks - 1, -1, -1):
        if row == 0:
            break
        # Backward: the block's columns are computed again, as far up as the walk can still see.
        n_seen = (row + 63) >> 6
        j_first = block * stride
        j_last = min(j_first + stride, n_tokens)
        active = n_seen
        for word in range(n_seen):
            moving[word] = checkpoints[block * n_words + word]
        for j in range(j_first, j_last):
            advance(np.int64(ids[begin + j]), starts, counts, places, masks, moving, n_seen, active)
            base = (j - j_first) * n_seen
            for word in range(n_seen):
                columns[base + word] = moving[word]
        row = _walk_back(ids, begin, j_first, j_last, row, starts, counts, places, masks, columns, n_seen, union)


@kernel(wraps=True)
def _take_line(ids, bit_begin, n_positions, union, left):
    """Count the positions of a union whose token the prediction has left, and use these tokens up."""
    matches = 0
    for k in range(n_positions):
        if union[k >> 6] >> (np.uint64(k) & U63) & U1 != U0:
            token = ids[bit_begin + k]
            if left[token] > 0:
                left[token] -= 1
                matches += 1
    return matches


@kernel(wraps=True)
def _take_group(ids, line_offsets, line, last, union, left):
    """Count as `_take_line` does, for the union of a group of lines in one word."""
    matches = 0
    for other in range(line, last):
        for k in range(line_offsets[other], line_offsets[other + 1]):
            if union & U1 != U0:
                token = ids[k]
                if left[token] > 0:
                    left[token] -= 1
                    matches += 1
            union >>= U1
        if line_offsets[other + 1] > line_offsets[other]:
            union >>= U1  # the guard
    return matches


@kernel
def _packed_matches(ids, line_offsets, first, last, reference_first, reference_last, masks, bits):
    """Count the matches of a prediction and a reference without long lines, clipped by the counts in the prediction's lines.

    Args:
        masks: uint64, by id, all zero; left zero.
        bits: uint64, scratch: four times the tokens of the prediction.

    The other arguments are those of `union_matches`.
    """
    begin = line_offsets[first]
    n_tokens = line_offsets[last] - begin
    room = len(bits) >> 2
    lows = bits[:room]
    stops = bits[room : 2 * room]
    moves = bits[2 * room : 3 * room]
    unused = bits[3 * room :]
    matches = 0
    line = reference_first
    while line < reference_last:
        group = line
        line, guards, lasts = _pack(ids, line_offsets, group, reference_last, masks)
        union = _union_of_lines(ids, line_offsets, first, last, masks, guards, lasts, lows, stops, moves)
        _unpack(ids, line_offsets[group], line_offsets[line], masks)
        if group == reference_first:
            if line == reference_last:
                return _clip_alone(union, lows, n_tokens)
            for k in range(n_tokens):
                unused[k] = ~U0
        matches += _clip_group(union, lows, n_tokens, unused)
    return matches


@kernel
def leave_common(ids, begin, end, reference_begin, reference_end, counts, left):
    """Write into `left`, by id, the smaller of the counts in the two texts."""
    for k in range(begin, end):
        counts[ids[k]] += 1
    for k in range(reference_begin, reference_end):
        token = ids[k]
        if counts[token] > 0:
            counts[token] -= 1
            left[token] += 1
    for k in range(begin, end):
        counts[ids[k]] = 0


@kernel(wraps=True)
def union_matches(
    ids,
    line_offsets,
    first,
    last,
    reference_first,
    reference_last,
    line_masks,
    starts,
    counts,
    left,
    places,
    masks,
    columns,
    checkpoints,
    stride,
    union,
    bits,
):
    """Count the union-LCS matches of a prediction and a reference, each a range of lines.

    Args:
        ids: int32, token ids.
        line_offsets: int64, line l is ids[line_offsets[l]:line_offsets[l + 1]].
        first, last: int64, the prediction's lines.
        reference_first, reference_last: int64, the reference's lines.
        line_masks: uint64, by id, all zero; left zero.
        starts: int64, by id, scratch.
        counts: int64, by id, all zero; left zero.
        left: int64, by id: how often a token may still match; what is used is taken off.
        places, masks: int64, uint64 (longest reference line,), scratch.
        columns: uint64, scratch: stride columns of the longest reference line, and the longest prediction line.
        checkpoints: uint64, scratch: a column for every `stride` tokens of the longest prediction line, and two more.
        stride: int64, tokens between checkpoints.
        union: uint64, scratch: one column.
        bits: uint64, scratch: four times the tokens of the longest prediction.

    Returns:
        The matches.
    """
    room = len(bits) >> 2
    matches = 0
    line = reference_first
    while line < reference_last:
        bit_begin = line_offsets[line]
        bit_end = line_offsets[line + 1]
        n_positions = bit_end - bit_begin
        if n_positions <= BITS:
            group = line
            line, guards, lasts = _pack(ids, line_offsets, group, reference_last, line_masks)
            packed = _union_of_lines(
                ids, line_offsets, first, last, line_masks, guards, lasts, bits[:room], bits[room : 2 * room], bits[2 * room :]
            )
            _unpack(ids, bit_begin, line_offsets[line], line_masks)
            matches += _take_group(ids, line_offsets, group, line, packed, left)
            continue
        line += 1
        for word in range((n_positions + 63) >> 6):
            union[word] = U0
        place(ids, bit_begin, bit_end, starts, counts, places, masks)
        for other in range(first, last):
            begin = line_offsets[other]
            n_tokens = line_offsets[other + 1] - begin
            _union_line(ids, begin, n_tokens, n_positions, starts, counts, places, masks, columns, checkpoints, stride, union)
        unplace(ids, bit_begin, bit_end, counts)
        matches += _take_line(ids, bit_begin, n_positions, union, left)
    return matches


@kernel
def union_pairs(
    ids,
    line_offsets,
    text_lines,
    clip_ids,
    clip_offsets,
    clips_apart,
    n_rows,
    pair_rows,
    n_pairs,
    line_masks,
    starts,
    counts,
    left,
    places,
    masks,
    columns,
    checkpoints,
    stride,
    union,
    bits,
    column,
    out,
):
    """Write the union-LCS matches and the token totals of all pairs to out[pair, column].

    Args:
        text_lines: int64 (n_rows + n_pairs + 1,), the first line of each text, predictions before references.
        clip_ids, clip_offsets: int32, int64 (n_rows + n_pairs + 1,), the texts whose counts clip the matches.
        clips_apart: int64, 0: they are the lines themselves, and the two arguments before are not read; 1: a limit cut them elsewhere.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        column: int64, the column of `out` to write.
        out: int64 (n_pairs, n_columns, 3), output: matches, prediction total, reference total.

    The other arguments are those of `union_matches`.
    """
    for pair in range(n_pairs):
        first = text_lines[pair_rows[pair]]
        last = text_lines[pair_rows[pair] + 1]
        reference_first = text_lines[n_rows + pair]
        reference_last = text_lines[n_rows + pair + 1]
        begin = line_offsets[first]
        end = line_offsets[last]
        longest = 0
        for line in range(reference_first, reference_last):
            longest = max(longest, line_offsets[line + 1] - line_offsets[line])
        if clips_apart != 0:
            begin = clip_offsets[pair_rows[pair]]
            end = clip_offsets[pair_rows[pair] + 1]
        out[pair, column, 1] = end - begin
        out[pair, column, 2] = line_offsets[reference_last] - line_offsets[reference_first]
        if clips_apart == 0 and longest <= BITS:
            out[pair, column, 0] = _packed_matches(ids, line_offsets, first, last, reference_first, reference_last, line_masks, bits)
            continue
        if clips_apart != 0:
            leave_common(clip_ids, begin, end, clip_offsets[n_rows + pair], clip_offsets[n_rows + pair + 1], counts, left)
        else:
            # The reference's own counts cannot be exceeded: each of its positions matches once.
            for k in range(begin, end):
                left[ids[k]] += 1
        out[pair, column, 0] = union_matches(
            ids, line_offsets, first, last, reference_first, reference_last, line_masks, starts, counts, left, places, masks, columns,
            checkpoints, stride, union, bits,
        )  # fmt: skip
        if clips_apart != 0:
            for k in range(begin, end):
                left[clip_ids[k]] = 0
        else:
            for k in range(begin, end):
                left[ids[k]] = 0
