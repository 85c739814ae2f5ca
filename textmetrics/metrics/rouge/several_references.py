"""Several references: the rules that make one row of counts, or of scores, of the counts against each of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ...results import Floats, Scores

Counts = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int64]


def best(measures: Floats, offsets: Offsets) -> npt.NDArray[np.int64]:
    """Give for each row the index of the pair with the largest measure, the first where several are equal."""
    rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    # A stable sort by row, then by falling measure, puts each row's first best reference at the row's begin.
    order = np.lexsort((-measures, rows))
    chosen: npt.NDArray[np.int64] = order[offsets[:-1]]
    return chosen


def totals(counts: Counts, offsets: Offsets) -> Counts:
    """Add the counts against all references of a row."""
    added: Counts = np.add.reduceat(counts, offsets[:-1], axis=0)
    return added


def mean(values: Floats, offsets: Offsets) -> Floats:
    """Give the mean over the references of each row."""
    sums: Floats = np.add.reduceat(values, offsets[:-1])
    means: Floats = sums / np.diff(offsets)
    return means


def means(scores: Scores, offsets: Offsets) -> Scores:
    """Give the means of precision, recall and F over the references of each row."""
    return Scores(mean(scores.precision, offsets), mean(scores.recall, offsets), mean(scores.f1, offsets))


def jackknife(scores: Scores, offsets: Offsets) -> Scores:
    """Give the mean, over all sets that leave one reference out, of the scores of the set's best reference (Lin 2004, section 2.1).

    The best is the reference with the largest F1, so of M references it stands in M - 1 of the sets, and the second in the one without it.
    A row with one reference has its score.
    """
    first = best(scores.f1, offsets)
    others = scores.f1.copy()
    others[first] = -1.0
    second = best(others, offsets)
    n = np.diff(offsets)
    alone = n == 1

    def shared(values: Floats) -> Floats:
        both: Floats = ((n - 1) * values[first] + values[second]) / n
        return np.where(alone, values[first], both)

    return Scores(shared(scores.precision), shared(scores.recall), shared(scores.f1))


def separate_best(scores: Scores, offsets: Offsets, f: Callable[[Floats, Floats], Floats]) -> Scores:
    """Give the largest precision and the largest recall of each row, each of its own reference, and the F of the two."""
    precision = scores.precision[best(scores.precision, offsets)]
    recall = scores.recall[best(scores.recall, offsets)]
    return Scores(precision, recall, f(precision, recall))
