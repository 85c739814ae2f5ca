"""Exact sums of scores, which merge in any order, and the means made of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from ..errors import InputError

Floats = npt.NDArray[np.float64]

LIMB_BITS = 32
N_LIMBS = 1 + 34  # the whole part, and 34 * 32 bits below it: a double's lowest bit is 2**-1074
USUAL_LIMBS = 1 + 3  # hold every score whose lowest bit is 2**-96 or more
LAST_UNITS = 1 << LIMB_BITS * (N_LIMBS - 1)  # units of the last limb in 1
LARGEST = 2.0**31
MOST_ROWS = 1 << 31
# Of so many rows at once the two scratch columns fit a core's cache, and sums of limbs are far
# below 2**53: in doubles they are exact, and NumPy adds doubles in vectors.
ROWS_TOGETHER = 1 << 14
# So few rows math.fsum adds faster, with the same bits (2026-11: 45 to 85 ns per row; limbs take
# 40 µs per column, and 8 ns per row).
FEW_ROWS = 1000


@dataclass(frozen=True, eq=False)
class ExactSums:
    """The exact sums of columns of scores over rows, as fixed-point numbers.

    Sums of disjoint sets of rows add to the sums of all of them: integers add to the same limbs in
    any order and any grouping, over blocks, threads, shards and machines.

    Attributes:
        n_rows: The number of rows summed, up to 2**31.
        limbs: int64 (n_columns, 35). The sum of a column is ``limbs[column, k] * 2**(-32 * k)``,
            added over k. A row adds an integer from -2**31 to 2**31 to each limb, so that 2**31
            rows cannot overflow it. The first four hold every score whose lowest bit is at least
            2**-96; the others are zero where there are only such scores, and reach down to
            2**-1074, so that the sums of all doubles are exact.

    Examples:
        >>> import numpy as np
        >>> from textmetrics.results.exact_sums import ExactSums
        >>> first, second = ExactSums.of([np.array([1.0, 1e-300])]), ExactSums.of([np.array([0.5])])
        >>> (first + second).means() == (second + first).means() == [0.5]
        True
    """

    n_rows: int
    limbs: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.n_rows > MOST_ROWS:
            raise InputError(
                f"there are {self.n_rows} rows; expected at most 2**31 for an exact sum."
            )

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> ExactSums:
        """Sum columns of scores exactly.

        Args:
            columns: One or more, float64 (n_rows,), finite, of magnitude up to 2**31.

        Raises:
            InputError: A score is NaN, infinite or larger.
        """
        return cls(len(columns[0]), np.array([_limbs(column) for column in columns], np.int64))

    def __add__(self, other: ExactSums) -> ExactSums:
        return ExactSums(self.n_rows + other.n_rows, self.limbs + other.limbs)

    def means(self) -> list[float]:
        """Return the mean of every column: its exact sum, rounded once to a double, over its rows.

        These are the bits of ``math.fsum(column) / n_rows``. The mean of no rows is NaN.
        """
        if self.n_rows == 0:
            return [math.nan] * len(self.limbs)
        # Python divides integers of any size with one rounding.
        return [_joined(limbs) / LAST_UNITS / self.n_rows for limbs in self.limbs.tolist()]


def exact_mean(scores: Floats) -> float:
    """Return the mean of scores as `ExactSums.means` does. Args, Raises: as for `ExactSums.of`."""
    if 0 < len(scores) <= FEW_ROWS:
        total = math.fsum(scores.tolist())
        if abs(total) <= LARGEST:  # otherwise, or if it is NaN, the scores have to be looked at
            return total / len(scores)
    return ExactSums.of([scores]).means()[0]


def _limbs(scores: Floats) -> list[int]:
    """Return the limbs of the sum of scores; all arithmetic on doubles is exact here."""
    lowest, highest = scores.min(initial=0.0), scores.max(initial=0.0)
    if not (lowest >= -LARGEST and highest <= LARGEST):  # NaN is neither
        row = int(np.flatnonzero(~(np.abs(scores) <= LARGEST))[0])
        expected = "expected a finite number, of magnitude up to 2**31."
        raise InputError(f"the score of row {row} is {scores[row]}; {expected}", row)
    limbs = [0] * N_LIMBS
    for first in range(0, len(scores), ROWS_TOGETHER):
        part = scores[first : first + ROWS_TOGETHER]
        whole = np.rint(part)
        limbs[0] += int(whole.sum())
        rest = part - whole
        for k in range(1, N_LIMBS):
            rest *= 2.0**LIMB_BITS
            np.rint(rest, out=whole)
            limbs[k] += int(whole.sum())
            rest -= whole
            if k >= USUAL_LIMBS - 1 and not rest.any():
                break
    return limbs


def _joined(limbs: list[int]) -> int:
    """Return the number that limbs stand for, in units of the last one."""
    return reduce(lambda total, limb: (total << LIMB_BITS) + limb, limbs)
