"""Resampling: rows drawn with replacement, and their sums."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U1, U27, U30, U31, U32

# SplitMix64 (Steele, Lea and Flood 2014): the numbers of a stream are mixed multiples of this, so any can be had by its place.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LOW = np.uint64(0xFFFFFFFF)

N_AHEAD = 256  # numbers drawn at a time, two rows of each: few enough to stay near, and enough to draw several side by side

# Sums are made of so many resamples at a time, of each in so many partial sums: additions do not wait for each other, and a value that
# was fetched serves several. Each partial sum takes four rows at a time, so rows come in steps.
N_TOGETHER = 4
N_LANES = 32
STEP = 4 * N_LANES
_LANE_1 = np.uint64(N_LANES)
_LANE_2 = np.uint64(2 * N_LANES)
_LANE_3 = np.uint64(3 * N_LANES)
_STEP_1 = np.uint64(STEP)
_STEP_2 = np.uint64(2 * STEP)
_STEP_3 = np.uint64(3 * STEP)


@kernel(wraps=True)
def _mixed(z):
    """Mix the bits of a 64-bit number."""
    z = (z ^ (z >> U30)) * _MIX_1
    z = (z ^ (z >> U27)) * _MIX_2
    return z ^ (z >> U31)


@kernel(wraps=True)
def count_draws(seed, resample, places, counts):
    """Draw as many rows as there are, with replacement, and count how often each was drawn.

    A resample has its own stream of random numbers, so it is the same wherever and whenever it is drawn. Each number gives two rows:
    the upper half of a 32-bit product (Lemire 2019), without bias. A count is kept in a byte: up to 255 rows it cannot be larger, and
    of n rows more, one is drawn 256 times with a probability below n / 256!, or 10**-490.

    Args:
        seed: uint64.
        resample: int64, which resample.
        places: uint32 (2 * N_AHEAD,), scratch.
        counts: uint8 (n_rows,), output.

    Assumes:
        1 ≤ n_rows < 2**32.
    """
    n_rows = len(counts)
    counts[:] = 0
    n = np.uint64(n_rows)
    once = np.uint8(1)
    # Products whose lower half is below this stand for rows that have one product more than the others.
    unfair = ((_LOW - n) + U1) % n
    state = _mixed(seed + _mixed((np.uint64(resample) + U1) * GOLDEN))
    drawn = 0
    while drawn < n_rows:
        if n_rows - drawn >= 2 * N_AHEAD:
            ahead = state
            least = _LOW
            for k in range(np.uint64(N_AHEAD)):
                ahead += GOLDEN
                number = _mixed(ahead)
                one = (number & _LOW) * n
                other = (number >> U32) * n
                least = min(least, one & _LOW, other & _LOW)
                places[k] = one >> U32
                places[k + np.uint64(N_AHEAD)] = other >> U32
            if least >= unfair:
                for k in range(np.uint64(2 * N_AHEAD)):
                    counts[np.uint64(places[k])] += once
                state = ahead
                drawn += 2 * N_AHEAD
                continue
        # One by one: the last rows, and rows of which some have to be drawn again.
        stop = min(n_rows, drawn + 2 * N_AHEAD)
        while drawn < stop:
            state += GOLDEN
            number = _mixed(state)
            product = (number & _LOW) * n
            if (product & _LOW) >= unfair:
                counts[product >> U32] += once
                drawn += 1
            product = (number >> U32) * n
            if (product & _LOW) >= unfair and drawn < n_rows:
                counts[product >> U32] += once
                drawn += 1


@kernel
def _widen(counts, wide):
    """Copy counts into floats."""
    for k in range(np.uint64(STEP)):
        wide[k] = counts[k]


@kernel
def _four_rows(counts, lane, a, b, c, d):
    """Add up four rows of a column, each as often as it was drawn."""
    return (counts[lane] * a + counts[lane + _LANE_1] * b) + (counts[lane + _LANE_2] * c + counts[lane + _LANE_3] * d)


@kernel
def _four_resamples(column, counts, lane):
    """Add up four rows of a column in each of the resamples taken together."""
    a = column[lane]
    b = column[lane + _LANE_1]
    c = column[lane + _LANE_2]
    d = column[lane + _LANE_3]
    first = _four_rows(counts, lane, a, b, c, d)
    second = _four_rows(counts, lane + _STEP_1, a, b, c, d)
    third = _four_rows(counts, lane + _STEP_2, a, b, c, d)
    fourth = _four_rows(counts, lane + _STEP_3, a, b, c, d)
    return first, second, third, fourth


@kernel
def _add(partial, lane, sums):
    """Add a sum to a partial sum of each of the resamples taken together."""
    partial[lane] += sums[0]
    partial[lane + _LANE_1] += sums[1]
    partial[lane + _LANE_2] += sums[2]
    partial[lane + _LANE_3] += sums[3]


@kernel
def _add_column(column, counts, partial):
    """Add a step of a column to its partial sums."""
    for lane in range(_LANE_1):
        _add(partial, lane, _four_resamples(column, counts, lane))


@kernel
def _add_three_columns(column_1, column_2, column_3, counts, partial):
    """Add a step of three columns, precision, recall and F1 most often: a count that was fetched serves all."""
    for lane in range(_LANE_1):
        sums_1 = _four_resamples(column_1, counts, lane)
        sums_2 = _four_resamples(column_2, counts, lane)
        sums_3 = _four_resamples(column_3, counts, lane)
        _add(partial, lane, sums_1)
        _add(partial, lane + _STEP_1, sums_2)
        _add(partial, lane + _STEP_2, sums_3)


@kernel
def resample_sums(columns, n_rows, seed, first, last, places, drawn, counts, partial, sums):
    """Add up the rows of resamples first … last - 1, column by column.

    Args:
        columns: float64 (n_columns, n_padded), zeros from n_rows on.
        n_rows: int64.
        seed: uint64.
        first: int64, the first resample.
        last: int64, one past the last.
        places: uint32 (2 * N_AHEAD,), scratch.
        drawn: uint8 (N_TOGETHER, n_padded), scratch; zeros from n_rows on.
        counts: float64 (N_TOGETHER * STEP,), scratch.
        partial: float64 (n_columns * STEP,), scratch.
        sums: float64 (last - first, n_columns), output.

    Assumes:
        1 ≤ n_rows < 2**32; n_padded ≥ n_rows is a multiple of STEP.
    """
    n_columns, n_padded = columns.shape
    for resample in range(first, last, N_TOGETHER):
        n_together = min(N_TOGETHER, last - resample)
        for k in range(n_together):
            count_draws(seed, resample + k, places, drawn[k, :n_rows])
        partial[:] = 0.0
        for row in range(0, n_padded, STEP):
            end = row + STEP
            for k in range(N_TOGETHER):
                _widen(drawn[k, row:end], counts[k * STEP : (k + 1) * STEP])
            column = 0
            while column + 3 <= n_columns:
                _add_three_columns(
                    columns[column, row:end], columns[column + 1, row:end], columns[column + 2, row:end], counts, partial[column * STEP :]
                )
                column += 3
            while column < n_columns:
                _add_column(columns[column, row:end], counts, partial[column * STEP :])
                column += 1
        for column in range(n_columns):
            for k in range(n_together):
                lanes = partial[column * STEP + k * N_LANES : column * STEP + (k + 1) * N_LANES]
                # Halves onto halves: a sum of many rows is rounded few times.
                width = N_LANES
                while width > 1:
                    width //= 2
                    for lane in range(width):
                        lanes[lane] += lanes[lane + width]
                sums[resample - first + k, column] = lanes[0]


@kernel
def _integer_sums(column, counts):
    """Add up a column in each of the resamples taken together: four are fewer fetches of a value, and do not wait for each other."""
    counts_1, counts_2, counts_3, counts_4 = counts[0], counts[1], counts[2], counts[3]
    sum_1 = sum_2 = sum_3 = sum_4 = np.int64(0)
    for row in range(np.uint64(len(column))):
        value = column[row]
        sum_1 += np.int64(counts_1[row]) * value
        sum_2 += np.int64(counts_2[row]) * value
        sum_3 += np.int64(counts_3[row]) * value
        sum_4 += np.int64(counts_4[row]) * value
    return sum_1, sum_2, sum_3, sum_4


@kernel
def resample_integer_sums(columns, seed, first, last, places, counts, sums):
    """Add up the rows of resamples first … last - 1, column by column, in integers.

    Args:
        columns: int64 (n_columns, n_rows).
        seed: uint64.
        first: int64, the first resample.
        last: int64, one past the last.
        places: uint32 (2 * N_AHEAD,), scratch.
        counts: uint8 (N_TOGETHER, n_rows), scratch; zeros.
        sums: int64 (last - first, n_columns), output.

    Assumes:
        1 ≤ n_rows < 2**32; n_rows times the largest value fits an int64.
    """
    n_columns = columns.shape[0]
    for resample in range(first, last, N_TOGETHER):
        n_together = min(N_TOGETHER, last - resample)
        for k in range(n_together):
            count_draws(seed, resample + k, places, counts[k])
        for column in range(n_columns):
            totals = _integer_sums(columns[column], counts)
            for k in range(n_together):
                sums[resample - first + k, column] = totals[k]
