"""chrF, chrF+ and chrF++: configuration, statistics and signature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ...errors import ConfigurationError, InputError, shown, unknown
from ...inputs import Missing, pair_rows
from ...results import Accumulator, Floats, Statistics, settings_of, signature_of
from .definitions import CHRF_DEFINITIONS, ChrfDefinition, ChrfFormula
from .result import ChrfResult, SentenceChrfResult

if TYPE_CHECKING:
    from ...counting import NgramCounter, RowCounter

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chrf:
    """chrF (Popović 2015), chrF+ and chrF++ (2017), by default with the numbers of sacrebleu 2.6.

    F of the n-grams of characters, and of words for chrF+ (`word_order` 1) and chrF++ (2), that a
    prediction and its reference share. Counts are summed over all rows before they are divided;
    every row's own score is kept too. Of several references the one with the best score counts, the
    first of equal ones. A text without a character scores 0, against an equal one too.

    Args:
        char_order: Character n-grams of 1 … `char_order` count.
        word_order: Word n-grams of 1 … `word_order` count too. Words are separated by white space,
            and one punctuation mark of ASCII is separated from each.
        beta: How many times as much recall counts as precision.
        lowercase: Lower-case texts first.
        whitespace: White space counts as characters; by default it is left out, and n-grams run
            across words.
        eps_smoothing: The score is the mean of the F of all orders, as in chrF++.py; by default it
            is F of the mean precision and recall of the orders that both texts have. Of sacrebleu
            alone.
        definition: Whose chrF: "sacrebleu"; "nltk", the mean over rows and orders; "torchmetrics",
            the mean over orders in single precision, with white space other than blanks counted.
            The package's own defaults are `beta=3` for nltk and `word_order=2` for torchmetrics:
            here they are yours to set.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> references = [["the cats", "a cat"], ["a dog"]]
        >>> result = tm.Chrf(char_order=2).score(["the cat", "a dog"], references)
        >>> result.percent, result.scores.round(4).tolist()
        (91.75257731958763, [0.8722, 1.0])
        >>> tm.Chrf(word_order=2).name
        'chrF2++'

    References:
        Popović (2015), chrF: character n-gram F-score for automatic MT evaluation.
        Popović (2017), chrF++: words helping character n-grams.
    """

    char_order: int = 6
    word_order: int = 0
    beta: float = 2
    lowercase: bool = False
    whitespace: bool = False
    eps_smoothing: bool = False
    definition: str = "sacrebleu"

    def __post_init__(self) -> None:
        if self.definition not in CHRF_DEFINITIONS:
            raise ConfigurationError(unknown("definition", self.definition, CHRF_DEFINITIONS))
        for name in ("char_order", "word_order"):
            order = getattr(self, name)
            if not isinstance(order, (int, np.integer)) or isinstance(order, bool) or order < 0:
                raise ConfigurationError(f"{name} is {shown(order)}; expected an int of 0 or more.")
        if self.char_order + self.word_order == 0:
            raise ConfigurationError(
                "char_order and word_order are both 0; expected one of them to be 1 or more."
            )
        if isinstance(self.beta, np.generic):  # whose square may have another precision
            object.__setattr__(self, "beta", self.beta.item())
        is_number = isinstance(self.beta, (int, float)) and not isinstance(self.beta, bool)
        if not is_number or not 0 <= self.beta <= LARGEST_BETA:
            raise ConfigurationError(
                f"beta is {shown(self.beta)}; expected a number from 0 to {LARGEST_BETA:g}."
            )
        if self.word_order and not self._definition.has_words:
            raise ConfigurationError(
                f"word_order is {self.word_order}, but {self._definition.package} has no word "
                "n-grams; expected 0."
            )
        if bool(self.eps_smoothing) not in self._definition.formulas:
            raise ConfigurationError(
                "eps_smoothing is sacrebleu's; expected it with that definition, and not with "
                f"{self.definition!r}."
            )

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def _definition(self) -> ChrfDefinition:
        return CHRF_DEFINITIONS[self.definition]

    @cached_property
    def _counter(self) -> NgramCounter:
        from ...counting import NgramCounter

        definition = self._definition
        return NgramCounter(
            int(self.char_order),
            int(self.word_order),
            left_out="" if self.whitespace else definition.left_out,
            is_stripped=definition.is_stripped and not self.whitespace,
            lowercase=bool(self.lowercase),
        )

    @cached_property
    def _row_counter(self) -> RowCounter:
        from ...counting import RowCounter

        return RowCounter(self._counter)

    @cached_property
    def formula(self) -> ChrfFormula:
        """How counts become a score."""
        return self._definition.formulas[bool(self.eps_smoothing)]

    @property
    def scale(self) -> float:
        """The score of two equal texts in the definition's own package: 1 or 100."""
        return self._definition.scale

    @property
    def name(self) -> str:
        """The name of a paper, such as chrF2++: with beta, and a plus for each order of words."""
        return f"chrF{_number(self.beta)}" + "+" * int(self.word_order)

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        return signature_of(
            "chrf",
            definition=self.definition,
            char_order=self.char_order,
            word_order=self.word_order,
            beta=_number(self.beta),
            lowercase=bool(self.lowercase),
            whitespace=bool(self.whitespace),
            eps_smoothing=bool(self.eps_smoothing),
        )

    @classmethod
    def from_signature(cls, signature: str, **parts: Any) -> Chrf:
        """Make the configuration that a signature names.

        Args:
            signature: As a result prints it.
            parts: None: a signature of chrF names all there is.

        Raises:
            ConfigurationError: It is no signature of chrF, or parts are given.

        Examples:
            >>> import textmetrics as tm
            >>> metric = tm.Chrf(word_order=2, beta=0.5)
            >>> tm.Chrf.from_signature(metric.signature) == metric
            True
        """
        if parts:
            raise ConfigurationError(f"chrF has no part {', '.join(parts)}; expected a signature.")
        metric, settings = settings_of(signature)
        if metric != "chrf":
            raise ConfigurationError(
                f"{shown(signature, 200)} is a signature of {metric}; expected one of chrf."
            )
        options: dict[str, Any] = dict(settings)
        options |= {
            name: settings.get(name) == "true"
            for name in ("lowercase", "whitespace", "eps_smoothing")
        }
        options |= {
            name: int(settings[name]) for name in ("char_order", "word_order") if name in settings
        }
        if "beta" in settings:
            options["beta"] = float(settings["beta"])
        made = cls(**options)
        if made.signature != signature_of("chrf", **settings):
            raise ConfigurationError(
                f"the settings give {made.signature!r}; expected {signature!r}."
            )
        return made

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics: n-grams of each order on both sides, and their matches."""
        kinds = (("char", int(self.char_order)), ("word", int(self.word_order)))
        orders = [f"{kind}_{n}" for kind, max_order in kinds for n in range(1, max_order + 1)]
        return tuple(
            f"{part}_{order}" for order in orders for part in ("total", "reference_total", "match")
        )

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, Integers]:
        if type(predictions) is str and missing == "error" and threads is None:
            several = [references] if type(references) is str else references
            is_row = type(several) is list and several
            counts = self._row_counter.count([predictions, *several]) if is_row else None
            if counts is not None:
                values = self._best_references(counts, np.asarray([0, len(counts)]))
                return Statistics.unchecked(values, self.fields, self.signature), _NO_ROWS
        pairs = pair_rows(predictions, references, missing)
        values = self._best_references(self._counter.count(pairs, threads), pairs.reference_offsets)
        return Statistics(values, self.fields, self.signature), pairs.skipped_rows

    def _best_references(self, values: Integers, offsets: Integers) -> Integers:
        """Choose each row's best reference: int64 (n_rows, n_fields).

        Args:
            values: int64 (n_pairs, n_fields), the counts with every reference; they are changed.
            offsets: int64 (n_rows + 1,), where the references of a row begin.
        """
        definition = self._definition
        if not definition.keeps_totals:
            values[:, 0::3][values[:, 1::3] == 0] = 0
        if len(values) == len(offsets) - 1 and definition.least < 0:
            return values
        scores = self.formula.rows(values, self.char_order, self.beta)
        chosen = first_highest(scores, offsets)
        best = values[chosen]
        rejected = scores[chosen] <= definition.least
        for part in (1, 2):
            best[rejected, part::3] = 0
        return best

    def statistics(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Statistics:
        """Count n-grams and matches, one row per prediction. Args, Raises: as for `score`."""
        return self._count(predictions, references, missing, threads)[0]

    def score(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> ChrfResult:
        """Score all predictions together, and each on its own.

        Args:
            predictions: One text, or one text per row: a list, NumPy array, pandas or polars
                Series, Arrow array, datasets column.
            references: The same, aligned with the predictions, or a list of references per row;
                rows may have different numbers.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result
                does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has no reference, a text is not
                valid Unicode.
            InputTypeError: A value is not text.
        """
        return ChrfResult(self, *self._count(predictions, references, missing, threads))

    def score_rows(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> SentenceChrfResult:
        """Score each prediction on its own: sentence chrF. Args, Raises: as for `score`."""
        return SentenceChrfResult(self, *self._count(predictions, references, missing, threads))

    def result(self, statistics: Statistics) -> ChrfResult:
        """Make scores of statistics that were counted with the same settings.

        Raises:
            InputError: They were counted with others.
        """
        self._check(statistics)
        return ChrfResult(self, statistics, _NO_ROWS)

    def row_scores(self, statistics: Statistics) -> Floats:
        """Return chrF of every row, float64 (n_rows,) in [0, 1]. Raises: as for `result`."""
        self._check(statistics)
        return self.fractions(statistics.values)

    def fractions(self, counts: Integers) -> Floats:
        """Score rows of counts, int64 (n_rows, n_fields): float64 (n_rows,) in [0, 1]."""
        scores = self.formula.rows(counts, self.char_order, self.beta)
        return np.minimum(scores / self.scale, 1.0)

    def _check(self, statistics: Statistics) -> None:
        if statistics.signature != self.signature:
            raise InputError(
                f"these statistics were made with {statistics.signature!r}; "
                f"expected {self.signature!r}."
            )

    def accumulator(self) -> Accumulator[ChrfResult]:
        """Return an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


_NO_ROWS = np.zeros(0, np.int64)
LARGEST_BETA = math.sqrt(np.finfo(np.float64).max) / 2  # its square is a number


def _number(value: float) -> str:
    """Write a number, a whole one without its point."""
    return str(int(value)) if value == int(value) else repr(float(value))


def first_highest(scores: Floats, offsets: Integers) -> Integers:
    """Return the index of the highest score of each group, the first on ties: int64 (n_groups,).

    Args:
        scores: float64 (n_scores,).
        offsets: int64 (n_groups + 1,), where groups begin; none is empty.
    """
    n_groups = len(offsets) - 1
    chosen = np.zeros(n_groups, np.int64)
    if n_groups:
        groups = np.repeat(np.arange(n_groups), np.diff(offsets))
        highest = np.maximum.reduceat(scores, offsets[:-1])
        winners = np.flatnonzero(scores == highest[groups])[
            ::-1
        ]  # from the last to the first, which is written last and stays
        chosen[groups[winners]] = winners
    return chosen


def chrf(
    predictions: Any,
    references: Any,
    *,
    char_order: int = 6,
    word_order: int = 0,
    beta: float = 2,
    lowercase: bool = False,
    whitespace: bool = False,
    eps_smoothing: bool = False,
    definition: str = "sacrebleu",
    missing: Missing = "error",
    threads: int | None = None,
) -> ChrfResult:
    """Score predictions by chrF; options are those of `Chrf` and `Chrf.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.chrf(["the cat sat on the mat"], ["the cat sat on the mat"], word_order=2).score
        1.0
    """
    metric = Chrf(char_order, word_order, beta, lowercase, whitespace, eps_smoothing, definition)
    return metric.score(predictions, references, missing=missing, threads=threads)


def sentence_chrf(
    predictions: Any,
    references: Any,
    *,
    char_order: int = 6,
    word_order: int = 0,
    beta: float = 2,
    lowercase: bool = False,
    whitespace: bool = False,
    eps_smoothing: bool = False,
    definition: str = "sacrebleu",
    missing: Missing = "error",
    threads: int | None = None,
) -> SentenceChrfResult:
    """Score each prediction by chrF on its own; options are those of `Chrf` and `Chrf.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.sentence_chrf(["the cat", "a dog"], ["the cat", "a fog"]).scores.round(4).tolist()
        [1.0, 0.2708]
    """
    metric = Chrf(char_order, word_order, beta, lowercase, whitespace, eps_smoothing, definition)
    return metric.score_rows(predictions, references, missing=missing, threads=threads)
