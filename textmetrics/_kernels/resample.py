"""Resampling: sums of rows drawn with replacement."""

from __future__ import annotations

from .jit import kernel


@kernel
def sum_drawn_rows(rows, drawn, sums):
    """Add up rows, in the order in which they were drawn.

    Args:
        rows: float64 (n_rows, n_columns).
        drawn: int64 (n_samples, n_draws), row numbers.
        sums: float64 (n_samples, n_columns), output: of each sample, ((row of draw 0 + row of draw 1) + row of draw 2) …

    Assumes:
        0 ≤ drawn < n_rows; n_draws ≥ 1.
    """
    n_draws = drawn.shape[1]
    n_columns = rows.shape[1]
    for sample in range(drawn.shape[0]):
        # Three columns at a time, precision, recall and F1 most often: their sums stay in registers.
        column = 0
        while column + 3 <= n_columns:
            row = drawn[sample, 0]
            a = rows[row, column]
            b = rows[row, column + 1]
            c = rows[row, column + 2]
            for draw in range(1, n_draws):
                row = drawn[sample, draw]
                a += rows[row, column]
                b += rows[row, column + 1]
                c += rows[row, column + 2]
            sums[sample, column] = a
            sums[sample, column + 1] = b
            sums[sample, column + 2] = c
            column += 3
        while column < n_columns:
            a = rows[drawn[sample, 0], column]
            for draw in range(1, n_draws):
                a += rows[drawn[sample, draw], column]
            sums[sample, column] = a
            column += 1
