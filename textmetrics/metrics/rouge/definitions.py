"""The presets of ROUGE: what each package that bears the name computes, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MULTI_REFERENCE = ("best", "average", "mean", "jackknife")


@dataclass(frozen=True)
class RougeDefinition:
    """What a package's ROUGE is, where it differs from another's.

    Attributes:
        package: whose numbers these are, with the version they were compared with.
        tokenizer: the tokenizer.
        types: the kinds of ROUGE that the package has: "N", "L", "Lsum", "W", "S", "SU".
        by_line: kinds of LCS that compare texts line by line and take the union.
        sentences: what splits texts into lines, by its name in tokenization/sentences.py; None: newlines.
        sets: n-grams, and words on an LCS, count once however often they stand in a text.
        unigrams: what ROUGE-SU counts besides the pairs: "all" or "all-but-last".
        base_twice: ROUGE-W weights the sum of the weighted reference lines once more.
        multi_reference: the rule for several references.
        best: what "best" compares: "f1"; "f1-float32", rounded to that type; "recall"; or "each": precision and recall each take their
            own best reference.
        alpha: weight of precision in F = P R / ((1 - alpha) P + alpha R).
        formula: how F is computed, which decides its last bit: "harmonic" 2PR / (P + R), "alpha", "epsilon" with 1e-8 added to the
            divisor, "beta" with (1 + beta²) P R / (R + beta² P).
        digits: decimals to which precision and recall are rounded before F, and F after; None: not.
    """

    package: str
    tokenizer: str = "rouge-score"
    types: frozenset[str] = frozenset({"N", "L", "Lsum", "W", "S", "SU"})
    by_line: frozenset[str] = frozenset({"Lsum"})
    sentences: Literal["punkt", "period"] | None = None
    sets: bool = False
    unigrams: Literal["all", "all-but-last"] = "all"
    base_twice: bool = False
    multi_reference: str = "best"
    best: Literal["f1", "f1-float32", "recall", "each"] = "f1"
    alpha: float = 0.5
    formula: Literal["harmonic", "alpha", "epsilon", "beta"] = "harmonic"
    digits: int | None = None


ROUGE_DEFINITIONS = {
    # W, S and SU, which the package lacks, are those of the paper.
    "rouge-score": RougeDefinition("rouge-score 0.1.2"),
    "rouge-1.5.5": RougeDefinition(
        "ROUGE-1.5.5.pl",
        tokenizer="rouge-1.5.5",
        by_line=frozenset({"L", "Lsum", "W"}),
        unigrams="all-but-last",
        base_twice=True,
        multi_reference="average",
        best="recall",
        formula="alpha",
        digits=5,
    ),
    "torchmetrics": RougeDefinition(
        "torchmetrics 1.9", types=frozenset({"N", "L", "Lsum"}), sentences="punkt", best="f1-float32"
    ),
    "pltrdy": RougeDefinition(
        "rouge 1.0.1",
        tokenizer="pltrdy",
        types=frozenset({"N", "L", "Lsum"}),
        by_line=frozenset({"L", "Lsum"}),
        sentences="period",
        sets=True,
        formula="epsilon",
    ),
    "pycocoevalcap": RougeDefinition(
        "pycocoevalcap 1.2", tokenizer="blank", types=frozenset({"L"}), best="each", alpha=1 / (1 + 1.2**2), formula="beta"
    ),
}
