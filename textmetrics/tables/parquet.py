"""Parquet in and out: columns keep their types, and the scores are float64 columns after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import TableError
from .rows import ArrowRows, Rows, RowScores, check_unique

ROW_GROUP_BYTES = 1 << 26  # what is held back until it is written as one row group


class ParquetTable:
    """A Parquet file."""

    def __init__(self, path: Path, block_bytes: int) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self.path = path
        self.n_bytes = path.stat().st_size
        try:
            self.file = parquet.ParquetFile(path)
            self.schema = self.file.schema_arrow
            self.names = list(self.schema.names)
        except (pa.ArrowException, UnicodeDecodeError) as error:
            raise TableError(f"{path} is not a Parquet file that can be read: {error}.") from None
        check_unique(path, self.names)
        metadata = self.file.metadata
        unpacked = sum(metadata.row_group(k).total_byte_size for k in range(metadata.num_row_groups))
        self.batch_rows = max(1, min(1 << 16, metadata.num_rows * block_bytes // max(unpacked, 1)))

    def __iter__(self) -> Iterator[Rows]:
        """Give the rows, some thousand at a time.

        Raises:
            TableError: The file is damaged.
        """
        import pyarrow as pa

        first = 0
        n_rows = max(self.file.metadata.num_rows, 1)
        try:
            for batch in self.file.iter_batches(self.batch_rows):
                if batch.num_rows:
                    yield ArrowRows(batch, first, self.n_bytes * batch.num_rows // n_rows)
                    first += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{self.path} cannot be read after row {first}: {error}.") from None


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
