"""From counts to chrF: what each package that bears its name computes, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ...results import Floats, column_sums

Integers = npt.NDArray[np.int64]
EPSILON = 1e-16  # what stands for a quotient without a divisor
BLANK = " "
# Where str.split() splits.
WHITE_SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# Where the package regex, which nltk takes, matches \s.
REGEX_WHITE_SPACE = "".join(space for space in WHITE_SPACE if not "\x1c" <= space <= "\x1f")


def _orders(values: Integers, kind: Any) -> tuple[Any, Any, Any]:
    """Return prediction totals, reference totals and matches of rows, each (n_orders, n_rows).

    Sums over orders are then taken along the first axis, from the first order to the last, as the
    packages do.
    """
    columns: npt.NDArray[Any] = np.ascontiguousarray(values.T).astype(kind)
    return columns[0::3], columns[1::3], columns[2::3]


def _sum(terms: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Add up rows one after another: NumPy's own sum may choose another order, and another bit."""
    total = np.zeros(terms.shape[1], terms.dtype)
    for term in terms:
        total += term
    return total


def quotients(values: Integers, beta: float) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F of every order: float64 (n_rows, n_orders), 0 over nothing."""
    totals, reference_totals, matches = _orders(values, np.float64)
    factor = beta**2
    precision = matches / np.maximum(totals, 1)
    recall = matches / np.maximum(reference_totals, 1)
    divisor = factor * precision + recall
    f = np.divide(
        (1 + factor) * precision * recall, divisor, out=np.zeros_like(divisor), where=divisor > 0
    )
    return precision.T, recall.T, f.T


def f_of_means(values: Integers, char_order: int, beta: float) -> Floats:
    """Score rows as sacrebleu does, 0 to 100.

    F of the mean precision and recall of the orders that both texts have.
    """
    totals, reference_totals, matches = _orders(values, np.float64)
    factor = beta**2
    counts = (totals > 0) & (reference_totals > 0)
    n_counted = np.maximum(counts.sum(axis=0), 1)
    precisions = np.divide(matches, totals, out=np.zeros_like(matches), where=counts)
    recalls = np.divide(matches, reference_totals, out=np.zeros_like(matches), where=counts)
    precision, recall = _sum(precisions) / n_counted, _sum(recalls) / n_counted
    divisor = factor * precision + recall
    f = np.divide(
        (1 + factor) * precision * recall,
        divisor,
        out=np.zeros_like(divisor),
        where=precision + recall > 0,
    )
    scores: Floats = 100 * f
    return scores


def mean_of_f(values: Integers, char_order: int, beta: float) -> Floats:
    """Score rows as sacrebleu does with eps_smoothing, 0 to 100: the mean of all F."""
    totals, reference_totals, matches = _orders(values, np.float64)
    factor = beta**2
    epsilons = np.full_like(matches, EPSILON)
    precision = np.divide(matches, totals, out=epsilons.copy(), where=totals > 0)
    recall = np.divide(matches, reference_totals, out=epsilons.copy(), where=reference_totals > 0)
    divisor = factor * precision + recall
    f = np.divide((1 + factor) * precision * recall, divisor, out=epsilons, where=divisor > 0)
    scores: Floats = 100 * _sum(f) / len(f)
    return scores


def nltk_orders(values: Integers, beta: float) -> Floats:
    """Return nltk's F of every order: float64 (n_orders, n_rows), 1e-16 where nothing matches."""
    totals, reference_totals, matches = _orders(values, np.float64)
    factor = beta**2
    precision = matches / np.maximum(totals, 1)
    recall = matches / np.maximum(reference_totals, 1)
    divisor = factor * precision + recall
    f: Floats = np.divide(
        (1 + factor) * (precision * recall),
        divisor,
        out=np.full_like(divisor, EPSILON),
        where=divisor > 0,
    )
    return f


def nltk_mean_of_f(values: Integers, char_order: int, beta: float) -> Floats:
    """Score rows as nltk does, 0 to 1: the mean of the F of all orders.

    Python's own `sum` decides the last bit, as in nltk.
    """
    by_order = nltk_orders(values, beta)
    return np.asarray([sum(row) / len(by_order) for row in by_order.T.tolist()], np.float64)


def nltk_corpus(values: Integers, char_order: int, beta: float) -> float:
    """Score rows together as nltk does, 0 to 1: the mean over rows and orders."""
    totals = [sum(row) for row in nltk_orders(values, beta).tolist()]
    return float(sum(totals) / len(totals) / len(values))


def torchmetrics_mean_of_f(values: Integers, char_order: int, beta: float) -> Floats:
    """Score rows as torchmetrics does, 0 to 1: the mean of all F, in single precision."""
    totals, reference_totals, matches = _orders(values, np.float32)
    single = np.float32
    precision = matches / np.maximum(totals, single(1))
    recall = matches / np.maximum(reference_totals, single(1))
    divisor = np.maximum(single(beta**2) * precision + recall, single(EPSILON))
    f = single(1 + beta**2) * precision * recall / divisor
    mean = (_sum(f[:char_order]) + _sum(f[char_order:])) / single(len(f))
    scores: Floats = mean.astype(np.float64)
    return scores


Rows = Callable[[Integers, int, float], Floats]


@dataclass(frozen=True)
class ChrfFormula:
    """How counts become a score.

    Attributes:
        rows: scores rows of counts, each on its own: given int64 (n_rows, 3 * n_orders), the number
            of character orders and beta, it returns float64 (n_rows,).
        mean: scores rows of counts together where that is not the score of their sum.
    """

    rows: Rows
    mean: Callable[[Integers, int, float], float] | None = None

    def corpus(self, values: Integers, char_order: int, beta: float) -> float:
        """Score rows of counts together; 0 for none."""
        if not len(values):
            return 0.0
        if self.mean is not None:
            return self.mean(values, char_order, beta)
        return float(self.rows(column_sums(values)[np.newaxis], char_order, beta)[0])


@dataclass(frozen=True)
class ChrfDefinition:
    """What a package's chrF is, where it differs from another's.

    Attributes:
        package: whose numbers these are, with the version they were compared with.
        left_out: the characters that are left out unless white space counts.
        is_stripped: white space at both ends is left out then too.
        has_words: word n-grams can be counted.
        formulas: by whether F is smoothed.
        scale: the score of two equal texts, in the package.
        least: of several references one is chosen whose score is above this, and the highest, and
            the first such.
        keeps_totals: the n-grams of a prediction count in orders of which the reference has none.
    """

    package: str
    left_out: str
    formulas: Mapping[bool, ChrfFormula]
    is_stripped: bool = False
    has_words: bool = True
    scale: float = 1.0
    least: float = -1.0
    keeps_totals: bool = True


CHRF_DEFINITIONS = {
    "sacrebleu": ChrfDefinition(
        "sacrebleu 2.6.0",
        WHITE_SPACE,
        {False: ChrfFormula(f_of_means), True: ChrfFormula(mean_of_f)},
        scale=100.0,
        keeps_totals=False,
    ),
    "nltk": ChrfDefinition(
        "nltk 3.10.4",
        REGEX_WHITE_SPACE,
        {False: ChrfFormula(nltk_mean_of_f, nltk_corpus)},
        has_words=False,
    ),
    "torchmetrics": ChrfDefinition(
        "torchmetrics 1.9",
        BLANK,
        {False: ChrfFormula(torchmetrics_mean_of_f)},
        is_stripped=True,
        least=0.0,
    ),
}
