"""rouge-score's RougeScorer over our core: the same scores, types of values and errors, and scoring in batches besides."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ...counting import PairCounter
from ...errors import InputError, MissingDependencyError
from ...metrics import Rouge, precision_recall_f1
from ...results import Scores
from . import scoring, tokenizers
from .tokenize import decoded, emptied, without_surrogates

__all__ = ["RougeScorer", "lcs_ind"]

Counts = npt.NDArray[np.int64]
LINE_TYPE = "rougeLsum"
# Scores of these are the int 0 where a side has no tokens; those of the others are floats always.
INTEGER_ZERO_TYPES = ("rougeL", LINE_TYPE)


class RougeScorer(scoring.BaseScorer):
    """Score predictions against targets by ROUGE, with rouge-score's signatures, numbers and errors.

    Args:
        rouge_types: What to compute: rouge1 … rouge9, rougeL, rougeLsum. Others are found out when a text is scored.
        use_stemmer: Stem words of more than three characters, in the default tokenizer.
        split_summaries: Split sentences by nltk's punkt for rougeLsum, not at newlines.
        tokenizer: An object with a ``tokenize`` method from a text to a list of tokens; None: the default tokenizer.

    Examples:
        >>> from textmetrics.compat.rouge_score import rouge_scorer
        >>> scorer = rouge_scorer.RougeScorer(["rouge1", "rougeL"], use_stemmer=True)
        >>> scorer.score("the cats sat", "the cat ran")["rouge1"]
        Score(precision=0.6666666666666666, recall=0.6666666666666666, fmeasure=0.6666666666666666)
    """

    def __init__(
        self, rouge_types: Sequence[Any], use_stemmer: bool = False, split_summaries: bool = False, tokenizer: Any = None
    ) -> None:
        self.rouge_types = rouge_types
        self._tokenizer = tokenizer or tokenizers.DefaultTokenizer(use_stemmer)
        self._split_summaries = split_summaries

    # What counts pairs, and the types and the stemmer that it counts: all of them a caller may change.
    _known: tuple[list[Any] | None, str | None, PairCounter | None] = (None, None, None)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_known"}

    def score(self, target: Any, prediction: Any) -> dict[Any, scoring.Score]:
        """Score one prediction against one target.

        Args:
            target: The text wanted, a str or UTF-8 as bytes.
            prediction: The text to be scored.

        Raises:
            ValueError: A type does not exist.
            LookupError: Sentences are to be split, and nltk's punkt data is not there.
            MissingDependencyError: Sentences are to be split, and nltk is not installed.
        """
        if type(target) is str and type(prediction) is str and type(self._tokenizer) is tokenizers.DefaultTokenizer:
            types = self.rouge_types
            stemmer = self._tokenizer._stemmer
            known_types, known_stemmer, counter = self._known
            if type(types) is not list or types != known_types or stemmer != known_stemmer:
                counter = _pair_counter(tuple(types), stemmer)
                if type(types) is list:
                    self._known = types[:], stemmer, counter
            scores = None if counter is None else counter.score(types, scoring.Score, prediction, target)
            if scores is not None:
                return scores
        return self._pair([target], prediction)

    def score_multi(self, targets: Iterable[Any], prediction: Any) -> dict[Any, scoring.Score]:
        """Score one prediction against several targets: for each type the best F1, the first where several are equal.

        Raises:
            ValueError: There is no target, or a type does not exist.
            LookupError, MissingDependencyError: as for `score`.
        """
        own = list(targets)
        if not own:
            if not len(self.rouge_types):
                return {}
            raise ValueError("targets is empty; expected at least one text.")
        return self._pair(own, prediction)

    def score_batch(self, targets: Any, predictions: Any, threads: int | None = None) -> dict[Any, Scores]:
        """Score many predictions at once, each against its target; the original has no such method.

        Args:
            targets: One text a row: a list, NumPy array, pandas or polars Series, Arrow array.
            predictions: The same, aligned with the targets.
            threads: At most so many; by default every core, and one for small inputs.

        Returns:
            For each type, float64 columns ``precision``, ``recall`` and ``f1``; ``result["rougeL"].f1[row]``.

        Raises:
            InputError: Rows do not match, or a value is missing.
            InputTypeError: A value is not a text.
            ValueError, LookupError, MissingDependencyError: as for `score`.

        Warns:
            TokensDroppedWarning: The default tokenizer leaves nothing of most predictions. Single pairs are scored in silence.

        Examples:
            >>> from textmetrics.compat.rouge_score import rouge_scorer
            >>> scorer = rouge_scorer.RougeScorer(["rouge1"])
            >>> scorer.score_batch(["the cat ran", "a dog"], ["the cat", "a dog"])["rouge1"].precision
            array([1., 1.])
        """
        if self._is_plain():
            return self._columns(self._plain_counts(targets, predictions, threads))
        return self.score_multi_batch([[target] for target in targets], predictions, threads)

    def score_multi_batch(self, targets: Any, predictions: Any, threads: int | None = None) -> dict[Any, Scores]:
        """Score many predictions at once, each against several targets, of which the best counts as in `score_multi`.

        Args:
            targets: A list of texts a row.
            predictions, threads, Returns, Raises: as for `score_batch`; a row without targets is an InputError.
        """
        if self._is_plain():
            return self._columns(self._plain_counts(targets, predictions, threads))
        return self._columns(self._rendered_counts([list(own) for own in targets], list(predictions), threads))

    def _is_plain(self) -> bool:
        """Tell whether the core can do all by itself: the default tokenizer, and no sentences to split."""
        splits = self._split_summaries and LINE_TYPE in self.rouge_types
        return type(self._tokenizer) is tokenizers.DefaultTokenizer and not splits

    def _pair(self, targets: list[Any], prediction: Any) -> dict[Any, scoring.Score]:
        if self._is_plain() and isinstance(prediction, str) and all(isinstance(target, str) for target in targets):
            # The core takes a flat list of texts faster than a list of one-element lists.
            counts = self._plain_counts(targets if len(targets) == 1 else [targets], [emptied(prediction)], 1)
        else:
            counts = self._rendered_counts([targets], [prediction], 1)
        return {name: _score(name, *rows[0].tolist()) for name, rows in counts.items()}

    def _columns(self, counts: dict[Any, Counts]) -> dict[Any, Scores]:
        return {name: precision_recall_f1(*rows.T) for name, rows in counts.items()}

    def _plain_counts(self, targets: Any, predictions: Any, threads: int | None) -> dict[Any, Counts]:
        """Count matches, prediction totals and target totals: int64 (n_rows, 3) for each type."""
        names = core_names(tuple(self.rouge_types))
        stemmer = self._tokenizer._stemmer
        try:
            return _count(names, stemmer, "rouge-score", targets, predictions, threads)
        except InputError:
            # A lone surrogate has no UTF-8, but is only one more character between tokens to the original.
            cleaned = _cleaned(targets), _cleaned(predictions)
            if cleaned == (targets, predictions):
                raise
            return _count(names, stemmer, "rouge-score", *cleaned, threads)

    def _rendered_counts(self, targets: list[list[Any]], predictions: list[Any], threads: int | None) -> dict[Any, Counts]:
        """Count as `_plain_counts` does, of tokens, or sentences, that are found here."""
        render, core = self._renderer(targets, predictions)
        found: dict[Any, Counts] = {}
        whole: tuple[Any, Any] = ([], [])
        if not (len(self.rouge_types) == 1 and self.rouge_types[0] == LINE_TYPE):
            whole = [[render.text(text) for text in own] for own in targets], [render.text(text) for text in predictions]
        names = {}
        for name in self.rouge_types:
            names[name] = core_name(name)
            if name == LINE_TYPE:
                split = sentences if self._split_summaries else lines
                by_line = (
                    [[render.lines(split(text)) for text in own] for own in targets],
                    [render.lines(split(text)) for text in predictions],
                )
                found |= _count({name: LINE_TYPE}, *core, *by_line, threads)
        by_text = {name: type_name for name, type_name in names.items() if name != LINE_TYPE}
        found |= _count(by_text, *core, *whole, threads)
        return {name: found[name] for name in names}

    def _renderer(self, targets: list[list[Any]], predictions: list[Any]) -> tuple[_Cleaner | _Renderer, tuple[str | None, str]]:
        """Choose how texts are handed to the core, and the core's stemmer and tokenizer of them."""
        texts = itertools.chain(predictions, *targets)
        if type(self._tokenizer) is tokenizers.DefaultTokenizer and all(isinstance(text, str) for text in texts):
            return _Cleaner(), (self._tokenizer._stemmer, "rouge-score")
        return _Renderer(self._tokenizer.tokenize), (None, "whitespace")


class _Cleaner:
    """Hand texts on as they are, sentences in a line each: for the default tokenizer."""

    def text(self, text: str) -> str:
        """Free a text of what the core does not take in silence."""
        return emptied(without_surrogates(text))

    def lines(self, parts: Iterable[str]) -> str:
        """Write each part in a line of its own."""
        return "\n".join([self.text(part).replace("\n", " ") for part in parts])


class _Renderer:
    """Write tokens of any kind as numbers between blanks, equal tokens as equal numbers: for tokenizers of one's own."""

    def __init__(self, split: Callable[[Any], Iterable[Any]]) -> None:
        self._split = split
        self._numbers: dict[Any, int] = {}

    def text(self, text: Any) -> str:
        """Write the tokens of a text in one line."""
        numbers = self._numbers
        return " ".join([str(numbers.setdefault(token, len(numbers))) for token in self._split(text)])

    def lines(self, parts: Iterable[str]) -> str:
        """Write the tokens of each part in a line of its own."""
        return "\n".join([self.text(part) for part in parts])


def lines(text: Any) -> list[str]:
    """Split a text at newlines, and leave empty lines out."""
    return [line for line in decoded(text).split("\n") if line]


def sentences(text: Any) -> list[str]:
    """Split a text into sentences by nltk's punkt.

    Raises:
        LookupError: nltk's punkt data is not there.
        MissingDependencyError: nltk is not installed.
    """
    try:
        import nltk
    except ImportError as error:
        raise MissingDependencyError("split_summaries=True splits sentences by nltk, which is not installed: pip install nltk.") from error
    return [sentence for sentence in nltk.sent_tokenize(text) if sentence]


def core_name(name: Any) -> str:
    """Give the core's name of a type; "rouge1" and the like may end in a newline, which the original lets pass.

    Raises:
        ValueError: The type does not exist.
        TypeError: It is neither str nor bytes.
    """
    if name in INTEGER_ZERO_TYPES:
        return str(name)
    order = re.fullmatch(r"rouge([0-9])\n?", decoded(name))
    if order is None:
        raise ValueError(f"Invalid rouge type: {name}; expected rouge1 … rouge9, rougeL or rougeLsum.")
    if order[1] == "0":
        raise ValueError(f"rougeN needs a positive N: {name}.")
    return f"rouge{order[1]}"


@lru_cache(maxsize=64)
def core_names(rouge_types: tuple[Any, ...]) -> dict[Any, str]:
    """Give the core's name of each type."""
    return {name: core_name(name) for name in rouge_types}


@lru_cache(maxsize=64)
def _metric(types: tuple[str, ...], stemmer: str | None, tokenizer: str) -> Rouge:
    return Rouge(types=types, stemmer=stemmer, tokenizer=tokenizer)


@lru_cache(maxsize=64)
def _pair_counter(rouge_types: tuple[Any, ...], stemmer: str | None) -> PairCounter | None:
    """Give what counts one pair of short texts fast; None where it cannot count these types."""
    try:
        types = [core_name(name) for name in rouge_types]
        return _metric(tuple(types), stemmer, "rouge-score")._pair_counter
    except (ValueError, TypeError):  # a type that does not exist or is named twice: said, or done, where texts are scored
        return None


def _count(
    names: dict[Any, str], stemmer: str | None, tokenizer: str, targets: Any, predictions: Any, threads: int | None
) -> dict[Any, Counts]:
    """Let the core count: the one place that calls it."""
    if not names:
        return {}
    types = tuple(dict.fromkeys(names.values()))
    values = _metric(types, stemmer, tokenizer).statistics(predictions, targets, threads=threads).values
    return {name: values[:, 3 * types.index(core) :][:, :3] for name, core in names.items()}


_ZEROS = scoring.Score(0.0, 0.0, 0.0)


def _score(name: Any, matches: int, prediction_total: int, target_total: int) -> scoring.Score:
    if name in INTEGER_ZERO_TYPES and not (prediction_total and target_total):
        return scoring.Score(0, 0, 0)
    if not matches:
        return _ZEROS
    precision = matches / prediction_total
    recall = matches / target_total
    return scoring.Score(precision, recall, 2 * precision * recall / (precision + recall))


def _cleaned(rows: Any) -> Any:
    """Free the texts of lone surrogates, in lists of texts and lists of lists of them; leave anything else as it is."""
    if isinstance(rows, str):
        return without_surrogates(rows)
    return [_cleaned(row) for row in rows] if isinstance(rows, (list, tuple)) else rows


def lcs_ind(ref: Sequence[Any], can: Sequence[Any]) -> list[int]:
    """Give the positions in `ref` of a longest common subsequence with `can`: of several, the one that the original chooses.

    It moves from both ends: over a match in both; else back in `can` where that alone keeps the length; else back in `ref`.

    Examples:
        >>> from textmetrics.compat.rouge_score.rouge_scorer import lcs_ind
        >>> lcs_ind([1, 2, 3, 4, 5], [2, 5, 3, 4])
        [1, 2, 3]
    """
    lengths = [[0] * (len(can) + 1)]
    for token in ref:
        above, row = lengths[-1], [0]
        for j, other in enumerate(can):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
        lengths.append(row)
    found = []
    i, j = len(ref), len(can)
    while i and j:
        if ref[i - 1] == can[j - 1]:
            i, j = i - 1, j - 1
            found.append(i)
        elif lengths[i][j - 1] > lengths[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return found[::-1]
