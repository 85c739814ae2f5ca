"""Columns of texts: Python strings or Arrow's bytes, given as UTF-8 with offsets, block by block."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError, changed
from .missing import Place, bad_value

SAMPLE_ROWS = 128  # a column's size is told from about so many rows
Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


class TextColumn:
    """A column of texts held as Python strings; that they are is found out as they are read, because a look at each costs as much.

    Attributes:
        rows: the texts.
        n_rows: how many there were when the column was made; the caller's list may have become longer.
        name: what the column is called in errors.
        place: gives the name of element k, such as "references[3][0]", and the row to report.
        expected: what an element should have been.
        n_bytes: about how many bytes the texts have, by some of them.
        is_own: nobody else holds the list, so nobody changes it.
    """

    is_own = False

    def __init__(
        self, rows: list[Any], name: str, place: Place | None = None, expected: str = "str", n_bytes: int | None = None
    ) -> None:
        self.rows = rows
        self.n_rows = len(rows)
        self.name = name
        self.place = place or (lambda k: (f"{name}[{k}]", k))
        self.expected = expected
        if n_bytes is None:
            lengths = [len(row) for row in some_of(rows) if isinstance(row, str)]
            n_bytes = sum(lengths) * self.n_rows // max(len(lengths), 1)
        self.n_bytes = n_bytes

    def __len__(self) -> int:
        return self.n_rows

    def own(self, first: int, last: int) -> list[Any]:
        """Return rows first … last - 1 as a list that nobody else changes.

        Raises:
            InputError: The list has become shorter.
        """
        rows = self.rows if self.is_own and (first, last) == (0, self.n_rows) else self.rows[first:last]
        if len(rows) != last - first:
            raise changed(self.name)
        return rows

    def strings(self, first: int, last: int) -> list[str]:
        """Give rows first … last - 1 as Python strings.

        Raises:
            InputError: A value is missing, or the list has become shorter.
            InputTypeError: A value is no str.
        """
        rows = self.own(first, last)
        if not set(map(type, rows)) <= {str}:
            self._check(rows, first)
        return rows

    def encoded(self, first: int, last: int, lowercase: bool = False) -> tuple[bytes, Offsets]:
        """Give rows first … last - 1 as UTF-8 and the offsets at which they begin. Raises: as `strings`, and for a lone surrogate."""
        rows = self.strings(first, last) if lowercase else self.own(first, last)
        try:
            return encode(rows, lowercase)
        except TypeError:
            self._check(rows, first)
            raise
        except UnicodeEncodeError:
            raise self._surrogate(rows, first) from None

    def take(self, rows: Any) -> TextColumn:
        """Give some of the rows; errors go on naming them as they were."""
        places = rows.tolist()
        try:
            taken = [self.rows[k] for k in places]
        except IndexError:
            raise changed(self.name) from None
        return TextColumn(taken, self.name, lambda k: self.place(places[k]), self.expected)

    def _check(self, rows: list[Any], first: int) -> None:
        """Raise an error that names the first row that is no str."""
        for k, row in enumerate(rows, first):
            if not isinstance(row, str):
                name, index = self.place(k)
                raise bad_value(row, name, index, self.expected)

    def _surrogate(self, rows: list[str], first: int) -> InputError:
        """Name the row that holds a lone surrogate, which UTF-8 cannot write."""
        for k, row in enumerate(rows, first):
            try:
                row.encode()
            except UnicodeEncodeError as error:
                name, index = self.place(k)
                return InputError(
                    f"{name} holds the lone surrogate {row[error.start]!r} at character {error.start}; expected text that can be "
                    "written as UTF-8. Mend the text where it was decoded, for example with errors='replace'.",
                    index,
                )
        raise AssertionError("every row can be encoded")


def some_of(rows: list[Any]) -> list[Any]:
    """Give so many rows, evenly spaced, that a column's size can be told from them."""
    return rows[:: max(len(rows) // SAMPLE_ROWS, 1)]


def encode(rows: list[str], lowercase: bool = False) -> tuple[bytes, Offsets]:
    """Encode strings as one run of UTF-8 with offsets, lower-cased as ``str.lower`` does where asked."""
    if lowercase:
        rows = [row.lower() for row in rows]  # row by row: a final sigma depends on what follows it
    # Row by row, because one character outside ASCII would make a joined text twice as wide and its encoding slow.
    encoded = list(map(str.encode, rows))
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
    return b"".join(encoded), offsets


class ArrowColumn:
    """A column of texts held by Arrow: its bytes are read where they lie, and checked as they are.

    Attributes:
        chunked: a pyarrow.ChunkedArray of string or large_string, its layout checked, without nulls.
        name: what the column is called in errors.
        place: as of TextColumn.
        n_bytes: about how many bytes the texts have.
    """

    def __init__(self, chunked: Any, name: str, place: Place | None = None) -> None:
        self.chunked = chunked
        self.name = name
        self.place = place or (lambda k: (f"{name}[{k}]", k))
        self.n_bytes = int(chunked.nbytes)

    def __len__(self) -> int:
        return len(self.chunked)

    def strings(self, first: int, last: int) -> list[str]:
        """Give rows first … last - 1 as Python strings. Raises: as `encoded`."""
        try:
            rows: list[str] = self.chunked.slice(first, last - first).to_pylist()
        except UnicodeDecodeError:
            raise self._not_utf8(first, last) from None
        return rows

    def take(self, rows: Any) -> ArrowColumn:
        """Give some of the rows; errors go on naming them as they were."""
        places = rows.tolist()
        return ArrowColumn(self.chunked.take(rows), self.name, lambda k: self.place(places[k]))

    def encoded(self, first: int, last: int, lowercase: bool = False) -> tuple[Bytes | bytes, Offsets]:
        """Give rows first … last - 1 as UTF-8 and the offsets at which they begin.

        The first of these may be above zero.

        Raises:
            InputError: A row is not UTF-8: Arrow does not look at the bytes that it is given.
        """
        if lowercase:
            return encode(self.strings(first, last), lowercase)
        from .._kernels.simd import is_utf8

        data, offsets = self._bytes(first, last)
        if not is_utf8(data, offsets, last - first):
            raise self._not_utf8(first, last)
        return data, offsets

    def _bytes(self, first: int, last: int) -> tuple[Bytes, Offsets]:
        """Give rows first … last - 1 as they lie."""
        if self.chunked.num_chunks == 1:
            data, offsets = self._only_chunk
            return data, offsets[first : last + 1].astype(np.int64)
        import pyarrow as pa

        data, offsets = _buffers(pa.concat_arrays(self.chunked.slice(first, last - first).chunks or [pa.array([], self.chunked.type)]))
        return data, offsets.astype(np.int64)

    @cached_property
    def _only_chunk(self) -> tuple[Bytes, npt.NDArray[Any]]:
        return _buffers(self.chunked.chunk(0))

    def _not_utf8(self, first: int, last: int) -> InputError:
        """Name the row that is not UTF-8, and its byte."""
        data, offsets = self._bytes(first, last)
        for k, (begin, end) in enumerate(itertools.pairwise(offsets.tolist()), first):
            row = data[begin:end].tobytes()
            try:
                row.decode()
            except UnicodeDecodeError as error:
                name, index = self.place(k)
                return InputError(
                    f"{name} holds the byte 0x{row[error.start]:02X} at position {error.start}, "
                    f"which is not UTF-8 ({error.reason}); expected text in UTF-8. Decode the bytes "
                    "where they come from, for example with errors='replace'.",
                    index,
                )
        raise AssertionError("every row is UTF-8")


def _buffers(array: Any) -> tuple[Bytes, npt.NDArray[Any]]:
    """Give an Arrow array of strings as it lies: its bytes, and the offsets, int32 or int64, at which its rows begin."""
    import pyarrow as pa

    _, offset_buffer, data_buffer = array.buffers()
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    data, offsets = np.zeros(0, np.uint8), np.zeros(len(array) + 1, width)
    if offset_buffer is not None and len(array):
        offsets = np.frombuffer(offset_buffer, width)[array.offset : array.offset + len(array) + 1]
        if data_buffer is not None:
            data = np.frombuffer(data_buffer, np.uint8)
    data.flags.writeable = False  # as most buffers are: for others, kernels would be compiled again
    return data, offsets
