"""Which format a file is, by its extension; opening a table to read and the writer of another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from ..errors import ConfigurationError, TableError
from .batches import Table, Writer
from .output import kind_of_file

FORMATS = {".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
DELIMITERS = {"csv": ",", "tsv": "\t"}


def format_of(path: Path) -> str:
    """Give the format that a file's extension stands for: csv, tsv, jsonl or parquet.

    Raises:
        ConfigurationError: The extension is none of them.
    """
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        seen = f"has the extension {path.suffix!r}" if path.suffix else "has no extension"
        raise ConfigurationError(f"{path} {seen}, which does not tell its format; expected {', '.join(FORMATS)}.")
    return found


def open_table(path: Path, block_bytes: int, max_row_bytes: int) -> Table:
    """Open a file as a table, to be read about `block_bytes` at a time.

    Raises:
        TableError: There is no such file, or it is not a table.
        ConfigurationError: Its extension does not tell its format.
    """
    expected = f"expected a file: {', '.join(FORMATS)}."
    try:
        status = path.stat()
        kind = kind_of_file(status.st_mode)
        if kind is not None:
            raise TableError(f"{path} is {kind}; {expected}")
        format = format_of(path)
        if status.st_size == 0:
            raise TableError(
                f"{path} is empty; expected a table with a prediction and a reference in each row."
            )
        if format in DELIMITERS:
            from .delimited import DelimitedTable

            return DelimitedTable(path, DELIMITERS[format], block_bytes, max_row_bytes)
        if format == "jsonl":
            from .json_lines import JsonLinesTable

            return JsonLinesTable(path, block_bytes, max_row_bytes)
        from .parquet import ParquetTable

        return ParquetTable(path, block_bytes, max_row_bytes)
    except FileNotFoundError:
        raise TableError(f"{path} does not exist.") from None
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror or error}.") from error


def create_writer(path: Path, stream: BinaryIO, table: Table, score_names: Sequence[str]) -> Writer:
    """Make a writer for the table's columns with the scores appended, in the format that `path` stands for."""
    kind = format_of(path)
    if kind in DELIMITERS:
        from .delimited import DelimitedWriter

        return DelimitedWriter(stream, table.schema, score_names, DELIMITERS[kind])
    if kind == "jsonl":
        from .json_lines import JsonLinesWriter

        return JsonLinesWriter(stream, score_names)
    from .parquet import ParquetTableWriter

    return ParquetTableWriter(stream, table.schema, score_names)
