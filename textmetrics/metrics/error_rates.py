"""What WER and CER return: rates, counts, and the alignments behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from ..inputs import Pairs
from ..results import Bootstrap, Floats, Statistics, percentile_interval, resampled_sums

if TYPE_CHECKING:
    from ..counting import BlockEncoder, Chunks

FIELDS = ("hits", "substitutions", "deletions", "insertions")
OPERATIONS = ("equal", "substitute", "delete", "insert")
Integers = npt.NDArray[np.int64]


class ErrorRates(NamedTuple):
    """Rates of all rows together as floats, or of each row as float64 (n_rows,).

    Attributes:
        rate: WER or CER: errors over reference words; the number of insertions where there are
            none.
        mer: Match error rate, in [0, 1]: errors over errors and hits.
        wil: Word information lost, in [0, 1].
        wip: Word information preserved, in [0, 1].
    """

    rate: Any
    mer: Any
    wil: Any
    wip: Any


class Chunk(NamedTuple):
    """A run of one operation in an alignment.

    Attributes:
        operation: "equal", "substitute", "delete" (a reference word has no partner) or "insert".
        reference_start, reference_end, prediction_start, prediction_end: positions of words.
    """

    operation: str
    reference_start: int
    reference_end: int
    prediction_start: int
    prediction_end: int


def error_rates(counts: Integers) -> ErrorRates:
    """Return the rates of every row of counts, float64 (n_rows,).

    Args:
        counts: int64 (n_rows, 4): hits, substitutions, deletions, insertions.
    """
    hits, substitutions, deletions, insertions = counts.T
    n_reference, n_prediction = hits + substitutions + deletions, hits + substitutions + insertions
    errors = substitutions + deletions + insertions
    is_empty = n_reference == 0
    rate: Floats = np.where(is_empty, insertions, errors / np.maximum(n_reference, 1))
    mer: Floats = np.where(is_empty, n_prediction > 0, errors / np.maximum(errors + hits, 1))
    kept = (hits / np.maximum(n_reference, 1)) * (hits / np.maximum(n_prediction, 1))
    wip: Floats = np.where(is_empty, n_prediction == 0, kept)
    return ErrorRates(rate, mer, 1 - wip, wip)


@dataclass(frozen=True, eq=False)
class ErrorRateResult:
    """Error rates of all rows together, and of each row.

    Attributes:
        statistics: The integers behind the rates, one row per prediction: hits, substitutions,
            deletions, insertions.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: The exact settings, for a paper.
    """

    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]
    signature: str
    _pairs: Pairs | None = field(default=None, repr=False)
    _encoder: BlockEncoder | None = field(default=None, repr=False)

    @cached_property
    def _sums(self) -> ErrorRates:
        totals = self.statistics.values.sum(axis=0)[np.newaxis]
        return ErrorRates(*(float(rates[0]) for rates in error_rates(totals)))

    @cached_property
    def rows(self) -> ErrorRates:
        """The rates of each row, each float64 (n_rows,)."""
        return error_rates(self.statistics.values)

    @property
    def score(self) -> float:
        """WER or CER of all rows together: 0 is best, and it may exceed 1.

        Without any reference word it is the number of insertions, as in jiwer.
        """
        return float(self._sums.rate)

    @property
    def scores(self) -> Floats:
        """WER or CER of each row, float64 (n_rows,)."""
        rates: Floats = self.rows.rate
        return rates

    @property
    def mer(self) -> float:
        """Match error rate, in [0, 1]: errors over errors and hits."""
        return float(self._sums.mer)

    @property
    def wil(self) -> float:
        """Word information lost, in [0, 1]: 1 - wip."""
        return float(self._sums.wil)

    @property
    def wip(self) -> float:
        """Word information preserved: hits / reference words times hits / words, in [0, 1]."""
        return float(self._sums.wip)

    @property
    def hits(self) -> int:
        """Words that are equal in the alignments."""
        return int(self.statistics.values[:, 0].sum())

    @property
    def substitutions(self) -> int:
        """Reference words with another word in their place."""
        return int(self.statistics.values[:, 1].sum())

    @property
    def deletions(self) -> int:
        """Reference words without a partner."""
        return int(self.statistics.values[:, 2].sum())

    @property
    def insertions(self) -> int:
        """Words of predictions without a partner."""
        return int(self.statistics.values[:, 3].sum())

    @property
    def reference_length(self) -> int:
        """Words of all references."""
        return self.hits + self.substitutions + self.deletions

    @property
    def prediction_length(self) -> int:
        """Words of all predictions."""
        return self.hits + self.substitutions + self.insertions

    @property
    def n_rows(self) -> int:
        """The number of rows scored."""
        return len(self.statistics)

    @cached_property
    def chunks(self) -> Chunks:
        """The alignments behind the counts as arrays; they are made when they are first asked for.

        Raises:
            InputError: The result was made of statistics, without texts.
        """
        if self._pairs is None or self._encoder is None:
            raise InputError(
                "this result was made of statistics, which hold no words; expected the result of "
                "score(predictions, references)."
            )
        from ..counting import align

        return align(self._encoder, self._pairs, None)

    @cached_property
    def alignments(self) -> list[list[Chunk]]:
        """The alignment of each row; no chunk where both texts are empty. Raises: as `chunks`."""
        offsets, values = self.chunks
        made = [Chunk(OPERATIONS[operation], *ends) for operation, *ends in values.tolist()]
        bounds = offsets.tolist()
        return [made[bounds[k] : bounds[k + 1]] for k in range(self.n_rows)]

    def bootstrap(
        self,
        *,
        seed: int = 0,
        confidence: float = 0.95,
        n_resamples: int = 1000,
        threads: int | None = None,
    ) -> Bootstrap[float]:
        """Return a confidence interval of the score of all rows together.

        Args, Raises: as for `BleuResult.bootstrap`.
        """
        sums = resampled_sums(self.statistics.values, seed, n_resamples, threads=threads)
        low, high = percentile_interval(error_rates(sums).rate, confidence)
        return Bootstrap(float(low), self.score, float(high), confidence, n_resamples, seed)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle alignments in place of the texts they are made of."""
        if self._pairs is not None:
            self.chunks  # noqa: B018  # made now
        return {**self.__dict__, "_pairs": None, "_encoder": None}

    def __repr__(self) -> str:
        rates = f"MER {self.mer:.4f}, WIL {self.wil:.4f}, WIP {self.wip:.4f}"
        return f"{type(self).__name__}({self.n_rows} rows, {self._named}, {rates})"

    @property
    def _named(self) -> str:
        return f"error rate {self.score:.4f}"


class WordErrorResult(ErrorRateResult):
    """Word error rates of all rows together, and of each row; see `ErrorRateResult`."""

    @property
    def wer(self) -> float:
        """Word error rate: the score."""
        return self.score

    @property
    def _named(self) -> str:
        return f"WER {self.score:.4f}"


class CharacterErrorResult(ErrorRateResult):
    """Character error rates of all rows together, and of each row; see `ErrorRateResult`."""

    @property
    def cer(self) -> float:
        """Character error rate: the score."""
        return self.score

    @property
    def _named(self) -> str:
        return f"CER {self.score:.4f}"
