"""BLEU from counts as sacrebleu computes it: one row of counts, or many resampled ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ....errors import ConfigurationError, unknown

SMOOTH_DEFAULTS: dict[str, float | None] = {"none": None, "floor": 0.1, "add-k": 1, "exp": None}
LOG_OF_ZERO = -9999999999  # what sacrebleu takes for it: its exponential is zero


class UnknownSmoothing(ConfigurationError, AssertionError):
    """A smoothing that does not exist; sacrebleu fails an assertion there."""


def check_smoothing(method: str) -> None:
    """Refuse a smoothing that does not exist.

    Raises:
        UnknownSmoothing: It is none of SMOOTH_DEFAULTS.
    """
    if method not in SMOOTH_DEFAULTS:
        raise UnknownSmoothing(unknown("smooth_method", method, SMOOTH_DEFAULTS))


def smoothing_value(method: str, given: float | None) -> float:
    """Give the value that a smoothing takes: the one given, else its default; 0 for those that take none."""
    value = SMOOTH_DEFAULTS[method] if given is None else given
    return 0 if value is None else value


def brevity_penalty(prediction_length: Any, reference_length: Any) -> float:
    """Give exp(1 - r / c) for a prediction of c tokens shorter than its reference of r, else 1; 0 for no prediction at all."""
    if prediction_length >= reference_length:
        return 1.0
    return math.exp(1 - reference_length / prediction_length) if prediction_length > 0 else 0.0


def geometric_mean(precisions: Sequence[Any], n_orders: int) -> float:
    """Give the geometric mean of the first `n_orders` precisions; 0 where one of them is 0."""
    logarithms = [math.log(precision) if precision != 0.0 else LOG_OF_ZERO for precision in precisions[:n_orders]]
    # The built-in sum, as in sacrebleu: from Python 3.12 on it compensates rounding, and so decides the last bit.
    return math.exp(sum(logarithms) / n_orders)


def smoothed_precisions(
    matches: list[Any], totals: list[Any], smooth_method: str, smooth_value: float | None, effective_order: bool, max_order: int
) -> tuple[list[Any], int]:
    """Give the precisions of each order in percent, and how many orders count; "add-k" adds its value to the counts themselves.

    An order without n-grams ends the count: it and those after it have precision 0, and "add-k" leaves the later ones as they are.
    """
    value = smoothing_value(smooth_method, smooth_value)
    precisions: list[Any] = [0.0] * max_order
    n_orders = max_order
    halvings = 1.0
    for k in range(max_order):
        if k and smooth_method == "add-k":
            matches[k] += value
            totals[k] += value
        total = totals[k]
        if total == 0:
            break
        if effective_order:
            n_orders = k + 1
        if matches[k] != 0:
            precisions[k] = 100.0 * matches[k] / total
        elif smooth_method == "exp":
            halvings *= 2
            precisions[k] = 100.0 / (halvings * total)
        elif smooth_method == "floor":
            precisions[k] = 100.0 * value / total
    return precisions, n_orders


def single_precision_scores(
    sums: npt.NDArray[np.float32], smooth_method: str, smooth_value: float | None, effective_order: bool, max_order: int
) -> list[float]:
    """Score rows of summed counts that are held in single precision, as those of sacrebleu's resamples are.

    Args:
        sums: float32 (n_samples, 2 + 2 * max_order): prediction and reference length, matches, totals.
        smooth_method, smooth_value, effective_order, max_order: As in `BLEU`.

    Returns:
        A score in 0 … 100 for each row. Precisions are rounded to single precision on the way, logarithms and exponentials are not.
    """
    value = smoothing_value(smooth_method, smooth_value)
    n_samples = len(sums)
    matches, totals = sums[:, 2 : 2 + max_order].copy(), sums[:, 2 + max_order :].copy()
    matched: npt.NDArray[np.bool_] = np.any(matches, axis=1)
    precisions = np.zeros((n_samples, max_order), np.float32)
    n_orders = np.full(n_samples, max_order)
    halvings = np.ones(n_samples, np.float32)
    counts = np.ones(n_samples, bool)  # rows whose orders all had n-grams so far
    for k in range(max_order):
        match, total = matches[:, k], totals[:, k]
        if k and smooth_method == "add-k":
            match += value
            total += value
        counts &= total != 0
        if effective_order:
            n_orders[counts] = k + 1
        found = counts & (match != 0)
        precisions[found, k] = np.float32(100.0) * match[found] / total[found]
        lost = counts & (match == 0)
        if smooth_method == "exp":
            halvings[lost] *= 2
            precisions[lost, k] = np.float32(100.0) / (halvings[lost] * total[lost])
        elif smooth_method == "floor":
            precisions[lost, k] = np.float32(100.0 * value) / total[lost]
    lengths = sums[:, :2].astype(np.int64).tolist()
    rows: Any = zip(matched.tolist(), lengths, precisions.tolist(), n_orders.tolist(), strict=True)
    return [brevity_penalty(*length) * geometric_mean(row, n) if any_match else 0.0 for any_match, length, row, n in rows]
