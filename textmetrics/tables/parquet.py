"""Parquet in and out: columns keep their types, and the scores are float64 columns after them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from ..errors import TableError, shown
from .batches import ArrowRows, Rows, RowScores, check_unique, text_type
from .blocks import MEGABYTE
from .faults import utf8_error

ROW_GROUP_BYTES = 1 << 26  # what is held back until it is written as one row group


class ParquetTable:
    """A Parquet file."""

    def __init__(self, path: Path, block_bytes: int, max_row_bytes: int) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self.path = path
        self.max_row_bytes = max_row_bytes
        self.n_bytes = path.stat().st_size
        try:
            # Arrow encodes a str as UTF-8, which the name of a file need not be.
            self.file = parquet.ParquetFile(pa.OSFile(os.fsencode(path)))
            self.schema = self.file.schema_arrow
            self.names = list(self.schema.names)
        except pa.ArrowException as error:
            raise TableError(f"{path} is not a Parquet file that can be read: {error}.") from None
        except UnicodeDecodeError as error:
            raise TableError(
                f"{path} has a column whose name is not UTF-8: byte 0x{error.object[error.start]:02X} "
                f"at offset {error.start} of {shown(error.object)}. Rename it where the file is written."
            ) from None
        check_unique(path, self.names)
        metadata = self.file.metadata
        unpacked = 0
        for k in range(metadata.num_row_groups):
            group = metadata.row_group(k)
            if group.total_byte_size > max_row_bytes * max(group.num_rows, 1):  # before it is read
                raise self.too_large(f"a row of row group {k + 1}")
            unpacked += group.total_byte_size
        self.batch_rows = max(1, min(1 << 16, metadata.num_rows * block_bytes // max(unpacked, 1)))

    def too_large(self, where: str) -> TableError:
        """Make the error that says that a row is too large."""
        return TableError(
            f"{self.path}: {where} is larger than {self.max_row_bytes / MEGABYTE:g} MB, the most that "
            "a row may have. Raise the limit with --max-row-mb."
        )

    def type_of(self, name: str) -> Any:
        """Return the Arrow type of a column."""
        return self.schema.field(name).type

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Rows]:
        """Return the rows, some thousand at a time; of the named columns, or of all.

        Raises:
            TableError: The file is damaged, or a row is too large.
        """
        import pyarrow as pa

        first = 0
        n_rows = max(self.file.metadata.num_rows, 1)
        try:
            for batch in self.file.iter_batches(self.batch_rows, columns=names):
                if batch.num_rows:
                    sizes = _text_bytes(batch) if batch.nbytes > self.max_row_bytes else [0]
                    if max(sizes) > self.max_row_bytes:
                        raise self.too_large(f"row {first + int(np.argmax(sizes)) + 1}")
                    yield ParquetRows(self.path, batch, first, self.n_bytes * batch.num_rows // n_rows)
                    first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{self.path} cannot be read after row {first}: {error}.") from None


@dataclass(frozen=True)
class ParquetRows(ArrowRows):
    """A run of rows of a Parquet file, whose texts are checked: Arrow does not, and they may be any bytes."""

    path: Path
    batch: Any
    first: int
    n_bytes: int

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return int(self.batch.num_rows)

    def texts(self, name: str) -> Any:
        """Return a column as ArrowRows do.

        Raises:
            TableError: A text is not UTF-8.
        """
        self._check(name)
        return super().texts(name)

    def record_batch(self) -> Any:
        """Return all columns.

        Raises:
            TableError: A text is not UTF-8.
        """
        for name in self.batch.schema.names:
            self._check(name)
        return self.batch

    def _check(self, name: str) -> None:
        import pyarrow as pa

        column = self.batch.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()  # a value that is bad counts where a row has it
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as error:
            k, text = _first_bad_text(column)
            if k < 0:
                raise TableError(f"{self.path}: the column {name!r} cannot be read: {error}.") from None
            start = utf8_error(text)
            raise TableError(
                f"{self.path}: row {self.first + k + 1} is not UTF-8 in the column {name!r}: byte "
                f"0x{text[start]:02X} at offset {start} of the text. Write the file again from texts "
                "that are decoded.",
                self.first + k,
            ) from None


def _text_bytes(batch: Any) -> npt.NDArray[np.float64]:
    """Count the bytes of the texts in each row."""
    import pyarrow as pa
    from pyarrow import compute

    sizes = np.zeros(batch.num_rows)
    for column in batch.columns:
        kind = text_type(column.type)
        if kind is None:
            continue
        rows = np.arange(batch.num_rows)
        if pa.types.is_nested(kind):
            rows = compute.list_parent_indices(column).to_numpy()
            column = column.flatten()
        lengths = compute.fill_null(compute.binary_length(column.cast(pa.large_string())), 0)
        sizes += np.bincount(rows, lengths.to_numpy(), batch.num_rows)
    return sizes


def _first_bad_text(column: Any) -> tuple[int, bytes]:
    """Find the first text of a column of texts, or of lists of them, that is not UTF-8, and its row."""
    import pyarrow as pa
    from pyarrow import compute

    rows = None
    if pa.types.is_nested(column.type):
        if text_type(column.type) is None:
            return -1, b""
        rows = compute.list_parent_indices(column)
        column = column.flatten()
    if text_type(column.type) is None:
        return -1, b""
    for k, text in enumerate(column.cast(pa.large_string()).view(pa.large_binary())):
        if text.is_valid and utf8_error(text.as_py()) >= 0:
            return (k if rows is None else rows[k].as_py()), text.as_py()
    return -1, b""


class ParquetTableWriter:
    """Writes a Parquet file."""

    def __init__(self, stream: BinaryIO, schema: Any, score_names: Sequence[str]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        for name in score_names:
            schema = schema.append(pa.field(name, pa.float64()))
        self.schema = schema
        self.writer = parquet.ParquetWriter(stream, schema)
        self.held: list[Any] = []
        self.held_bytes = 0

    def encode(self, rows: Rows, scores: RowScores) -> Any:
        """Give rows and scores as a record batch."""
        import pyarrow as pa

        return pa.record_batch([*rows.record_batch().columns, *scores.arrays()], schema=self.schema)

    def write(self, encoded: Any) -> None:
        """Hold rows until they make a row group, then write it."""
        self.held.append(encoded)
        self.held_bytes += encoded.nbytes
        if self.held_bytes >= ROW_GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self.held:
            table = pa.Table.from_batches(self.held)
            self.held, self.held_bytes = [], 0
            self.writer.write_table(table)

    def close(self) -> None:
        """Write what is held, and the end of the file."""
        self._flush()
        self.writer.close()

    def abandon(self) -> None:
        """Keep Arrow from finishing the file when the writer is deleted, after its stream is closed."""
        self.writer.is_open = False
