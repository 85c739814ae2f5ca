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
    n_columns = rows.shape[1]
    for sample in range(drawn.shape[0]):
        for column in range(n_columns):
            sums[sample, column] = rows[drawn[sample, 0], column]
        for draw in range(1, drawn.shape[1]):
            row = drawn[sample, draw]
            for column in range(n_columns):
                sums[sample, column] += rows[row, column]
