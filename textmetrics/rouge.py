"""ROUGE: configuration, statistics, formula and signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .columns import Missing, pair_rows
from .errors import ConfigurationError, InputError, shown
from .scores import Score, Scores, precision_recall_f1
from .signatures import signature_of
from .streaming import Accumulator
from .sufficient_statistics import Statistics
from .tokenizers import Splitter, resolve

if TYPE_CHECKING:
    from .rouge_counts import Plan

DEFAULT_TYPES = ("rouge1", "rouge2", "rougeL")
COUNTS = ("matches", "prediction_total", "reference_total")


@dataclass(frozen=True, eq=False)
class RougeResult(Mapping[str, Scores]):
    """ROUGE of every row, by type: ``result["rougeL"].f1``.

    Attributes:
        statistics: the integers behind the scores, one row a prediction.
        skipped_rows: int64, rows of the input left out because a value was missing (``missing="skip"``).
        signature: the exact settings, for a paper.
    """

    statistics: Statistics
    skipped_rows: npt.NDArray[np.int64]

    @property
    def signature(self) -> str:
        """The exact settings that made the scores."""
        return self.statistics.signature

    @property
    def types(self) -> tuple[str, ...]:
        """The types, in the order they were asked for."""
        return tuple(field.rpartition(".")[0] for field in self.statistics.fields[:: len(COUNTS)])

    @property
    def n_rows(self) -> int:
        """Count the rows scored."""
        return len(self.statistics)

    @cached_property
    def _scores(self) -> dict[str, Scores]:
        values = self.statistics.values.reshape(self.n_rows, len(self.types), len(COUNTS))
        return {name: precision_recall_f1(*np.moveaxis(values[:, k], 1, 0)) for k, name in enumerate(self.types)}

    def __getitem__(self, name: str) -> Scores:
        return self._scores[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)

    def __repr__(self) -> str:
        means = ", ".join(f"{name} {scores.mean.f1:.4f}" for name, scores in self.items())
        return f"RougeResult({self.n_rows} rows, mean F1: {means})"


def _code(name: str) -> int:
    """Give what the kernels count for a type: n for rougeN, LCS for rougeL, LSUM for rougeLsum."""
    from .rouge_counts import LCS, LSUM

    named = {"rougeL": LCS, "rougeLsum": LSUM}
    if name in named:
        return named[name]
    order = re.fullmatch(r"rouge([1-9][0-9]{0,8})", name) if isinstance(name, str) else None
    if not order:
        raise ConfigurationError(f"unknown ROUGE type {shown(name)}; expected rouge1, rouge2, … rougeN, rougeL or rougeLsum.")
    return int(order[1])


@dataclass(frozen=True)
class Rouge:
    """ROUGE (Lin 2004) with the numbers of rouge-score 0.1.2, to the last bit.

    ROUGE-N counts the n-grams that prediction and reference share, each at most as often as it stands in either; ROUGE-L their longest
    common subsequence; ROUGE-Lsum, line by line, the union of the subsequences that each reference line shares with any prediction line.
    Precision divides by the prediction's n-grams, recall by the reference's. A side without n-grams scores 0. Of several references the
    one with the best F1 counts, for each type on its own, the first where several are equal.

    Args:
        types: What to compute: rouge1 … rougeN for any N, rougeL, rougeLsum.
        stemmer: None, "porter" (as nltk's PorterStemmer), "porter-original", "porter-martin", or a callable from word to stem;
            words of more than three characters are stemmed.
        tokenizer: "rouge-score" (lower-cased runs of ASCII letters and digits), "unicode" (words of any script), "whitespace",
            "13a", "intl", "zh", "char", or a callable from a str to its tokens.

    Raises:
        ConfigurationError: An option does not exist.

    Examples:
        >>> import textmetrics as tm
        >>> metric = tm.Rouge(types=("rouge1", "rougeL"))
        >>> metric.score("the cat sat", "the cat ran")["rouge1"][0]
        Score(precision=0.6666666666666666, recall=0.6666666666666666, f1=0.6666666666666666)

    References:
        Lin (2004), ROUGE: A Package for Automatic Evaluation of Summaries.
    """

    types: tuple[str, ...] = DEFAULT_TYPES
    stemmer: str | Callable[[str], str] | Any = None
    tokenizer: str | Splitter | Any = "rouge-score"

    def __post_init__(self) -> None:
        if isinstance(self.types, str):
            raise ConfigurationError(f"types is the str {self.types!r}; expected a sequence of names: ({self.types!r},).")
        object.__setattr__(self, "types", tuple(self.types))
        if not self.types:
            raise ConfigurationError("types is empty; expected at least one, as in ('rouge1',).")
        if len(set(self.types)) != len(self.types):
            raise ConfigurationError(f"types {self.types} name one twice; expected each once.")
        self.signature  # noqa: B018  # an option that does not exist is reported here, not at the first score

    @cached_property
    def _plan(self) -> Plan:
        from .rouge_counts import Plan
        from .token_ids import Encoder, resolve_stemmer

        return Plan(tuple(_code(name) for name in self.types), Encoder(resolve(self.tokenizer), resolve_stemmer(self.stemmer)))

    def __getstate__(self) -> dict[str, Any]:
        return {"types": self.types, "stemmer": self.stemmer, "tokenizer": self.tokenizer}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        encoder = self._plan.encoder
        return signature_of(
            "rouge", types=",".join(self.types), tokenizer=encoder.tokenizer.name, stemmer=encoder.stemmer, multi_reference="best"
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics: matches and totals of every type."""
        return tuple(f"{name}.{count}" for name in self.types for count in COUNTS)

    def statistics(
        self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None
    ) -> Statistics:
        """Count matches and totals, one row a prediction.

        Args, Raises: as for `score`.
        """
        return self.score(predictions, references, missing=missing, threads=threads).statistics

    def score(self, predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None) -> RougeResult:
        """Score predictions against their references.

        Args:
            predictions: One text, or one text a row: a list, NumPy array, pandas or polars Series, Arrow array, datasets column; or token
                ids, as lists of int or a 2-D integer array in which −100 is left out. An empty text scores 0.
            references: The same, aligned with the predictions, or a list of references a row.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has no reference, a text is not valid Unicode.
            InputTypeError: A value is neither text nor token ids.
        """
        from .rouge_counts import count_pairs

        pairs = pair_rows(predictions, references, missing)
        counts = count_pairs(self._plan, pairs, threads)
        if not pairs.one_reference:
            counts = _best_by_f1(counts, pairs.reference_offsets)
        statistics = Statistics(counts.reshape(pairs.n_rows, len(self.fields)), self.fields, self.signature)
        return RougeResult(statistics, pairs.skipped_rows)

    def score_pair(self, prediction: str, reference: str) -> dict[str, Score]:
        """Score one prediction against one reference.

        Raises:
            InputTypeError: An argument is not a str.
        """
        result = self.score([prediction], [reference], threads=1)
        return {name: scores[0] for name, scores in result.items()}

    def result(self, statistics: Statistics) -> RougeResult:
        """Make scores of statistics that this configuration made, in this process or another.

        Raises:
            InputError: They were made with other settings.
        """
        if statistics.signature != self.signature:
            raise InputError(f"these statistics were made with {statistics.signature!r}; expected {self.signature!r}.")
        return RougeResult(statistics, np.zeros(0, np.int64))

    def accumulator(self) -> Accumulator[RougeResult]:
        """Give an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


def _best_by_f1(counts: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Keep, for each row and type, the counts of the reference with the largest F1; the first where several are equal.

    F1 is compared as floating point, as rouge-score does: exact ties can differ in the last bit, and then decide.
    """
    n_rows, n_types = len(offsets) - 1, counts.shape[1]
    best = np.empty((n_rows, n_types, 3), np.int64)
    rows = np.repeat(np.arange(n_rows), np.diff(offsets))
    for k in range(n_types):
        f1 = precision_recall_f1(*np.moveaxis(counts[:, k], 1, 0)).f1
        # A stable sort by row, then by falling F1, puts each row's first best reference at the row's begin.
        order = np.lexsort((-f1, rows))
        best[:, k] = counts[order[offsets[:-1]], k]
    return best


def rouge(
    predictions: Any,
    references: Any,
    *,
    types: tuple[str, ...] = DEFAULT_TYPES,
    stemmer: str | Callable[[str], str] | Any = None,
    tokenizer: str | Splitter | Any = "rouge-score",
    missing: Missing = "error",
    threads: int | None = None,
) -> RougeResult:
    """Score predictions by ROUGE; options are those of `Rouge` and `Rouge.score`.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.rouge(["the cat sat", "a dog"], ["the cat ran", "a dog"], types=("rouge1",))
        >>> result["rouge1"].mean.f1
        0.8333333333333333
    """
    return Rouge(types, stemmer, tokenizer).score(predictions, references, missing=missing, threads=threads)
