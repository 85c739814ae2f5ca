"""Precision, recall and F: the only divisions that make them, in the order of operations that decides the last bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..results import Floats, Score, Scores


def harmonic_mean(precision: Floats, recall: Floats) -> Floats:
    """Give F1 = 2 P R / (P + R), and 0 where both are 0."""
    total = precision + recall
    # The order of operations is rouge-score's: the last bit depends on it.
    return np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)


def weighted_mean(precision: Floats, recall: Floats, alpha: float) -> Floats:
    """Give F = P R / ((1 - alpha) P + alpha R), and 0 where the divisor is 0."""
    divisor = (1 - alpha) * precision + alpha * recall
    return np.divide(precision * recall, divisor, out=np.zeros_like(divisor), where=divisor > 0)


def epsilon_mean(precision: Floats, recall: Floats) -> Floats:
    """Give F1 as the package ``rouge`` does: with 1e-8 added to the divisor, so that a perfect match is a little below 1."""
    mean: Floats = 2.0 * ((precision * recall) / (precision + recall + 1e-8))
    return mean


def beta_mean(precision: Floats, recall: Floats, beta: float) -> Floats:
    """Give F = (1 + beta²) P R / (R + beta² P), and 0 where either is 0."""
    both = (precision != 0) & (recall != 0)
    divisor = recall + beta**2 * precision
    return np.divide((1 + beta**2) * precision * recall, divisor, out=np.zeros_like(divisor), where=both)


def rounded(values: Floats, digits: int) -> Floats:
    """Round to decimals as C's printf does: from the exact binary value, and a tie to the even digit."""
    scaled = values * 10.0**digits
    whole = np.rint(scaled)
    result: Floats = whole / 10.0**digits
    # The product has an error: where it lies close to a tie, the exact value decides.
    for k in np.flatnonzero(np.abs(np.abs(scaled - whole) - 0.5) < 1e-6):
        result[k] = float(f"{values[k]:.{digits}f}")
    return result


def ratio(matches: npt.NDArray[np.int64], total: npt.NDArray[np.int64]) -> Floats:
    """Divide matches by totals; a total of 0 counts as 1, so that no text on a side scores 0."""
    quotient: Floats = matches / np.maximum(total, 1)
    return quotient


def precision_recall_f1(
    matches: npt.NDArray[np.int64], prediction_total: npt.NDArray[np.int64], reference_total: npt.NDArray[np.int64]
) -> Scores:
    """Divide matches by totals, as rouge-score does."""
    precision = ratio(matches, prediction_total)
    recall = ratio(matches, reference_total)
    return Scores(precision, recall, harmonic_mean(precision, recall))


_NOTHING = Score(0.0, 0.0, 0.0)


def score_of_counts(counts: Sequence[int]) -> Score:
    """Give the score of one row: matches, prediction total, reference total. Python's floats divide as NumPy's do, and sooner."""
    matches, prediction_total, reference_total = counts
    if not matches:
        return _NOTHING
    precision, recall = matches / prediction_total, matches / reference_total
    return Score(precision, recall, 2 * precision * recall / (precision + recall))
