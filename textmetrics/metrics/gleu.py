"""GLEU, also called Google BLEU: configuration, statistics, formula and signature."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, InputError, shown
from ..inputs import Missing, Pairs, pair_rows
from ..results import (
    Accumulator,
    Bootstrap,
    Floats,
    Statistics,
    exact_mean,
    settings_of,
    signature_of,
)
from ..tokenization import Splitter, resolve

if TYPE_CHECKING:
    from ..tokenization import Encoder

FIELDS = ("match", "total")
ORDERS_TOGETHER = 16  # are counted at first: as many as anybody asks for


@dataclass(frozen=True, eq=False)
class GleuResult:
    """GLEU of all rows together, and of each row.

    Attributes:
        statistics: the integers behind the scores, one row a prediction: matches, and n-grams of the longer text.
        skipped_rows: int64, rows of the input left out because a value was missing.
        signature: the exact settings, for a paper.
    """

    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]
    signature: str

    @cached_property
    def score(self) -> float:
        """GLEU of all rows together, in [0, 1]: their matches over their n-grams; 0 where there are none."""
        n_matches, total = self.statistics.values.sum(axis=0).tolist()
        return float(n_matches / total) if total else 0.0

    @cached_property
    def scores(self) -> Floats:
        """GLEU of each row, float64 (n_rows,) in [0, 1]; 0 for a row without n-grams."""
        values = self.statistics.values
        scores: Floats = values[:, 0] / np.maximum(values[:, 1], 1)
        return scores

    @cached_property
    def mean(self) -> float:
        """The mean of the rows' own scores, from their exact sum; NaN where there are no rows."""
        return exact_mean(self.scores)

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    def bootstrap(
        self, *, seed: int = 0, confidence: float = 0.95, n_resamples: int = 1000, threads: int | None = None
    ) -> Bootstrap[float]:
        """Give a confidence interval of the score of all rows together. Args, Raises: as for `BleuResult.bootstrap`."""
        from ..results import percentile_interval, resampled_sums

        sums = resampled_sums(self.statistics.values, seed, n_resamples, threads=threads)
        low, high = percentile_interval(sums[:, 0] / np.maximum(sums[:, 1], 1), confidence)
        return Bootstrap(float(low), self.score, float(high), confidence, n_resamples, seed)

    def __repr__(self) -> str:
        return f"GleuResult({self.n_rows} rows, GLEU {self.score:.4f})"


@dataclass(frozen=True)
class Gleu:
    """GLEU (Wu et al. 2016) with the numbers of NLTK 3.10, and of the metric that Hugging Face's evaluate calls google_bleu.

    The one difference from google_bleu: a text that ends with a hyphen and a line break keeps the hyphen here, as in sacrebleu.

    Matching n-grams of all orders over the n-grams of the prediction or of the reference, whichever has more: the smaller of precision
    and recall. Of several references the one with the best score counts, the first of equal ones. Over several rows, matches and
    n-grams are summed before they are divided; every row's own score is kept beside.

    Args:
        tokenizer: As for `Bleu`; "13a" is evaluate's. NLTK takes tokens: pass token ids, or a callable.
        lowercase: Lower-case texts first.
        min_order: The shortest n-grams counted.
        max_order: The longest n-grams counted.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.Gleu(max_order=2).score(["the cat sat", "a dog"], [["the cat ran", "a cat sat"], ["a dog"]])
        >>> result.score, result.scores.tolist()
        (0.75, [0.6, 1.0])

    References:
        Wu et al. (2016), Google's Neural Machine Translation System: Bridging the Gap between Human and Machine Translation.
    """

    tokenizer: str | Splitter | Any = "13a"
    lowercase: bool = False
    min_order: int = 1
    max_order: int = 4

    def __post_init__(self) -> None:
        for name in ("min_order", "max_order"):
            order = getattr(self, name)
            if not isinstance(order, (int, np.integer)) or order < 1:
                raise ConfigurationError(f"{name} is {shown(order)}; expected an int of 1 or more.")
        if self.max_order < self.min_order:
            raise ConfigurationError(f"max_order is {self.max_order}; expected no less than min_order, {self.min_order}.")
        self.signature  # noqa: B018  # a tokenizer that does not exist is reported here, not at the first score

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def _encoder(self) -> Encoder:
        from ..tokenization import Encoder

        return Encoder(resolve(self.tokenizer), None, self.lowercase)

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        return signature_of(
            "gleu",
            tokenizer=self._encoder.tokenizer.name,
            lowercase=self.lowercase,
            min_order=self.min_order,
            max_order=self.max_order,
        )

    @classmethod
    def from_signature(cls, signature: str, **parts: Any) -> Gleu:
        """Make the configuration that a signature names; `parts` as for `Bleu.from_signature`.

        Raises:
            ConfigurationError: It is no signature of GLEU, or the parts given are not those it names.

        Examples:
            >>> import textmetrics as tm
            >>> metric = tm.Gleu(tokenizer="char", max_order=6)
            >>> tm.Gleu.from_signature(metric.signature) == metric
            True
        """
        metric, settings = settings_of(signature)
        if metric != "gleu":
            raise ConfigurationError(f"{shown(signature, 200)} is a signature of {metric}; expected one of gleu.")
        options: dict[str, Any] = {**settings, "lowercase": settings.get("lowercase") == "true"}
        options |= {name: int(settings[name]) for name in ("min_order", "max_order") if name in settings}
        made = cls(**{**options, **parts})
        if made.signature != signature_of("gleu", **settings):
            raise ConfigurationError(f"the settings give {made.signature!r}; expected {signature!r}.")
        return made

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics: matches, and n-grams of the longer text, both of the row's best reference."""
        return FIELDS

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, npt.NDArray[np.int64]]:
        pairs = pair_rows(predictions, references, missing)
        orders = range(int(self.min_order), int(self.max_order) + 1)
        return Statistics(best_references(self._encoder, orders, pairs, threads), FIELDS, self.signature), pairs.skipped_rows

    def statistics(
        self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None
    ) -> Statistics:
        """Count matches and n-grams, one row a prediction. Args, Raises: as for `score`."""
        return self._count(predictions, references, missing, threads)[0]

    def score(self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None) -> GleuResult:
        """Score all predictions together, and each on its own.

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
        return GleuResult(*self._count(predictions, references, missing, threads), self.signature)

    def score_rows(self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None) -> Floats:
        """Score each prediction on its own: float64 (n_rows,) in [0, 1]. Args, Raises: as for `score`."""
        return self.score(predictions, references, missing=missing, threads=threads).scores

    def result(self, statistics: Statistics) -> GleuResult:
        """Make scores of statistics that were counted with the same settings.

        Raises:
            InputError: They were counted with others.
        """
        if statistics.signature != self.signature:
            raise InputError(f"these statistics were made with {statistics.signature!r}; expected {self.signature!r}.")
        return GleuResult(statistics, np.zeros(0, np.int64), self.signature)

    def accumulator(self) -> Accumulator[GleuResult]:
        """Give an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


def gleu(
    predictions: Any,
    references: Any,
    *,
    tokenizer: str | Splitter | Any = "13a",
    lowercase: bool = False,
    min_order: int = 1,
    max_order: int = 4,
    missing: Missing = "error",
    threads: int | None = None,
) -> GleuResult:
    """Score predictions by GLEU; options are those of `Gleu` and `Gleu.score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.gleu(["the cat sat on the mat"], ["the cat sat on the mat"]).score
        1.0
    """
    return Gleu(tokenizer, lowercase, min_order, max_order).score(predictions, references, missing=missing, threads=threads)


def best_references(
    encoder: Encoder, orders: range, pairs: Pairs, threads: int | None
) -> npt.NDArray[np.int64]:
    """Give each row's matches and n-grams with its best reference: int64 (n_rows, 2).

    The quotients are compared as floats, and a reference is passed over where neither side has an n-gram, as in NLTK.
    """
    counts = _count_orders(encoder, orders, pairs, threads)
    totals = np.maximum(counts[:, 1], counts[:, 2])
    quotients = np.where(totals > 0, counts[:, 0] / np.maximum(totals, 1), -1.0)
    best = np.zeros((pairs.n_rows, 2), np.int64)
    if len(quotients) == 0:
        return best
    first, last = pairs.reference_offsets[:-1], pairs.reference_offsets[1:]
    rows = np.repeat(np.arange(pairs.n_rows), last - first)
    highest = np.maximum.reduceat(quotients, first)
    winners = np.flatnonzero(quotients == highest[rows])[::-1]  # from the last to the first, which is written last and stays
    chosen = np.empty(pairs.n_rows, np.int64)
    chosen[rows[winners]] = winners
    best[:, 0] = counts[chosen, 0]
    best[:, 1] = totals[chosen]
    return best


def _count_orders(
    encoder: Encoder, orders: range, pairs: Pairs, threads: int | None
) -> npt.NDArray[np.int64]:
    """Sum matches, prediction totals and reference totals over orders.

    Some orders are counted at a time, until no text has n-grams of the last: time and memory depend
    on the texts, not on the orders asked for.

    Returns:
        int64 (n_pairs, 3), one row for each reference.
    """
    from ..counting import Counted, Plan, count_pairs

    sums = np.zeros((len(pairs.references), 3), np.int64)
    n_together = ORDERS_TOGETHER
    while orders:
        plan = Plan(tuple(Counted("ngrams", n) for n in orders[:n_together]), encoder)
        counts = count_pairs(plan, pairs, threads)
        sums += counts.sum(axis=1)
        if not counts[:, -1].any():
            break
        orders, n_together = orders[n_together:], 2 * n_together
    return sums
