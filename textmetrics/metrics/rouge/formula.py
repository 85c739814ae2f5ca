"""From counts against each reference to ROUGE of each row: the definition's formula, and its rule for several references."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ...counting import Counted
from ...results import Floats, Scores
from ..f_measures import beta_mean, epsilon_mean, harmonic_mean, ratio, rounded, weighted_mean
from . import several_references
from .definitions import RougeDefinition

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Formula:
    """How counts become scores.

    Attributes:
        definition: whose ROUGE it is.
        columns: what was counted.
        multi_reference: the rule for several references.
        alpha: weight of precision in F; None: F is the definition's own.
    """

    definition: RougeDefinition
    columns: tuple[Counted, ...]
    multi_reference: str
    alpha: float | None

    @property
    def needs_every_reference(self) -> bool:
        """The scores of a row are made of its counts against every reference, not of one row of counts."""
        return self.multi_reference in ("mean", "jackknife") or (self.multi_reference == "best" and self.definition.best == "each")

    @cached_property
    def is_plain(self) -> bool:
        """F is F1 of unrounded, unweighted precision and recall."""
        unweighted = all(column.weight == 1 for column in self.columns)
        return self.alpha is None and self.definition.formula == "harmonic" and self.definition.digits is None and unweighted

    def reduce(self, counts: Integers, offsets: Integers, one_reference: bool) -> tuple[Integers, Integers | None]:
        """Make statistics of the counts against each reference.

        Args:
            counts: int64 (n_pairs, n_columns, 3).
            offsets: int64 (n_rows + 1,), where each row's references begin.
            one_reference: every row has one.

        Returns:
            Counts, one a row, and None; or, where every reference is needed, those of all pairs, and `offsets`.
        """
        if one_reference or self.needs_every_reference:
            return self._based(counts), None if one_reference else offsets
        if self.multi_reference == "average":
            return several_references.totals(self._based(counts), offsets), None
        chosen = np.empty((len(offsets) - 1, *counts.shape[1:]), np.int64)
        for k in range(len(self.columns)):
            chosen[:, k] = counts[several_references.best(self._measure(k, counts[:, k]), offsets), k]
        return self._based(chosen), None

    def _measure(self, k: int, counts: Integers) -> Floats:
        """Give what the best reference is best at."""
        column = self.columns[k]
        if self.definition.best == "recall":
            recall = _root(ratio(counts[:, 0], counts[:, 2]), column.weight)
            digits = self.definition.digits
            # ROUGE-1.5.5 compares recalls as it prints them for n-grams and skip-bigrams, as they are for subsequences.
            return rounded(recall, digits) if digits is not None and column.kind in ("ngrams", "skip") else recall
        f1 = self._pair_scores(k, counts).f1
        return f1.astype(np.float32).astype(np.float64) if self.definition.best == "f1-float32" else f1

    def _based(self, counts: Integers) -> Integers:
        """Weight the reference base of ROUGE-W once more where the definition does."""
        weighted = [k for k, column in enumerate(self.columns) if column.kind == "weighted-union"]
        if not self.definition.base_twice or not weighted:
            return counts
        counts = counts.copy()
        for k in weighted:
            column = self.columns[k]
            counts[:, k, 2] = np.rint([(base / column.unit) ** column.weight * column.unit for base in counts[:, k, 2].tolist()])
        return counts

    def scores(self, k: int, counts: Integers, groups: Integers | None) -> Scores:
        """Give precision, recall and F of every row for column k: `counts` int64 (n, 3) and `groups` as in the statistics."""
        scores = self._pair_scores(k, counts)
        if groups is None:
            return scores
        if self.multi_reference == "mean":
            return several_references.means(scores, groups)
        if self.multi_reference == "jackknife":
            return several_references.jackknife(scores, groups)
        return several_references.separate_best(scores, groups, self._f)

    def _pair_scores(self, k: int, counts: Integers) -> Scores:
        weight = self.columns[k].weight
        digits = self.definition.digits
        precision = _root(ratio(counts[:, 0], counts[:, 1]), weight)
        recall = _root(ratio(counts[:, 0], counts[:, 2]), weight)
        if digits is None:
            return Scores(precision, recall, self._f(precision, recall))
        precision, recall = rounded(precision, digits), rounded(recall, digits)
        return Scores(precision, recall, rounded(self._f(precision, recall), digits))

    def _f(self, precision: Floats, recall: Floats) -> Floats:
        formula = self.definition.formula
        if self.alpha is not None or formula == "alpha":
            return weighted_mean(precision, recall, self.definition.alpha if self.alpha is None else self.alpha)
        if formula == "epsilon":
            return epsilon_mean(precision, recall)
        if formula == "beta":
            # alpha = 1 / (1 + beta²), and the package's own constant is beta.
            return beta_mean(precision, recall, round((1 / self.definition.alpha - 1) ** 0.5, 12))
        return harmonic_mean(precision, recall)


def _root(values: Floats, weight: float) -> Floats:
    """Undo the weights of ROUGE-W; with the C library's power, as the reference programs do, whose last bit NumPy's may not have."""
    if weight == 1:
        return values
    inverse = 1 / weight
    return np.asarray([value**inverse for value in values.tolist()], np.float64)
