"""The metrics a table can be scored with: columns for each row, and a summary that is summed as rows go by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, unknown
from ..metrics import BLEU_DEFINITIONS, ROUGE_DEFINITIONS
from ..results import ExactSums

Floats = npt.NDArray[np.float64]
Summary = dict[str, Any]
KNOWN = ("rouge1", "rouge2", "rougeL", "rougeLsum", "rougeW", "rougeS4", "rougeSU4", "bleu")
PARTS = ("precision", "recall", "f1")


class Family(Protocol):
    """Metrics that share one pass over the texts.

    Attributes:
        name: "rouge" or "bleu".
        column_names: the columns that a row gets.
        signature: the exact settings.
    """

    name: str
    column_names: list[str]
    signature: str

    def score(self, predictions: Any, references: Any) -> tuple[list[Floats], Any]:
        """Give the columns of a run of rows, in [0, 1], and what the summary needs of them; safe on several threads."""

    def add(self, part: Any) -> None:
        """Add what `score` gave of a run of rows to the summary."""

    def summary(self) -> dict[str, Summary]:
        """Give what the rows added so far score, by metric, in [0, 1]."""


def families(metrics: Sequence[str], stemmer: Any, tokenizer: Any, definitions: Sequence[str] = ()) -> list[Family]:
    """Group metrics by what they share.

    Args:
        metrics: types of ROUGE, and "bleu".
        stemmer, tokenizer: as for `Rouge`, and the tokenizer for `Bleu` too; None: the definition's.
        definitions: whose ROUGE, whose BLEU; of each one at most.

    Raises:
        ConfigurationError: A metric, a stemmer, a tokenizer or a definition does not exist.
    """
    for name in metrics:
        if name not in KNOWN and not re.fullmatch(r"rouge([1-9][0-9]*|SU?([0-9]+|\*))", name):
            raise ConfigurationError(unknown("metric", name, KNOWN) + " rougeN takes any N, rougeS and rougeSU any gap, or *.")
    for name in definitions:
        if name not in ROUGE_DEFINITIONS and name not in BLEU_DEFINITIONS:
            raise ConfigurationError(unknown("definition", name, dict.fromkeys([*ROUGE_DEFINITIONS, *BLEU_DEFINITIONS])))
    chosen: list[Family] = []
    types = tuple(dict.fromkeys(name for name in metrics if name != "bleu"))
    if types:
        chosen.append(RougeFamily(types, stemmer, tokenizer, _one("ROUGE", ROUGE_DEFINITIONS, definitions)))
    elif stemmer is not None:
        raise ConfigurationError(
            f"the stemmer {stemmer!r} would have no use: it is ROUGE that stems, and no ROUGE is asked for."
        )
    if "bleu" in metrics:
        chosen.append(BleuFamily(tokenizer, _one("BLEU", BLEU_DEFINITIONS, definitions)))
    for name in definitions:
        if not (types and name in ROUGE_DEFINITIONS) and not ("bleu" in metrics and name in BLEU_DEFINITIONS):
            raise ConfigurationError(f"the definition {name!r} would have no use: no metric that it defines is asked for.")
    if not chosen:
        raise ConfigurationError(f"no metric is asked for; expected some of {', '.join(KNOWN)}.")
    return chosen


def _one(metric: str, known: Iterable[str], definitions: Sequence[str]) -> dict[str, Any]:
    """Give the one definition of a metric that is asked for, as an option; nothing where none is."""
    named = [name for name in definitions if name in known]
    if len(named) > 1:
        raise ConfigurationError(f"{' and '.join(named)} are both definitions of {metric}; expected one.")
    return {"definition": named[0]} if named else {}


class RougeFamily:
    """ROUGE: precision, recall and F1 of each row, and their means."""

    name = "rouge"

    def __init__(self, types: tuple[str, ...], stemmer: Any, tokenizer: Any, definition: dict[str, Any]) -> None:
        from ..metrics import Rouge

        self.rouge = Rouge(types=types, stemmer=stemmer, tokenizer=tokenizer, **definition)
        self.types = types
        self.column_names = [f"{name}_{part}" for name in types for part in PARTS]
        self.signature = self.rouge.signature
        self.sums = ExactSums.of([np.zeros(0)] * len(self.column_names))

    def score(self, predictions: Any, references: Any) -> tuple[list[Floats], ExactSums]:
        """Give precision, recall and F1 of each type, and their exact sums."""
        result = self.rouge.result(self.rouge.statistics(predictions, references, threads=1))
        columns = [getattr(result[name], part) for name in self.types for part in PARTS]
        return columns, ExactSums.of(columns)

    def add(self, part: ExactSums) -> None:
        """Add the exact sums of a run of rows."""
        self.sums += part

    def summary(self) -> dict[str, Summary]:
        """Return the means over all rows."""
        means = iter(self.sums.means())
        return {name: {part: next(means) for part in PARTS} for name in self.types}


class BleuFamily:
    """BLEU: sentence BLEU of each row, and corpus BLEU."""

    name = "bleu"

    def __init__(self, tokenizer: Any, definition: dict[str, Any]) -> None:
        from ..metrics import Bleu

        self.corpus = Bleu(tokenizer, **definition)
        effective_order = self.corpus.formula.name == "sacrebleu"
        self.sentence = Bleu(tokenizer, effective_order=effective_order, **definition)
        self.column_names = ["bleu"]
        self.signature = self.corpus.signature
        self.total: Any = None

    def score(self, predictions: Any, references: Any) -> tuple[list[Floats], Any]:
        """Give sentence BLEU, and the sum of the statistics."""
        statistics = self.corpus.statistics(predictions, references, threads=1)
        return [self.sentence.row_scores(statistics)], statistics.sum()

    def add(self, part: Any) -> None:
        """Add the statistics of a run of rows."""
        self.total = part if self.total is None else (self.total + part).sum()

    def summary(self) -> dict[str, Summary]:
        """Give corpus BLEU and what it is made of."""
        result = self.corpus.result(self.total)
        return {
            "bleu": {
                "score": float(result.score),
                "precisions": [float(value) for value in result.precisions],
                "brevity_penalty": float(result.brevity_penalty),
                "prediction_length": int(result.prediction_length),
                "reference_length": int(result.reference_length),
            }
        }
