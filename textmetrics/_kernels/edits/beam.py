"""The beam-restricted edit distance of TER, a row of its table in one 64-bit word.

A prediction word is a row, a reference word a column. Within a beam vertical and horizontal
differences stay within ±1, so the bit-parallel step of Myers (1999) holds; cells outside are stood
in for by cells one dearer than their neighbour inside, which are never chosen. The beam is at most
50 columns wide and moves along the reference.

The beam follows a quotient of lengths rounded to a double, and so do its bits here.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U63, U64, popcount

BEAM_WIDTH = 25
# Where a reference is so many times longer than the prediction, rows may not fit one word.
MOST_COLUMNS_PER_ROW = 40
ROW = 3  # words that describe a row: which columns the row above has, the move, its kind
MATCH, SUBSTITUTE, DELETE, INSERT = range(4)



@kernel
def _ones(n):
    """Return a word whose lowest n bits are set, all for 64 or more."""
    if n >= 64:
        return ~U0
    return (U1 << np.uint64(n)) - U1


@kernel
def beam_width(n, m):
    """Return how far the beam reaches to either side of the pseudo-diagonal."""
    ratio = m / n if n > 0 else 1.0
    if BEAM_WIDTH < ratio / 2:
        return np.int64(np.ceil(ratio / 2 + BEAM_WIDTH))
    return np.int64(BEAM_WIDTH)


@kernel
def beam_begin(i, n, m, width):
    """Return the first column of a row; row 0 has all."""
    if i == 0:
        return np.int64(0)
    return max(np.int64(0), np.int64(np.floor(i * (m / n))) - width)


@kernel
def beam_end(i, n, m, width):
    """Return the column behind the last of a row."""
    if i == 0 or i == n:
        return m + 1
    return min(m + 1, np.int64(np.floor(i * (m / n))) + width)


@kernel
def describe_rows(n, m, rows, first_columns):
    """Describe the beam of n rows for `move_row`.

    Args:
        n, m: int64, m at most MOST_COLUMNS_PER_ROW * n.
        rows: uint64 (ROW * (n + 1),), output, from row 1 on.
        first_columns: int64 (n + 1,), output: the column of a row's lowest bit.
    """
    first_columns[0] = 1
    for i in range(1, n + 1):
        above = beam_begin(i - 1, n, m, BEAM_WIDTH)
        first = max(np.int64(1), beam_begin(i, n, m, BEAM_WIDTH))
        moved = first - first_columns[i - 1]
        first_columns[i] = first
        rows[ROW * i] = _ones(beam_end(i - 1, n, m, BEAM_WIDTH) - first)
        rows[ROW * i + 1] = np.uint64(moved)
        kind = U0
        if moved == 0:
            kind = U2
        if first - 1 < above:
            kind |= U1
        rows[ROW * i + 2] = kind


@kernel(wraps=True)
def enter_row(rows, i, positive, negative, score):
    """Bring the differences of a row into the columns of the next.

    Args:
        rows: as `describe_rows` wrote them.
        i: uint64, the next row.
        positive, negative: uint64, which columns are dearer, and cheaper, than the one before.
        score: int64, the distance in the column of the lowest bit.

    Returns:
        The differences, and the distance in the column before the next row's lowest bit.
    """
    at = np.uint64(ROW) * i
    inside = rows[at]
    moved = rows[at + U1]
    kind = rows[at + U2]
    if moved > U1:
        passed = _ones(np.int64(moved)) & ~U1
        score += np.int64(popcount(positive & passed)) - np.int64(popcount(negative & passed))
    outside = kind & U1
    positive = ((positive >> moved) | ~inside) & ~outside
    negative = ((negative >> moved) & inside) | outside
    stays = kind >> U1
    score += np.int64(negative & stays) - np.int64(positive & stays)
    return positive, negative, score


@kernel
def first_entry(word, block, starts, counts, places):
    """Return the first entry of a word's list for positions in a block of 64 or behind it."""
    low = starts[word]
    high = low + counts[word]
    while low < high:
        middle = (low + high) >> 1
        if places[middle] < block:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def window(word, column, starts, counts, places, masks):
    """Return the positions of a word among 64 reference words from a column on.

    Args:
        word: int64, an id.
        column: int64, from 1.
        starts, counts, places, masks: the lists that `lcs.place` made of the reference.
    """
    n = counts[word]
    if n == 0:
        return U0
    block = (column - 1) >> 6
    shift = np.uint64(column - 1) & U63
    entry = first_entry(word, block, starts, counts, places)
    end = starts[word] + n
    bits = U0
    if entry < end and places[entry] == block:
        bits = masks[entry] >> shift
        entry += 1
    if shift > U0 and entry < end and places[entry] == block + 1:
        bits |= masks[entry] << (U64 - shift)
    return bits


@kernel
def last_distance(positive, negative, score, first_column, m):
    """Return the distance in the last column of the last row."""
    inside = _ones(m - first_column + 1) & ~U1
    return score + np.int64(popcount(positive & inside)) - np.int64(popcount(negative & inside))


@kernel
def plain_table(words, reference, costs, operations):
    """Fill the table cell by cell, where a row may not fit a word.

    Args:
        words, reference: int32 (n,) and (m,), ids.
        costs: int64 (2 * (m + 2),), scratch.
        operations: uint8 (`plain_cells(n, m)`,), output: the operation of each cell.

    Returns:
        The distance.
    """
    n = np.int64(len(words))
    m = np.int64(len(reference))
    infinite = np.int64(1) << np.int64(60)
    width = beam_width(n, m)
    before = np.int64(0)
    now = m + 2
    for j in range(m + 1):
        costs[before + j] = j
    row_begin = np.int64(0)
    begin_before = np.int64(0)
    end_before = m + 1
    for i in range(1, n + 1):
        begin = beam_begin(i, n, m, width)
        end = beam_end(i, n, m, width)
        for j in range(begin, end):
            diagonal = infinite
            if j > begin_before and j - 1 < end_before:
                diagonal = costs[before + j - 1]
            operation = MATCH
            if j > 0 and words[i - 1] != reference[j - 1]:
                diagonal += 1
                operation = SUBSTITUTE
            best = diagonal
            if j >= begin_before and j < end_before and costs[before + j] + 1 < best:
                best = costs[before + j] + 1
                operation = DELETE
            if j > begin and costs[now + j - 1] + 1 < best:
                best = costs[now + j - 1] + 1
                operation = INSERT
            costs[now + j] = best
            operations[row_begin + j - begin] = operation
        row_begin += end - begin
        begin_before = begin
        end_before = end
        before, now = now, before
    return costs[before + m]


def plain_cells(n: int, m: int) -> int:
    """Return the cells that `plain_table` needs for any prediction of at most n words.

    A row has at most 2 * ceil(m / (2 n) + 25) columns, and never more than m + 1.
    """
    return m + 54 * n + 2
