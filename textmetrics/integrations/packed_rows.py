"""What bridges to training libraries share: rows of statistics as one array of integers, and results as named numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, shown
from ..metrics import Bleu, BleuResult, Rouge, RougeResult
from ..results import Statistics

Rows = npt.NDArray[np.int64]


def on_host(values: Any) -> Any:
    """Move a tensor, or each of a list of tensors, to where NumPy can read it."""
    if isinstance(values, (list, tuple)):
        return [value.detach().cpu() if hasattr(value, "detach") else value for value in values]
    return values.detach().cpu() if hasattr(values, "detach") else values


def split_options(kind: type, options: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Make a Rouge or Bleu of the options that are its own; the others are the library's."""
    own = {name: value for name, value in options.items() if name in kind.__dataclass_fields__}  # type: ignore[attr-defined]  # a dataclass
    return kind(**own), {name: value for name, value in options.items() if name not in own}


def n_columns(metric: Rouge | Bleu) -> int:
    """Count the columns of packed rows."""
    return 1 + len(metric.fields)


def packed(statistics: Statistics) -> Rows:
    """Write statistics as int64 (n_values, 1 + n_fields); the first column is 1 where a prediction's rows begin, else 0.

    Packed rows concatenate as statistics do, also where a prediction has a row for each of its references.
    """
    begins = np.ones(len(statistics.values), np.int64)
    if statistics.groups is not None:
        begins[:] = 0
        begins[statistics.groups[:-1]] = 1
    return np.column_stack([begins, statistics.values])


def unpacked(rows: Rows, metric: Rouge | Bleu) -> Statistics:
    """Give the statistics that were packed, by this metric, here or in another process."""
    empty = metric.statistics([], [])
    groups = None if rows[:, 0].all() else np.append(np.flatnonzero(rows[:, 0]), len(rows))
    return Statistics(np.ascontiguousarray(rows[:, 1:]), empty.fields, empty.signature, groups)


def names_of(metric: Rouge | Bleu) -> tuple[str, ...]:
    """Give the names under which `named_scores` reports."""
    return metric.types if isinstance(metric, Rouge) else ("bleu",)


def named_scores(result: RougeResult | BleuResult, percent: bool = False) -> dict[str, float]:
    """Name a result's numbers: the mean F1 of each type of ROUGE, and BLEU as "bleu"; in [0, 1], or of 100."""
    if isinstance(result, RougeResult):
        return {name: scores.mean.f1 * (100 if percent else 1) for name, scores in result.items()}
    return {"bleu": float(result.percent if percent else result.score)}


def checked_metrics(metrics: Rouge | Bleu | Iterable[Rouge | Bleu]) -> tuple[Rouge | Bleu, ...]:
    """Check that these are metrics whose results are numbers with names of their own.

    Raises:
        ConfigurationError: There are none, one is no Rouge or Bleu, two report the same name, or one gives several numbers for one name.
    """
    given: tuple[Any, ...] = (metrics,) if isinstance(metrics, (Rouge, Bleu)) else tuple(metrics)
    for metric in given:
        if not isinstance(metric, (Rouge, Bleu)):
            raise ConfigurationError(f"metrics holds {shown(metric)}; expected textmetrics.Rouge(…) or textmetrics.Bleu(…).")
        if isinstance(metric, Bleu) and metric.has_several_weights:
            raise ConfigurationError("weights has several vectors, so BLEU is several numbers; expected one vector.")
    names = [name for metric in given for name in names_of(metric)]
    if not names:
        raise ConfigurationError("metrics is empty; expected at least one, as textmetrics.Rouge().")
    if len(set(names)) != len(names):
        raise ConfigurationError(f"metrics report {', '.join(names)}, one of them twice; expected each name once.")
    return given
