"""Lengths and the brevity penalty of BLEU, and its score from counts."""

from __future__ import annotations

import math

from ..compiler import kernel

CLOSEST = 0  # the nearest to the prediction's, the shorter of two equally near
SHORTEST = 1
AVERAGE = 2
CLOSEST_FIRST = 3  # the nearest to the prediction's, the first of several equally near

NO_SMOOTHING = 0
FLOOR = 1
ADD_K = 2
EXP = 3
_LOG_OF_ZERO = -9999999999  # what sacrebleu takes for it: its exponential is zero


@kernel
def reference_length(id_offsets, first, last, n_prediction, rule, unit):
    """Give the length that texts first … last - 1 stand for, in 1 / unit tokens.

    Args:
        id_offsets: int64, where texts begin.
        first, last: int64, the references.
        n_prediction: int64, tokens of the prediction.
        rule: int64, CLOSEST, SHORTEST, AVERAGE or CLOSEST_FIRST.
        unit: int64.

    Assumes:
        first < last.
    """
    chosen = id_offsets[first + 1] - id_offsets[first]
    total = chosen
    for reference in range(first + 1, last):
        n_tokens = id_offsets[reference + 1] - id_offsets[reference]
        total += n_tokens
        nearer = abs(n_tokens - n_prediction) - abs(chosen - n_prediction)
        if rule == CLOSEST or rule == CLOSEST_FIRST:
            if nearer < 0 or (nearer == 0 and n_tokens < chosen and rule == CLOSEST):
                chosen = n_tokens
        else:
            chosen = min(chosen, n_tokens)
    if rule == AVERAGE:
        return total * unit // (last - first)
    return chosen * unit


@kernel
def brevity_penalty(n_prediction, n_reference):
    """Give exp(1 - r / c) for a prediction of c tokens shorter than its reference of r, else 1; 0 for no prediction at all."""
    if n_prediction >= n_reference:
        return 1.0
    if n_prediction == 0:
        return 0.0
    return math.exp(1.0 - n_reference / n_prediction)


@kernel
def bleu_scores(counts, max_order, unit, smoothing, value, effective_order, weights, n_weights, compensates, out):
    """Score rows of counts, each on its own, on a scale of 0 to 100.

    Args:
        counts: int64 (n_rows, 3 * max_order + 2), as bleu_rows writes them.
        max_order: int64.
        unit: int64, the reference length is in 1 / unit tokens.
        smoothing: int64, NO_SMOOTHING, FLOOR, ADD_K or EXP.
        value: float64, for FLOOR and ADD_K.
        effective_order: int64, not 0: only the orders up to the last with n-grams count.
        weights: float64 (n_weights,), of each order; none: the plain mean of the logarithms.
        n_weights: int64, max_order or 0.
        compensates: int64, not 0: the logarithms are added as Python's `sum` adds floats from version 3.12 on, with the rounding
            errors kept apart and added in the end (Neumaier 1974).
        out: float64 (n_rows,), output.
    """
    for row in range(len(out)):
        n_matches = 0
        for n in range(max_order):
            n_matches += counts[row, n]
        out[row] = 0.0
        if n_matches == 0:
            continue
        last_order = max_order
        halvings = 1.0
        # Precisions of the orders after one without n-grams are 0, as are those without a match where nothing smooths.
        total_log = 0.0
        lost = 0.0
        ended = False
        for n in range(max_order):
            matches = float(counts[row, n])
            total = float(counts[row, max_order + n])
            if smoothing == ADD_K and n > 0:
                matches += value
                total += value
            if total == 0.0:
                ended = True
            if ended:
                if effective_order != 0:
                    break
                precision = 0.0
            else:
                if effective_order != 0:
                    last_order = n + 1
                if matches > 0.0:
                    precision = 100.0 * matches / total
                elif smoothing == EXP:
                    halvings *= 2.0
                    precision = 100.0 / (halvings * total)
                elif smoothing == FLOOR:
                    precision = 100.0 * value / total
                else:
                    precision = 0.0
            logarithm = math.log(precision) if precision != 0.0 else float(_LOG_OF_ZERO)
            if n_weights != 0:
                logarithm *= weights[n]
            added = total_log + logarithm
            if compensates != 0:
                if abs(total_log) >= abs(logarithm):
                    lost += (total_log - added) + logarithm
                else:
                    lost += (logarithm - added) + total_log
            total_log = added
        total_log += lost
        if n_weights == 0:
            total_log /= last_order
        out[row] = brevity_penalty(float(counts[row, 3 * max_order]), counts[row, 3 * max_order + 1] / unit) * math.exp(total_log)
