"""What BLEU gives: a corpus score with all it is made of, and scores of single rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ...results import Bootstrap, ExactSums, Floats, Statistics, column_sums, exact_mean
from ..f_measures import harmonic_mean
from .formula import Formula


class BleuMetric(Protocol):
    """What a result asks of the configuration that made it."""

    @property
    def max_order(self) -> int:
        """The longest n-grams counted."""

    @property
    def unit(self) -> int:
        """The fraction of a token in which reference lengths are counted."""

    @property
    def formula(self) -> Formula:
        """How counts become a score."""

    @property
    def has_several_weights(self) -> bool:
        """Several weight vectors were given, so a score is an array."""

    @property
    def signature(self) -> str:
        """The exact settings."""

    def fractions(self, counts: npt.NDArray[np.int64], last: npt.NDArray[np.int64] | None = None) -> Floats:
        """Score rows of counts on a scale of 0 to 1."""

    def percents(self, counts: npt.NDArray[np.int64]) -> Floats:
        """Score rows of counts on a scale of 0 to 100."""


@dataclass(frozen=True, eq=False)
class BleuResult:
    """Corpus BLEU and what it is made of.

    Attributes:
        score: float in [0, 1].
        precisions: float64 (max_order,) in [0, 1], clipped matches over the predictions' n-grams of each order, not smoothed.
        recalls: float64 (max_order,) in [0, 1], the same matches over the references' n-grams.
        f1s: float64 (max_order,) in [0, 1].
        brevity_penalty: float in [0, 1].
        statistics: the integers behind the score, one row a prediction.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: the exact settings, for a paper.
    """

    metric: BleuMetric
    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]

    @cached_property
    def _sum(self) -> npt.NDArray[np.int64]:
        return column_sums(self.statistics.values)

    def _orders(self, part: int) -> npt.NDArray[np.int64]:
        n = self.metric.formula.counted_orders
        return self._sum[part * n : part * n + self.metric.max_order]

    @cached_property
    def score(self) -> float | Floats:
        """Corpus BLEU, in [0, 1]; 0 where no n-gram matches. Where several weight vectors were given, float64 (n_vectors,)."""
        last = self.statistics.values[-1] if len(self.statistics) else None
        scores = self.metric.fractions(self._sum[np.newaxis], last)[0]
        return scores if self.metric.has_several_weights else float(scores)

    @cached_property
    def percent(self) -> float | Floats:
        """Corpus BLEU on sacrebleu's scale of 0 to 100, to the last bit of sacrebleu's own definition."""
        if self.metric.formula.name != "sacrebleu":
            return 100 * self.score
        percents = self.metric.percents(self._sum[np.newaxis])[0]
        return percents if self.metric.has_several_weights else float(percents)

    @property
    def matches(self) -> npt.NDArray[np.int64]:
        """Clipped matches of each order, int64 (max_order,)."""
        return self._orders(0)

    @property
    def totals(self) -> npt.NDArray[np.int64]:
        """The predictions' n-grams of each order, int64 (max_order,)."""
        return self._orders(1)

    @property
    def reference_totals(self) -> Floats:
        """The n-grams of each order of references of the lengths that count, float64 (max_order,)."""
        return self._orders(2) / self.metric.unit

    @property
    def precisions(self) -> Floats:
        """Clipped matches over the predictions' n-grams; 0 where there are none."""
        return self.matches / np.maximum(self.totals, 1)

    @property
    def recalls(self) -> Floats:
        """Clipped matches over the references' n-grams; 0 where there are none, 1 at most."""
        return np.minimum(self.matches / np.maximum(self.reference_totals, 1), 1.0)

    @property
    def f1s(self) -> Floats:
        """The harmonic mean of precision and recall of each order."""
        return harmonic_mean(self.precisions, self.recalls)

    @property
    def prediction_length(self) -> int:
        """Count the predictions' tokens."""
        return int(self._sum[-2])

    @property
    def reference_length(self) -> float:
        """Count the tokens of the references that the predictions are compared with in length."""
        length = float(self._sum[-1] / self.metric.unit)
        return int(length) if self.metric.unit == 1 else length

    @property
    def brevity_penalty(self) -> float:
        """Give exp(1 - r / c) where the predictions (c tokens) are shorter than the references (r), else 1."""
        from ..._kernels.bleu import brevity_penalty

        return float(brevity_penalty(float(self.prediction_length), float(self.reference_length)))

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    @property
    def signature(self) -> str:
        """The exact settings that made the score."""
        return self.metric.signature

    def bootstrap(
        self, *, seed: int = 0, confidence: float = 0.95, n_resamples: int = 1000, threads: int | None = None
    ) -> Bootstrap[float | Floats]:
        """Give a confidence interval of corpus BLEU: the percentiles of the corpus BLEU of resampled rows.

        Smoothing methods that look at the last row of a corpus look at the last row of all, not of those drawn.

        Args:
            seed: An int from 0 to 2**64 - 1; the interval depends on it, not on threads.
            confidence: The part of resampled scores inside the interval, in [0, 1].
            n_resamples: How often as many rows as there are are drawn, with replacement.
            threads: At most so many; by default every core, and one for little work.

        Raises:
            InputError: There are no rows.
            ConfigurationError: An option is out of range.

        Examples:
            >>> import textmetrics as tm
            >>> result = tm.bleu(["the cat sat on the mat"] * 20, ["the cat sat on a mat", "the cat sat on the mat"] * 10)
            >>> interval = result.bootstrap(seed=1)
            >>> interval.low < interval.estimate == result.score < interval.high
            True
        """
        from ...results import percentile_interval, resampled_sums

        sums = resampled_sums(self.statistics.values, seed, n_resamples, threads=threads)
        ends = percentile_interval(self.metric.fractions(sums, self.statistics.values[-1]), confidence)
        low, high = (end if self.metric.has_several_weights else float(end) for end in ends)
        return Bootstrap(low, self.score, high, confidence, n_resamples, seed)

    def __repr__(self) -> str:
        scores = ", ".join(f"{score:.4f}" for score in np.atleast_1d(self.score))
        return f"BleuResult({self.n_rows} rows, BLEU {scores})"


@dataclass(frozen=True, eq=False)
class SentenceBleuResult:
    """BLEU of every row on its own.

    Attributes:
        scores: float64 (n_rows,) in [0, 1]; where several weight vectors were given (n_rows, n_vectors).
        statistics: the integers behind the scores, one row a prediction.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: the exact settings, for a paper.
    """

    scores: Floats
    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]
    signature: str

    @cached_property
    def mean(self) -> float | Floats:
        """The mean of the scores, from their exact sum; NaN where there are no rows.

        Where several weight vectors were given, float64 (n_vectors,).
        """
        if self.scores.ndim == 1:
            return exact_mean(self.scores)
        return np.array(ExactSums.of(list(self.scores.T)).means())

    def __repr__(self) -> str:
        return f"SentenceBleuResult({len(self.scores)} rows)"


class _StatisticsOfOneRow:
    """The statistics of a row that was scored alone, made when they are asked for."""

    def __get__(self, result: SentenceBleuResult | None, _: type[SentenceBleuResult]) -> Statistics:
        own = {} if result is None else result.__dict__
        if "_row" not in own:
            raise AttributeError("type object 'SentenceBleuResult' has no attribute 'statistics'")
        made: Statistics = own["_metric"]._statistics_of_one_row(own["_row"])
        own["statistics"] = made
        return made


SentenceBleuResult.statistics = _StatisticsOfOneRow()  # type: ignore[assignment]  # in the class itself it would be a default
_NO_ROWS = np.zeros(0, np.int64)


def result_of_one_row(metric: BleuMetric, row: Floats) -> SentenceBleuResult:
    """Give the result of one row; assignments of a frozen class would cost a fifth of the scoring.

    Args:
        metric: the configuration.
        row: float64 (1 + n_fields,): the score from 0 to 1, and behind it the counts.
    """
    made = object.__new__(SentenceBleuResult)
    own = made.__dict__
    own["scores"] = row[:1]
    own["skipped_rows"] = _NO_ROWS
    own["signature"] = metric.signature
    own["_metric"] = metric
    own["_row"] = row
    return made
