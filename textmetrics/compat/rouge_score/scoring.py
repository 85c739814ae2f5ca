"""Scores and their bootstrap aggregation, with rouge-score's numbers for any state of NumPy's global generator."""

from __future__ import annotations

import abc
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["AggregateScore", "BaseScorer", "BootstrapAggregator", "Score", "fmeasure"]

DRAWS_AT_ONCE = 1 << 16  # row numbers drawn before they are added up: a quarter of a MiB stays near


class Score(NamedTuple):
    """Precision, recall and F1 in [0, 1]: floats; of a text without tokens, ROUGE-L and ROUGE-Lsum are the int 0."""

    precision: Any
    recall: Any
    fmeasure: Any


class AggregateScore(NamedTuple):
    """The ends of a confidence interval, and the median in between; each has the type of the scores that were added."""

    low: Any
    mid: Any
    high: Any


class BaseScorer(abc.ABC):
    """What a scorer derives from."""

    @abc.abstractmethod
    def score(self, target: Any, prediction: Any) -> dict[Any, Score]:
        """Score a prediction against its target: a score for each type."""


class BootstrapAggregator:
    """Confidence intervals of mean scores, by bootstrap resampling.

    As in the original, rows are drawn from NumPy's **global** generator, so results differ from run to run unless ``np.random.seed`` is
    called before, and drawing moves that generator on; "mid" is the median of the resampled means, not the mean. The numbers are the
    original's, to the last bit, and so is the generator's state afterwards. Elsewhere in this package nothing draws from global state.

    Args:
        confidence_interval: The part of the resampled means that lies between low and high, in [0, 1].
        n_samples: How many times rows are resampled.

    Raises:
        ValueError: An argument is out of range.

    Examples:
        >>> import numpy as np
        >>> from textmetrics.compat.rouge_score import scoring
        >>> np.random.seed(0)
        >>> aggregator = scoring.BootstrapAggregator()
        >>> for value in (0.0, 0.5, 1.0):
        ...     aggregator.add_scores({"rouge1": scoring.Score(value, value, value)})
        >>> float(aggregator.aggregate()["rouge1"].mid.fmeasure)
        0.5
    """

    def __init__(self, confidence_interval: float = 0.95, n_samples: int = 1000) -> None:
        if confidence_interval < 0 or confidence_interval > 1:
            raise ValueError(f"confidence_interval is {confidence_interval}; expected a number from 0 to 1.")
        if n_samples <= 0:
            raise ValueError(f"n_samples is {n_samples}; expected 1 or more.")
        self._confidence_interval = confidence_interval
        self._n_samples = n_samples
        self._scores: defaultdict[Any, list[Any]] = defaultdict(list)

    def add_scores(self, scores: Mapping[Any, Any]) -> None:
        """Add one row: a namedtuple of numbers for each type."""
        for name, score in scores.items():
            self._scores[name].append(score)

    def aggregate(self) -> dict[Any, AggregateScore]:
        """Resample the rows added so far, type after type, and give each type's interval."""
        found = {}
        for name, rows in self._scores.items():
            bounds = self._bounds(_stacked(rows))
            make = type(rows[0])
            found[name] = AggregateScore(*(make(*bound) for bound in bounds))
        return found

    def _bounds(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Give low, mid and high of every column: float64 (3, n_columns)."""
        tail = (1 - self._confidence_interval) / 2
        # The percentages come out of the same operations as the original's: their last bit moves the interpolation.
        percentages = 100 * np.array([tail, 0.5, 1 - tail])
        bounds: npt.NDArray[Any] = np.percentile(resampled_means(rows, self._n_samples), percentages, axis=0)
        return bounds


def resampled_means(rows: npt.NDArray[Any], n_samples: int) -> npt.NDArray[np.float64]:
    """Draw as many rows as there are, with replacement, `n_samples` times, and give the means of each draw."""
    n_rows, n_columns = rows.shape
    means = np.zeros((n_samples, n_columns))
    at_once = max(1, DRAWS_AT_ONCE // n_rows)
    pieces = [(first, min(first + at_once, n_samples)) for first in range(0, n_samples, at_once)]
    # NumPy adds several columns row by row, as the kernel does; a single column it adds pairwise.
    if rows.dtype == np.float64 and n_columns > 1:
        from ..._kernels.resampling import sum_drawn_rows

        with _drawing(n_rows, at_once) as draw:
            for first, last in pieces:
                sum_drawn_rows(rows, draw(last - first), means[first:last])
        means /= n_rows
        return means
    for first, last in pieces:
        drawn = drawn_rows(n_rows, last - first)
        for sample in range(first, last):
            means[sample] = np.mean(rows[drawn[sample - first]], axis=0)
    return means


def drawn_rows(n_rows: int, n_samples: int) -> npt.NDArray[np.uint32]:
    """Draw row numbers from NumPy's global generator: uint32 (n_samples, n_rows).

    They are what ``np.random.choice`` gives for one sample after another, and leave the generator in the same state.
    """
    with _drawing(n_rows, n_samples) as draw:
        return draw(n_samples)


@contextmanager
def _drawing(n_rows: int, at_once: int) -> Iterator[Callable[[int], npt.NDArray[np.uint32]]]:
    """Give a function that draws so many samples, at most `at_once`; what it draws, it writes over what it drew before.

    The generator's state is read once and written once, which takes longer than many draws do.
    """
    room = np.empty((at_once, n_rows), np.uint32)
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]  # public, but not among the names of the stubs
    if not isinstance(generator, np.random.MT19937) or not 2 <= n_rows <= 1 << 31:

        def draw_with_numpy(n_samples: int) -> npt.NDArray[np.uint32]:
            room[:n_samples] = np.random.randint(0, n_rows, size=(n_samples, n_rows), dtype=np.int64)
            return room[:n_samples]

        yield draw_with_numpy
        return
    from ..._kernels.resampling import STATE_WORDS, draw_rows

    mask = (1 << (n_rows - 1).bit_length()) - 1
    numbers = np.empty(STATE_WORDS, np.uint32)
    # The lock that NumPy's own draws take: other threads may draw from the generator too.
    with generator.lock:
        state = generator.state
        twister = state["state"]

        def draw(n_samples: int) -> npt.NDArray[np.uint32]:
            drawn = room[:n_samples]
            twister["pos"] = int(draw_rows(twister["key"], twister["pos"], n_rows, mask, numbers, drawn.reshape(-1)))
            return drawn

        try:
            yield draw
        finally:
            generator.state = state


def _stacked(rows: list[Any]) -> npt.NDArray[Any]:
    """Give the matrix of rows that ``np.vstack`` gives: of tuples of floats, which most scores are, in a tenth of the time."""
    are_tuples = all(issubclass(kind, tuple) for kind in set(map(type, rows)))
    if are_tuples and len(set(map(len, rows))) == 1 and set(map(type, chain.from_iterable(rows))) == {float}:
        return np.fromiter(chain.from_iterable(rows), np.float64).reshape(len(rows), -1)
    return np.vstack(rows)


def fmeasure(precision: Any, recall: Any) -> Any:
    """Give F1 = 2 P R / (P + R), and 0.0 where both are 0."""
    total = precision + recall
    return 2 * precision * recall / total if total > 0 else 0.0
