"""The tables of TER: filled row by row from a stored state, traced back, measured after a shift."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compiler import kernel
from ..simd import U0, U1, U63, popcount
from .beam import (
    DELETE,
    INSERT,
    MATCH,
    ROW,
    beam_begin,
    beam_end,
    beam_width,
    enter_row,
    last_distance,
    window,
)

# How the table is kept: the reference in one word, no beam; a row's part in the beam in one word;
# cells.
FREE, BEAM, PLAIN = range(3)



class TableScratch(NamedTuple):
    """Scratch for the tables of a block of pairs; `masks` and `counts` are all zero between pairs.

    Attributes:
        masks: uint64 (n_ids + 1,), by id: positions of a word in a reference of up to 64.
        starts, counts: int64 (n_ids + 1,), by id: the lists of `lcs.place`.
        places: int64, position_masks: uint64 (longest reference,): the lists themselves.
        aligned: int64 (longest reference + 1,), the prediction position that a reference position
            is aligned to, or the last one before it.
        reference_errors: int64 (longest reference + 1,), the next error from a position on.
        near_errors: uint64 (longest reference / 64 + 1,), a bit for each position that has one
            near.
        costs: int64 (2 * longest reference + 4,); operations: uint8 (`plain_cells`,): plain
            tables.
        word_masks: uint64 (longest prediction + 1,), the positions of each of its words.
        rows: uint64 (ROW * (longest prediction + 1),); first_columns: int64 (longest prediction +
            1,).
        positive, negative, diagonal, above: uint64 (longest prediction + 1,), the rows: vertical
            differences, and which cells come from the diagonal and from above.
        scores: int64 (longest prediction + 1,), the distance in a row's lowest column.
        prediction_errors: int64 (longest prediction + 1,), the next error from a position on.
    """

    masks: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    position_masks: npt.NDArray[np.uint64]
    aligned: npt.NDArray[np.int64]
    reference_errors: npt.NDArray[np.int64]
    near_errors: npt.NDArray[np.uint64]
    costs: npt.NDArray[np.int64]
    operations: npt.NDArray[np.uint8]
    word_masks: npt.NDArray[np.uint64]
    rows: npt.NDArray[np.uint64]
    first_columns: npt.NDArray[np.int64]
    positive: npt.NDArray[np.uint64]
    negative: npt.NDArray[np.uint64]
    diagonal: npt.NDArray[np.uint64]
    above: npt.NDArray[np.uint64]
    scores: npt.NDArray[np.int64]
    prediction_errors: npt.NDArray[np.int64]


@kernel
def _free_distance(up, down, n, m):
    inside = ~U0 >> np.uint64(64 - m)
    return n + np.int64(popcount(up & inside)) - np.int64(popcount(down & inside))


@kernel(wraps=True)
def fill_free(first, n, m, t):
    """Fill rows first + 1 … n for a reference of up to 64 words; return the distance."""
    if first == 0:
        t.positive[0] = ~U0
        t.negative[0] = U0
    up = t.positive[first]
    down = t.negative[first]
    for i in range(np.uint64(first), np.uint64(n)):
        bits = t.word_masks[i]
        zero = (((bits & up) + up) ^ up) | bits | down
        dearer = down | ~(zero | up)
        cheaper = (zero & up) << U1
        row = i + U1
        t.diagonal[row] = bits | ~zero
        t.above[row] = dearer
        dearer = (dearer << U1) | U1
        up = cheaper | ~(zero | dearer)
        down = zero & dearer
        t.positive[row] = up
        t.negative[row] = down
    return _free_distance(up, down, n, m)


@kernel(wraps=True)
def fill_beam(first, words, m, t):
    """Fill rows first + 1 … of the table in the beam; return the distance."""
    if first == 0:
        t.positive[0] = ~U0
        t.negative[0] = U0
        t.scores[0] = 1
    n = np.int64(len(words))
    up = t.positive[first]
    down = t.negative[first]
    score = t.scores[first]
    for i in range(first + 1, n + 1):
        up, down, score = enter_row(t.rows, np.uint64(i), up, down, score)
        inside = t.rows[ROW * i]
        reachable = (inside << U1) | U1
        word = np.int64(words[i - 1])
        bits = window(word, t.first_columns[i], t.starts, t.counts, t.places, t.position_masks)
        bits &= reachable
        zero = (((bits & up) + up) ^ up) | bits | down
        dearer = down | ~(zero | up)
        cheaper = (zero & up) << U1
        t.diagonal[i] = (bits | ~zero) & reachable & ~(t.rows[ROW * i + 2] & U1)
        t.above[i] = dearer & inside
        dearer = (dearer << U1) | U1
        up = cheaper | ~(zero | dearer)
        down = zero & dearer
        score += 1 - np.int64(zero & U1)
        t.positive[i] = up
        t.negative[i] = down
        t.scores[i] = score
    return last_distance(up, down, score, t.first_columns[n], m)


@kernel
def _operation(way, i, j, row_begin, begin, t):
    """Return the operation of a cell; for plain tables from where its row and column begin."""
    if way == PLAIN:
        return np.int64(t.operations[row_begin + j - begin])
    if j == 0:
        return np.int64(DELETE)
    column = np.int64(1)
    if way == BEAM:
        column = t.first_columns[i]
    bit = np.uint64(j - column)
    if (t.diagonal[i] >> bit) & U1:
        return np.int64(MATCH)
    if (t.above[i] >> bit) & U1:
        return np.int64(DELETE)
    return np.int64(INSERT)


@kernel
def note_errors(way, words, reference, reach, t):
    """Trace the table back, and note the alignment and where the next errors are.

    Args:
        way: int64, how the table was filled.
        words, reference: int32, ids.
        reach: int64, an error fewer positions ahead is near.
        t: the table; output: `aligned`, `prediction_errors`, `reference_errors`, `near_errors`.
    """
    n = np.int64(len(words))
    m = np.int64(len(reference))
    width = beam_width(n, m)
    row_begin = np.int64(0)
    if way == PLAIN:
        for i in range(1, n + 1):
            row_begin += beam_end(i, n, m, width) - beam_begin(i, n, m, width)
    for k in range((m >> 6) + 1):
        t.near_errors[k] = U0
    i = n
    j = m
    next_error = n + reach
    next_reference_error = m + reach
    begin = np.int64(0)
    row = n + 1  # that row_begin and begin are of
    while i > 0 or j > 0:
        operation = np.int64(INSERT)
        if i > 0:
            if way == PLAIN and row != i:
                begin = beam_begin(i, n, m, width)
                row_begin -= beam_end(i, n, m, width) - begin
                row = i
            operation = _operation(way, i, j, row_begin, begin, t)
        if operation == DELETE:
            i -= 1
            next_error = i
            t.prediction_errors[i] = i
            continue
        j -= 1
        if operation == INSERT:
            t.aligned[j] = i - 1
            next_reference_error = j
        else:
            i -= 1
            t.aligned[j] = i
            if words[i] != reference[j]:
                next_error = i
                next_reference_error = j
            t.prediction_errors[i] = next_error
        t.reference_errors[j] = next_reference_error
        if next_reference_error - j < reach:
            t.near_errors[j >> 6] |= U1 << (np.uint64(j) & U63)
    return 0


@kernel(wraps=True)
def measure_free(first, second, end, n, m, t):
    """Return the distance with words first … second and second … end exchanged.

    Where the rows behind them are as they were, so is the rest.
    """
    up = t.positive[first]
    down = t.negative[first]
    begin = second
    stop = end
    for part in range(3):
        for i in range(np.uint64(begin), np.uint64(stop)):
            bits = t.word_masks[i]
            zero = (((bits & up) + up) ^ up) | bits | down
            dearer = ((down | ~(zero | up)) << U1) | U1
            cheaper = (zero & up) << U1
            up = cheaper | ~(zero | dearer)
            down = zero & dearer
        begin = first
        stop = second
        if part == 1:
            if up == t.positive[end] and down == t.negative[end]:
                return _free_distance(t.positive[n], t.negative[n], n, m)
            begin = end
            stop = n
    return _free_distance(up, down, n, m)


@kernel(wraps=True)
def measure_beam(first, second, end, words, m, t):
    """Return the distance in the beam with words first … second and second … end exchanged."""
    n = np.int64(len(words))
    up = t.positive[first]
    down = t.negative[first]
    score = t.scores[first]
    row = first
    begin = second
    stop = end
    for part in range(3):
        for i in range(begin, stop):
            row += 1
            up, down, score = enter_row(t.rows, np.uint64(row), up, down, score)
            word = np.int64(words[i])
            column = t.first_columns[row]
            bits = window(word, column, t.starts, t.counts, t.places, t.position_masks)
            bits &= (t.rows[ROW * row] << U1) | U1
            zero = (((bits & up) + up) ^ up) | bits | down
            dearer = ((down | ~(zero | up)) << U1) | U1
            cheaper = (zero & up) << U1
            up = cheaper | ~(zero | dearer)
            down = zero & dearer
            score += 1 - np.int64(zero & U1)
        begin = first
        stop = second
        if part == 1:
            begin = end
            stop = n
    return last_distance(up, down, score, t.first_columns[n], m)
