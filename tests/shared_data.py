"""Find and read the data and recorded cases that lie beside the project; tests skip where they are absent."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared"

requires_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir() or not (SHARED / "cases").is_dir(),
    reason="../shared, with real outputs and recorded answers, is not beside the project",
)

SUM_IS_PLAIN = sum([1e16, 1.0, 1.0]) == 1e16
"""Whether `sum` adds floats one by one, as it did on Python 3.11, with which answers were recorded.

From Python 3.12 on it keeps the rounding errors apart and adds them in the end. sacrebleu adds logarithms
by it, so there the last bits of a recorded score are not those of sacrebleu on this interpreter.
"""


class Rows(NamedTuple):
    """The rows of a dataset: one prediction each, and one or several references.

    Of the translations the ids start with the language pair, "en-de/…".
    """

    predictions: list[str]
    references: list[list[str]]
    ids: list[str]


def shared_path(name: str) -> Path:
    """Locate a file of ../shared/data or ../shared/cases by its name with extension.

    Args:
        name: Such as "xsum_edinburgh.csv" or "porter.jsonl".

    Returns:
        Its path; one in ../shared/data that does not exist, if it is in neither.
    """
    in_cases = SHARED / "cases" / name
    return in_cases if in_cases.exists() else SHARED / "data" / name


@lru_cache(maxsize=4)
def _columns(dataset: str) -> dict[str, list[Any]]:
    """Read the columns that scoring needs from a dataset's Parquet file."""
    from pyarrow import parquet

    table = parquet.read_table(shared_path(f"{dataset}.parquet"), columns=["prediction", "references", "id"])
    return table.to_pydict()  # type: ignore[no-any-return]  # pyarrow has no types


def load_rows(dataset: str, *, group: str | None = None, n_rows: int | None = None) -> Rows:
    """Read a dataset's predictions and references.

    Args:
        dataset: Name without extension, such as "wmt21_multiref".
        group: Only rows whose id starts with this and a slash, such as "en-de" of the translations; None: all.
        n_rows: At most so many rows, from the first on; None: all.

    Returns:
        New lists, which the caller may change.
    """
    columns = _columns(dataset)
    chosen = [index for index, name in enumerate(columns["id"]) if group is None or name.startswith(f"{group}/")]
    chosen = chosen[:n_rows]
    return Rows(
        [columns["prediction"][index] for index in chosen],
        [list(columns["references"][index]) for index in chosen],
        [columns["id"][index] for index in chosen],
    )


def groups(dataset: str) -> list[str]:
    """List what stands before the first slash of a dataset's ids, sorted: the language pairs of the translations."""
    return sorted({name.split("/")[0] for name in _columns(dataset)["id"]})


def load_cases(name: str) -> list[dict[str, Any]]:
    """Read recorded answers of an original program.

    Args:
        name: Name without extension, such as "rouge155".

    Returns:
        One dictionary a case, with `id`, `config`, `hyp`, `refs`, `expected` and `tolerance`.
    """
    text = shared_path(f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]
