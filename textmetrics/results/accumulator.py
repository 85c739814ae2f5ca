"""An accumulator: rows come in batches, from several processes if need be, and are scored together."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from ..errors import InputError
from .statistics import Statistics

Result = TypeVar("Result", covariant=True)


class Metric(Protocol[Result]):
    """What an accumulator needs of a metric."""

    @property
    def signature(self) -> str:
        """The exact settings."""

    def statistics(self, predictions: Any, references: Any) -> Statistics:
        """Count, one row a prediction."""

    def result(self, statistics: Statistics) -> Result:
        """Make scores of statistics."""


class Accumulator(Generic[Result]):
    """Rows so far, and their scores together.

    The state is the rows of integers themselves: means and intervals need them, and they merge exactly in any grouping.

    Examples:
        >>> import textmetrics as tm
        >>> running = tm.Rouge(types=("rouge1",)).accumulator()
        >>> running.update(["a b"], ["a c"])
        >>> running.update(["c"], ["c"])
        >>> running.compute()["rouge1"].mean.f1
        0.75
    """

    def __init__(self, metric: Metric[Result]) -> None:
        self.metric = metric
        self._parts: list[Statistics] = []

    @property
    def n_rows(self) -> int:
        """Count the rows so far."""
        return sum(map(len, self._parts))

    @property
    def statistics(self) -> Statistics:
        """All rows so far, in the order they came.

        Raises:
            InputError: There are none.
        """
        if not self._parts:
            raise InputError("nothing has been accumulated; call update(predictions, references) first.")
        self._parts = [Statistics.concatenate(self._parts)]
        return self._parts[0]

    def update(self, predictions: Any, references: Any) -> None:
        """Add rows; what is accepted is what the metric accepts. Where it raises, nothing was added."""
        self._parts.append(self.metric.statistics(predictions, references))

    def merge(self, other: Accumulator[Result]) -> None:
        """Add the rows of another accumulator, which is left as it is.

        Raises:
            InputError: Its metric has other settings.
        """
        if other.metric.signature != self.metric.signature:
            raise InputError(f"an accumulator of {other.metric.signature!r} does not merge into one of {self.metric.signature!r}.")
        self._parts.extend(other._parts)

    def compute(self) -> Result:
        """Score all rows so far.

        Raises:
            InputError: There are none.
        """
        return self.metric.result(self.statistics)

    def reset(self) -> None:
        """Forget all rows."""
        self._parts = []
