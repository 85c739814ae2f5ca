"""sacrebleu's BLEUScore, and how it is made of counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from . import formula
from .base import Score

PARTS = ("bp", "counts", "totals", "sys_len", "ref_len", "precisions")


class BLEUScore(Score):
    """BLEU on a scale of 0 to 100, and what it is made of.

    Attributes:
        counts: clipped matches of each order, those that "add-k" smoothed where it did.
        totals: n-grams of each order, likewise.
        precisions: of each order, in percent, smoothed.
        bp: the brevity penalty, in [0, 1].
        sys_len: tokens of the hypotheses.
        ref_len: tokens of the references that they are compared with in length.
        ratio: sys_len / ref_len; 0 where there is nothing to divide by.
        prec_str: the precisions as they are printed.
    """

    def __init__(
        self, score: float, counts: list[Any], totals: list[Any], precisions: list[Any], bp: float, sys_len: int, ref_len: int
    ) -> None:
        self.name = "BLEU"
        self.score = score
        self._mean = -1.0
        self._ci = -1.0
        self.bp = bp
        self.counts = counts
        self.totals = totals
        self.sys_len = sys_len
        self.ref_len = ref_len
        self.precisions = precisions

    @classmethod
    def _of_row(cls, score: float, row: npt.NDArray[np.float64], settings: tuple[Any, ...]) -> BLEUScore:
        """Make the score of one sentence, what it is made of still in the row that the core wrote, and its smoothing."""
        made: BLEUScore = object.__new__(cls)
        made.name = "BLEU"
        made.score = score
        made._mean = -1.0
        made._ci = -1.0
        made.__dict__["_rest"] = row, settings
        return made

    # Made when they are looked at: of most scores only the number is wanted, and writing the texts takes longer than it.
    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        if name not in PARTS or "_rest" not in own:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        row, settings = own["_rest"]
        counts = row[1:].astype(np.int64).tolist()
        n = settings[-1]
        whole = score_of_counts(counts[:n], counts[n : 2 * n], *counts[3 * n :], *settings)
        for part in PARTS:
            own.setdefault(part, getattr(whole, part))
        return own[name]

    def __getstate__(self) -> dict[str, Any]:
        return {**{part: getattr(self, part) for part in PARTS}, **{k: value for k, value in self.__dict__.items() if k != "_rest"}}

    @cached_property
    def prec_str(self) -> str:
        """The precisions as they are printed."""
        return "/".join(f"{precision:.1f}" for precision in self.precisions)

    @cached_property
    def ratio(self) -> float:
        """The hypotheses' tokens over the references'; 0 where there is nothing to divide by."""
        return self.sys_len / self.ref_len if self.ref_len else 0

    @cached_property
    def _verbose(self) -> str:
        return f"{self.prec_str} (BP = {self.bp:.3f} ratio = {self.ratio:.3f} hyp_len = {self.sys_len:d} ref_len = {self.ref_len:d})"


def score_of_counts(
    correct: Sequence[Any],
    total: Sequence[Any],
    sys_len: int,
    ref_len: int,
    smooth_method: str,
    smooth_value: float | None,
    effective_order: bool,
    max_order: int,
) -> BLEUScore:
    """Score counts. Args, Raises: as `BLEU.compute_bleu`."""
    formula.check_smoothing(smooth_method)
    matches, totals = list(correct), list(total)
    penalty = formula.brevity_penalty(sys_len, ref_len)
    if not any(matches):
        return BLEUScore(0.0, matches, totals, [0.0] * max_order, penalty, sys_len, ref_len)
    precisions, n_orders = formula.smoothed_precisions(
        matches, totals, smooth_method, smooth_value, effective_order, max_order
    )
    score = penalty * formula.geometric_mean(precisions, n_orders)
    return BLEUScore(score, matches, totals, precisions, penalty, sys_len, ref_len)
