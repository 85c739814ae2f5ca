"""Columns of token ids: lists, padded arrays and Arrow lists, every id checked before anything is counted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import InputError, InputTypeError, shown
from .missing_values import Place, bad_value

IGNORE_INDEX = -100  # what trainers pad token ids with
Ids = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int64]


class IdColumn:
    """A column of token ids: one run of int64 with offsets."""

    def __init__(self, ids: Ids, offsets: Offsets) -> None:
        self.ids = ids
        self.offsets = offsets
        self.n_bytes = 4 * len(ids)  # a token of text is about four bytes

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def rows(self, first: int, last: int) -> tuple[Ids, npt.NDArray[np.int64]]:
        """Give the ids of rows first … last - 1, one after another, and their numbers."""
        return self.ids[self.offsets[first] : self.offsets[last]], np.diff(self.offsets[first : last + 1])


def is_sequence(value: Any) -> bool:
    """Tell whether value is a list, tuple, array or tensor with elements, rather than one text or number."""
    return isinstance(value, (list, tuple)) or (hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0)


def listed_ids(rows: Sequence[Any], place: Place) -> IdColumn:
    """Make a column of lists of int, or of integer arrays.

    Raises:
        InputError: An id is negative and no padding, or a row is missing.
        InputTypeError: A row is no flat list of int.
    """
    values = _joined(rows)
    if values is None:
        # Row by row, so that the row at fault is named; tuples, tensors and mixed rows come this way too.
        parts = [_checked_row(row, *place(k)) for k, row in enumerate(rows)]
        rows = parts
        values = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=offsets[1:])
    return _without_padding(values, offsets, place)


def _joined(rows: Sequence[Any]) -> Ids | None:
    """Join rows that are all lists of int, or all integer arrays; None where they are anything else."""
    kinds = set(map(type, rows))
    if kinds == {list} and not any(row and isinstance(row[0], bool) for row in rows):
        packed = array("q")
        try:
            for row in rows:
                packed.fromlist(row)
        except (TypeError, OverflowError):
            return None
        return np.frombuffer(packed, np.int64) if packed else np.zeros(0, np.int64)
    if kinds == {np.ndarray} and all(row.ndim == 1 and row.dtype.kind in "iu" for row in rows):
        return np.concatenate(rows).astype(np.int64, copy=False)
    return None


def _checked_row(row: Any, name: str, index: int) -> Ids:
    if isinstance(row, str) or not hasattr(row, "__len__"):
        raise bad_value(row, name, index, "a list of int, as in row 0")
    ids = np.asarray(row)
    if len(ids) and (ids.dtype.kind not in "iu" or ids.ndim != 1):
        raise InputTypeError(f"{name} is {shown(row)}; expected a flat list of int.", index)
    return ids.astype(np.int64)


def _without_padding(values: Ids, offsets: Offsets, place: Place) -> IdColumn:
    """Leave out padding, and check what is left."""
    if len(values) and values.min() < 0:
        keep = values != IGNORE_INDEX
        wrong = np.flatnonzero((values < 0) & keep)
        if len(wrong):
            k = int(np.searchsorted(offsets, wrong[0], side="right")) - 1
            raise _negative(int(values[wrong[0]]), *place(k))
        offsets = np.concatenate([[0], np.cumsum(keep)])[offsets]
        values = values[keep]
    return IdColumn(values, offsets)


def _negative(value: int, name: str, row: int) -> InputError:
    return InputError(
        f"{name} holds the token id {value}; expected ids of 0 or more. Padding of {IGNORE_INDEX} is left out; mask other padding "
        "with numpy.ma.masked_array.",
        row,
    )


def padded_ids(rows: npt.NDArray[Any], name: str) -> IdColumn:
    """Make a column of a 2-D integer array, without its padding: elements of −100, and those that a masked array masks.

    Raises:
        InputError: An id is negative and no padding.
    """
    if isinstance(rows, np.ma.MaskedArray):
        rows = np.where(np.ma.getmaskarray(rows), IGNORE_INDEX, np.ma.getdata(rows))
    from ._kernels.padding import pack_rows

    values = np.ascontiguousarray(rows, np.int64)
    packed = np.empty(values.size, np.int64)
    offsets = np.empty(len(values) + 1, np.int64)
    row = int(pack_rows(values, np.int64(IGNORE_INDEX), packed, offsets))
    if row >= 0:
        wrong = values[row][(values[row] < 0) & (values[row] != IGNORE_INDEX)]
        raise _negative(int(wrong[0]), f"{name}[{row}]", row)
    return IdColumn(packed[: offsets[-1]], offsets)


def arrow_ids(chunked: Any, name: str) -> IdColumn | None:
    """Make a column of an Arrow column of lists of integers where it lies; None where a row or an id is missing, or no integer."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if chunked.null_count or not pa.types.is_integer(chunked.type.value_type):
        return None
    flat = pa.chunked_array([chunk.flatten() for chunk in chunked.chunks], chunked.type.value_type)
    if flat.null_count:
        return None
    counts = pc.list_value_length(chunked).combine_chunks().to_numpy(zero_copy_only=False)
    offsets = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    values = flat.combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return _without_padding(values, offsets, lambda k: (f"{name}[{k}]", k))
