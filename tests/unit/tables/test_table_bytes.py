"""Parquet files hold any bytes as text: what is not UTF-8 is named by file, row and column, and nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.unit.inputs.test_arrow_bytes import BAD, lists, strings
from textmetrics.errors import TableError
from textmetrics.tables import score_table

SAID = "byte 0xF8 at offset 3 of the text."
N_ROWS = 12


def fault(
    folder: Path, columns: dict[str, Any], output: str | None = "out.csv", **options: Any
) -> str:
    """Give what is said of a table; check that it leaves nothing behind."""
    path = folder / "in.parquet"
    parquet.write_table(pa.table(columns), path)
    target = None if output is None else folder / output
    with pytest.raises(TableError) as raised:
        score_table(path, output=target, metrics=["rouge1", "bleu"], **options)
    assert sorted(found.name for found in folder.iterdir()) == [path.name]
    return str(raised.value).replace(str(path), path.name)


FORMS: dict[str, Any] = {
    "string": lambda: strings(["a", "b", BAD]),
    "large_string": lambda: strings(["a", "b", BAD]).cast(pa.large_string()),
    "string_view": lambda: strings(["a", "b", BAD]).cast(pa.string_view()),
    "list": lambda: lists([["a"], ["b", "x"], ["c", BAD]], strings),
}


@pytest.mark.parametrize(
    ("column", "form"),
    [
        *(("prediction", form) for form in list(FORMS)[:-1]),
        *(("reference", form) for form in FORMS),
    ],
)
def test_a_scored_text_that_is_not_utf8_is_named(tmp_path: Path, column: str, form: str) -> None:
    columns = {name: pa.array(["a", "b", "c"]) for name in ("prediction", "reference")}
    columns[column] = FORMS[form]()
    assert fault(tmp_path, columns).startswith(
        f"in.parquet: row 3 is not UTF-8 in the column {column!r}: {SAID}"
    )


def test_arrow_itself_refuses_a_dictionary_that_is_not_utf8(tmp_path: Path) -> None:
    predictions = pa.DictionaryArray.from_arrays([0, 1], strings(["a", BAD]))
    found = fault(tmp_path, {"prediction": predictions, "reference": pa.array(["a", "b"])})
    assert found == "in.parquet cannot be read after row 0: Invalid UTF8 payload."


def test_the_row_is_that_of_the_file_also_where_rows_are_skipped(tmp_path: Path) -> None:
    predictions: list[Any] = [*["a b"] * (N_ROWS - 3), None, "a", BAD]
    references = pa.array([None, *["a"] * (N_ROWS - 1)])
    columns = {"prediction": strings(predictions), "x": references, "y": references}
    columns["other"] = pa.array([str(k) * 100_000 for k in range(N_ROWS)])  # rows are read in parts
    found = fault(tmp_path, columns, None, references=["x", "y"], missing="skip")
    assert found.startswith(f"in.parquet: row {N_ROWS} is not UTF-8 in the column 'prediction': {SAID}")


@pytest.mark.parametrize("output", ["out.csv", "out.jsonl", "out.parquet"])
@pytest.mark.parametrize("form", ["string", "list"])
def test_a_text_that_is_only_passed_on_is_named_too(
    tmp_path: Path, output: str, form: str
) -> None:
    other = strings(["a", BAD]) if form == "string" else lists([["a"], [BAD]], strings)
    columns = {
        "prediction": pa.array(["a", "b"]),
        "reference": pa.array(["a", "b"]),
        "other": other,
    }
    assert fault(tmp_path, columns, output).startswith(
        f"in.parquet: row 2 is not UTF-8 in the column 'other': {SAID}"
    )


def test_bytes_under_a_null_are_not_looked_at(tmp_path: Path) -> None:
    predictions = pa.Array.from_buffers(
        pa.string(), 2, [pa.py_buffer(b"\x01"), *strings(["a", BAD]).buffers()[1:]]
    )
    references = pa.Array.from_buffers(
        pa.list_(pa.string()), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(np.array([0, 1, 3], np.int32))],
        children=[strings(["a", BAD, BAD])],
    )  # fmt: skip
    parquet.write_table(
        pa.table({"prediction": predictions, "reference": references}), tmp_path / "in.parquet"
    )
    assert score_table(tmp_path / "in.parquet", metrics=["rouge1"], missing="skip").n_rows == 1
