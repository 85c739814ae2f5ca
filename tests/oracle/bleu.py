"""Score BLEU from token lists as Papineni 2002 defines it and sacrebleu 2.6 smooths and rounds it.

NLTK's formula, which differs in its handling of zeros, and GLEU are in `nltk_bleu.py`. Scores and precisions are in
[0, 100], sacrebleu's scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .ngrams import Tokens, clipped_matches, ngram_counts

DEFAULT_SMOOTH_VALUES = {"none": 0.0, "floor": 0.1, "add-k": 1, "exp": 0.0}
LOG_OF_ZERO = -9999999999.0  # what sacrebleu takes for log 0, so that exp gives 0
Length = int | Fraction


class Statistics(NamedTuple):
    """Whole numbers that add over pairs: clipped matches and n-grams an order, and lengths in tokens.

    Only the average reference length may be a fraction.
    """

    matches: tuple[int, ...]
    totals: tuple[int, ...]
    prediction_length: int
    reference_length: Length


class Bleu(NamedTuple):
    """A BLEU score, in [0, 100], with what it was made of; add-k changes matches and totals."""

    score: float
    matches: tuple[float, ...]
    totals: tuple[float, ...]
    precisions: tuple[float, ...]
    brevity_penalty: float
    prediction_length: int
    reference_length: Length


def reference_length(prediction_length: int, reference_lengths: Sequence[int], rule: str = "closest") -> Length:
    """Choose the reference length of one pair, in tokens.

    Args:
        prediction_length: Tokens of the prediction.
        reference_lengths: Tokens of each reference, in their order.
        rule: "closest" to the prediction's, the shorter on ties (sacrebleu, NLTK); "closest-first", the first listed
            on ties (torchmetrics); "shortest"; "average", exactly.

    Raises:
        ValueError: If there is no reference, or no such rule.
    """
    if not reference_lengths:
        raise ValueError("no reference, so no reference length")
    if rule == "closest":
        return min(reference_lengths, key=lambda length: (abs(length - prediction_length), length))
    if rule == "closest-first":
        return min(reference_lengths, key=lambda length: abs(length - prediction_length))
    if rule == "shortest":
        return min(reference_lengths)
    if rule == "average":
        return Fraction(sum(reference_lengths), len(reference_lengths))
    raise ValueError(f"no rule {rule!r} for the reference length")


def statistics_of(
    prediction: Tokens, references: Sequence[Tokens], max_order: int = 4, rule: str = "closest"
) -> Statistics:
    """Count one pair's matches, n-grams and lengths (Papineni 2002, 2.1 and 2.2)."""
    orders = range(1, max_order + 1)
    return Statistics(
        tuple(clipped_matches(prediction, references, n) for n in orders),
        tuple(ngram_counts(prediction, n).total() for n in orders),
        len(prediction),
        reference_length(len(prediction), [len(reference) for reference in references], rule),
    )


def sum_of(rows: Sequence[Statistics], max_order: int = 4) -> Statistics:
    """Add the statistics of a corpus; an empty one has zeros."""
    return Statistics(
        tuple(sum(row.matches[n] for row in rows) for n in range(max_order)),
        tuple(sum(row.totals[n] for row in rows) for n in range(max_order)),
        sum(row.prediction_length for row in rows),
        sum((row.reference_length for row in rows), start=0),
    )


def brevity_penalty(prediction_length: int, length: Length) -> float:
    """Punish short predictions: exp(1 - r/c) if c < r, else 1; an empty prediction against a non-empty reference: 0."""
    if prediction_length >= length:
        return 1.0
    if prediction_length == 0:
        return 0.0
    return math.exp(1 - float(Fraction(length) / prediction_length))


def bleu_of(
    statistics: Statistics,
    *,
    smoothing: str = "exp",
    smooth_value: float | None = None,
    effective_order: bool = False,
    weights: Sequence[float] | None = None,
) -> Bleu:
    """Turn statistics into BLEU with sacrebleu's smoothing.

    No match of any order is a score of 0 whatever the smoothing. Orders are taken from 1 on, up to the first whose
    total is 0; later precisions stay 0.

    Args:
        statistics: Of one pair or of a corpus.
        smoothing: "none"; "floor", `smooth_value` matches where there is none; "add-k", `smooth_value` more matches
            and n-grams from order 2 on; "exp", 1/2, 1/4, ... matches for the first, second, ... order without any.
        smooth_value: For "floor" (0.1 if None) and "add-k" (1 if None).
        effective_order: Average over the orders up to the last whose total is not 0, instead of all.
        weights: Of each order, as many as orders, in place of the plain mean of the logarithms; added up in order.
            With `effective_order` the weights of the orders in use are taken as they are.

    Raises:
        ValueError: If there is no such smoothing.
    """
    if smoothing not in DEFAULT_SMOOTH_VALUES:
        raise ValueError(f"no smoothing {smoothing!r}; expected one of {sorted(DEFAULT_SMOOTH_VALUES)}")
    value = DEFAULT_SMOOTH_VALUES[smoothing] if smooth_value is None else smooth_value
    max_order = len(statistics.totals)
    penalty = brevity_penalty(statistics.prediction_length, statistics.reference_length)
    matches: list[float] = list(statistics.matches)
    totals: list[float] = list(statistics.totals)
    precisions = [0.0] * max_order
    lengths = (statistics.prediction_length, statistics.reference_length)
    if not any(matches):
        return Bleu(0.0, tuple(matches), tuple(totals), tuple(precisions), penalty, *lengths)

    last_order = max_order
    halvings = 1.0
    for index in range(max_order):
        if smoothing == "add-k" and index > 0:
            matches[index] += value
            totals[index] += value
        if totals[index] == 0:
            break
        if effective_order:
            last_order = index + 1
        if matches[index] > 0:
            precisions[index] = 100.0 * matches[index] / totals[index]
        elif smoothing == "exp":
            halvings *= 2
            precisions[index] = 100.0 / (halvings * totals[index])
        elif smoothing == "floor":
            precisions[index] = 100.0 * value / totals[index]

    logarithms = [LOG_OF_ZERO if precision == 0.0 else math.log(precision) for precision in precisions[:last_order]]
    if weights is None:
        mean = sum(logarithms) / last_order
    else:
        mean = sum(weight * logarithm for weight, logarithm in zip(weights, logarithms, strict=False))
    return Bleu(penalty * math.exp(mean), tuple(matches), tuple(totals), tuple(precisions), penalty, *lengths)


def corpus_bleu(
    predictions: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    *,
    max_order: int = 4,
    rule: str = "closest",
    smoothing: str = "exp",
    smooth_value: float | None = None,
    effective_order: bool = False,
    weights: Sequence[float] | None = None,
) -> Bleu:
    """Score a corpus: add up the statistics of its rows, then the formula once.

    Args:
        predictions: Tokens of each prediction.
        references: For each prediction its references' tokens, any number above 0.
        max_order: Largest n-gram order.
        rule: Of the reference length, as in `reference_length`.
        smoothing: As in `bleu_of`, and so the following.
        smooth_value: See there.
        effective_order: See there.
        weights: See there.
    """
    rows = [
        statistics_of(prediction, row, max_order, rule) for prediction, row in zip(predictions, references, strict=True)
    ]
    return bleu_of(
        sum_of(rows, max_order),
        smoothing=smoothing,
        smooth_value=smooth_value,
        effective_order=effective_order,
        weights=weights,
    )


def sentence_bleu(
    prediction: Tokens,
    references: Sequence[Tokens],
    *,
    max_order: int = 4,
    rule: str = "closest",
    smoothing: str = "exp",
    smooth_value: float | None = None,
    effective_order: bool = True,
    weights: Sequence[float] | None = None,
) -> Bleu:
    """Score one pair: a corpus of one row, over its effective order unless told otherwise."""
    return corpus_bleu(
        [prediction],
        [references],
        max_order=max_order,
        rule=rule,
        smoothing=smoothing,
        smooth_value=smooth_value,
        effective_order=effective_order,
        weights=weights,
    )
