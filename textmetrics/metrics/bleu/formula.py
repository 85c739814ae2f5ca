"""From counts to BLEU: how each definition smooths precisions, takes their mean and punishes brevity."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...errors import InputError
from ...results import Floats
from . import smoothing as chen_cherry

Integers = npt.NDArray[np.int64]
# What each smoothing is to the kernel of sacrebleu's formula, and the value that it takes where none is given.
KERNEL_SMOOTHINGS = {"none": (0, 0.0), "floor": (1, 0.1), "add-k": (2, 1.0), "exp": (3, 0.0)}
# sacrebleu and evaluate add logarithms by Python's own `sum`. From Python 3.12 on it keeps rounding
# errors apart and adds them in the end, so their last bits are those of the Python they run on.
SUM_COMPENSATES = int(sys.version_info >= (3, 12))
METHODS = {f"method{n}": n for n in chen_cherry.METHODS}
SMOOTHINGS = (*KERNEL_SMOOTHINGS, "add-one-all", *METHODS)
_NO_MATCH = -9999999999.0  # what multi-bleu.perl takes for the logarithm of 0


@dataclass(frozen=True)
class Formula:
    """How counts become BLEU.

    Attributes:
        name: whose formula: "sacrebleu", "nltk", "hf", "torchmetrics" or "moses".
        smoothing: one of SMOOTHINGS.
        value: the smoothing's value, None for its default.
        max_order: the orders that count.
        counted_orders: the orders in the counts.
        unit: reference lengths are in 1 / unit tokens.
        effective_order: leave out orders beyond the text.
    """

    name: str
    smoothing: str
    value: float | None
    max_order: int
    counted_orders: int
    unit: int
    effective_order: bool

    def scores(self, counts: Integers, weights: Sequence[float] | None, last: Integers | None = None) -> Floats:
        """Score rows of counts, each on its own.

        Args:
            counts: int64 (n_rows, 3 * counted_orders + 2).
            weights: one an order; None: all weigh the same.
            last: the counts of a corpus' last row, for the methods that look at it; None: each row is its own.

        Returns:
            float64 (n_rows,), on sacrebleu's scale of 0 to 100 for its own formula, else on that of 0 to 1.
        """
        if self.name == "sacrebleu":
            return self._by_kernel(counts, weights)
        vector = [1 / self.max_order] * self.max_order if weights is None else list(weights)
        scores = []
        for k, row in enumerate(counts.tolist()):
            try:
                scores.append(self._score(row, vector, row if last is None else last.tolist()))
            except InputError as error:  # a method that has no value for these counts
                raise error if last is not None else InputError(f"row {k}: {error}", k) from None
        return np.asarray(scores, np.float64)

    def _by_kernel(self, counts: Integers, weights: Sequence[float] | None) -> Floats:
        from ..._kernels.bleu import bleu_scores

        smoothing, default = KERNEL_SMOOTHINGS[self.smoothing]
        value = default if self.value is None else float(self.value)
        vector = np.asarray(weights or (), np.float64)
        out = np.empty(len(counts), np.float64)
        counts = np.ascontiguousarray(counts)
        effective = int(self.effective_order)
        bleu_scores(counts, self.max_order, self.unit, smoothing, value, effective, vector, len(vector), SUM_COMPENSATES, out)
        return out

    def _score(self, row: list[int], weights: list[float], last: list[int]) -> float:
        n = self.counted_orders
        matches, totals = row[: self.max_order], row[n : n + self.max_order]
        length, reference_length = row[-2], row[-1] / self.unit
        if length == 0 or (self.name == "nltk" and matches[0] == 0) or (self.name == "torchmetrics" and min(matches) == 0):
            return 0.0
        precisions = self._precisions(matches, totals, length, last)
        if self.name == "nltk":
            if self.smoothing not in METHODS and min(precisions) == 0:
                return 0.0
            return chen_cherry.geometric_mean(precisions, weights, chen_cherry.brevity_penalty(length, reference_length))
        if self.name == "moses":
            logarithms = [math.log(p) if p > 0 else _NO_MATCH for p in precisions]
            penalty = math.exp(1 - reference_length / length) if length < reference_length else 1.0
            if len(set(weights)) == 1:
                return penalty * math.exp(_plain_sum(logarithms) / self.max_order)
            weighted = [w * logarithm for w, logarithm in zip(weights, logarithms, strict=True)]
            return penalty * math.exp(_plain_sum(weighted))
        if min(precisions) == 0 or reference_length == 0:
            return 0.0
        weighted = [w * math.log(p) for w, p in zip(weights, precisions, strict=True)]
        if self.name == "torchmetrics":
            penalty = 1.0 if length > reference_length else math.exp(1 - reference_length / length)
            return math.exp(_plain_sum(weighted)) * penalty
        mean = math.exp(sum(weighted))  # as in evaluate, the built-in: see SUM_COMPENSATES
        ratio = length / reference_length
        return mean * (1.0 if ratio > 1.0 else math.exp(1 - 1.0 / ratio))

    def _precisions(self, matches: list[int], totals: list[int], length: int, last: list[int]) -> list[float]:
        if self.smoothing in METHODS:
            n = self.counted_orders
            fifth = (last[4], max(last[n + 4], 1)) if n > 4 else (0, 1)
            pair = chen_cherry.LastPair(*fifth, last[-2])
            given = {} if self.value is None else {_VALUE_OF[METHODS[self.smoothing]]: self.value}
            return chen_cherry.smoothed(METHODS[self.smoothing], matches, [max(total, 1) for total in totals], length, last=pair, **given)
        if self.smoothing == "add-one-all":
            return [(m + 1) / (total + 1) for m, total in zip(matches, totals, strict=True)]
        default = KERNEL_SMOOTHINGS[self.smoothing][1]
        value = default if self.value is None else float(self.value)
        precisions, halvings = [], 1
        for n, (m, total) in enumerate(zip(matches, totals, strict=True)):
            added = value if self.smoothing == "add-k" and n > 0 else 0.0
            if total + added == 0:
                precisions.append(0.0)
            elif m + added > 0 or self.smoothing not in ("floor", "exp"):
                precisions.append((m + added) / (total + added) if added else m / total)
            elif self.smoothing == "floor":
                precisions.append(value / total)
            else:
                halvings *= 2
                precisions.append(1 / (halvings * total))
        return precisions


def _plain_sum(values: Sequence[float]) -> float:
    """Add from left to right, as Perl does and as `sum` did up to Python 3.11."""
    total = 0.0
    for value in values:
        total += value
    return total


# What `smoothing_value` means to a method.
_VALUE_OF = {1: "epsilon", 4: "k", 6: "alpha", 7: "k"}
TAKES_VALUE = frozenset({"floor", "add-k", *(f"method{n}" for n in _VALUE_OF)})
