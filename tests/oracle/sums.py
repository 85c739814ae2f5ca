"""Exact sums and means, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def exact_sum(scores: Sequence[float]) -> Fraction:
    """Return the sum of doubles, without rounding."""
    return sum((Fraction(score) for score in scores), Fraction(0))


def mean(scores: Sequence[float]) -> float:
    """Return the exact sum, rounded once to a double, divided by the number of scores."""
    return float(exact_sum(scores)) / len(scores)
