"""Columns of token ids: lists, padded arrays and Arrow lists, every id checked before anything is counted."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError, InputTypeError, changed, shown
from .missing import Place, bad_value, first_of

IGNORE_INDEX = -100  # what trainers pad token ids with
# Scratch by id is as large as the largest id, so where an id is not below this, all are numbered anew.
DIRECT_ID_LIMIT = 1 << 20
CHECKED_ROWS = 4096  # at a time
SAMPLED_ROWS = 64  # of lists, to say about how many ids there are
Ids = npt.NDArray[np.int64]
Offsets = npt.NDArray[np.int64]


def _no_place(k: int) -> tuple[str, int]:
    return f"row {k}", k


class IdColumn:
    """A column of token ids where they lie, padding among them; checked as they are read, block by block.

    Attributes:
        values: int64 or int32, the ids, row after row.
        begins: int64 (n_rows + 1,), where rows begin in `values`.
        place: gives the name of a row for errors, and the row to report.
        n_bytes: about how many bytes of text they stand for.
    """

    def __init__(self, values: npt.NDArray[Any], begins: Offsets, place: Place = _no_place) -> None:
        # Two types for the kernels, of which a read-only array would be another.
        self.values = np.require(values, np.int32 if values.dtype == np.int32 else np.int64, ["C", "W"])
        self.begins = begins
        self.place = place
        self.n_bytes = 4 * len(values)  # a token of text is about four bytes

    def __len__(self) -> int:
        return len(self.begins) - 1

    @property
    def name(self) -> str:
        """What the column is called in errors."""
        return self.place(0)[0].partition("[")[0]

    def n_values(self, first: int, last: int) -> int:
        """Give room enough for the ids of rows first … last - 1."""
        return int(self.begins[last] - self.begins[first])

    def likely_values(self, first: int, last: int) -> int:
        """Say about how much room the ids of rows first … last - 1 need, where saying it exactly takes longer."""
        return self.n_values(first, last)

    def write(self, first: int, last: int, ids: npt.NDArray[np.int32], offsets: Offsets, text: int) -> int:
        """Write the ids of rows first … last - 1 that are no padding, one more than they are, behind ids[: offsets[text]].

        Args:
            first, last: the rows.
            ids: output, with room for `n_values`, or, of a list, less.
            offsets: where texts begin in `ids`; those behind `text` are written.
            text: how many texts are there.

        Returns:
            A number that no id is above; where it is DIRECT_ID_LIMIT or more, `ids` are of no use, and `plain` gives them. -1: there is
            no room for them.

        Raises:
            InputError: An id is negative and no padding, or ids change meanwhile.
        """
        from .._kernels.inputs import pack_int32_rows, pack_rows

        pack = pack_int32_rows if self.values.dtype == np.int32 else pack_rows
        row, seen = pack(self.values, self.begins[first : last + 1], np.int64(IGNORE_INDEX), ids, offsets, np.int64(text))
        if row >= 0:
            own = self.values[self.begins[first + row] : self.begins[first + row + 1]]
            negative = own[(own < 0) & (own != IGNORE_INDEX)].tolist()
            raise _negative(negative[0], *self.place(first + int(row))) if negative else changed(self.name)
        return int(seen)

    def plain(self, first: int, last: int) -> Ids:
        """Give the ids of rows first … last - 1 that are no padding, of any size, one after another."""
        values = self.values[self.begins[first] : self.begins[last]]
        kept: Ids = values[values != IGNORE_INDEX].astype(np.int64)
        return kept

    def check(self) -> None:
        """Raise what is wrong with the first row at fault."""
        for first in range(0, len(self), CHECKED_ROWS):
            last = min(first + CHECKED_ROWS, len(self))
            self.write(first, last, np.empty(self.n_values(first, last), np.int32), np.zeros(last - first + 1, np.int64), 0)


class ListColumn(IdColumn):
    """A column of lists of int, read by a kernel; what it does not read, Python reads."""

    def __init__(self, rows: list[Any], place: Place) -> None:
        self.rows = rows
        self.n_rows = len(rows)
        self.place = place
        sample = [row for row in rows[:: len(rows) // SAMPLED_ROWS + 1] if type(row) is list]
        self.sampled_length = sum(map(len, sample)) // max(len(sample), 1) + 1
        self.n_bytes = 4 * self.n_rows * self.sampled_length
        self._own: IdColumn | None = None

    def __len__(self) -> int:
        return self.n_rows

    def _read(self) -> IdColumn:
        """Read all rows as Python does, which says what is wrong, and with which row."""
        if self._own is None:
            own = _read_lists(self.rows[: self.n_rows], self.place)
            if len(own) != self.n_rows:
                raise changed(self.name)
            self._own = own
        return self._own

    def n_values(self, first: int, last: int) -> int:
        """Give room enough for the ids of rows first … last - 1."""
        if self._own is None:
            count, _, marks = list_reader()
            n_values = int(count(id(self.rows), first, last, marks))
            if n_values >= 0:
                return n_values
        return self._read().n_values(first, last)

    def likely_values(self, first: int, last: int) -> int:
        """Say about how much room ids need, going by a few rows."""
        return self.sampled_length * (last - first) if self._own is None else self.n_values(first, last)

    def write(self, first: int, last: int, ids: npt.NDArray[np.int32], offsets: Offsets, text: int) -> int:
        """Write ids, as `IdColumn.write` does."""
        from .._kernels.inputs import NO_ROOM, READ

        if self._own is None:
            _, read, marks = list_reader()
            came, seen = read(id(self.rows), first, last, marks, np.int64(IGNORE_INDEX), ids, offsets, np.int64(text))
            if came == READ:
                return int(seen)
            if came == NO_ROOM:
                return -1
        own = self._read()
        if own.n_values(first, last) > len(ids) - int(offsets[text]):
            return -1
        return own.write(first, last, ids, offsets, text)

    def plain(self, first: int, last: int) -> Ids:
        """Give ids of any size, as `IdColumn.plain` does."""
        return self._read().plain(first, last)


@cache
def list_reader() -> Any:
    """Give the kernels that read lists of int, and how this process keeps these; None where it cannot run them."""
    from .._kernels.inputs import INT_MARKS, count_ids, read_ids

    return None if INT_MARKS is None else (count_ids, read_ids, INT_MARKS)


def are_lists_of_int(rows: list[Any]) -> bool:
    """Tell whether rows are seen at a glance to be lists of int, if they are lists of anything.

    The first row tells that is not empty: no list of references begins with an int. Any other row is found to be at fault as it is read.
    """
    first = next((row for row in rows if type(row) is not list or row), None)
    return type(first) is list and type(first_of(first)) is int


def is_sequence(value: Any) -> bool:
    """Tell whether value is a list, tuple, array or tensor with elements, rather than one text or number."""
    return isinstance(value, (list, tuple)) or (hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0)


def listed_ids(rows: Sequence[Any], place: Place) -> IdColumn:
    """Make a column of lists of int, or of integer arrays; `place` names rows.

    Raises:
        InputError: A row is missing.
        InputTypeError: A row is no flat list of int.
    """
    if type(rows) is list and type(first_of(rows)) is list and list_reader() is not None:
        return ListColumn(rows, place)
    return _read_lists(rows, place)


def _read_lists(rows: Sequence[Any], place: Place) -> IdColumn:
    rows = list(rows)  # another thread may change the caller's
    joined = _joined(rows)
    if joined is None:
        # Row by row, so that the row at fault is named; tuples, tensors and mixed rows come this way too.
        joined = _joined_arrays([_checked_row(row, *place(k)) for k, row in enumerate(rows)])
    return IdColumn(*joined, place)


def _joined(rows: list[Any]) -> tuple[Ids, Offsets] | None:
    """Join rows that are all lists of int, or all integer arrays; None where they are anything else.

    Returns:
        The ids, and where those of each row begin: as they are joined, since another thread may change the rows themselves.
    """
    kinds = set(map(type, rows))
    if kinds == {list} and not any(isinstance(first_of(row), bool) for row in rows):
        packed = array("q")
        begins = [0]
        try:
            for row in rows:
                packed.fromlist(row)
                begins.append(len(packed))
        except (TypeError, OverflowError):
            return None
        return np.frombuffer(packed, np.int64) if packed else np.zeros(0, np.int64), np.asarray(begins, np.int64)
    if kinds == {np.ndarray} and all(row.ndim == 1 and row.dtype.kind in "iu" for row in rows):
        return _joined_arrays(rows)
    return None


def _joined_arrays(rows: list[npt.NDArray[Any]]) -> tuple[Ids, Offsets]:
    begins = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, rows), np.int64, len(rows)), out=begins[1:])
    return np.concatenate(rows, dtype=np.int64, casting="unsafe") if rows else np.zeros(0, np.int64), begins  # as astype does


def _checked_row(row: Any, name: str, index: int) -> Ids:
    if isinstance(row, str) or not hasattr(row, "__len__"):
        raise bad_value(row, name, index, "a list of int, as in row 0")
    try:
        ids = np.asarray(row)
    except ValueError:  # lists of several lengths in it
        ids = None
    if ids is None or ids.ndim == 0 or (len(ids) and (ids.dtype.kind not in "iu" or ids.ndim != 1)):
        raise InputTypeError(f"{name} is {shown(row)}; expected a flat list of int.", index)
    return ids.astype(np.int64)


def _negative(value: int, name: str, row: int) -> InputError:
    return InputError(
        f"{name} holds the token id {value}; expected ids of 0 or more. Padding of {IGNORE_INDEX} is left out; mask other padding "
        "with numpy.ma.masked_array.",
        row,
    )


def padded_ids(rows: npt.NDArray[Any], name: str) -> IdColumn:
    """Make a column of a 2-D integer array, whose padding is elements of −100, and those that a masked array masks."""
    if isinstance(rows, np.ma.MaskedArray):
        rows = np.where(np.ma.getmaskarray(rows), IGNORE_INDEX, np.ma.getdata(rows))
    n_rows, n_columns = rows.shape
    return IdColumn(rows.reshape(-1), np.arange(n_rows + 1, dtype=np.int64) * n_columns, lambda k: (f"{name}[{k}]", k))


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
    values = flat.combine_chunks().to_numpy(zero_copy_only=False)
    return IdColumn(values, offsets, lambda k: (f"{name}[{k}]", k))
