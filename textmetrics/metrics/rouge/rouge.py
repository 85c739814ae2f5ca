"""ROUGE: configuration, statistics, formula and signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import ConfigurationError, InputError, InputTypeError, shown, unknown
from ...inputs import Missing, pair_rows
from ...results import (
    Accumulator,
    Score,
    Scores,
    Statistics,
    scores_of_one_row,
    settings_of,
    signature_of,
)
from ...tokenization import (
    Splitter,
    digest,
    read_exceptions,
    resolve,
    resolve_stemmer,
    resolve_stop_words,
)
from ..configured import configured
from ..f_measures import score_of_counts
from .definitions import MULTI_REFERENCE, ROUGE_DEFINITIONS, RougeDefinition
from .result import RougeResult, counts_behind, result_of_one_row

if TYPE_CHECKING:
    from pathlib import Path

    from ...counting import Counted, PairCounter, Plan
    from .formula import Formula

DEFAULT_TYPES = ("rouge1", "rouge2", "rougeL")
COUNTS = ("matches", "prediction_total", "reference_total")
DEFAULT_WEIGHT = 1.2


def _parse_type(name: Any, definition: RougeDefinition) -> tuple[str, int]:
    """Take a type's name apart: its kind ("N", "L", "Lsum", "W", "S" or "SU"), and the order of N or the gap of S, negative for any."""
    found = re.fullmatch(r"rouge(?:(?P<order>[1-9][0-9]{0,8})|(?P<kind>L|Lsum|W|(?:S|SU)(?P<gap>[0-9]{1,9}|\*)))", str(name))
    if not isinstance(name, str) or not found:
        raise ConfigurationError(
            f"unknown ROUGE type {shown(name)}; expected rouge1, rouge2, … rougeN, rougeL, rougeLsum, rougeW, rougeS4, rougeSU4 with any "
            "gap, or rougeS*, rougeSU* with an unlimited one."
        )
    kind = "N" if found["order"] else found["kind"].rstrip("0123456789*")
    if kind not in definition.types:
        raise ConfigurationError(
            f"{definition.package} has no {name}; expected types of ROUGE-{', ROUGE-'.join(sorted(definition.types))}, or another "
            "definition."
        )
    if found["order"]:
        return kind, int(found["order"])
    return kind, -1 if found["gap"] in ("*", None) else int(found["gap"])


def _checked_limit(name: str, limit: Any) -> None:
    if limit is not None and (not isinstance(limit, (int, np.integer)) or isinstance(limit, bool) or limit < 1):
        raise ConfigurationError(f"{name} is {shown(limit)}; expected an int of 1 or more, or None for no limit.")


@dataclass(frozen=True)
class Rouge:
    """ROUGE (Lin 2004), as the package you name computes it, to the last bit; by default with the numbers of rouge-score 0.1.2.

    ROUGE-N counts the n-grams that prediction and reference share, each at most as often as it stands in either; ROUGE-L their longest
    common subsequence; ROUGE-Lsum, line by line, the union of the subsequences that each reference line shares with any prediction line;
    ROUGE-W weights runs of consecutive matches more; ROUGE-S counts pairs of words in order, at most so many words apart, and ROUGE-SU
    these and single words. Precision divides by the prediction's counts, recall by the reference's. A side without any scores 0.

    Args:
        types: What to compute: rouge1 … rougeN for any N, rougeL, rougeLsum, rougeW, rougeS4 and rougeSU4 with any gap, rougeS* and
            rougeSU* with an unlimited one.
        stemmer: None, "porter" (as nltk's PorterStemmer), "porter-original", "porter-martin", "porter-rouge-1.5.5", or a callable from
            word to stem; words of more than three characters are stemmed.
        tokenizer: "rouge-score" (lower-cased runs of ASCII letters and digits), "rouge-1.5.5" (the same of ASCII capitals only),
            "unicode" (words of any script), "whitespace", "13a", "intl", "zh", "char", "ja-mecab", "ko-mecab", or a callable from a str
            to its tokens. None: the definition's.
        definition: Whose ROUGE: "rouge-score", "rouge-1.5.5", "torchmetrics", "pltrdy" (the package ``rouge``) or "pycocoevalcap". It
            sets what the options below leave as None, and how F, unions of lines and single words are computed.
        multi_reference: Of several references: "best" (by F1, for each type on its own, the first of equals; "rouge-1.5.5" goes by recall,
            "pycocoevalcap" takes the best precision and the best recall), "average" (counts are summed over references before they are
            divided), "mean" (of the scores) or "jackknife" (the mean of the best over all sets that leave one reference out).
        alpha: Weight of precision in F = P R / ((1 - alpha) P + alpha R): 0.5 is F1, 0 recall, 1 precision, 1 / (1 + beta²) F-beta.
        weight: Of ROUGE-W: a run of k matches counts k ** weight; 1.2 where None.
        stop_words: Words that do not count, as a collection or the path of a file with one a line; compared with the tokens, before they
            are stemmed.
        stemmer_exceptions: Stems that the stemmer is not asked for, as a mapping or the path of a file with a word and its stem a line, as
            ROUGE-1.5.5 takes them from WordNet.
        max_words: Cut each text after so many words, counted at white space as ROUGE-1.5.5's ``-l`` does.
        max_bytes: Cut each text after so many bytes of UTF-8, newlines not counted, as its ``-b`` does; a character that is cut goes.

    Raises:
        ConfigurationError: An option does not exist, or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> metric = tm.Rouge(types=("rouge1", "rougeL"))
        >>> metric.score("the cat sat", "the cat ran")["rouge1"][0]
        Score(precision=0.6666666666666666, recall=0.6666666666666666, f1=0.6666666666666666)
        >>> perl = tm.Rouge(types=("rougeSU4",), definition="rouge-1.5.5")
        >>> perl.score("the cat sat", "the cat ran")["rougeSU4"][0]
        Score(precision=0.6, recall=0.6, f1=0.6)

    References:
        Lin (2004), ROUGE: A Package for Automatic Evaluation of Summaries.
    """

    types: tuple[str, ...] = DEFAULT_TYPES
    stemmer: str | Callable[[str], str] | Any = None
    tokenizer: str | Splitter | Any = None
    definition: str = field(default="rouge-score", kw_only=True)
    multi_reference: str | None = field(default=None, kw_only=True)
    alpha: float | None = field(default=None, kw_only=True)
    weight: float | None = field(default=None, kw_only=True)
    stop_words: Collection[str] | str | Path | None = field(default=None, kw_only=True)
    stemmer_exceptions: Mapping[str, str] | str | Path | None = field(default=None, kw_only=True)
    max_words: int | None = field(default=None, kw_only=True)
    max_bytes: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if isinstance(self.types, str):
            raise ConfigurationError(f"types is the str {self.types!r}; expected a sequence of names: ({self.types!r},).")
        object.__setattr__(self, "types", tuple(self.types))
        if not self.types:
            raise ConfigurationError("types is empty; expected at least one, as in ('rouge1',).")
        if len(set(self.types)) != len(self.types):
            raise ConfigurationError(f"types {self.types} name one twice; expected each once.")
        if self.definition not in ROUGE_DEFINITIONS:
            raise ConfigurationError(unknown("definition", self.definition, ROUGE_DEFINITIONS))
        if self.multi_reference is not None and self.multi_reference not in MULTI_REFERENCE:
            raise ConfigurationError(unknown("multi_reference", self.multi_reference, MULTI_REFERENCE))
        if self.alpha is not None and not 0 <= self.alpha <= 1:
            raise ConfigurationError(f"alpha is {shown(self.alpha)}; expected a number from 0 (recall) to 1 (precision).")
        if self.weight is not None and not 0 < self.weight < 64:
            raise ConfigurationError(f"weight is {shown(self.weight)}; expected a number above 0, as 1.2.")
        _checked_limit("max_words", self.max_words)
        _checked_limit("max_bytes", self.max_bytes)
        # Files are read now: at the first score they may be gone, or changed.
        object.__setattr__(self, "stop_words", resolve_stop_words(self.stop_words))
        object.__setattr__(self, "stemmer_exceptions", read_exceptions(self.stemmer_exceptions))
        self.signature  # noqa: B018  # an option that does not exist is reported here, not at the first score

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def _definition(self) -> RougeDefinition:
        return ROUGE_DEFINITIONS[self.definition]

    @property
    def _weight(self) -> float:
        return DEFAULT_WEIGHT if self.weight is None else float(self.weight)

    @cached_property
    def _columns(self) -> tuple[Counted, ...]:
        """What is counted for each type."""
        from ...counting import Counted

        definition = self._definition

        def column(name: str) -> Counted:
            kind, n = _parse_type(name, definition)
            by_line = kind in definition.by_line
            if kind == "N":
                return Counted("distinct-ngrams" if definition.sets else "ngrams", n)
            if kind == "W":
                return Counted("weighted-union" if by_line else "weighted", weight=self._weight)
            if kind in ("S", "SU"):
                return Counted("skip", n, definition.unigrams if kind == "SU" else "none")
            if by_line:
                return Counted("distinct-lcs" if definition.sets else "union")
            return Counted("lcs")

        return tuple(map(column, self.types))

    @cached_property
    def _plan(self) -> Plan:
        from ...counting import Plan
        from ...tokenization import SENTENCE_SPLITTERS, Encoder

        encoder = Encoder(
            resolve(self._definition.tokenizer if self.tokenizer is None else self.tokenizer),
            resolve_stemmer(self.stemmer, self.stemmer_exceptions),  # type: ignore[arg-type]  # read when it was made
            stop_words=self.stop_words,  # type: ignore[arg-type]  # resolved when it was made
            sentences=SENTENCE_SPLITTERS[self._definition.sentences],
            max_words=self.max_words,
            max_bytes=self.max_bytes,
        )
        return Plan(self._columns, encoder, limit_lines=self.definition == "rouge-1.5.5", by_sentence=self._definition.sets)

    @cached_property
    def _formula(self) -> Formula:
        from .formula import Formula

        rule = self._definition.multi_reference if self.multi_reference is None else self.multi_reference
        return Formula(self._definition, self._columns, rule, self.alpha)

    @cached_property
    def _pair_counter(self) -> PairCounter | None:
        from ...counting import counter_of

        return counter_of(self._plan, self._formula.is_plain)

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper; `Rouge.from_signature` makes the configuration of them."""
        encoder = self._plan.encoder
        listed = self.stemmer_exceptions
        return signature_of(
            "rouge",
            definition=self.definition,
            types=",".join(self.types),
            tokenizer=encoder.tokenizer.name,
            stemmer=encoder.stemmer.name if encoder.stemmer else "none",
            stemmer_exceptions=digest(f"{word} {stem}" for word, stem in listed.items()) if listed else None,  # type: ignore[union-attr]  # read when it was made
            stop_words=digest(self.stop_words.words) if self.stop_words else None,  # type: ignore[union-attr]  # resolved when it was made
            multi_reference=self._formula.multi_reference,
            alpha=self._definition.alpha if self.alpha is None else float(self.alpha),
            weight=self._weight if "rougeW" in self.types else None,
            max_words=self.max_words,
            max_bytes=self.max_bytes,
        )

    @classmethod
    def from_signature(cls, signature: str, **parts: Any) -> Rouge:
        """Make the configuration that a signature names.

        Args:
            signature: As a result prints it.
            parts: What a signature can only name: a tokenizer or stemmer of your own, stop_words, stemmer_exceptions.

        Raises:
            ConfigurationError: It is no signature of ROUGE, or the parts given are not those it names.

        Examples:
            >>> import textmetrics as tm
            >>> metric = tm.Rouge(types=("rougeL",), stemmer="porter")
            >>> tm.Rouge.from_signature(metric.signature) == metric
            True
        """
        metric, settings = settings_of(signature)
        if metric != "rouge":
            raise ConfigurationError(f"{shown(signature, 200)} is a signature of {metric}; expected one of rouge.")
        options: dict[str, Any] = dict(settings)
        options["types"] = tuple(settings["types"].split(","))
        options["stemmer"] = None if settings["stemmer"] == "none" else settings["stemmer"]
        for name, read in (("alpha", float), ("weight", float), ("max_words", int), ("max_bytes", int)):
            if name in settings:
                options[name] = read(settings[name])
        definition = ROUGE_DEFINITIONS.get(settings["definition"])
        if definition is not None:  # what the definition sets is left to it
            for name in ("tokenizer", "multi_reference", "alpha"):
                if options[name] == getattr(definition, name):
                    del options[name]
        if options.get("weight") == DEFAULT_WEIGHT:
            del options["weight"]
        for name in ("stop_words", "stemmer_exceptions"):
            if name in settings and name not in parts:
                raise ConfigurationError(
                    f"{shown(signature, 200)} was made with {name} of its own; pass them too: from_signature(signature, {name}=…)."
                )
        made = cls(**{**options, **parts})
        if made.signature != signature_of("rouge", **settings):
            raise ConfigurationError(f"the settings give {made.signature!r}; expected {signature!r}.")
        return made

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics: matches and totals of every type; those of rougeW in 2**-32 where its weight is not whole."""
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
                ids, as lists of int or a 2-D integer array in which −100 is left out, and which are not stemmed. A text without tokens
                scores 0.
            references: The same, aligned with the predictions, or a list of references a row.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has no reference, a text is not valid Unicode.
            InputTypeError: A value is neither text nor token ids.
        """
        if type(predictions) is str and type(references) is str and (counter := self._pair_counter) is not None:
            row = counter.count(predictions, references, counter.size_with_counts)
            if row is not None:  # a text without tokens goes the way where it may be warned of
                if counter.is_plain:
                    return result_of_one_row(self, row)
                return RougeResult(self, Statistics.unchecked(counts_behind(row), self.fields, self.signature), _NO_ROWS)
        from ...counting import count_pairs

        pairs = pair_rows(predictions, references, missing)
        counts, groups = self._formula.reduce(count_pairs(self._plan, pairs, threads), pairs.reference_offsets, pairs.one_reference)
        values = counts.reshape(len(counts), len(self.fields))
        return RougeResult(self, Statistics(values, self.fields, self.signature, groups), pairs.skipped_rows)

    def score_pair(self, prediction: str, reference: str) -> dict[str, Score]:
        """Score one prediction against one reference.

        Raises:
            InputTypeError: An argument is not a str.
        """
        if not isinstance(prediction, str) or not isinstance(reference, str):
            bad = reference if isinstance(prediction, str) else prediction
            raise InputTypeError(
                f"{shown(bad)} is a {type(bad).__name__}; expected a str: score_pair takes one prediction and one reference."
            )
        counter = self._pair_counter
        if counter is not None and counter.is_plain:
            scores = counter.score(self.types, Score, prediction, reference, True)
            if scores is not None:
                return scores
        result = self.score(prediction, reference, threads=1)
        return {name: scores[0] for name, scores in result.items()}

    def result(self, statistics: Statistics) -> RougeResult:
        """Make scores of statistics that this configuration made, in this process or another.

        Raises:
            InputError: They were made with other settings.
        """
        if statistics.signature != self.signature:
            raise InputError(f"these statistics were made with {statistics.signature!r}; expected {self.signature!r}.")
        return RougeResult(self, statistics, np.zeros(0, np.int64))

    def scores(self, statistics: Statistics) -> dict[str, Scores]:
        """Give precision, recall and F of every row of statistics, by type."""
        return {name: self.type_scores(statistics, name) for name in self.types}

    def type_scores(self, statistics: Statistics, name: str) -> Scores:
        """Give precision, recall and F of every row of statistics for one type."""
        k = self.types.index(name)
        counts = statistics.values[:, len(COUNTS) * k : len(COUNTS) * (k + 1)]
        if len(counts) == 1 and self._formula.is_plain:
            return scores_of_one_row(np.array(score_of_counts(counts[0].tolist())), 0)
        return self._formula.scores(k, counts, statistics.groups)

    def accumulator(self) -> Accumulator[RougeResult]:
        """Give an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


_NO_ROWS = np.zeros(0, np.int64)


def rouge(predictions: Any, references: Any, *, missing: Missing = "error", threads: int | None = None, **options: Any) -> RougeResult:
    """Score predictions by ROUGE; options are those of `Rouge` and `Rouge.score`.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.rouge(["the cat sat", "a dog"], ["the cat ran", "a dog"], types=("rouge1",))
        >>> result["rouge1"].mean.f1
        0.8333333333333333
    """
    return configured(Rouge, options).score(predictions, references, missing=missing, threads=threads)
