"""BLEU: configuration, statistics, formula and signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from .columns import Missing, pair_rows
from .errors import ConfigurationError, InputError, shown, unknown
from .scores import Floats, harmonic_mean
from .signatures import signature_of
from .streaming import Accumulator
from .sufficient_statistics import Statistics
from .tokenizers import Splitter, resolve

if TYPE_CHECKING:
    from .token_ids import Encoder

Smoothing = Literal["none", "floor", "add-k", "exp"]
ReferenceLength = Literal["closest", "shortest", "average"]
# The kernels' numbers for each, and the value that a smoothing takes where none is given.
SMOOTHINGS = {"none": (0, 0.0), "floor": (1, 0.1), "add-k": (2, 1.0), "exp": (3, 0.0)}
REFERENCE_LENGTHS = {"closest": 0, "shortest": 1, "average": 2}
# An average length is kept as an integer in this fraction of a token: exact for up to sixteen references.
AVERAGE_UNIT = 720720


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

    metric: Bleu
    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]

    @cached_property
    def _sum(self) -> npt.NDArray[np.int64]:
        total: npt.NDArray[np.int64] = self.statistics.values.sum(axis=0)
        return total

    def _orders(self, part: int) -> npt.NDArray[np.int64]:
        n = self.metric.max_order
        return self._sum[part * n : (part + 1) * n]

    @cached_property
    def score(self) -> float:
        """Corpus BLEU, in [0, 1]; 0 where no n-gram matches."""
        return min(self.percent / 100, 1.0)

    @cached_property
    def percent(self) -> float:
        """Corpus BLEU on sacrebleu's scale of 0 to 100, to its last bit."""
        return float(self.metric.percents(self._sum[np.newaxis])[0])

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
        from ._kernels.brevity import brevity_penalty

        return float(brevity_penalty(float(self.prediction_length), float(self.reference_length)))

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    @property
    def signature(self) -> str:
        """The exact settings that made the score."""
        return self.metric.signature

    def __repr__(self) -> str:
        return f"BleuResult({self.n_rows} rows, BLEU {self.score:.4f})"


@dataclass(frozen=True, eq=False)
class SentenceBleuResult:
    """BLEU of every row on its own.

    Attributes:
        scores: float64 (n_rows,) in [0, 1].
        statistics: the integers behind the scores, one row a prediction.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: the exact settings, for a paper.
    """

    scores: Floats
    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]
    signature: str

    def __repr__(self) -> str:
        return f"SentenceBleuResult({len(self.scores)} rows)"


@dataclass(frozen=True)
class Bleu:
    """BLEU (Papineni et al. 2002) with the numbers of sacrebleu 2.6.

    The geometric mean of clipped n-gram precisions, times a penalty for predictions shorter than their references. Counts are summed
    over all rows before they are divided (corpus BLEU); `score_rows` scores each row on its own. An empty prediction matches nothing;
    no match of any order is a score of 0, whatever the smoothing.

    Args:
        tokenizer: "13a", "intl", "zh", "char", "none" (white space), "unicode", "rouge-score", or a callable from a str to its tokens.
        lowercase: Lower-case texts first.
        smoothing: What an order without a match counts as: "none", "floor", "add-k" or "exp" (Chen and Cherry 2014).
        smoothing_value: For "floor" (default 0.1) and "add-k" (default 1).
        max_order: The longest n-grams counted.
        weights: Of each order; by default all weigh the same.
        effective_order: Leave out orders longer than the text, for single sentences.
        reference_length: Of several references: the "closest" to the prediction (the shorter of two), the "shortest" or the "average".

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.Bleu(max_order=2).score(["the cat sat"], [["the cat ran", "a cat sat"]])
        >>> result.matches.tolist(), result.totals.tolist(), result.brevity_penalty
        ([3, 2], [3, 2], 1.0)

    References:
        Papineni et al. (2002), BLEU: a Method for Automatic Evaluation of Machine Translation.
        Post (2018), A Call for Clarity in Reporting BLEU Scores.
    """

    tokenizer: str | Splitter | Any = "13a"
    lowercase: bool = False
    smoothing: Smoothing = "exp"
    smoothing_value: float | None = None
    max_order: int = 4
    weights: tuple[float, ...] | None = None
    effective_order: bool = False
    reference_length: ReferenceLength = "closest"

    def __post_init__(self) -> None:
        if self.smoothing not in SMOOTHINGS:
            raise ConfigurationError(unknown("smoothing", self.smoothing, SMOOTHINGS))
        if self.smoothing_value is not None and self.smoothing not in ("floor", "add-k"):
            raise ConfigurationError(f"smoothing {self.smoothing!r} takes no value; expected 'floor' or 'add-k' with smoothing_value.")
        if self.smoothing_value is not None and not self.smoothing_value >= 0:
            raise ConfigurationError(f"smoothing_value is {self.smoothing_value}; expected 0 or more.")
        if self.reference_length not in REFERENCE_LENGTHS:
            raise ConfigurationError(unknown("reference_length", self.reference_length, REFERENCE_LENGTHS))
        if not isinstance(self.max_order, (int, np.integer)) or self.max_order < 1:
            raise ConfigurationError(f"max_order is {shown(self.max_order)}; expected an int of 1 or more.")
        if self.weights is not None:
            object.__setattr__(self, "weights", tuple(float(weight) for weight in self.weights))
            if len(self.weights) != self.max_order:
                raise ConfigurationError(f"{len(self.weights)} weights for max_order {self.max_order}; expected one an order.")
        self.signature  # noqa: B018  # a tokenizer that does not exist is reported here, not at the first score

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def unit(self) -> int:
        """The fraction of a token in which reference lengths are counted."""
        return AVERAGE_UNIT if self.reference_length == "average" else 1

    @cached_property
    def _encoder(self) -> Encoder:
        from .token_ids import Encoder

        return Encoder(resolve(self.tokenizer), None, self.lowercase)

    @cached_property
    def _counts_signature(self) -> str:
        """The settings that the counts depend on: scores with other smoothing may be made of the same counts."""
        return signature_of(
            "bleu-counts",
            tokenizer=self._encoder.tokenizer.name,
            lowercase=self.lowercase,
            max_order=self.max_order,
            reference_length=self.reference_length,
        )

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        value = SMOOTHINGS[self.smoothing][1] if self.smoothing_value is None else self.smoothing_value
        return signature_of(
            "bleu",
            tokenizer=self._encoder.tokenizer.name,
            lowercase=self.lowercase,
            smoothing=self.smoothing + (f"[{value:g}]" if self.smoothing in ("floor", "add-k") else ""),
            max_order=self.max_order,
            weights=self.weights and ",".join(map(repr, self.weights)),
            effective_order=self.effective_order,
            reference_length=self.reference_length,
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics."""
        orders = range(1, self.max_order + 1)
        names = [f"{part}_{n}" for part in ("match", "total", "reference_total") for n in orders]
        return (*names, "prediction_length", "reference_length")

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, npt.NDArray[np.int64]]:
        from .bleu_counts import count_rows

        pairs = pair_rows(predictions, references, missing)
        rule = REFERENCE_LENGTHS[self.reference_length]
        counts = count_rows(self._encoder, int(self.max_order), rule, self.unit, pairs, threads)
        return Statistics(counts, self.fields, self._counts_signature), pairs.skipped_rows

    def statistics(
        self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None
    ) -> Statistics:
        """Count matches, n-grams and lengths, one row a prediction.

        Args, Raises: as for `score`.
        """
        return self._count(predictions, references, missing, threads)[0]

    def score(self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None) -> BleuResult:
        """Score all predictions together: corpus BLEU.

        Args:
            predictions: One text, or one text a row: a list, NumPy array, pandas or polars Series, Arrow array, datasets column; or token
                ids, as lists of int or a 2-D integer array in which −100 is left out.
            references: The same, aligned with the predictions, or a list of references a row; rows may have different numbers.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has no reference, a text is not valid Unicode.
            InputTypeError: A value is neither text nor token ids.
        """
        return BleuResult(self, *self._count(predictions, references, missing, threads))

    def score_rows(
        self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None
    ) -> SentenceBleuResult:
        """Score each prediction on its own: sentence BLEU. Args, Raises: as for `score`."""
        statistics, skipped = self._count(predictions, references, missing, threads)
        return SentenceBleuResult(self.row_scores(statistics), statistics, skipped, self.signature)

    def result(self, statistics: Statistics) -> BleuResult:
        """Make corpus BLEU of statistics that were counted with the same tokenizer, orders and reference length.

        Raises:
            InputError: They were counted with others.
        """
        self._check(statistics)
        return BleuResult(self, statistics, np.zeros(0, np.int64))

    def row_scores(self, statistics: Statistics) -> Floats:
        """Give BLEU of every row of statistics on its own, float64 (n_rows,) in [0, 1]. Raises: as for `result`."""
        self._check(statistics)
        return np.minimum(self.percents(statistics.values) / 100, 1.0)

    def _check(self, statistics: Statistics) -> None:
        if statistics.signature != self._counts_signature:
            raise InputError(f"these statistics were made with {statistics.signature!r}; expected {self._counts_signature!r}.")

    def percents(self, counts: npt.NDArray[np.int64]) -> Floats:
        """Score rows of counts on sacrebleu's scale of 0 to 100, to its last bit: float64 (n_rows,)."""
        from ._kernels.brevity import bleu_scores

        smoothing, value = SMOOTHINGS[self.smoothing]
        if self.smoothing_value is not None:
            value = float(self.smoothing_value)
        weights = np.asarray(self.weights or (), np.float64)
        out = np.empty(len(counts), np.float64)
        counts = np.ascontiguousarray(counts)
        bleu_scores(counts, int(self.max_order), self.unit, smoothing, value, int(self.effective_order), weights, len(weights), out)
        return out

    def accumulator(self) -> Accumulator[BleuResult]:
        """Give an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


def bleu(
    predictions: Any,
    references: Any,
    *,
    tokenizer: str | Splitter | Any = "13a",
    lowercase: bool = False,
    smoothing: Smoothing = "exp",
    smoothing_value: float | None = None,
    max_order: int = 4,
    weights: Sequence[float] | None = None,
    effective_order: bool = False,
    reference_length: ReferenceLength = "closest",
    missing: Missing = "error",
    threads: int | None = None,
) -> BleuResult:
    """Score predictions together by corpus BLEU; options are those of `Bleu` and `Bleu.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.bleu(["the cat sat on the mat"], ["the cat sat on the mat"]).score
        1.0
    """
    settings = (tokenizer, lowercase, smoothing, smoothing_value, max_order, weights, effective_order, reference_length)
    metric = Bleu(*settings)  # type: ignore[arg-type]  # weights become a tuple there
    return metric.score(predictions, references, missing=missing, threads=threads)


def sentence_bleu(
    predictions: Any,
    references: Any,
    *,
    missing: Missing = "error",
    threads: int | None = None,
    effective_order: bool = True,
    **options: Any,
) -> SentenceBleuResult:
    """Score each prediction by BLEU on its own; options are those of `Bleu`, with orders beyond the text left out.

    Examples:
        >>> import textmetrics as tm
        >>> tm.sentence_bleu(["the cat", "a dog"], ["the cat", "the cat"]).scores.tolist()
        [1.0, 0.0]
    """
    metric = replace(Bleu(), effective_order=effective_order, **options)
    return metric.score_rows(predictions, references, missing=missing, threads=threads)
