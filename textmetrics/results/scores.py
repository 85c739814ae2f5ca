"""Precision, recall and F1 of rows, and a score with its confidence interval."""

from __future__ import annotations

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


_new = object.__new__


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
