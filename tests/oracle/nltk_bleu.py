"""Score BLEU with NLTK 3.10's seven smoothing methods (Chen and Cherry 2014) and GLEU (Wu et al. 2016, section 7).

Predictions come first here, references second; NLTK has them the other way round. Scores are in [0, 1].
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .bleu import brevity_penalty, reference_length
from .ngrams import Tokens, clipped_count, clipped_matches, ngram_counts

Number = float | Fraction
QUARTERS = (0.25, 0.25, 0.25, 0.25)


class Precision(NamedTuple):
    """A modified precision as it is counted, not reduced: smoothing adds to numerator and denominator."""

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction:
        """The exact quotient."""
        return Fraction(self.numerator, self.denominator)


def modified_precision(prediction: Tokens, references: Sequence[Tokens], n: int) -> Precision:
    """Count clipped matches and the prediction's n-grams; a prediction without any has the denominator 1."""
    return Precision(clipped_matches(prediction, references, n), max(1, ngram_counts(prediction, n).total()))


def none_at_all(precisions: Sequence[Precision]) -> list[Number]:
    """Method 0: a precision without matches is the smallest normal float, so that it has a logarithm."""
    return [p.value if p.numerator else sys.float_info.min for p in precisions]


def add_epsilon(precisions: Sequence[Precision], epsilon: float) -> list[Number]:
    """Method 1: epsilon matches where there is none."""
    return [p.value if p.numerator else epsilon / p.denominator for p in precisions]


def add_one(precisions: Sequence[Precision]) -> list[Number]:
    """Method 2: one more match and one more n-gram from order 2 on."""
    return [
        p.value if index == 0 else Fraction(p.numerator + 1, p.denominator + 1) for index, p in enumerate(precisions)
    ]


def halve(precisions: Sequence[Precision]) -> list[Number]:
    """Method 3: 1/2, 1/4, ... matches for the first, second, ... order without any (NIST)."""
    smoothed: list[Number] = []
    n_empty = 0
    for p in precisions:
        if p.numerator:
            smoothed.append(p.value)
        else:
            n_empty += 1
            smoothed.append(1 / (2**n_empty * p.denominator))
    return smoothed


def halve_by_length(precisions: Sequence[Precision], length: int, k: float) -> list[Number]:
    """Method 4: as method 3, with ln(length) / k times the matches; nothing for a prediction of one token."""
    smoothed: list[Number] = []
    n_empty = 0
    for p in precisions:
        if p.numerator or length <= 1:
            smoothed.append(p.value)
        else:
            n_empty += 1
            smoothed.append((1 / (2**n_empty * k / math.log(length))) / p.denominator)
    return smoothed


def average_neighbours(values: Sequence[Number], fifth: Precision) -> list[Number]:
    """Method 5: the mean of an order's precision, the smoothed one before it, and the one after it.

    Before the first stands its precision plus 1; after the last the pair's 5-gram precision, whatever the last order.
    """
    smoothed: list[Number] = []
    before = values[0] + 1
    after = [*values[1:], fifth.value]
    for value, following in zip(values, after, strict=True):
        before = (before + value + following) / 3
        smoothed.append(before)
    return smoothed


def interpolate(precisions: Sequence[Precision], prediction: Tokens, alpha: float) -> list[Number]:
    """Method 6: from order 3 on, (matches + alpha * prior) / (n-grams + alpha), prior = p(n-1)^2 / p(n-2), smoothed.

    Raises:
        IndexError: If there are fewer than three orders, as NLTK.
        AssertionError: If no trigram matches, as NLTK, whose message speaks of bigrams.
    """
    if not precisions[2].numerator:
        raise AssertionError("method 6 needs a match of order 3")
    smoothed: list[Number] = [p.value for p in precisions[:2]]
    for n, p in enumerate(precisions[2:], start=3):
        prior = smoothed[-1] ** 2 / smoothed[-2] if smoothed[-2] != 0 else 0
        n_ngrams = ngram_counts(prediction, n).total()
        smoothed.append((p.numerator + alpha * prior) / (n_ngrams + alpha))
    return smoothed


def smooth(
    precisions: Sequence[Precision],
    prediction: Tokens,
    references: Sequence[Tokens],
    length: int,
    method: int,
    epsilon: float,
    alpha: float,
    k: float,
) -> list[Number]:
    """Apply one of NLTK's methods 0 to 7; 7 is 4 and then 5.

    Args:
        precisions: Of each order, summed over the corpus.
        prediction: Tokens of the corpus's last prediction, which methods 5, 6 and 7 look at.
        references: The last prediction's references.
        length: Tokens of all predictions, which methods 4 and 7 look at.
        method: 0 to 7.
        epsilon: For method 1.
        alpha: For method 6.
        k: For methods 4 and 7.
    """
    if method == 0:
        return none_at_all(precisions)
    if method == 1:
        return add_epsilon(precisions, epsilon)
    if method == 2:
        return add_one(precisions)
    if method == 3:
        return halve(precisions)
    if method == 4:
        return halve_by_length(precisions, length, k)
    if method == 6:
        return interpolate(precisions, prediction, alpha)
    values = halve_by_length(precisions, length, k) if method == 7 else [p.value for p in precisions]
    return average_neighbours(values, modified_precision(prediction, references, 5))


def nltk_corpus_bleu(
    predictions: Sequence[Tokens],
    references: Sequence[Sequence[Tokens]],
    weights: Sequence[float] | Sequence[Sequence[float]] = QUARTERS,
    *,
    method: int = 0,
    epsilon: float = 0.1,
    alpha: float = 5,
    k: float = 5,
    auto_reweigh: bool = False,
) -> float | list[float]:
    """Score a corpus as NLTK's `corpus_bleu` with `SmoothingFunction(epsilon, alpha, k).method<method>`.

    Args:
        predictions: Tokens of each prediction.
        references: For each prediction its references' tokens.
        weights: Of each order; or several such rows, which share one smoothing, done for the longest of them.
        method: 0 to 7; NLTK's default is 0.
        epsilon: For method 1.
        alpha: For method 6.
        k: For methods 4 and 7.
        auto_reweigh: Spread the weight evenly over the orders a corpus of fewer than 4 tokens has; only if the
            weights are the tuple `QUARTERS` (a list never equals it).

    Returns:
        One score; a list of them for two or more rows of weights.

    Raises:
        ValueError: If a prediction has no reference.
    """
    rows: list[Sequence[float]] = []
    for row in weights:
        if isinstance(row, Sequence):
            rows.append(row)
    if not rows:
        rows = [weights]  # type: ignore[list-item]  # no row was a sequence, so the weights are one row
    max_order = max(len(row) for row in rows)
    pairs = list(zip(predictions, references, strict=True))
    counted = [[modified_precision(*pair, n) for pair in pairs] for n in range(1, max_order + 1)]
    precisions = [Precision(sum(p.numerator for p in order), sum(p.denominator for p in order)) for order in counted]
    length = sum(len(prediction) for prediction in predictions)
    penalty = brevity_penalty(
        length, sum(reference_length(len(prediction), [len(r) for r in row]) for prediction, row in pairs)
    )
    if precisions[0].numerator == 0:
        return 0.0 if len(rows) == 1 else [0.0] * len(rows)
    values = smooth(precisions, predictions[-1], references[-1], length, method, epsilon, alpha, k)
    scores: list[float] = []
    for row in rows:
        used = (1 / length,) * length if auto_reweigh and length < 4 and row == QUARTERS else row
        terms = [weight * math.log(value) for weight, value in zip(used, values, strict=False) if value > 0]
        scores.append(penalty * math.exp(math.fsum(terms)))
    return scores[0] if len(rows) == 1 else scores


def nltk_sentence_bleu(
    prediction: Tokens,
    references: Sequence[Tokens],
    weights: Sequence[float] | Sequence[Sequence[float]] = QUARTERS,
    *,
    method: int = 0,
    epsilon: float = 0.1,
    alpha: float = 5,
    k: float = 5,
    auto_reweigh: bool = False,
) -> float | list[float]:
    """Score one pair as NLTK's `sentence_bleu`: a corpus of one row."""
    return nltk_corpus_bleu(
        [prediction], [references], weights, method=method, epsilon=epsilon, alpha=alpha, k=k, auto_reweigh=auto_reweigh
    )


def corpus_gleu(
    predictions: Sequence[Tokens], references: Sequence[Sequence[Tokens]], min_order: int = 1, max_order: int = 4
) -> float:
    """Score GLEU: matches over the larger of the two texts' n-gram counts, all orders pooled, summed over a corpus.

    Of a prediction's references the one with the largest quotient counts, the first on ties. A row where neither side
    has an n-gram is left out; a corpus of such rows scores 0.
    """
    n_matches, n_all = 0, 0
    orders = range(min_order, max_order + 1)
    for prediction, row in zip(predictions, references, strict=True):
        candidates: list[tuple[int, int]] = []
        for reference in row:
            pairs = [(ngram_counts(prediction, n), ngram_counts(reference, n)) for n in orders]
            larger = max(sum(p.total() for p, _ in pairs), sum(r.total() for _, r in pairs))
            if larger > 0:
                candidates.append((sum(clipped_count(p, [r]) for p, r in pairs), larger))
        if candidates:
            matches, larger = max(candidates, key=lambda candidate: candidate[0] / candidate[1])
            n_matches += matches
            n_all += larger
    return n_matches / n_all if n_all else 0.0


def sentence_gleu(prediction: Tokens, references: Sequence[Tokens], min_order: int = 1, max_order: int = 4) -> float:
    """Score one pair: a corpus of one row."""
    return corpus_gleu([prediction], [references], min_order, max_order)
