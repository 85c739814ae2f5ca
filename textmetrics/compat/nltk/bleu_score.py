"""NLTK's BLEU, as ``nltk.translate.bleu_score`` has it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...errors import ConfigurationError, InputError
from ...metrics import smoothing
from .matching import Tokens, checked_rows, clipped_matches, count_columns, held, no_references, suits_column, suits_columns
from .smoothing import Fraction, SmoothingFunction, check_method6, last_pair, own_method, warn_of_order

__all__ = [
    "Fraction",
    "SmoothingFunction",
    "brevity_penalty",
    "closest_ref_length",
    "corpus_bleu",
    "modified_precision",
    "sentence_bleu",
    "sentence_bleu_batch",
]
QUARTERS = (0.25, 0.25, 0.25, 0.25)


class EmptyCorpusError(InputError, ZeroDivisionError):
    """A corpus without rows has no precision; NLTK divides by zero."""


class _Counts(NamedTuple):
    """What BLEU is made of, of one pair or summed over several; a pair without n-grams of an order counts as having one."""

    matches: list[int]
    totals: list[int]
    hyp_length: int
    ref_length: int


def sentence_bleu(
    references: Sequence[Tokens],
    hypothesis: Tokens,
    weights: Any = QUARTERS,
    smoothing_function: Any = None,
    auto_reweigh: bool = False,
) -> Any:
    """Score one hypothesis against its references by BLEU.

    Without smoothing an order without a match is warned of and gives a score next to zero, not zero; no matching token at all gives the
    int 0. A str in place of a list of tokens is scored by its characters.

    Args:
        references: Tokens of each reference.
        hypothesis: Its tokens.
        weights: One an order, or several such rows, which give a list of scores; all are smoothed as the longest row is.
        smoothing_function: A method of SmoothingFunction, or any callable that is called as
            ``function(p_n, references=…, hypothesis=…, hyp_len=…)`` with the precisions as fractions and gives as many numbers.
        auto_reweigh: For fewer than 4 tokens and weights that are the tuple (0.25, 0.25, 0.25, 0.25): weigh the orders there are alike.

    Raises:
        InputError: There are no references.

    Examples:
        >>> sentence_bleu(["the cat sat on the mat".split()], "the cat sat on a mat".split(), weights=(0.5, 0.5))
        0.7071067811865476
    """
    settings = _settings(weights, smoothing_function, auto_reweigh)
    return _score_pair(_count_pair(references, hypothesis, settings.counted_orders), settings, references, hypothesis)


def corpus_bleu(
    list_of_references: Sequence[Sequence[Tokens]],
    hypotheses: Sequence[Tokens],
    weights: Any = QUARTERS,
    smoothing_function: Any = None,
    auto_reweigh: bool = False,
) -> Any:
    """Score hypotheses together by BLEU: counts are summed before they are divided.

    As in NLTK, smoothing is given the summed precisions and length, with the references and the hypothesis of the last row: methods 5,
    6 and 7 look at those.

    Args:
        list_of_references: The references of each hypothesis.
        hypotheses: Tokens of each hypothesis.
        weights, smoothing_function, auto_reweigh: As for `sentence_bleu`.

    Raises:
        UnequalRowsError: The rows are not as many on both sides. It is an AssertionError.
        EmptyCorpusError: There are no rows. It is a ZeroDivisionError.
        InputError: A row has no references.

    Examples:
        >>> corpus_bleu([["a b c d e".split()], ["a c d".split()]], ["a b c d".split(), "b c d".split()], weights=(0.5, 0.5))
        0.7178430993271613
    """
    list_of_references, hypotheses = checked_rows(list_of_references, hypotheses)
    settings = _settings(weights, smoothing_function, auto_reweigh)
    max_order = settings.max_order
    if not len(hypotheses) and max_order:
        raise EmptyCorpusError("there are no hypotheses; expected at least one.")
    if suits_columns(list_of_references, hypotheses) and max_order:
        matches, totals, hyp_lengths, ref_lengths = _count_rows(list_of_references, hypotheses, max_order)
        counts = _Counts(matches.sum(0).tolist(), totals.sum(0).tolist(), int(hyp_lengths.sum()), int(ref_lengths.sum()))
    else:
        counts = _Counts([0] * max_order, [0] * max_order, 0, 0)
        for row, (references, hypothesis) in enumerate(zip(list_of_references, hypotheses, strict=True)):
            pair = _count_pair(references, hypothesis, max_order, row)
            counts = _Counts(
                [a + b for a, b in zip(counts.matches, pair.matches, strict=True)],
                [a + b for a, b in zip(counts.totals, pair.totals, strict=True)],
                counts.hyp_length + pair.hyp_length,
                counts.ref_length + pair.ref_length,
            )
    if not len(hypotheses):
        return _score(counts, settings, None, [], [])
    references, hypothesis = list_of_references[-1], hypotheses[-1]
    last = last_pair(settings.method, references, hypothesis) if counts.matches and counts.matches[0] else None
    return _score(counts, settings, last, references, hypothesis)


def sentence_bleu_batch(
    list_of_references: Sequence[Sequence[Tokens]],
    hypotheses: Sequence[Tokens],
    weights: Any = QUARTERS,
    smoothing_function: Any = None,
    auto_reweigh: bool = False,
) -> list[Any]:
    """Score each hypothesis on its own: what `sentence_bleu` gives for each row, in one pass. NLTK has no such function.

    Args, Raises: as for `corpus_bleu`.

    Returns:
        A score a row, or a list of scores where there are several rows of weights. No rows give an empty list.

    Examples:
        >>> sentence_bleu_batch([["a b c".split()], ["a b c".split()]], ["a b".split(), "a b c".split()], weights=(0.5, 0.5))
        [0.6065306597126334, 1.0]
    """
    list_of_references, hypotheses = checked_rows(list_of_references, hypotheses)
    settings = _settings(weights, smoothing_function, auto_reweigh)
    max_order = settings.counted_orders
    pairs = zip(list_of_references, hypotheses, strict=True)
    if not (max_order and suits_columns(list_of_references, hypotheses)):
        counted: Iterable[_Counts] = (_count_pair(*pair, max_order, row) for row, pair in enumerate(pairs))
    else:
        columns = [column.tolist() for column in _count_rows(list_of_references, hypotheses, max_order)]
        counted = map(_Counts, *columns)
    rows = zip(counted, list_of_references, hypotheses, strict=True)
    return [_score_pair(counts, settings, references, hypothesis) for counts, references, hypothesis in rows]


def modified_precision(references: Sequence[Tokens], hypothesis: Tokens, n: int) -> Fraction:
    """Give the clipped matches of order `n` over the hypothesis's n-grams, not reduced; a hypothesis without any counts as having one.

    Raises:
        ConfigurationError: `n` is below 1.

    Examples:
        >>> modified_precision([["a", "b", "a"]], ["a", "a", "a", "c"], 1)
        Fraction(2, 4)
    """
    if n < 1:
        raise ConfigurationError(f"n is {n}; expected 1 or more.")
    hypothesis, references = list(hypothesis), held(references)
    return Fraction(clipped_matches(hypothesis, references, n)[-1], max(1, len(hypothesis) - n + 1))


def closest_ref_length(references: Iterable[Tokens], hyp_len: int) -> int:
    """Give the length of the reference nearest in length to `hyp_len`, the shorter of two equally near.

    Raises:
        InputError: There are no references.
    """
    lengths = [len(reference) for reference in references]
    if len(lengths) == 1:
        return lengths[0]
    if not lengths:
        raise InputError("there are no references; expected at least one.")
    return min(lengths, key=lambda length: (abs(length - hyp_len), length))


def brevity_penalty(closest_ref_len: int, hyp_len: int) -> float:
    """Give the int 1 for a hypothesis longer than its reference, the int 0 for an empty one, else exp(1 - reference / hypothesis)."""
    if hyp_len > closest_ref_len:
        return 1
    return math.exp(1 - closest_ref_len / hyp_len) if hyp_len else 0


class _Settings(NamedTuple):
    """What is asked for.

    Attributes:
        rows: rows of weights.
        max_order: the length of the longest row.
        method: of our smoothing methods; −1 for a callable of another kind.
        smoothing_function: the callable.
        constants: our object that holds the method's constants.
        auto_reweigh: as the caller gave it.
    """

    rows: Sequence[Any]
    max_order: int
    method: int
    smoothing_function: Any
    constants: Any
    auto_reweigh: bool

    @property
    def counted_orders(self) -> int:
        """The longest n-grams to count in a pair of its own: methods 5 and 7 look at one order whatever the weights are."""
        return max(self.max_order, smoothing.NEIGHBOUR_ORDER) if self.method in (5, 7) else self.max_order


def _settings(weights: Any, smoothing_function: Any, auto_reweigh: bool) -> _Settings:
    """Give rows of weights, of which a plain row is the only one, and find out whether the smoothing is ours."""
    try:
        weights[0][0]
        rows = weights
    except (TypeError, IndexError):
        rows = [weights]
    max_order = len(rows[0]) if len(rows) == 1 else max(map(len, rows))
    smoothing_function = smoothing_function or _NO_SMOOTHING
    method, constants = own_method(smoothing_function)
    return _Settings(rows, max_order, method, smoothing_function, constants, auto_reweigh)


def _count_pair(references: Sequence[Tokens], hypothesis: Tokens, max_order: int, row: int | None = None) -> _Counts:
    """Count one pair."""
    hypothesis, references = list(hypothesis), held(references)
    hyp_length = len(hypothesis)
    lengths = list(map(len, references))
    if not lengths:
        raise InputError("there are no references; expected at least one." if row is None else no_references(row), row)
    if max_order and suits_column(references, hypothesis):
        columns = _count_rows([references], [hypothesis], max_order)
        return _Counts(*(column[0].tolist() for column in columns))
    if len(lengths) > 1:
        lengths.sort()  # of two lengths equally near the first, which is the shorter, is taken
        ref_length = min(lengths, key=lambda length: abs(length - hyp_length))
    else:
        ref_length = lengths[0]
    totals = [n if n > 1 else 1 for n in range(hyp_length, hyp_length - max_order, -1)]
    return _Counts(clipped_matches(hypothesis, references, max_order), totals, hyp_length, ref_length)


def _count_rows(
    list_of_references: Sequence[Sequence[Tokens]], hypotheses: Sequence[Tokens], max_order: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count rows in columns: matches and totals, int64 (n_rows, max_order), and both lengths, int64 (n_rows,)."""
    counts = count_columns(list_of_references, hypotheses, max_order)
    return counts[:, :max_order], np.maximum(counts[:, max_order : 2 * max_order], 1), counts[:, -2], counts[:, -1]


def _score_pair(counts: _Counts, settings: _Settings, references: Sequence[Tokens], hypothesis: Tokens) -> Any:
    """Score one pair of which `counted_orders` are counted."""
    last = None
    if settings.method in (5, 7):
        after = smoothing.NEIGHBOUR_ORDER - 1
        last = smoothing.LastPair(counts.matches[after], counts.totals[after], counts.hyp_length)
        n = settings.max_order
        counts = _Counts(counts.matches[:n], counts.totals[:n], counts.hyp_length, counts.ref_length)
    elif settings.method == 6:
        last = smoothing.LastPair(0, 1, counts.hyp_length)
    return _score(counts, settings, last, references, hypothesis)


def _score(
    counts: _Counts, settings: _Settings, last: smoothing.LastPair | None, references: Sequence[Tokens], hypothesis: Tokens
) -> Any:
    """Smooth the precisions, and weigh them by every row of weights."""
    matches, totals, hyp_length, ref_length = counts
    rows = settings.rows
    if not matches or not matches[0]:
        return 0 if len(rows) == 1 else [0] * len(rows)
    if settings.method < 0:
        fractions = list(map(Fraction, matches, totals))
        precisions = settings.smoothing_function(fractions, references=references, hypothesis=hypothesis, hyp_len=hyp_length)
    else:
        precisions = _smoothed(counts, settings, last)
    penalty = brevity_penalty(ref_length, hyp_length)
    scores = []
    for row in rows:
        if settings.auto_reweigh and hyp_length < 4 and row == QUARTERS:
            row = (1 / hyp_length,) * hyp_length
        scores.append(smoothing.geometric_mean(precisions, row, penalty))
    return scores[0] if len(rows) == 1 else scores


def _smoothed(counts: _Counts, settings: _Settings, last: smoothing.LastPair | None) -> list[float]:
    """Smooth the integers by one of our methods, which raises and warns as NLTK's does."""
    method, constants = settings.method, settings.constants
    if method == 6:
        check_method6(counts.matches)
    elif method == 0 and not counts.matches[-1]:
        for order, n_matches in enumerate(counts.matches, start=1):
            if not n_matches:
                warn_of_order(order)
    return smoothing.smoothed(
        method,
        counts.matches,
        counts.totals,
        counts.hyp_length,
        last=last,
        epsilon=constants.epsilon,
        alpha=constants.alpha,
        k=constants.k,
    )


_NO_SMOOTHING = SmoothingFunction().method0
