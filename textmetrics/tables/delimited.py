"""CSV and TSV in and out: every cell is text and stays as it is; double quotes enclose cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import TableError
from .rows import ArrowRows, Rows, RowScores, check_unique

LARGEST_BLOCK = 1 << 30  # a row must fit a block, and Arrow counts the bytes of one in 31 bits


class DelimitedTable:
    """A CSV or TSV file with a header, in UTF-8, with or without a byte order mark."""

    def __init__(self, path: Path, delimiter: str, block_bytes: int) -> None:
        self.path = path
        self.delimiter = delimiter
        self.block_bytes = block_bytes
        self.n_bytes = path.stat().st_size
        self.names = self._header()
        check_unique(path, self.names)

    def _header(self) -> list[str]:
        from .faults import utf8_fault

        with self.path.open("rb") as file:
            start = file.read(2)
            if start in (b"\xff\xfe", b"\xfe\xff"):
                raise TableError(f"{self.path} is UTF-16; expected UTF-8. Save it as UTF-8.")
            file.seek(0)
            text = io.TextIOWrapper(file, "utf-8-sig", newline="")
            try:
                for names in csv.reader(text, delimiter=self.delimiter):
                    if names:
                        return names
            except UnicodeDecodeError:
                fault = utf8_fault(self.path, self.delimiter)
                raise TableError(fault or f"{self.path} is not UTF-8.") from None
            except csv.Error as error:
                raise TableError(f"{self.path} has no header that can be read: {error}.") from None
        raise TableError(f"{self.path} is empty; expected a header with the names of columns, and rows.")

    @cached_property
    def schema(self) -> Any:
        """Give the schema: a string for every column."""
        import pyarrow as pa

        return pa.schema([(name, pa.string()) for name in self.names])

    def __iter__(self) -> Iterator[Rows]:
        """Give the rows, a block of the file at a time.

        Raises:
            TableError: A row has too many or too few cells, a cell is not UTF-8, or a quote is never closed.
        """
        import pyarrow as pa

        block_bytes, n_done, last = self.block_bytes, 0, None
        while True:
            try:
                at = 0
                for batch in self._open(block_bytes):
                    fresh = batch.slice(
                        max(n_done - at, 0)
                    )  # rows that were given before the blocks had to grow are passed over
                    at += batch.num_rows
                    if fresh.num_rows:
                        yield ArrowRows(fresh, n_done, fresh.nbytes)
                        n_done += fresh.num_rows
                        last = fresh.column(len(self.names) - 1)[fresh.num_rows - 1]
                break
            except pa.ArrowInvalid as error:
                if "straddl" not in str(error) or block_bytes >= LARGEST_BLOCK:
                    raise self._fault(str(error)) from None
                block_bytes = min(8 * block_bytes, LARGEST_BLOCK)  # a row is longer than a block
        if last is not None and self._may_end_in_quotes(last.as_py()):
            from .faults import row_fault

            fault = row_fault(self.path, self.delimiter, len(self.names))
            if fault:
                raise TableError(fault)

    def _open(self, block_bytes: int) -> Iterator[Any]:
        """Open the file with Arrow's reader."""
        from pyarrow import csv as arrow_csv

        if self._has_no_rows():
            return
        reader = arrow_csv.open_csv(
            str(self.path),
            read_options=arrow_csv.ReadOptions(block_size=block_bytes),
            parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types={field.name: field.type for field in self.schema},
                strings_can_be_null=False,
                null_values=[],
            ),
        )
        if reader.schema.names != self.names:
            raise TableError(
                f"{self.path} has a header that can be read in two ways: {reader.schema.names} and {self.names}; "
                "mend its quotes."
            )
        with reader:
            yield from reader

    def _has_no_rows(self) -> bool:
        """Tell whether a short file ends with its header, which Arrow does not read when no newline follows."""
        if self.n_bytes > self.block_bytes:
            return False
        with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            filled = (row for row in csv.reader(text, delimiter=self.delimiter) if row)
            next(filled, None)
            try:
                return next(filled, None) is None
            except csv.Error:  # a cell larger than this reader's limit
                return False

    def _may_end_in_quotes(self, last_cell: str) -> bool:
        """Tell whether the file may end within quotes, which Arrow reads as if they were closed."""
        value = last_cell.encode()
        quoted = b'"' + value.replace(b'"', b'""') + b'"'
        with self.path.open("rb") as file:
            file.seek(max(0, self.n_bytes - len(quoted) - 4096))
            end = file.read().rstrip(b"\r\n")
        if end.endswith(quoted):
            return False
        plain = end.endswith(value) and b"\n" not in value and b"\r" not in value
        return not plain or end[: len(end) - len(value)].endswith(b'"')

    def _fault(self, message: str) -> TableError:
        """Say which row made Arrow's reader give up."""
        from .faults import row_fault

        if "straddl" in message:
            message = f"a row is longer than {LARGEST_BLOCK >> 20} MB"
        return TableError(
            row_fault(self.path, self.delimiter, len(self.names)) or f"{self.path} cannot be read: {message}."
        )


class DelimitedWriter:
    """Writes CSV or TSV; columns of lists or records are written as JSON."""

    def __init__(self, stream: BinaryIO, schema: Any, score_names: Sequence[str], delimiter: str) -> None:
        from pyarrow import csv as arrow_csv

        self.stream = stream
        self.names = [*schema.names, *score_names]
        self.options = arrow_csv.WriteOptions(include_header=False, delimiter=delimiter)
        header = io.StringIO()
        csv.writer(header, delimiter=delimiter, lineterminator="\n").writerow(self.names)
        stream.write(header.getvalue().encode())

    def encode(self, rows: Rows, scores: RowScores) -> Any:
        """Give rows and scores as lines of CSV.

        Raises:
            UnicodeDecodeError: A text is not UTF-8, as one of a Parquet file may be.
        """
        import numpy as np
        import pyarrow as pa
        from pyarrow import csv as arrow_csv

        from .._kernels.utf8 import is_utf8

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
