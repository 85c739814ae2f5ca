"""Which format a file is, by its extension; opening a table to read and creating one to write."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import ConfigurationError, TableError
from .rows import Table, Writer

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


def open_table(path: Path, block_bytes: int) -> Table:
    """Open a file as a table, to be read about `block_bytes` at a time.

    Raises:
        TableError: There is no such file, or it is not a table.
        ConfigurationError: Its extension does not tell its format.
    """
    if path.is_dir():
        raise TableError(f"{path} is a directory; expected a file: {', '.join(FORMATS)}.")
    if not path.exists():
        raise TableError(f"{path} does not exist.")
    kind = format_of(path)
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise TableError(f"{path} is empty; expected a table with a prediction and a reference in each row.")
        if kind in DELIMITERS:
            from .delimited import DelimitedTable

            return DelimitedTable(path, DELIMITERS[kind], block_bytes)
        if kind == "jsonl":
            from .json_lines import JsonLinesTable

            return JsonLinesTable(path, block_bytes)
        from .parquet import ParquetTable

        return ParquetTable(path, block_bytes)
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror or error}.") from error


def check_output(path: Path, source: Path) -> None:
    """Check, before any work, that a table can be written to `path`.

    Raises:
        ConfigurationError: Its extension does not tell a format.
        TableError: It is a directory, the table that is read, or lies where there is no directory.
    """
    format_of(path)
    if path.is_dir():
        raise TableError(f"{path} is a directory; expected the name of a file to write.")
    if path.exists() and source.exists() and path.samefile(source):
        raise TableError(f"the output {path} is the file that is read; write to another name.")
    if not path.resolve().parent.is_dir():
        raise TableError(f"the output {path} lies in a directory that does not exist; create it first.")


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


@contextmanager
def replacing(path: Path) -> Iterator[Any]:
    """Give a binary file that becomes `path` when the block ends well, and vanishes when it does not.

    It lies beside `path` until then, so that a reader finds the old file or the whole new one, never a part.

    Raises:
        TableError: The file cannot be created.
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        stream = temporary.open("xb")
    except OSError as error:
        raise TableError(f"the output {path} cannot be written: {error.strerror or error}.") from error
    try:
        with stream:
            yield stream
        if target.exists():
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
