"""BLEU: configuration, statistics, formula and signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ...errors import ConfigurationError, InputError, shown, unknown
from ...inputs import Missing, pair_rows
from ...results import Accumulator, Floats, Statistics, settings_of, signature_of
from ...tokenization import Splitter, resolve
from ..configured import configured
from .definitions import BLEU_DEFINITIONS
from .formula import KERNEL_SMOOTHINGS, METHODS, SMOOTHINGS, SUM_COMPENSATES, TAKES_VALUE, Formula
from .result import BleuResult, SentenceBleuResult, result_of_one_row

if TYPE_CHECKING:
    from ...counting import RowScorer
    from ...tokenization import Encoder

REFERENCE_LENGTHS = {"closest": 0, "shortest": 1, "average": 2, "closest-first": 3}  # the kernels' numbers
LAST_ROW_METHODS = ("method5", "method6", "method7")  # they look at the counts of one row, of 5-grams too
# An average length is kept as an integer in this fraction of a token: exact for up to sixteen references.
AVERAGE_UNIT = 720720
LARGEST_ORDER = 1000


@dataclass(frozen=True)
class Bleu:
    """BLEU (Papineni et al. 2002), as the package you name computes it; by default with the numbers of sacrebleu 2.6.

    The geometric mean of clipped n-gram precisions, times a penalty for predictions shorter than their references. Counts are summed
    over all rows before they are divided (corpus BLEU); `score_rows` scores each row on its own. An empty prediction matches nothing;
    no match of any order is a score of 0, whatever the smoothing; but "add-one-all" counts one match of every order.

    Args:
        tokenizer: "13a", "intl", "zh", "char", "none" (white space), "ja-mecab", "ko-mecab", "unicode", "rouge-score", or a callable from
            a str to its tokens. None: the definition's.
        lowercase: Lower-case texts first.
        smoothing: What an order without a match counts as: "none", "floor", "add-k" or "exp" as in sacrebleu; "method0" … "method7" as
            NLTK numbers those of Chen and Cherry (2014); "add-one-all", which adds 1 to the counts of every order, as nmt and evaluate
            do. None: the definition's.
        smoothing_value: For "floor" (default 0.1), "add-k" (1), "method1" (epsilon, 0.1), "method4" and "method7" (k, 5) and "method6"
            (alpha, 5).
        max_order: The longest n-grams counted, at most 1,000: each row has counts of every order.
        weights: Of each order; by default all weigh the same. Several vectors give several scores.
        effective_order: Leave out orders longer than the text, for single sentences.
        reference_length: Of several references: the "closest" to the prediction (the shorter of two equally near), "closest-first" (the
            first of them), the "shortest" or the "average". None: the definition's.
        definition: Whose BLEU: "sacrebleu"; "nltk", "hf-bleu" (evaluate, nmt), "torchmetrics", "moses-multi-bleu", which on text split at
            white space (evaluate: 13a) give their packages' numbers. It sets what the options above leave as None, and the formula.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.Bleu(max_order=2).score(["the cat sat"], [["the cat ran", "a cat sat"]])
        >>> result.matches.tolist(), result.totals.tolist(), result.brevity_penalty
        ([3, 2], [3, 2], 1.0)
        >>> tm.Bleu(definition="nltk", smoothing="method1").score(["the cat sat on"], ["the cat ran on"]).score
        0.1880301546543197

    References:
        Papineni et al. (2002), BLEU: a Method for Automatic Evaluation of Machine Translation.
        Chen and Cherry (2014), A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU.
        Post (2018), A Call for Clarity in Reporting BLEU Scores.
    """

    tokenizer: str | Splitter | Any = None
    lowercase: bool = False
    smoothing: str | None = None
    smoothing_value: float | None = None
    max_order: int = 4
    weights: tuple[float, ...] | tuple[tuple[float, ...], ...] | None = None
    effective_order: bool = False
    reference_length: str | None = None
    definition: str = field(default="sacrebleu", kw_only=True)

    def __post_init__(self) -> None:
        if self.definition not in BLEU_DEFINITIONS:
            raise ConfigurationError(unknown("definition", self.definition, BLEU_DEFINITIONS))
        smoothing = self._smoothing
        if smoothing not in SMOOTHINGS:
            raise ConfigurationError(unknown("smoothing", smoothing, SMOOTHINGS))
        if self.smoothing_value is not None and smoothing not in TAKES_VALUE:
            raise ConfigurationError(
                f"smoothing {smoothing!r} takes no value; expected smoothing_value only with one of {', '.join(sorted(TAKES_VALUE))}."
            )
        if self.smoothing_value is not None and not self.smoothing_value >= 0:
            raise ConfigurationError(f"smoothing_value is {self.smoothing_value}; expected 0 or more.")
        if self._reference_length not in REFERENCE_LENGTHS:
            raise ConfigurationError(unknown("reference_length", self.reference_length, REFERENCE_LENGTHS))
        is_int = isinstance(self.max_order, (int, np.integer))
        if not is_int or not 1 <= self.max_order <= LARGEST_ORDER:
            raise ConfigurationError(
                f"max_order is {shown(self.max_order)}; expected an int from 1 to {LARGEST_ORDER}."
            )
        if self.weights is not None:
            object.__setattr__(self, "weights", _checked_weights(self.weights, int(self.max_order)))
        if self.effective_order and self.formula.name != "sacrebleu":
            raise ConfigurationError(
                f"effective_order is sacrebleu's; expected it with that definition and a smoothing of {', '.join(KERNEL_SMOOTHINGS)}."
            )
        if smoothing == "add-one-all" and self.formula.name == "sacrebleu":
            raise ConfigurationError("smoothing 'add-one-all' is not sacrebleu's; expected it with definition='hf-bleu'.")
        self.signature  # noqa: B018  # a tokenizer that does not exist is reported here, not at the first score

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def _smoothing(self) -> str:
        return BLEU_DEFINITIONS[self.definition].smoothing if self.smoothing is None else self.smoothing

    @property
    def _reference_length(self) -> str:
        return BLEU_DEFINITIONS[self.definition].reference_length if self.reference_length is None else self.reference_length

    @cached_property
    def formula(self) -> Formula:
        """How counts become a score."""
        name = "nltk" if self._smoothing in METHODS else BLEU_DEFINITIONS[self.definition].formula
        n = int(self.max_order)
        counted = max(n, 5) if self._smoothing in LAST_ROW_METHODS else n
        return Formula(name, self._smoothing, self.smoothing_value, n, counted, self.unit, self.effective_order)

    @property
    def has_several_weights(self) -> bool:
        """Several weight vectors were given, so a score is an array."""
        return bool(self.weights) and isinstance(self.weights[0], tuple)  # type: ignore[index]  # not None

    @property
    def unit(self) -> int:
        """The fraction of a token in which reference lengths are counted."""
        return AVERAGE_UNIT if self._reference_length == "average" else 1

    @cached_property
    def _encoder(self) -> Encoder:
        from ...tokenization import Encoder

        name = BLEU_DEFINITIONS[self.definition].tokenizer if self.tokenizer is None else self.tokenizer
        return Encoder(resolve(name), None, self.lowercase)

    @cached_property
    def _row_scorer(self) -> RowScorer | None:
        """What scores one row on its own, where it can: sacrebleu's formula, plain weights, 13a."""
        from ...counting import MAX_ORDER, RowScorer

        formula = self.formula
        plain = formula.name == "sacrebleu" and not self.weights and not self.lowercase and formula.max_order <= MAX_ORDER
        if not plain or self._encoder.tokenizer.name != "13a":
            return None
        smoothing, value = KERNEL_SMOOTHINGS[formula.smoothing]
        value = value if formula.value is None else formula.value
        rule = REFERENCE_LENGTHS[self._reference_length]
        return RowScorer(formula.max_order, rule, self.unit, smoothing, value, self.effective_order, SUM_COMPENSATES)

    @cached_property
    def _counts_signature(self) -> str:
        """The settings that the counts depend on: scores with other smoothing may be made of the same counts."""
        return signature_of(
            "bleu-counts",
            tokenizer=self._encoder.tokenizer.name,
            lowercase=self.lowercase,
            max_order=self.formula.counted_orders,
            reference_length=self._reference_length,
            least_total=1 if self.formula.name == "nltk" else None,  # NLTK counts one n-gram in a row too short for any
        )

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper; `Bleu.from_signature` makes the configuration of them."""
        vectors = self.weights if self.has_several_weights else self.weights and (self.weights,)
        return signature_of(
            "bleu",
            definition=self.definition,
            tokenizer=self._encoder.tokenizer.name,
            lowercase=self.lowercase,
            smoothing=self._smoothing,
            smoothing_value=None if self.smoothing_value is None else float(self.smoothing_value),
            max_order=self.max_order,
            weights=";".join(",".join(map(repr, vector)) for vector in vectors) if vectors else None,  # type: ignore[arg-type]  # tuples
            effective_order=self.effective_order,
            reference_length=self._reference_length,
        )

    @classmethod
    def from_signature(cls, signature: str, **parts: Any) -> Bleu:
        """Make the configuration that a signature names.

        Args:
            signature: As a result prints it.
            parts: What a signature can only name: a tokenizer of your own.

        Raises:
            ConfigurationError: It is no signature of BLEU, or the parts given are not those it names.

        Examples:
            >>> import textmetrics as tm
            >>> metric = tm.Bleu(definition="nltk", smoothing="method4")
            >>> tm.Bleu.from_signature(metric.signature) == metric
            True
        """
        metric, settings = settings_of(signature)
        if metric != "bleu":
            raise ConfigurationError(f"{shown(signature, 200)} is a signature of {metric}; expected one of bleu.")
        options: dict[str, Any] = dict(settings)
        for name in ("lowercase", "effective_order"):
            options[name] = settings.get(name) == "true"
        for name, read in (("smoothing_value", float), ("max_order", int)):
            if name in settings:
                options[name] = read(settings[name])
        if "weights" in settings:
            vectors = [[float(weight) for weight in vector.split(",")] for vector in settings["weights"].split(";")]
            options["weights"] = vectors if len(vectors) > 1 else vectors[0]
        definition = BLEU_DEFINITIONS.get(settings.get("definition", ""))
        if definition is not None:  # what the definition sets is left to it
            for name in ("tokenizer", "smoothing", "reference_length"):
                if options.get(name) == getattr(definition, name):
                    del options[name]
        made = cls(**{**options, **parts})
        if made.signature != signature_of("bleu", **settings):
            raise ConfigurationError(f"the settings give {made.signature!r}; expected {signature!r}.")
        return made

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics."""
        orders = range(1, self.formula.counted_orders + 1)
        names = [f"{part}_{n}" for part in ("match", "total", "reference_total") for n in orders]
        return (*names, "prediction_length", "reference_length")

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, npt.NDArray[np.int64]]:
        if type(predictions) is str and self._row_scorer is not None:
            row = _one_row(predictions, references)
            scored = row and self._row_scorer.score(row)
            if scored:  # a row without tokens goes the way where it may be warned of
                return self._statistics_of_one_row(scored[1]), _NO_ROWS
        from ...counting import count_rows

        pairs = pair_rows(predictions, references, missing)
        rule = REFERENCE_LENGTHS[self._reference_length]
        n = self.formula.counted_orders
        counts = count_rows(self._encoder, n, rule, self.unit, pairs, threads)
        if self.formula.name == "nltk":
            np.maximum(counts[:, n : 2 * n], 1, out=counts[:, n : 2 * n])
        return Statistics(counts, self.fields, self._counts_signature), pairs.skipped_rows

    def _statistics_of_one_row(self, row: Floats) -> Statistics:
        """Give the statistics of what the row scorer wrote."""
        return Statistics.unchecked(row[np.newaxis, 1:].astype(np.int64), self.fields, self._counts_signature)

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
        if type(predictions) is str and self._row_scorer is not None:
            row = _one_row(predictions, references)
            scored = row and self._row_scorer.score(row)
            if scored:
                return result_of_one_row(self, scored[1])
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
        return self.fractions(statistics.values)

    def _check(self, statistics: Statistics) -> None:
        if statistics.signature != self._counts_signature:
            raise InputError(f"these statistics were made with {statistics.signature!r}; expected {self._counts_signature!r}.")

    def fractions(self, counts: npt.NDArray[np.int64], last: npt.NDArray[np.int64] | None = None) -> Floats:
        """Score rows of counts on a scale of 0 to 1.

        Args:
            counts: int64 (n_rows, n_fields).
            last: The last row of the corpus that a row sums up, for smoothing methods that look at it.

        Returns:
            float64 (n_rows,); where several weight vectors were given (n_rows, n_vectors).
        """
        if self.formula.name == "sacrebleu":
            return np.minimum(self.percents(counts) / 100, 1.0)
        return self._by_vector(counts, last)

    def percents(self, counts: npt.NDArray[np.int64]) -> Floats:
        """Score rows of counts on sacrebleu's scale of 0 to 100, to the last bit of its definition; otherwise as `fractions`."""
        return self._by_vector(counts, None) if self.formula.name == "sacrebleu" else 100 * self.fractions(counts)

    def _by_vector(self, counts: npt.NDArray[np.int64], last: npt.NDArray[np.int64] | None) -> Floats:
        if not self.has_several_weights:
            return self.formula.scores(counts, self.weights, last)  # type: ignore[arg-type]  # one vector
        return np.stack([self.formula.scores(counts, vector, last) for vector in self.weights or ()], axis=1)  # type: ignore[arg-type]  # of tuples

    def accumulator(self) -> Accumulator[BleuResult]:
        """Give an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


_NO_ROWS = np.zeros(0, np.int64)


def _one_row(prediction: str, references: Any) -> list[str] | None:
    """Give a prediction and its references as one list of str; None where they are anything else."""
    if type(references) is str:
        return [prediction, references]
    if type(references) is list:
        row = [prediction, *references]  # which nobody else changes
        if len(row) > 1 and all(type(text) is str for text in row):
            return row
    return None


def _checked_weights(weights: Any, max_order: int) -> tuple[float, ...] | tuple[tuple[float, ...], ...]:
    """Check one weight vector, or several."""
    vectors = list(weights)
    if not vectors or not isinstance(vectors[0], (Sequence, np.ndarray)):
        if len(vectors) != max_order:
            raise ConfigurationError(f"{len(vectors)} weights for max_order {max_order}; expected one an order.")
        return tuple(float(weight) for weight in vectors)
    return tuple(_checked_weights(vector, max_order) for vector in vectors)  # type: ignore[return-value]  # each is one vector


def bleu(predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None, **options: Any) -> BleuResult:
    """Score predictions together by corpus BLEU; options are those of `Bleu` and `Bleu.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.bleu(["the cat sat on the mat"], ["the cat sat on the mat"]).score
        1.0
    """
    return configured(Bleu, options).score(predictions, references, missing=missing, threads=threads)


def sentence_bleu(
    predictions: Any,
    references: Any,
    *,
    missing: Missing = "error",
    threads: int | None = None,
    effective_order: bool | None = None,
    **options: Any,
) -> SentenceBleuResult:
    """Score each prediction by BLEU on its own; options are those of `Bleu`, with orders beyond the text left out as sacrebleu does.

    Examples:
        >>> import textmetrics as tm
        >>> tm.sentence_bleu(["the cat", "a dog"], ["the cat", "the cat"]).scores.tolist()
        [1.0, 0.0]
    """
    if effective_order is None:
        effective_order = configured(Bleu, options).formula.name == "sacrebleu"
    metric = configured(Bleu, {"effective_order": effective_order, **options})
    return metric.score_rows(predictions, references, missing=missing, threads=threads)
