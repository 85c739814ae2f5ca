"""Precision, recall and F1: the result types, and the only divisions that make them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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
        """The mean over rows, the same for any order of work; NaN where there are no rows."""
        if len(self) == 0:
            return Score(float("nan"), float("nan"), float("nan"))
        return Score(float(self.precision.mean()), float(self.recall.mean()), float(self.f1.mean()))


def harmonic_mean(precision: Floats, recall: Floats) -> Floats:
    """Give F1 = 2 P R / (P + R), and 0 where both are 0."""
    total = precision + recall
    # The order of operations is rouge-score's: the last bit depends on it.
    return np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)


def precision_recall_f1(
    matches: npt.NDArray[np.int64], prediction_total: npt.NDArray[np.int64], reference_total: npt.NDArray[np.int64]
) -> Scores:
    """Divide matches by totals; a total of 0 counts as 1, so that no text on a side scores 0."""
    precision = matches / np.maximum(prediction_total, 1)
    recall = matches / np.maximum(reference_total, 1)
    return Scores(precision, recall, harmonic_mean(precision, recall))
