"""What chrF returns: a corpus score with what it is made of, and scores of single rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ...results import (
    Bootstrap,
    Floats,
    Statistics,
    column_sums,
    interval_of_means,
    percentile_interval,
    resampled_sums,
)
from .definitions import quotients

if TYPE_CHECKING:
    from .chrf import Chrf

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ChrfResult:
    """chrF of all rows together, and of each row.

    Attributes:
        metric: the configuration.
        statistics: the integers behind the scores, one row per prediction.
        skipped_rows: int64, rows of the input left out because a value was missing.
        score: float in [0, 1], the score of all rows together.
        percent: float in [0, 100], the same on sacrebleu's scale, to its last bit.
        scores: float64 (n_rows,) in [0, 1], the score of each row.
        precisions: float64 (n_orders,) in [0, 1], matches of all rows over the predictions' n-grams
            of each order: those of characters first, then those of words.
        recalls: float64 (n_orders,) in [0, 1], the same matches over the references' n-grams.
        f_scores: float64 (n_orders,) in [0, 1], F of each order.
        signature: the exact settings, for a paper.
    """

    metric: Chrf
    statistics: Statistics
    skipped_rows: Integers

    @cached_property
    def _corpus(self) -> float:
        """The score in the definition's own scale."""
        metric = self.metric
        return metric.formula.corpus(self.statistics.values, metric.char_order, metric.beta)

    @cached_property
    def score(self) -> float:
        """chrF of all rows together, in [0, 1]; 0 where nothing matches, and for no rows."""
        return min(self._corpus / self.metric.scale, 1.0)

    @cached_property
    def percent(self) -> float:
        """The score from 0 to 100: sacrebleu's number, to the last bit, under its definition."""
        return self._corpus * (100 / self.metric.scale)

    @cached_property
    def scores(self) -> Floats:
        """chrF of each row, float64 (n_rows,) in [0, 1]."""
        return self.metric.row_scores(self.statistics)

    @cached_property
    def _quotients(self) -> tuple[Floats, Floats, Floats]:
        precisions, recalls, f_scores = quotients(
            column_sums(self.statistics.values)[np.newaxis], self.metric.beta
        )
        return precisions[0], recalls[0], f_scores[0]

    @property
    def precisions(self) -> Floats:
        """Matches over the predictions' n-grams of each order; 0 where there are none."""
        return self._quotients[0]

    @property
    def recalls(self) -> Floats:
        """Matches over the references' n-grams of each order; 0 where there are none."""
        return self._quotients[1]

    @property
    def f_scores(self) -> Floats:
        """F of each order; 0 where nothing matches."""
        return self._quotients[2]

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    @property
    def signature(self) -> str:
        """The exact settings that made the score."""
        return self.metric.signature

    def bootstrap(
        self,
        *,
        seed: int = 0,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        threads: int | None = None,
    ) -> Bootstrap[float]:
        """Return a confidence interval of the score of all rows.

        Args, Raises: as for `BleuResult.bootstrap`.
        """
        if self.metric.formula.mean is not None:  # the score is a mean of rows
            values = self.scores[:, np.newaxis]
            means = interval_of_means(values, seed, confidence, n_resamples, threads=threads)
            low, high = float(means.low[0]), float(means.high[0])
        else:
            sums = resampled_sums(self.statistics.values, seed, n_resamples, threads=threads)
            interval = percentile_interval(self.metric.fractions(sums), confidence)
            low, high = float(interval.low), float(interval.high)
        return Bootstrap(low, self.score, high, confidence, n_resamples, seed)

    def __repr__(self) -> str:
        return f"ChrfResult({self.n_rows} rows, {self.metric.name} {self.score:.4f})"


@dataclass(frozen=True, eq=False)
class SentenceChrfResult:
    """chrF of every row on its own.

    Attributes:
        metric: the configuration.
        statistics: the integers behind the scores, one row per prediction.
        skipped_rows: int64, rows of the input left out because a value was missing.
        scores: float64 (n_rows,) in [0, 1].
        precisions, recalls, f_scores: float64 (n_rows, n_orders) in [0, 1], of each order: those of
            characters first, then those of words.
        signature: the exact settings, for a paper.
    """

    metric: Chrf
    statistics: Statistics
    skipped_rows: Integers

    @cached_property
    def scores(self) -> Floats:
        """chrF of each row, float64 (n_rows,) in [0, 1]."""
        return self.metric.row_scores(self.statistics)

    @cached_property
    def _quotients(self) -> tuple[Floats, Floats, Floats]:
        return quotients(self.statistics.values, self.metric.beta)

    @property
    def precisions(self) -> Floats:
        """Matches over the prediction's n-grams of each order; 0 where there are none."""
        return self._quotients[0]

    @property
    def recalls(self) -> Floats:
        """Matches over the reference's n-grams of each order; 0 where there are none."""
        return self._quotients[1]

    @property
    def f_scores(self) -> Floats:
        """F of each order; 0 where nothing matches."""
        return self._quotients[2]

    @property
    def signature(self) -> str:
        """The exact settings that made the scores."""
        return self.metric.signature

    def __repr__(self) -> str:
        return f"SentenceChrfResult({len(self.statistics)} rows, {self.metric.name})"
