"""The one border: whatever holds texts or token ids becomes columns of bytes or ids, every element checked."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, InputError, InputTypeError, changed, shown
from .arrow_layout import check_layout
from .id_column import IdColumn, are_lists_of_int, arrow_ids, is_sequence, listed_ids, padded_ids
from .missing import bad_value, first_of, is_missing
from .reference_lists import NestedTexts, nested_texts
from .text_column import ArrowColumn, TextColumn

Offsets = npt.NDArray[np.int64]
Missing = Literal["error", "skip"]


Column = TextColumn | ArrowColumn | IdColumn
Piece = tuple[Column, int, int]  # rows first … last - 1 of a column


@dataclass(frozen=True)
class Pairs:
    """Predictions and their references, checked and aligned.

    Attributes:
        predictions: one row a prediction.
        references: all references, row after row.
        reference_offsets: int64 (n_rows + 1,), references of row r are reference_offsets[r] … reference_offsets[r + 1] - 1.
        skipped_rows: int64, rows of the caller's input that were left out because a value was missing.
    """

    predictions: Column
    references: Column | NestedTexts
    reference_offsets: Offsets
    skipped_rows: npt.NDArray[np.int64]

    @property
    def n_rows(self) -> int:
        """Count the rows to score."""
        return len(self.predictions)

    @property
    def n_bytes(self) -> int:
        """Say about how many bytes of text there are."""
        return self.predictions.n_bytes + self.references.n_bytes

    @property
    def one_reference(self) -> bool:
        """Tell whether every row has exactly one reference."""
        return len(self.references) == self.n_rows

    def block(self, first: int, last: int) -> list[Piece]:
        """Give the predictions of rows first … last - 1, and their references."""
        predictions = (self.predictions, first, last)
        begin, end = int(self.reference_offsets[first]), int(self.reference_offsets[last])
        if isinstance(self.references, NestedTexts):
            return [predictions, (self.references.texts(first, last), 0, end - begin)]
        return [predictions, (self.references, begin, end)]

    def flat(self) -> Pairs:
        """Give the same with all references in one column, for what counts them over all rows."""
        return replace(self, references=self.references.texts(0, self.n_rows)) if isinstance(self.references, NestedTexts) else self


def pair_rows(predictions: Any, references: Any, missing: Missing = "error") -> Pairs:
    """Check predictions and references and bring them into columns.

    Args:
        predictions: One text a row: a list or tuple of str, a NumPy array, a pandas or polars Series, a datasets column, an Arrow array,
            anything with the Arrow PyCapsule interface; or token ids: a list of lists of int, a 2-D integer array (ids of
            −100 are left out) or a 2-D masked array. A single str is one row.
        references: The same, aligned with the predictions, or a list of them a row. For token ids also a 3-D array.
        missing: What to do with a row in which a prediction or a reference is None or NaN: "error" or "skip".

    Raises:
        InputTypeError: A value is of a type that is neither text nor token ids.
        InputError: Lengths differ, a row has no reference, a value is missing, a text is not valid Unicode, or rows change
            while they are read.
    """
    if missing not in ("error", "skip"):
        raise ConfigurationError(f"missing is {missing!r}; expected 'error' or 'skip'.")
    if isinstance(predictions, str):
        predictions = [predictions]
        references = [references if isinstance(references, str) else _plain_list(references, "references")]
    elif isinstance(references, str):
        raise InputTypeError(
            f"references is one str, {shown(references)}, but predictions is a {type(predictions).__name__}; expected one reference, "
            "or a list of references, for each prediction. Pass [reference] for a single row."
        )
    predictions = _rows(predictions, "predictions")
    references = _rows(references, "references")
    if missing == "skip":  # what was found missing stays so
        predictions, references = (rows[:] if isinstance(rows, list) else rows for rows in (predictions, references))
    n_rows, n_references = len(predictions), len(references)
    if n_rows != n_references:
        raise _unequal_lengths(n_rows, n_references, references)
    skipped = np.zeros(0, np.int64)
    if missing == "skip":
        skipped = np.union1d(_missing_rows(predictions), _missing_rows(references)).astype(np.int64)
        if len(skipped):
            kept = np.setdiff1d(np.arange(len(predictions)), skipped)
            predictions, references = _take(predictions, kept), _take(references, kept)
            n_rows = len(kept)
    prediction_column = _column(predictions, "predictions")
    try:
        reference_column, offsets = _reference_column(references, isinstance(prediction_column, IdColumn))
    except (InputError, InputTypeError):
        _check_ids(prediction_column)  # ids are checked as they are counted, but a fault of the predictions comes first
        raise
    # The caller's lists may change meanwhile; what was made of them must fit together, or kernels read what is not there.
    if len(prediction_column) != n_rows:
        raise changed("predictions")
    if len(offsets) != n_rows + 1 or len(reference_column) != offsets[-1]:
        raise changed("references")
    if isinstance(prediction_column, IdColumn) != isinstance(reference_column, IdColumn) and len(prediction_column):
        _check_ids(prediction_column, reference_column)
        kinds = ["token ids" if isinstance(c, IdColumn) else "text" for c in (prediction_column, reference_column)]
        raise InputTypeError(f"predictions are {kinds[0]} and references are {kinds[1]}; expected text on both sides, or ids on both.")
    return Pairs(prediction_column, reference_column, offsets, skipped)


def _check_ids(*columns: Column | NestedTexts) -> None:
    """Raise the first fault of columns of token ids."""
    for column in columns:
        if isinstance(column, IdColumn):
            column.check()


# Rows: what the caller gave, as a list, an Arrow chunked array or an integer array.


def _plain_list(values: Any, name: str) -> list[Any]:
    if isinstance(values, list):
        return values
    if hasattr(values, "__iter__"):
        return list(values)
    raise InputTypeError(f"{name} is {shown(values)}, a {type(values).__name__}; expected a sequence of str or of token ids.")


def _rows(values: Any, name: str) -> Any:
    """Bring a caller's sequence into one of three forms: list, pyarrow.ChunkedArray, integer ndarray of 2 or 3 dimensions."""
    if isinstance(values, list):
        return values
    if isinstance(values, tuple):
        return list(values)
    if isinstance(values, (dict, set, frozenset, bytes)):
        raise InputTypeError(f"{name} is a {type(values).__name__}; expected an ordered sequence of str or of token ids.")
    if isinstance(values, np.ndarray):
        return _array_rows(values, name)
    if _is_object_series(values):
        return list(values.tolist())
    if hasattr(values, "__arrow_c_stream__") or hasattr(values, "__arrow_c_array__"):
        return _arrow_rows(values, name)
    if not isinstance(values, Sequence) and hasattr(values, "__array__"):
        return _array_rows(np.asarray(values), name)  # tensors, and pandas before the PyCapsule interface
    if hasattr(values, "__iter__") and hasattr(values, "__len__"):
        return list(values)
    if hasattr(values, "__iter__"):
        raise InputTypeError(f"{name} is a {type(values).__name__}, which has no length; pass list({name}).")
    raise InputTypeError(f"{name} is {shown(values)}, a {type(values).__name__}; expected a sequence of str or of token ids.")


def _is_object_series(values: Any) -> bool:
    """Tell whether values is a pandas Series of Python objects, whose elements are best looked at one by one."""
    series = getattr(sys.modules.get("pandas"), "Series", None)  # another thread may be in the middle of importing pandas
    return series is not None and isinstance(values, series) and values.dtype == object


def _array_rows(values: npt.NDArray[Any], name: str) -> Any:
    if values.dtype.kind in "iu" and values.ndim in (2, 3):
        return values
    if values.dtype.kind == "f" and values.ndim >= 2:
        raise InputTypeError(
            f"{name} is a float array of shape {values.shape}: logits, it seems, where token ids are due. Take .argmax(-1), or "
            "generate the ids (predict_with_generate=True)."
        )
    if values.ndim != 1 and values.dtype.kind not in "OUT":
        raise InputTypeError(
            f"{name} is an array of dtype {values.dtype} and shape {values.shape}; expected text (1-D) or token ids (2-D)."
        )
    if values.ndim == 0:
        raise InputTypeError(f"{name} is a 0-D array; expected one row a text.")
    return values.tolist()


def _arrow_rows(values: Any, name: str) -> Any:
    """Bring anything with the PyCapsule interface into a chunked array of large_string, string, or a list type."""
    import pyarrow as pa

    try:
        chunked = values if isinstance(values, pa.ChunkedArray) else pa.chunked_array(values)
    except pa.ArrowException as error:
        raise InputError(f"{name} cannot be read as an Arrow column: {error}.") from None
    check_layout(chunked, name)
    kind = chunked.type
    if pa.types.is_dictionary(kind):
        chunked, kind = chunked.cast(kind.value_type), kind.value_type
    if pa.types.is_string_view(kind) or pa.types.is_null(kind):
        chunked = chunked.cast(pa.large_string())
    elif pa.types.is_struct(kind):
        raise InputTypeError(f"{name} is a table with columns {[field.name for field in kind]}; expected one column of it.")
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        unfit = InputTypeError(
            f"{name} is an Arrow column of {kind}; expected string, or lists of strings or of token ids."
        )
        if not _is_arrow_list(kind):
            raise unfit
        if pa.types.is_dictionary(kind.value_type) and _is_arrow_text(kind.value_type.value_type):
            chunked = chunked.cast(pa.large_list(pa.large_string()))
        if _is_arrow_text(chunked.type.value_type):
            return chunked
        column = arrow_ids(chunked, name)
        if column is None:
            try:
                return chunked.to_pylist()
            except UnicodeDecodeError:  # strings deeper than in lists
                raise unfit from None
        return [column.values[begin:end] for begin, end in itertools.pairwise(column.begins.tolist())]
    return chunked


def _is_arrow_list(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _is_arrow_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_arrow(rows: Any) -> bool:
    return not isinstance(rows, (list, np.ndarray))


def _unequal_lengths(n_predictions: int, n_references: int, references: Any) -> InputError:
    message = (
        f"predictions has {n_predictions} row{'s'[: n_predictions != 1]} and references has {n_references}; expected one row of "
        "references for each prediction."
    )
    if isinstance(references, list) and references and all(
        isinstance(stream, (list, tuple)) and len(stream) == n_predictions for stream in references
    ):
        message += (
            f" Each references[k] has {n_predictions} entries, so references look transposed ({n_references} streams): "
            "pass list(zip(*references))."
        )
    return InputError(message)


# Missing values.


def _missing_rows(rows: Any) -> npt.NDArray[np.int64]:
    if isinstance(rows, np.ndarray):
        return np.zeros(0, np.int64)
    if _is_arrow(rows):
        return rows_with_nulls(rows.chunks)
    found = [
        k
        for k, value in enumerate(rows)
        if is_missing(value) or (isinstance(value, (list, tuple)) and any(map(is_missing, value)))
    ]
    return np.asarray(found, np.int64)


def rows_with_nulls(chunks: list[Any]) -> npt.NDArray[np.int64]:
    """Find the rows of Arrow arrays of texts, or of lists of texts, that are null or hold a null.

    A row may be named twice.
    """
    import pyarrow.compute as pc

    found = [np.zeros(0, np.int64)]
    first = 0
    for chunk in chunks:
        found.append(first + np.flatnonzero(_null_flags(chunk)))
        if _is_arrow_list(chunk.type):
            lengths = pc.fill_null(pc.list_value_length(chunk), 0).to_numpy(zero_copy_only=False)
            parents = np.repeat(np.arange(len(chunk)), lengths)
            found.append(first + parents[_null_flags(chunk.flatten())])
        first += len(chunk)
    return np.concatenate(found)


def _null_flags(array: Any) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = array.is_null().to_numpy(zero_copy_only=False)
    return flags


def _take(rows: Any, kept: npt.NDArray[np.int64]) -> Any:
    if isinstance(rows, list):
        return [rows[k] for k in kept]
    return rows[kept] if isinstance(rows, np.ndarray) else rows.take(kept)


# Columns.


def _column(rows: Any, name: str) -> Column:
    """Make a column of rows that hold one text, or one sequence of token ids, each."""
    if isinstance(rows, np.ndarray):
        if rows.ndim != 2:
            raise InputTypeError(f"{name} is an array of shape {rows.shape}; expected token ids of shape (n_rows, n_tokens).")
        return padded_ids(rows, name)
    if _is_arrow(rows):
        if _is_arrow_list(rows.type):
            raise InputTypeError(f"{name} is an Arrow column of {rows.type}; expected one text a row.")
        _check_no_nulls(rows, name)
        return ArrowColumn(rows, name)
    first = first_of(rows)
    if is_sequence(first):
        return listed_ids(rows, lambda k: (f"{name}[{k}]", k))
    if isinstance(first, (int, np.integer)) and not isinstance(first, bool):
        raise InputTypeError(f"{name}[0] is the int {first}; expected one list of token ids a row. Pass [ids] for a single row.", 0)
    return TextColumn(rows, name)


def _reference_column(rows: Any, ids: bool) -> tuple[Column | NestedTexts, Offsets]:
    """Make a column of all references, and the offsets at which each row's begin; `ids`: the predictions are token ids."""
    n_rows = len(rows)
    name = "references"
    if isinstance(rows, np.ndarray) and rows.ndim == 3:
        n_references = rows.shape[1]
        _check_references(np.full(n_rows, n_references))
        return padded_ids(rows.reshape(-1, rows.shape[2]), name), np.arange(n_rows + 1, dtype=np.int64) * n_references
    if not isinstance(rows, np.ndarray) and _is_arrow(rows) and _is_arrow_list(rows.type):
        return _arrow_references(rows)
    if not isinstance(rows, list):
        return _column(rows, name), _one_each(n_rows)
    if ids and (are_lists_of_int(rows) or not any(is_sequence(row) and is_sequence(first_of(row)) for row in rows)):
        return _column(rows, name), _one_each(n_rows)
    if not n_rows or isinstance(first_of(rows), str):
        return TextColumn(rows, name, expected="str in every row, as in row 0"), _one_each(n_rows)
    texts = nested_texts(rows, name)
    if texts is not None:
        return texts, texts.offsets
    nested = rows[:]
    if not set(map(type, nested)) <= {list, tuple}:
        nested = [_reference_row(value, k) for k, value in enumerate(nested)]
    counts = np.fromiter(map(len, nested), np.int64, len(nested))
    _check_references(counts)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    flat = list(itertools.chain.from_iterable(nested))
    if len(nested) != n_rows or len(flat) != offsets[-1]:
        raise changed(name)
    place = partial(_place_in_rows, offsets)
    if is_sequence(flat[0]):
        return listed_ids(flat, place), offsets
    return TextColumn(flat, name, place), offsets


def _place_in_rows(offsets: Offsets, k: int) -> tuple[str, int]:
    """Give the name of reference k of all, and its row."""
    row = int(np.searchsorted(offsets, k, side="right")) - 1
    return f"references[{row}][{k - int(offsets[row])}]", row


def _reference_row(value: Any, row: int) -> Any:
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, str):
        raise InputTypeError(
            f"references[{row}] is a str, {shown(value)}, but references[0] is a list; expected a list of str in every row.", row
        )
    raise bad_value(value, f"references[{row}]", row, "str or list of str")


def _check_references(counts: npt.NDArray[np.int64]) -> None:
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        row = int(empty[0])
        raise InputError(f"references[{row}] is empty; expected at least one reference. Drop the row.", row)


def _one_each(n_rows: int) -> Offsets:
    return np.arange(n_rows + 1, dtype=np.int64)


def _check_no_nulls(chunked: Any, name: str) -> None:
    if chunked.null_count:
        row = next(k for k, valid in enumerate(chunked.is_valid().to_pylist()) if not valid)
        raise bad_value(None, f"{name}[{row}]", row, "str")


def _arrow_references(rows: Any) -> tuple[Column, Offsets]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if rows.null_count:
        _check_no_nulls(rows, "references")
    counts = pc.list_value_length(rows).combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    _check_references(counts)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    texts = pa.chunked_array([chunk.flatten() for chunk in rows.chunks], rows.type.value_type)
    if pa.types.is_string_view(texts.type):
        texts = texts.cast(pa.large_string())
    place = partial(_place_in_rows, offsets)
    if texts.null_count:
        k = next(k for k, valid in enumerate(texts.is_valid().to_pylist()) if not valid)
        raise bad_value(None, *place(k), "str")
    return ArrowColumn(texts, "references", place), offsets
