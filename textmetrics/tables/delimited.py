"""CSV and TSV in and out: every cell is text and stays as it is; double quotes enclose cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from .._kernels.inputs import copy_cells, find_cells, whole_rows
from ..errors import TableError
from .batches import ArrowRows, Rows, RowScores, check_unique
from .blocks import MEGABYTE, Bytes, UnfinishedRow, whole_blocks
from .faults import place, utf8_error, utf8_sentence

ALL = 1 << 62  # rows
BYTES_PER_COLUMN = 64  # in a block at least, or what a block costs per column would count


class DelimitedTable:
    """A CSV or TSV file with a header, in UTF-8, with or without a byte order mark."""

    def __init__(self, path: Path, delimiter: str, block_bytes: int, max_row_bytes: int) -> None:
        self.path = path
        self.delimiter = delimiter
        self.max_row_bytes = max_row_bytes
        self.n_bytes = path.stat().st_size
        self.names = self._header(block_bytes)
        self.block_bytes = max(block_bytes, BYTES_PER_COLUMN * len(self.names))
        check_unique(path, self.names)

    def _header(self, block_bytes: int) -> list[str]:
        """Read the names of the columns, and find where the rows begin."""
        with self.path.open("rb") as file:
            start = file.read(3)
            if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise TableError(f"{self.path} is UTF-16; expected UTF-8. Save it as UTF-8.")
            self.body = 3 * (start == b"\xef\xbb\xbf")
            file.seek(self.body)
            try:
                for block, n_rows in whole_blocks(
                    file, block_bytes, self.max_row_bytes, lambda data: self.find(data, 1)
                ):
                    self.body += len(block)
                    if n_rows:
                        return self._names(block.tobytes().lstrip(b"\r\n"))
            except UnfinishedRow as error:
                raise self._unfinished(error, 0, self.body) from None
        raise TableError(
            f"{self.path} is empty; expected a header with the names of columns, and rows."
        )

    def _names(self, header: bytes) -> list[str]:
        """Read the names of the columns from the bytes of the header, which end where the rows begin."""
        bad_byte = utf8_error(header)
        if bad_byte >= 0:
            begin = self.body - len(header)
            raise TableError(
                utf8_sentence(self.path, 0, begin, header[bad_byte], begin + bad_byte)
            )
        try:
            return next(csv.reader(io.StringIO(header.decode(), newline=""), delimiter=self.delimiter))
        except csv.Error as error:
            raise TableError(f"{self.path} has no header that can be read: {error}.") from None

    def find(self, data: Bytes, limit: int = ALL) -> tuple[int, int]:
        """Find where whole rows end, at most `limit` of them, and count them."""
        end, n_rows, _ = whole_rows(data, np.uint8(ord(self.delimiter)), np.int64(limit))
        return int(end), int(n_rows)

    @cached_property
    def schema(self) -> Any:
        """Return the schema: a string for every column."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.names])

    def type_of(self, name: str) -> Any:
        """Return the type of a column: string."""
        import pyarrow as pa

        return pa.string()

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Rows]:
        """Return the rows, a block of the file at a time; of the named columns, or of all.

        Raises:
            TableError: A row is too large, or a quote is never closed.
        """
        names = self.names if names is None else names
        places = np.full(len(self.names), -1, np.int64)
        indexes = {name: k for k, name in enumerate(self.names)}
        places[[indexes[name] for name in names]] = np.arange(len(names))
        first, offset = 0, self.body
        with self.path.open("rb") as file:
            file.seek(offset)
            try:
                for block, n_rows in whole_blocks(
                    file, self.block_bytes, self.max_row_bytes, self.find
                ):
                    if n_rows:
                        yield DelimitedRows(self, names, places, block, first, n_rows, offset)
                    first += n_rows
                    offset += len(block)
            except UnfinishedRow as error:
                raise self._unfinished(error, first + 1, offset) from None

    def _unfinished(self, error: UnfinishedRow, row_number: int, offset: int) -> TableError:
        """Say that a row, or the header if its number is 0, does not end."""
        where = f"{self.path}: {place(self.path, row_number, offset)}"
        if error.at_end:
            return TableError(
                f"{where} opens a double quote that is never closed; close it, or double quotes "
                "that are text."
            )
        most = f"{self.max_row_bytes / MEGABYTE:g} MB, the most that a row may have"
        _, _, is_quoted = whole_rows(error.data, np.uint8(ord(self.delimiter)), np.int64(ALL))
        if is_quoted:
            return TableError(
                f"{where} opens a double quote that is not closed within {most}. Close it, double "
                "quotes that are text, or raise the limit with --max-row-mb."
            )
        return TableError(f"{where} is larger than {most}. Raise the limit with --max-row-mb.")


@dataclass(frozen=True)
class DelimitedRows(ArrowRows):
    """A run of rows of a CSV or TSV file, whose cells are read when they are first asked for.

    Attributes:
        table: the file.
        names: the columns that may be asked for.
        places: int64 (n_columns,), where each column of the file stands in `names`; -1 if nowhere.
        data: uint8, the rows, which end with a newline.
        first: the index of the first row in the table.
        n_rows: how many rows they are.
        offset: where they begin in the file.
    """

    table: DelimitedTable
    names: Sequence[str]
    places: npt.NDArray[np.int64]
    data: Bytes
    first: int
    n_rows: int
    offset: int

    @property
    def n_bytes(self) -> int:
        """Count the bytes."""
        return len(self.data)

    @cached_property
    def batch(self) -> Any:
        """Read the cells.

        Raises:
            TableError: A row has too many or too few cells, or a cell is not UTF-8.
        """
        import pyarrow as pa

        begins = np.empty((len(self.names), self.n_rows), np.int64)
        ends = np.empty_like(begins)
        delimiter = np.uint8(ord(self.table.delimiter))
        n_good, n_cells = find_cells(self.data, delimiter, self.places, begins, ends)
        bad_byte = self._bad_byte()
        if n_cells or bad_byte >= 0:
            raise self._fault(int(n_good), int(n_cells), bad_byte)
        columns = []
        for k in range(len(self.names)):
            text = np.empty(int((ends[k] - begins[k]).sum()), np.uint8)
            offsets = np.empty(self.n_rows + 1, np.int32)
            n_bytes = copy_cells(self.data, begins[k], ends[k], text, offsets)
            columns.append(
                pa.StringArray.from_buffers(
                    self.n_rows, pa.py_buffer(offsets), pa.py_buffer(text[:n_bytes])
                )
            )
        return pa.record_batch(columns, names=self.names)

    def _bad_byte(self) -> int:
        """Find the first byte that is not UTF-8; -1 if all are."""
        import pyarrow as pa

        ends = np.array([0, len(self.data)], np.int32)
        text = pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(self.data))
        try:
            text.validate(full=True)
        except pa.ArrowInvalid:
            return utf8_error(self.data.tobytes())
        return -1

    def _fault(self, n_good: int, n_cells: int, bad_byte: int) -> TableError:
        """Say which row is the first that has too many or too few cells, or is not UTF-8."""
        path, n_columns = self.table.path, len(self.table.names)
        if bad_byte >= 0:
            begin, n_before = self.table.find(self.data[:bad_byte])
            if not n_cells or n_before <= n_good:
                byte, row = int(self.data[bad_byte]), self.first + n_before
                at = self.offset + bad_byte
                return TableError(utf8_sentence(path, row + 1, self.offset + begin, byte, at), row)
        begin, _ = self.table.find(self.data, n_good)
        while self.data[begin] in b"\r\n":  # blank lines before the row
            begin += 1
        row = self.first + n_good
        return TableError(
            f"{path}: {place(path, row + 1, self.offset + begin)} has {n_cells} "
            f"cell{'s' * (n_cells != 1)}; expected {n_columns}, as in the header. Enclose cells that "
            "hold the delimiter, a newline or a quote in double quotes.",
            row,
        )


class DelimitedWriter:
    """Writes CSV or TSV; columns of lists or records are written as JSON."""

    def __init__(self, stream: BinaryIO, schema: Any, score_names: Sequence[str], delimiter: str) -> None:
        from pyarrow import csv as arrow_csv

        self.stream = stream
        self.names = [*schema.names, *score_names]
        self.options = arrow_csv.WriteOptions(include_header=False, delimiter=delimiter)
        stream.write(f"{delimiter.join(_quoted(name, delimiter) for name in self.names)}\n".encode())

    def encode(self, rows: Rows, scores: RowScores) -> Any:
        """Give rows and scores as lines of CSV.

        Raises:
            UnicodeDecodeError: A text is not UTF-8, as one of a Parquet file may be.
        """
        import numpy as np
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        from .._kernels.simd import is_utf8

        columns = [_plain(column) for column in rows.record_batch().columns]
        lines = pa.BufferOutputStream()
        arrow_csv.write_csv(pa.record_batch([*columns, *scores.arrays()], names=self.names), lines, self.options)
        encoded = lines.getvalue()
        if not is_utf8(np.frombuffer(encoded, np.uint8), np.asarray([0, len(encoded)]), 1):
            encoded.to_pybytes().decode()
        return encoded

    def write(self, encoded: Any) -> None:
        """Write lines."""
        self.stream.write(encoded)

    def close(self) -> None:
        """Do nothing: the file is finished with its last line."""

    def abandon(self) -> None:
        """Do nothing: no line is held back."""


def _quoted(name: str, delimiter: str) -> str:
    """Quote a cell where it has to be; the csv module leaves a lone return as it is."""
    if any(character in name for character in (delimiter, '"', "\r", "\n")):
        return '"' + name.replace('"', '""') + '"'
    return name


def _plain(column: Any) -> Any:
    """Give a column that CSV can hold."""
    import json

    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string_view(kind):
        return column.cast(pa.large_string())
    if not pa.types.is_nested(kind):
        return column
    values = column.to_pylist()
    return pa.array(
        [None if value is None else json.dumps(value, ensure_ascii=False, default=str) for value in values], pa.string()
    )
