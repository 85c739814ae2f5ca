"""Scores of single texts as rewards: what the bridges to TRL, verl and lm-eval have in common."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from ..errors import ConfigurationError, shown, unknown
from ..inputs import is_missing
from ..metrics import Bleu, Gleu, Rouge

RowMetric: TypeAlias = Rouge | Bleu | Gleu
MEASURES = ("f1", "precision", "recall")


def row_metric(metric: RowMetric | str, measure: str = "f1") -> RowMetric:
    """Give the configuration that a name stands for.

    Args:
        metric: "bleu": BLEU of single sentences with sacrebleu's exponential smoothing: the first order without a match counts as half a
            match, the next as a quarter, and so on; orders longer than the text are left out. "gleu", or a type of ROUGE such as "rougeL".
            Or a configured `Rouge`, `Bleu` or `Gleu`, which is given back.
        measure: What is taken of ROUGE: "f1", "precision" or "recall".

    Raises:
        ConfigurationError: There is no such metric or measure, or they do not fit.
    """
    if metric == "bleu":
        metric = Bleu(effective_order=True)
    elif metric == "gleu":
        metric = Gleu()
    elif isinstance(metric, str) and metric.startswith("rouge"):
        metric = Rouge(types=(metric,))
    elif not isinstance(metric, (Rouge, Bleu, Gleu)):
        known = "expected 'bleu', 'gleu', a type of ROUGE such as 'rougeL', or a configured Rouge, Bleu or Gleu."
        raise ConfigurationError(f"metric is {shown(metric)}; {known}")
    if measure not in MEASURES:
        raise ConfigurationError(unknown("measure", measure, MEASURES))
    if measure != "f1" and not isinstance(metric, Rouge):
        raise ConfigurationError(f"{type(metric).__name__} has no {measure}; expected measure only with ROUGE.")
    if isinstance(metric, Bleu) and metric.has_several_weights:
        raise ConfigurationError("this Bleu has several weight vectors; expected one, for one score a text.")
    return metric


def configured(metric: RowMetric | str, measure: str = "f1", options: Mapping[str, Any] | None = None) -> RowMetric:
    """Give the configuration that a name and options stand for, the same object for the same ones.

    Args:
        metric: As for `row_metric`.
        measure: As for `row_metric`.
        options: Of the metric named; lists do for tuples, as configuration files have no tuples.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.
    """
    if not isinstance(metric, str):
        if options:
            raise ConfigurationError("options are given with a configured metric; expected them with the name of one.")
        return row_metric(metric, measure)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in (options or {}).items()}
    return _named(metric, measure, tuple(sorted(given.items())))


@lru_cache(maxsize=64)  # some callers ask once a text, with the same few settings
def _named(metric: str, measure: str, options: tuple[tuple[str, Any], ...]) -> RowMetric:
    if not options:
        return row_metric(metric, measure)
    given = dict(options)
    try:
        if metric == "bleu":
            given.setdefault("effective_order", Bleu(**given).formula.name == "sacrebleu")
            return row_metric(Bleu(**given), measure)
        return row_metric(Gleu(**given) if metric == "gleu" else Rouge(types=(metric,), **given), measure)
    except TypeError as error:
        raise ConfigurationError(f"options {given} do not fit {metric!r}: {error}.") from None


def row_scores(
    metric: RowMetric, predictions: list[str], references: Any, measure: str = "f1", threads: int | None = 1
) -> list[float]:
    """Score each prediction on its own, in [0, 1].

    Args:
        metric: Of several ROUGE types the mean is taken.
        predictions: One text a row.
        references: One text a row, or a list of texts a row.
        measure: What is taken of ROUGE.
        threads: At most so many; one stays on the calling thread and starts none.

    Raises:
        InputError, InputTypeError: As for the metric's `score`.
    """
    if not predictions:
        return []
    if isinstance(metric, Rouge):
        result = metric.score(predictions, references, threads=threads)
        columns: list[list[float]] = [getattr(scores, measure).tolist() for scores in result.values()]
        # Not np.mean: its last bit depends on the number of rows.
        return columns[0] if len(columns) == 1 else [math.fsum(row) / len(row) for row in zip(*columns, strict=True)]
    if isinstance(metric, Bleu):
        rows = metric.score_rows(predictions, references, threads=threads).scores
    else:
        rows = metric.score_rows(predictions, references, threads=threads)
    values: list[float] = rows.tolist()
    return values


def metric_name(metric: RowMetric, measure: str = "f1") -> str:
    """Name a metric for a log: "rougeL", "rouge1_recall", "rouge1_rouge2", "bleu"."""
    name = "_".join(metric.types) if isinstance(metric, Rouge) else type(metric).__name__.lower()
    return name if measure == "f1" else f"{name}_{measure}"


def lacks_reference(reference: Any) -> bool:
    """Tell whether a row has no reference: it is None, NaN or pandas' NA, or no entry of a list is a text."""
    if hasattr(reference, "tolist"):  # of an array
        reference = reference.tolist()
    if isinstance(reference, (list, tuple)):
        return all(map(lacks_reference, reference))
    return is_missing(reference)
