"""Score ROUGE-N, L, Lsum, W, S and SU from token lists, as Lin 2004 defines them and rouge-score rounds them.

ROUGE-1.5.5, which differs in many places, is in `rouge155.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .lcs import lcs_length, run_weight, run_weight_inverse, union_lcs_hits, wlcs_score
from .ngrams import Tokens, clipped_count, ngram_counts, skip_bigram_counts


class Score(NamedTuple):
    """Precision, recall and F1 of one pair, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


def f1_of(precision: float, recall: float) -> float:
    """Combine precision and recall: 2PR / (P + R), evaluated from the left; 0 where both are 0."""
    if precision + recall > 0:
        return 2 * precision * recall / (precision + recall)
    return 0.0


def score_of_counts(overlap: float, n_prediction: float, n_reference: float) -> Score:
    """Divide an overlap by what either side has; a side that has nothing scores 0."""
    precision = overlap / n_prediction if n_prediction else 0.0
    recall = overlap / n_reference if n_reference else 0.0
    return Score(precision, recall, f1_of(precision, recall))


def rouge_n(prediction: Tokens, reference: Tokens, n: int) -> Score:
    """ROUGE-N: clipped n-gram matches over the n-grams of either side (Lin 2004, 2)."""
    prediction_counts, reference_counts = ngram_counts(prediction, n), ngram_counts(reference, n)
    overlap = clipped_count(prediction_counts, [reference_counts])
    return score_of_counts(overlap, prediction_counts.total(), reference_counts.total())


def rouge_l(prediction: Tokens, reference: Tokens) -> Score:
    """ROUGE-L, sentence level: LCS length over the tokens of either side (Lin 2004, 3.1)."""
    return score_of_counts(lcs_length(prediction, reference), len(prediction), len(reference))


def rouge_lsum(prediction_sentences: Sequence[Tokens], reference_sentences: Sequence[Tokens]) -> Score:
    """ROUGE-L, summary level: clipped union-LCS hits over the tokens of either side (Lin 2004, 3.2)."""
    hits = union_lcs_hits(prediction_sentences, reference_sentences)
    return score_of_counts(hits, sum(map(len, prediction_sentences)), sum(map(len, reference_sentences)))


def rouge_w(prediction: Tokens, reference: Tokens, weight: float) -> Score:
    """ROUGE-W: f^-1(WLCS / f(length)) with f(k) = k^weight (Lin 2004, 4, equations 13 and 14)."""
    overlap = wlcs_score(prediction, reference, weight)
    precision = run_weight_inverse(overlap / run_weight(len(prediction), weight), weight) if len(prediction) else 0.0
    recall = run_weight_inverse(overlap / run_weight(len(reference), weight), weight) if len(reference) else 0.0
    return Score(precision, recall, f1_of(precision, recall))


def rouge_s(prediction: Tokens, reference: Tokens, gap: int | None, unigrams: str = "none") -> Score:
    """ROUGE-S: clipped skip-bigram matches over the skip-bigrams of either side (Lin 2004, 5).

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.
        gap: Largest number of tokens between the two of a pair; None: any.
        unigrams: "none", "all" or "all-but-last", as in `skip_bigram_counts`.
    """
    prediction_counts = skip_bigram_counts(prediction, gap, unigrams)
    reference_counts = skip_bigram_counts(reference, gap, unigrams)
    overlap = clipped_count(prediction_counts, [reference_counts])
    return score_of_counts(overlap, prediction_counts.total(), reference_counts.total())


def rouge_su(prediction: Tokens, reference: Tokens, gap: int | None) -> Score:
    """ROUGE-SU: skip-bigrams and every unigram (Lin 2004, 5.1)."""
    return rouge_s(prediction, reference, gap, unigrams="all")


def best_by_f1(scores: Sequence[Score]) -> Score:
    """Take the score of the reference with the largest F1, the first of them on ties (rouge-score's `score_multi`).

    Raises:
        ValueError: If there is no score.
    """
    if not scores:
        raise ValueError("no reference, so no best score")
    best = scores[0]
    for score in scores[1:]:
        if score.f1 > best.f1:
            best = score
    return best
