"""What ROUGE gives: precision, recall and F1 of every row, by type, their means, and intervals of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ...results import Bootstrap, Floats, Score, Scores, Statistics, scores_of_one_row


class RougeMetric(Protocol):
    """What a result asks of the configuration that made it."""

    @property
    def types(self) -> tuple[str, ...]:
        """What was computed."""

    @property
    def signature(self) -> str:
        """The exact settings."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics."""

    def type_scores(self, statistics: Statistics, name: str) -> Scores:
        """Give precision, recall and F of every row of statistics for one type."""


@dataclass(frozen=True, eq=False)
class RougeResult(Mapping[str, Scores]):
    """ROUGE of every row, by type: ``result["rougeL"].f1``.

    Attributes:
        metric: the configuration that made them.
        statistics: the integers behind the scores, one row a prediction.
        skipped_rows: int64, rows of the input left out because a value was missing (``missing="skip"``).
        signature: the exact settings, for a paper.
    """

    metric: RougeMetric
    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]

    @property
    def signature(self) -> str:
        """The exact settings that made the scores."""
        return self.metric.signature

    @property
    def types(self) -> tuple[str, ...]:
        """The types, in the order they were asked for."""
        return self.metric.types

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    @cached_property
    def _scores(self) -> dict[str, Scores]:
        return {}

    def __getitem__(self, name: str) -> Scores:
        own = self.__dict__
        made = own["_scores"] if "_row" in own else self._scores
        scores: Scores | None = made.get(name)
        if scores is None:
            types = own["metric"].types
            if name not in types:
                raise KeyError(name)
            if "_row" in own:  # a row that was scored alone
                scores = scores_of_one_row(own["_row"], 3 * types.index(name))
            else:
                scores = self.metric.type_scores(self.statistics, name)
            scores = made.setdefault(name, scores)  # another thread may have made them meanwhile
        return scores

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)

    def bootstrap(
        self, *, seed: int = 0, confidence: float = 0.95, n_resamples: int = 1000, threads: int | None = None
    ) -> dict[str, Bootstrap[Score]]:
        """Give confidence intervals of the means, by type: the percentiles of the means of resampled rows.

        Args:
            seed: An int from 0 to 2**64 - 1; the interval depends on it, not on threads.
            confidence: The part of resampled means inside the interval, in [0, 1].
            n_resamples: How often as many rows as there are are drawn, with replacement.
            threads: At most so many; by default every core, and one for little work.

        Raises:
            InputError: There are no rows.
            ConfigurationError: An option is out of range.

        Examples:
            >>> import textmetrics as tm
            >>> result = tm.rouge(["a b"] * 50 + ["c"] * 50, ["a b"] * 100, types=("rouge1",))
            >>> interval = result.bootstrap(seed=1)["rouge1"]
            >>> interval.low.f1 < interval.estimate.f1 == 0.5 < interval.high.f1
            True
        """
        from ...results import interval_of_means

        columns = [column for scores in self.values() for column in (scores.precision, scores.recall, scores.f1)]
        ends = interval_of_means(np.stack(columns, axis=1), seed, confidence, n_resamples, threads=threads)
        low, high = (np.split(end, len(self)) for end in (ends.low, ends.high))
        return {
            name: Bootstrap(Score(*low[k].tolist()), scores.mean, Score(*high[k].tolist()), confidence, n_resamples, seed)
            for k, (name, scores) in enumerate(self.items())
        }

    def __repr__(self) -> str:
        means = ", ".join(f"{name} {scores.mean.f1:.4f}" for name, scores in self.items())
        return f"RougeResult({self.n_rows} rows, mean F1: {means})"


class _StatisticsOfOneRow:
    """The statistics of a row that was scored alone, made when they are asked for."""

    def __get__(self, result: RougeResult | None, _: type[RougeResult]) -> Statistics:
        own = {} if result is None else result.__dict__
        if "_row" not in own:
            raise AttributeError("type object 'RougeResult' has no attribute 'statistics'")
        metric = own["metric"]
        made = own["statistics"] = Statistics.unchecked(counts_behind(own["_row"]), metric.fields, metric.signature)
        return made


RougeResult.statistics = _StatisticsOfOneRow()  # type: ignore[assignment]  # not in the class itself: there it would be a default
_NO_ROWS = np.zeros(0, np.int64)
_new = object.__new__


def counts_behind(row: Floats) -> npt.NDArray[np.int64]:
    """Give the counts, int64 (1, 3 * n_types), that stand behind the scores of a row."""
    return row[np.newaxis, len(row) // 2 :].astype(np.int64)


def result_of_one_row(metric: RougeMetric, row: Floats) -> RougeResult:
    """Give the result of one row; assignments of a frozen class would cost more than the counting.

    Args:
        metric: the configuration.
        row: float64 (6 * n_types,): precision, recall and F1 of each type, and behind them the counts.
    """
    made = _new(RougeResult)
    own = made.__dict__
    own["metric"] = metric
    own["skipped_rows"] = _NO_ROWS
    own["_scores"] = {}
    own["_row"] = row
    return made
