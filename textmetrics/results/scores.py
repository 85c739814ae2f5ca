"""Precision, recall and F1: the result types, and the only divisions that make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from .exact_sums import exact_mean

Floats = npt.NDArray[np.float64]
Estimate = TypeVar("Estimate")


class Score(NamedTuple):
    """Precision, recall and F1, floats in [0, 1]."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class Scores:
    """Precision, recall and F1 of every row.

    Attributes:
        precision: float64 (n_rows,) in [0, 1].
        recall: float64 (n_rows,) in [0, 1].
        f1: float64 (n_rows,) in [0, 1].
    """

    precision: Floats
    recall: Floats
    f1: Floats

    def __len__(self) -> int:
        return len(self.f1)

    def __getitem__(self, row: int) -> Score:
        return Score(float(self.precision[row]), float(self.recall[row]), float(self.f1[row]))

    @cached_property
    def mean(self) -> Score:
        """The mean over rows, from their exact sum: the same for any order of rows and of work; NaN where there are no rows."""
        return Score(exact_mean(self.precision), exact_mean(self.recall), exact_mean(self.f1))


@dataclass(frozen=True)
class Bootstrap(Generic[Estimate]):
    """A score with its bootstrap confidence interval (Efron and Tibshirani 1993): the percentiles of the score of resampled rows.

    Attributes:
        low, high: the ends of the interval: float, or Score where the score has a precision, a recall and an F1.
        estimate: the score of the rows themselves.
        confidence: the part of resampled scores inside the interval.
        n_resamples: how often rows were drawn.
        seed: what they were drawn with: the same seed gives the same interval, on any machine and any number of threads.
    """

    low: Estimate
    estimate: Estimate
    high: Estimate
    confidence: float
    n_resamples: int
    seed: int


def harmonic_mean(precision: Floats, recall: Floats) -> Floats:
    """Give F1 = 2 P R / (P + R), and 0 where both are 0."""
    total = precision + recall
    # The order of operations is rouge-score's: the last bit depends on it.
    return np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)


def weighted_mean(precision: Floats, recall: Floats, alpha: float) -> Floats:
    """Give F = P R / ((1 - alpha) P + alpha R), and 0 where the divisor is 0."""
    divisor = (1 - alpha) * precision + alpha * recall
    return np.divide(precision * recall, divisor, out=np.zeros_like(divisor), where=divisor > 0)


def epsilon_mean(precision: Floats, recall: Floats) -> Floats:
    """Give F1 as the package ``rouge`` does: with 1e-8 added to the divisor, so that a perfect match is a little below 1."""
    mean: Floats = 2.0 * ((precision * recall) / (precision + recall + 1e-8))
    return mean


def beta_mean(precision: Floats, recall: Floats, beta: float) -> Floats:
    """Give F = (1 + beta²) P R / (R + beta² P), and 0 where either is 0."""
    both = (precision != 0) & (recall != 0)
    divisor = recall + beta**2 * precision
    return np.divide((1 + beta**2) * precision * recall, divisor, out=np.zeros_like(divisor), where=both)


def rounded(values: Floats, digits: int) -> Floats:
    """Round to decimals as C's printf does: from the exact binary value, and a tie to the even digit."""
    scaled = values * 10.0**digits
    whole = np.rint(scaled)
    result: Floats = whole / 10.0**digits
    # The product has an error: where it lies close to a tie, the exact value decides.
    for k in np.flatnonzero(np.abs(np.abs(scaled - whole) - 0.5) < 1e-6):
        result[k] = float(f"{values[k]:.{digits}f}")
    return result


def ratio(matches: npt.NDArray[np.int64], total: npt.NDArray[np.int64]) -> Floats:
    """Divide matches by totals; a total of 0 counts as 1, so that no text on a side scores 0."""
    quotient: Floats = matches / np.maximum(total, 1)
    return quotient


def precision_recall_f1(
    matches: npt.NDArray[np.int64], prediction_total: npt.NDArray[np.int64], reference_total: npt.NDArray[np.int64]
) -> Scores:
    """Divide matches by totals, as rouge-score does."""
    precision = ratio(matches, prediction_total)
    recall = ratio(matches, reference_total)
    return Scores(precision, recall, harmonic_mean(precision, recall))


_new = object.__new__
_NOTHING = Score(0.0, 0.0, 0.0)


def score_of_counts(counts: Sequence[int]) -> Score:
    """Give the score of one row: matches, prediction total, reference total. Python's floats divide as NumPy's do, and sooner."""
    matches, prediction_total, reference_total = counts
    if not matches:
        return _NOTHING
    precision, recall = matches / prediction_total, matches / reference_total
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


class _OfOneRow:
    """A column of scores of one row, made when it is asked for: of most rows that are scored alone, one number is looked at."""

    def __init__(self, name: str, place: int) -> None:
        self.name = name
        self.place = place

    def __get__(self, scores: Scores | None, _: type[Scores]) -> Floats:
        own = {} if scores is None else scores.__dict__
        if "_row" not in own:
            raise AttributeError(f"type object 'Scores' has no attribute {self.name!r}")
        place = own["_place"] + self.place
        column: Floats
        column = own[self.name] = own["_row"][place : place + 1]
        return column


# Not in the class itself: there they would be defaults.
for _place, _name in enumerate(("precision", "recall", "f1")):
    setattr(Scores, _name, _OfOneRow(_name, _place))


def scores_of_one_row(row: Floats, place: int) -> Scores:
    """Give the scores of one row whose precision, recall and F1 stand in row[place : place + 3], float64."""
    scores = _new(Scores)  # assignments of a frozen class would cost more than the scores
    own = scores.__dict__
    own["_row"] = row
    own["_place"] = place
    return scores
