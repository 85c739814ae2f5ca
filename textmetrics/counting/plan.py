"""What is counted of each pair: the columns of a configuration, as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from ..tokenization import (
    Encoder,
)

# The kernel of ROUGE-N and ROUGE-L takes n for n-grams, 0 for the LCS, and passes over a column of any other kind.
LCS_CODE = 0
NO_CODE = -1
# Weighted counts are kept as integers in this fraction of a unit, so that they add exactly; whole weights give whole numbers.
WEIGHTED_UNIT = 1 << 32
LARGEST_WEIGHTED = 2.0**62

Kind = Literal["ngrams", "lcs", "union", "weighted", "weighted-union", "skip", "distinct-ngrams", "distinct-lcs"]
Unigrams = Literal["none", "all", "all-but-last"]
BY_LINE = ("union", "weighted-union", "distinct-lcs")


@dataclass(frozen=True)
class Counted:
    """What one column counts.

    Attributes:
        kind: n-grams; the longest common subsequence, whole or as a union over lines, plain or weighted; skip-bigrams; or, as sets,
            distinct n-grams and distinct words on the LCSs of lines.
        n: the order of n-grams, or the gap of skip-bigrams, negative for any.
        unigrams: for skip-bigrams, which unigrams count besides.
        weight: for weighted kinds, the exponent.
    """

    kind: Kind
    n: int = 0
    unigrams: Unigrams = "none"
    weight: float = 1.0

    @property
    def unit(self) -> int:
        """The fraction in which weighted counts are kept; 1 for all that is whole."""
        return 1 if self.weight == int(self.weight) else WEIGHTED_UNIT


@dataclass(frozen=True)
class Plan:
    """What is counted.

    Attributes:
        columns: one a type.
        encoder: how texts become token ids.
        limit_lines: hold each line, not each text, to the limit in bytes where lines are compared; matches are clipped by the counts
            of the texts cut as a whole, as ROUGE-1.5.5 does.
        by_sentence: the tokens of a text are those of its sentences, whatever is counted.
    """

    columns: tuple[Counted, ...]
    encoder: Encoder
    limit_lines: bool = False
    by_sentence: bool = False

    @cached_property
    def codes(self) -> npt.NDArray[np.int64]:
        """The kernel's codes of the columns of ROUGE-N and ROUGE-L."""
        orders = {"ngrams": 1, "lcs": LCS_CODE}
        return np.asarray([orders[column.kind] * column.n if column.kind in orders else NO_CODE for column in self.columns], np.int64)

    @cached_property
    def by_line(self) -> bool:
        """Some column compares texts line by line."""
        return any(column.kind in BY_LINE for column in self.columns)

    @cached_property
    def by_text(self) -> bool:
        """Some column compares whole texts."""
        return any(column.kind not in BY_LINE for column in self.columns)

    @cached_property
    def is_direct(self) -> bool:
        """Only ROUGE-N and ROUGE-L are counted, of words as they stand in the text."""
        return bool(self.codes.min() >= LCS_CODE) and self.encoder.is_plain and not self.by_sentence

    @property
    def clips_apart(self) -> bool:
        """Lines and whole texts are cut at different places."""
        return self.limit_lines and self.by_line and self.encoder.max_bytes is not None and self.encoder.max_words is None
