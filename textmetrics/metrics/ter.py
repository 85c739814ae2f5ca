"""TER: configuration, statistics, formula and result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, InputError, shown
from ..inputs import Missing, pair_rows
from ..results import (
    Accumulator,
    Bootstrap,
    Floats,
    Statistics,
    percentile_interval,
    resampled_means,
    settings_of,
    signature_of,
)

if TYPE_CHECKING:
    from ..tokenization import TercomEncoder

FIELDS = ("edits", "shifts", "reference_words", "n_references")


def edit_rate(edits: float, reference_length: float) -> float:
    """Return edits over reference length; for empty references 1 if there are edits, else 0."""
    if reference_length > 0:
        return edits / reference_length
    return 1.0 if edits > 0 else 0.0


def edit_rates(edits: npt.NDArray[Any], reference_lengths: Floats) -> Floats:
    """Return `edit_rate` of every row, float64 (n_rows,)."""
    has_words = reference_lengths > 0
    rates: Floats = np.where(edits > 0, 1.0, 0.0)
    np.divide(edits, reference_lengths, out=rates, where=has_words)
    return rates


@dataclass(frozen=True, eq=False)
class TerResult:
    """TER of all rows together, and of each row.

    Attributes:
        statistics: The integers behind the scores, one row per prediction: edits, shifts among
            them, words of all references, and references.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: The exact settings, for a paper.
    """

    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]
    signature: str

    @property
    def edits(self) -> npt.NDArray[np.int64]:
        """Insertions, deletions, substitutions and shifts of each row, int64 (n_rows,)."""
        return self.statistics.values[:, 0]

    @property
    def shifts(self) -> npt.NDArray[np.int64]:
        """Shifts among the edits of each row, int64 (n_rows,)."""
        return self.statistics.values[:, 1]

    @cached_property
    def reference_lengths(self) -> Floats:
        """The mean length of each row's references in words, float64 (n_rows,)."""
        lengths: Floats = self.statistics.values[:, 2] / np.maximum(self.statistics.values[:, 3], 1)
        return lengths

    @cached_property
    def reference_length(self) -> float:
        """The sum of the mean lengths, added row by row: thirds do not add up in every order."""
        return float(np.cumsum(self.reference_lengths)[-1]) if self.n_rows else 0.0

    @cached_property
    def score(self) -> float:
        """Edits over reference words of all rows together: 0 is best, and it may exceed 1.

        Without any reference word it is 1 where predictions have words, else 0.
        """
        return edit_rate(int(self.edits.sum()), self.reference_length)

    @property
    def percent(self) -> float:
        """TER in percent, to the last bit of sacrebleu's score."""
        return 100 * self.score

    @cached_property
    def scores(self) -> Floats:
        """TER of each row, float64 (n_rows,)."""
        return edit_rates(self.edits, self.reference_lengths)

    @property
    def n_rows(self) -> int:
        """The number of rows scored."""
        return len(self.statistics)

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
        rows = np.column_stack([self.edits, self.reference_lengths])
        means = resampled_means(rows, seed, n_resamples, threads=threads)
        low, high = percentile_interval(edit_rates(means[:, 0], means[:, 1]), confidence)
        return Bootstrap(float(low), self.score, float(high), confidence, n_resamples, seed)

    def __repr__(self) -> str:
        return f"TerResult({self.n_rows} rows, TER {self.score:.4f})"


@dataclass(frozen=True)
class Ter:
    """Translation edit rate (Snover et al. 2006) with the numbers of sacrebleu 2.6, divided by 100.

    The fewest insertions, deletions, substitutions of words, and shifts of blocks of words, that a
    greedy search finds to turn a prediction into a reference, over the reference's length. Of
    several references the one with the fewest edits counts, and the mean of their lengths. Over
    several rows, edits and lengths are summed before they are divided.

    Args:
        normalized: Separate punctuation from words, as tercom does.
        no_punct: Drop punctuation.
        asian_support: With `normalized`, separate ideographs too; with `no_punct`, drop the
            punctuation of Asian scripts too.
        case_sensitive: Do not lower-case texts first.

    Raises:
        ConfigurationError: An option is not a bool.

    Examples:
        >>> import textmetrics as tm
        >>> import textmetrics as tm
        >>> result = tm.Ter().score(["on the mat the cat sat"], ["the cat sat on the mat"])
        >>> result.edits.tolist(), result.shifts.tolist(), round(result.score, 4)
        ([1], [1], 0.1667)

    References:
        Snover et al. (2006), A Study of Translation Edit Rate with Targeted Human Annotation.
    """

    normalized: bool = False
    no_punct: bool = False
    asian_support: bool = False
    case_sensitive: bool = False

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if not isinstance(value, (bool, np.bool_)):
                raise ConfigurationError(f"{name} is {shown(value)}; expected True or False.")
            object.__setattr__(self, name, bool(value))

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def _encoder(self) -> TercomEncoder:
        from ..tokenization import tercom

        return tercom(self.normalized, self.no_punct, self.asian_support, self.case_sensitive)

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        return signature_of(
            "ter",
            normalized=self.normalized,
            no_punct=self.no_punct,
            asian_support=self.asian_support,
            case_sensitive=self.case_sensitive,
        )

    @classmethod
    def from_signature(cls, signature: str) -> Ter:
        """Make the configuration that a signature names.

        Raises:
            ConfigurationError: It is not a signature of TER.
        """
        metric, settings = settings_of(signature)
        if metric != "ter":
            raise ConfigurationError(
                f"{shown(signature, 200)} is a signature of {metric}; expected one of ter."
            )
        unknown = settings.keys() - cls.__dataclass_fields__.keys()
        if unknown:
            raise ConfigurationError(f"{shown(signature, 200)} sets {min(unknown)}, unknown here.")
        return cls(**{name: value == "true" for name, value in settings.items()})

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics; edits and shifts are those of the nearest reference."""
        return FIELDS

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, npt.NDArray[np.int64]]:
        from ..counting import count_ter

        pairs = pair_rows(predictions, references, missing)
        counts = count_ter(self._encoder, pairs, threads)
        return Statistics(counts, FIELDS, self.signature), pairs.skipped_rows

    def statistics(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Statistics:
        """Count edits and words, one row per prediction. Args, Raises: as for `score`."""
        return self._count(predictions, references, missing, threads)[0]

    def score(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> TerResult:
        """Score all predictions together, and each on its own.

        Args:
            predictions: One text, or one text per row: a list, NumPy array, pandas or polars
                Series, Arrow array, datasets column; or token ids, as lists of int or a 2-D
                integer array in which −100 is left out.
            references: The same, aligned with the predictions, or one list of references per row.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result
                does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has no reference, a text is
                not valid Unicode.
            InputTypeError: A value is neither text nor token ids.
        """
        return TerResult(*self._count(predictions, references, missing, threads), self.signature)

    def score_rows(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Floats:
        """Score each prediction on its own: float64 (n_rows,). Args, Raises: as for `score`."""
        return self.score(predictions, references, missing=missing, threads=threads).scores

    def result(self, statistics: Statistics) -> TerResult:
        """Make scores of statistics that were counted with the same settings.

        Raises:
            InputError: They were counted with others.
        """
        if statistics.signature != self.signature:
            raise InputError(
                f"these statistics were made with {statistics.signature!r}; "
                f"expected {self.signature!r}."
            )
        return TerResult(statistics, np.zeros(0, np.int64), self.signature)

    def accumulator(self) -> Accumulator[TerResult]:
        """Return an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


def ter(
    predictions: Any,
    references: Any,
    *,
    normalized: bool = False,
    no_punct: bool = False,
    asian_support: bool = False,
    case_sensitive: bool = False,
    missing: Missing = "error",
    threads: int | None = None,
) -> TerResult:
    """Score predictions by TER; options are those of `Ter` and `Ter.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.ter(["the cat sat"], ["the cat ran"]).scores.tolist()
        [0.3333333333333333]
    """
    metric = Ter(normalized, no_punct, asian_support, case_sensitive)
    return metric.score(predictions, references, missing=missing, threads=threads)
