"""Bootstrap resampling of rows: intervals of means, and resampled sums of integer statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .. import parallel
from ..errors import ConfigurationError, InputError, InputTypeError, shown

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BLOCK_DRAWS = 1 << 18  # rows drawn before a thread takes its next turn: less than a millisecond


class Interval(NamedTuple):
    """The ends of a confidence interval: float64, one of each column."""

    low: Floats
    high: Floats


def interval_of_means(
    values: Floats, seed: int, confidence: float = 0.95, n_resamples: int = 1000, *, threads: int | None = None
) -> Interval:
    """Give the percentile bootstrap interval of the mean of every column.

    As many rows as there are are drawn with replacement, `n_resamples` times, the same rows for all columns; the interval is that of
    `percentile_interval`. It depends on the seed, not on threads.

    Args:
        values: float64 (n_rows, n_columns), such as the scores of every row.
        seed: An int from 0 to 2**64 - 1.
        confidence: The part of resampled means inside the interval, in [0, 1].
        n_resamples: How often rows are drawn.
        threads: At most so many; by default every core, and one for little work.

    Raises:
        InputError: There is no row, or a value is not finite.
        InputTypeError: `values` has another type or shape.
        ConfigurationError: An option is out of range.

    Examples:
        >>> import numpy as np
        >>> from textmetrics.results import interval_of_means
        >>> interval = interval_of_means(np.array([[0.5], [0.5], [0.5]]), seed=1)
        >>> float(interval.low[0]), float(interval.high[0])
        (0.5, 0.5)

    References:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap, section 13.3.
    """
    _check_confidence(confidence)
    return percentile_interval(resampled_means(values, seed, n_resamples, threads=threads), confidence)


def percentile_interval(resampled: Floats, confidence: float = 0.95) -> Interval:
    """Give the interval that holds the middle part of resampled scores.

    Its ends are the quantiles at (1 - confidence) / 2 and (1 + confidence) / 2, between two scores interpolated linearly (definition 7
    of Hyndman and Fan 1996, NumPy's default).

    Args:
        resampled: float64 (n_resamples,) or (n_resamples, n_columns).
        confidence: The part inside, in [0, 1].

    Raises:
        ConfigurationError: `confidence` is out of range.

    Examples:
        >>> import numpy as np
        >>> from textmetrics.results import percentile_interval
        >>> [float(end) for end in percentile_interval(np.arange(101.0), confidence=0.5)]
        [25.0, 75.0]
    """
    _check_confidence(confidence)
    tail = (1 - confidence) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail], axis=0)
    return Interval(low, high)


def resampled_means(values: Floats, seed: int, n_resamples: int, *, threads: int | None = None) -> Floats:
    """Give the means of every resample, float64 (n_resamples, n_columns).

    Args, Raises: as for `interval_of_means`.
    """
    from .._kernels.resampling import N_AHEAD, N_TOGETHER, STEP, resample_sums

    _check_rows(values, np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        row, column = np.argwhere(~finite)[0].tolist()
        raise InputError(f"values[{row}, {column}] is {values[row, column]}; expected a finite number. Leave the row out.", row)
    n_rows, n_columns = values.shape
    columns = np.zeros((n_columns, -(-n_rows // STEP) * STEP))
    columns[:, :n_rows] = values.T

    def count(first: int, last: int, sums: Floats) -> None:
        places, drawn = np.empty(2 * N_AHEAD, np.uint32), np.zeros((N_TOGETHER, columns.shape[1]), np.uint8)
        counts, partial = np.empty(N_TOGETHER * STEP), np.empty(n_columns * STEP)
        resample_sums(columns, n_rows, np.uint64(seed), first, last, places, drawn, counts, partial, sums)

    sums: Floats = _resampled(values, seed, n_resamples, threads, count)
    means: Floats = sums / n_rows
    return means


def resampled_sums(statistics: Integers, seed: int, n_resamples: int, *, threads: int | None = None) -> Integers:
    """Give the sums of every resample, int64 (n_resamples, n_fields): each is what a corpus score is made of.

    Of one seed and number of rows, the rows drawn are those of `interval_of_means`, and the same for every call: two systems compared
    on the same rows are resampled in step.

    Args:
        statistics: int64 (n_rows, n_fields), the integers of every row.
        seed, n_resamples, threads: as for `interval_of_means`.

    Raises:
        InputError: There is no row, or a sum could exceed an int64.
        InputTypeError: `statistics` has another type or shape.
        ConfigurationError: An option is out of range.

    Examples:
        >>> import numpy as np
        >>> from textmetrics.results import resampled_sums
        >>> resampled_sums(np.array([[1, 2], [1, 2], [1, 2]]), seed=1, n_resamples=2).tolist()
        [[3, 6], [3, 6]]
    """
    from .._kernels.resampling import N_AHEAD, N_TOGETHER, resample_integer_sums

    _check_rows(statistics, np.int64)
    n_rows = len(statistics)
    largest = max(int(statistics.max(initial=0)), -int(statistics.min(initial=0)))
    if largest * n_rows > np.iinfo(np.int64).max:
        raise InputError(f"statistics holds {largest}; its sum over {n_rows} rows could exceed an int64.")
    columns = np.ascontiguousarray(statistics.T)

    def count(first: int, last: int, sums: Integers) -> None:
        places, counts = np.empty(2 * N_AHEAD, np.uint32), np.zeros((N_TOGETHER, n_rows), np.uint8)
        resample_integer_sums(columns, np.uint64(seed), first, last, places, counts, sums)

    sums: Integers = _resampled(statistics, seed, n_resamples, threads, count)
    return sums


def _resampled(
    rows: npt.NDArray[Any], seed: int, n_resamples: int, threads: int | None, count: Callable[[int, int, Any], None]
) -> npt.NDArray[Any]:
    """Call `count` for blocks of resamples, on threads, each with the rows of the result that are its own."""
    from .._kernels.resampling import N_TOGETHER

    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or not 0 <= seed < 1 << 64:
        raise ConfigurationError(f"seed is {shown(seed)}; expected an int from 0 to 2**64 - 1.")
    if not isinstance(n_resamples, (int, np.integer)) or isinstance(n_resamples, bool) or n_resamples < 1:
        raise ConfigurationError(f"n_resamples is {shown(n_resamples)}; expected an int of 1 or more.")
    n_rows, n_columns = rows.shape
    sums = np.empty((n_resamples, n_columns), rows.dtype)
    n_threads = parallel.threads_for(n_rows * int(n_resamples), threads)

    def count_block(first: int, last: int) -> None:
        count(first, last, sums[first:last])

    # So many resamples are added up at once: a block is a multiple of them.
    block_resamples = max(1, BLOCK_DRAWS // (N_TOGETHER * n_rows)) * N_TOGETHER
    parallel.for_each_block(int(n_resamples), block_resamples, count_block, n_threads)
    return sums


def _check_rows(rows: Any, kind: type) -> None:
    if not isinstance(rows, np.ndarray) or rows.ndim != 2 or rows.dtype != kind:
        found = f"{rows.dtype} of shape {rows.shape}" if isinstance(rows, np.ndarray) else type(rows).__name__
        raise InputTypeError(f"the rows are {found}; expected a {kind.__name__} array of shape (n_rows, n_columns).")
    if not 1 <= len(rows) < 1 << 32:
        raise InputError(f"there are {len(rows)} rows; expected 1 or more, and fewer than 2**32.")


def _check_confidence(confidence: float) -> None:
    if not 0 <= confidence <= 1:
        raise ConfigurationError(f"confidence is {shown(confidence)}; expected a number from 0 to 1.")
