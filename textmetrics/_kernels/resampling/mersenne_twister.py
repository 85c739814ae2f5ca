"""Rows drawn as NumPy's RandomState draws them: the Mersenne Twister (Matsumoto and Nishimura 1998)."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U1, U7, U11, U15, U18

# The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), which NumPy's global generator is.
STATE_WORDS = 624
_SHIFT = 397
_UPPER = np.uint64(0x80000000)
_LOWER = np.uint64(0x7FFFFFFF)
_MATRIX = np.uint64(0x9908B0DF)
_TEMPER_B = np.uint64(0x9D2C5680)
_TEMPER_C = np.uint64(0xEFC60000)


@kernel
def _twisted(here, following, far):
    """Give the next value of one word of the Mersenne Twister's state."""
    both = (np.uint64(here) & _UPPER) | (np.uint64(following) & _LOWER)
    return np.uint64(far) ^ (both >> U1) ^ ((both & U1) * _MATRIX)


@kernel
def _twist(key):
    """Go to the next state of the Mersenne Twister, in place."""
    for i in range(STATE_WORDS - _SHIFT):
        key[i] = _twisted(key[i], key[i + 1], key[i + _SHIFT])
    for i in range(STATE_WORDS - _SHIFT, STATE_WORDS - 1):
        key[i] = _twisted(key[i], key[i + 1], key[i + _SHIFT - STATE_WORDS])
    key[STATE_WORDS - 1] = _twisted(key[STATE_WORDS - 1], key[0], key[_SHIFT - 1])


@kernel
def _temper(key, numbers):
    """Make the random numbers of a state."""
    for i in range(STATE_WORDS):
        number = np.uint64(key[i])
        number ^= number >> U11
        number ^= (number << U7) & _TEMPER_B
        number ^= (number << U15) & _TEMPER_C
        numbers[i] = number ^ (number >> U18)


@kernel
def draw_rows(key, position, n_rows, mask, numbers, drawn):
    """Draw row numbers as NumPy's legacy generator does: bits under a mask, again where they are too large.

    Args:
        key: uint32 (STATE_WORDS,), the generator's state, output too.
        position: int64, how many numbers of the state have been drawn.
        n_rows: int64, row numbers are below this.
        mask: int64, the least 2**k - 1 that is not below n_rows - 1.
        numbers: uint32 (STATE_WORDS,), scratch.
        drawn: uint32 (n_draws,), output.

    Returns:
        The position afterwards.

    Assumes:
        2 ≤ n_rows ≤ 2**31.
    """
    _temper(key, numbers)
    n_draws = np.uint64(len(drawn))
    n_kept = np.uint64(0)
    narrow_rows = np.uint32(n_rows)
    narrow_mask = np.uint32(mask)
    while n_kept < n_draws:
        if position == STATE_WORDS:
            _twist(key)
            _temper(key, numbers)
            position = 0
        # What is left of the state can be taken without a look whether it is enough, as long as more rows are missing.
        n_left = np.uint64(STATE_WORDS - position)
        if n_draws - n_kept >= n_left:
            for k in range(np.uint64(position), np.uint64(STATE_WORDS)):
                row = numbers[k] & narrow_mask
                drawn[n_kept] = row
                n_kept += np.uint64(row < narrow_rows)
            position = STATE_WORDS
        while position < STATE_WORDS and n_kept < n_draws:
            row = numbers[np.uint64(position)] & narrow_mask
            drawn[n_kept] = row
            n_kept += np.uint64(row < narrow_rows)
            position += 1
    return position


@kernel
def sum_drawn_rows(rows, drawn, sums):
    """Add up rows, in the order in which they were drawn.

    Args:
        rows: float64 (n_rows, n_columns).
        drawn: uint32 (n_samples, n_draws), row numbers.
        sums: float64 (n_samples, n_columns), output: of each sample, ((row of draw 0 + row of draw 1) + row of draw 2) …

    Assumes:
        0 ≤ drawn < n_rows; n_draws ≥ 1.
    """
    n_draws = np.uint64(drawn.shape[1])
    n_columns = rows.shape[1]
    for sample in range(drawn.shape[0]):
        own = drawn[sample]
        # Three columns at a time, precision, recall and F1 most often: their sums stay in registers.
        column = 0
        while column + 3 <= n_columns:
            row = np.uint64(own[0])
            a = rows[row, column]
            b = rows[row, column + 1]
            c = rows[row, column + 2]
            for draw in range(U1, n_draws):
                row = np.uint64(own[draw])
                a += rows[row, column]
                b += rows[row, column + 1]
                c += rows[row, column + 2]
            sums[sample, column] = a
            sums[sample, column + 1] = b
            sums[sample, column + 2] = c
            column += 3
        while column < n_columns:
            a = rows[np.uint64(own[0]), column]
            for draw in range(U1, n_draws):
                a += rows[np.uint64(own[draw]), column]
            sums[sample, column] = a
            column += 1
