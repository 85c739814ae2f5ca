"""Which columns of a table hold the predictions and the references, and the texts in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import TableError, unknown
from ..inputs import Missing, rows_with_nulls
from .batches import Rows, Table, arrow_array, text_type

ONE_TEXT_A_ROW = "expected one text a row, or a single column of references."


@dataclass(frozen=True)
class TextColumns:
    """The columns that are scored.

    Attributes:
        prediction: the column of predictions.
        references: the column of references, or several, one reference a cell.
    """

    prediction: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class TextRows:
    """Predictions and references of a run of rows.

    Attributes:
        predictions: Arrow array of texts, without nulls.
        references: Arrow array of texts, or of lists of texts, aligned with the predictions.
        kept: bool (n_rows,), which rows of the run these are; None for all of them.
    """

    predictions: Any
    references: Any
    kept: npt.NDArray[np.bool_] | None


def find_columns(table: Table, prediction: str | None, references: Sequence[str]) -> TextColumns:
    """Find the columns to score: as named, or prediction, and reference, references or reference_1 … reference_N.

    Raises:
        TableError: A column is not there, does not hold text, or more than one choice is possible.
    """
    names = table.names
    prediction = "prediction" if prediction is None else prediction
    if prediction not in names:
        raise TableError(
            f"{table.path}: {unknown('column', prediction, names)} Name the column of predictions with --prediction."
        )
    for name in references:
        if name not in names:
            raise TableError(
                f"{table.path}: {unknown('column', name, names)} Name a column of references with --reference."
            )
    if len(set(references)) < len(references):
        raise TableError(
            f"{table.path}: the references {', '.join(references)} name a column twice; expected each once."
        )
    columns = TextColumns(prediction, tuple(references) or _usual_references(table))
    if prediction in columns.references:
        raise TableError(
            f"{table.path}: the column {prediction!r} is both the prediction and a reference; expected different "
            "columns."
        )
    _check_types(table, columns)
    return columns


def _usual_references(table: Table) -> tuple[str, ...]:
    """Find the references by the names that they usually have."""
    numbered = sorted(
        (int(found[1]), name) for name in table.names if (found := re.fullmatch(r"reference_([0-9]+)", name))
    )
    choices: list[tuple[str, ...]] = [(name,) for name in ("reference", "references") if name in table.names]
    if numbered:
        choices.append(tuple(name for _, name in numbered))
    if len(choices) > 1:
        listed = " and ".join(choice[0] for choice in choices)
        raise TableError(
            f"{table.path} has columns {listed}, so the references may be either; name them with --reference."
        )
    if not choices:
        raise TableError(
            f"{table.path}: {unknown('column', 'reference', table.names)} Name a column of references with "
            "--reference, or call them reference_1 … reference_N."
        )
    return choices[0]


def _check_types(table: Table, columns: TextColumns) -> None:
    """See that the columns can hold texts, and only a single column of references lists of them."""
    import pyarrow as pa

    for name in (columns.prediction, *columns.references):
        type = table.type_of(name)
        kind = text_type(type)
        if kind is None:
            raise TableError(f"{table.path}: the column {name!r} holds {type}; expected text.")
        if pa.types.is_nested(kind) and (name == columns.prediction or len(columns.references) > 1):
            raise TableError(f"{table.path}: the column {name!r} holds lists; {ONE_TEXT_A_ROW}")


def text_rows(table: Table, rows: Rows, columns: TextColumns, missing: Missing) -> TextRows:
    """Give the texts of a run of rows.

    A blank cell is an empty text; where there are several columns of references, it is no reference. A null is a
    missing value.

    Raises:
        TableError: A row lacks its prediction or has no reference, and `missing` is "error".
    """
    import pyarrow as pa

    predictions = rows.texts(columns.prediction)
    if pa.types.is_nested(predictions.type):
        raise TableError(f"{table.path}: the column {columns.prediction!r} holds lists; {ONE_TEXT_A_ROW}")
    no_prediction = _nulls(predictions)
    if len(columns.references) == 1:
        references = rows.texts(columns.references[0])
        no_reference = _without_reference(references)
    else:
        references, no_reference = _gathered(table, rows, columns.references)
    lacking = no_prediction | no_reference
    if not lacking.any():
        return TextRows(predictions, references, None)
    if missing == "error":
        k = int(np.argmax(lacking))
        lacks = (
            f"no prediction: {columns.prediction!r} is missing"
            if no_prediction[k]
            else _no_reference(columns.references)
        )
        raise TableError(
            f"{table.path}: row {rows.first + k + 1} has {lacks}. Drop the row, or skip such rows with --missing skip.",
            rows.first + k,
        )
    kept = np.logical_not(lacking)
    mask = arrow_array(kept)
    return TextRows(predictions.filter(mask), references.filter(mask), kept)


def _no_reference(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"no reference: {names[0]!r} is missing, empty or holds a missing one"
    return f"no reference: {', '.join(map(repr, names))} are all blank"


def _nulls(array: Any) -> npt.NDArray[np.bool_]:
    """Tell which values are null."""
    if not array.null_count:
        return np.zeros(len(array), np.bool_)
    found: npt.NDArray[np.bool_] = array.is_null().to_numpy(zero_copy_only=False)
    return found


def _without_reference(references: Any) -> npt.NDArray[np.bool_]:
    """Tell which rows of a column of references are null, an empty list, or a list with a null in it."""
    import pyarrow as pa
    from pyarrow import compute

    lacking = np.zeros(len(references), np.bool_)
    lacking[rows_with_nulls([references])] = True
    if pa.types.is_nested(references.type):
        lengths = compute.fill_null(compute.list_value_length(references), 0)
        lacking |= lengths.to_numpy(zero_copy_only=False) == 0
    return lacking


def _gathered(table: Table, rows: Rows, names: tuple[str, ...]) -> tuple[Any, npt.NDArray[np.bool_]]:
    """Give the references of several columns as one column of lists, blank cells left out; and which rows have none."""
    import pyarrow as pa
    from pyarrow import compute

    columns = []
    for name in names:
        column = rows.texts(name)
        if pa.types.is_nested(column.type):  # JSON Lines tell row by row
            raise TableError(f"{table.path}: the column {name!r} holds lists; {ONE_TEXT_A_ROW}")
        columns.append(column.cast(pa.large_string()))
    present = np.stack(
        [compute.fill_null(compute.binary_length(column), 0).to_numpy(zero_copy_only=False) > 0 for column in columns],
        axis=1,
    )
    row_indices, column_indices = np.nonzero(present)  # row after row, and in a row column after column
    texts = pa.concat_arrays(columns).take(arrow_array(column_indices * rows.n_rows + row_indices))
    offsets = np.zeros(rows.n_rows + 1, np.int64)
    np.cumsum(present.sum(axis=1), out=offsets[1:])
    return pa.LargeListArray.from_arrays(arrow_array(offsets), texts), present.sum(axis=1) == 0
