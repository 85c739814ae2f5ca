"""JSON Lines in and out: one object a line; what is not scored passes through as it was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ..errors import TableError, shown
from .batches import Rows, RowScores
from .blocks import MEGABYTE, Bytes, UnfinishedRow, whole_blocks


class JsonLinesTable:
    """A file with one JSON object a line, in UTF-8; its columns are the keys met in the first block of rows."""

    def __init__(self, path: Path, block_bytes: int, max_row_bytes: int) -> None:
        self.path = path
        self.block_bytes = block_bytes
        self.max_row_bytes = max_row_bytes
        self.n_bytes = path.stat().st_size
        self.beginning = next(self.rows(), None)
        if self.beginning is None:
            raise TableError(f"{path} has no rows; expected one JSON object a line.")
        self.names = list(dict.fromkeys(name for row in self.beginning.objects for name in row))

    @cached_property
    def schema(self) -> Any:
        """Return the Arrow types that the first block of rows suggests.

        Raises:
            TableError: The name of a column cannot be written as UTF-8.
        """
        import pyarrow as pa

        fields = []
        for name in self.names:
            try:
                fields.append(pa.field(name, self.type_of(name)))
            except UnicodeEncodeError:
                raise TableError(
                    f"{self.path}: the column {shown(name)} has half of a surrogate pair in its name; rename "
                    "it, or write the output as .jsonl."
                ) from None
        return pa.schema(fields)

    def type_of(self, name: str) -> Any:
        """Return the Arrow type that the first block of rows suggests; string for a column of mixed types."""
        import pyarrow as pa

        assert self.beginning is not None
        try:
            kind = pa.infer_type([row.get(name) for row in self.beginning.objects])
        except (pa.ArrowException, OverflowError, UnicodeEncodeError):
            kind = pa.null()
        return pa.string() if pa.types.is_null(kind) else kind

    def rows(self, names: Sequence[str] | None = None) -> Iterator[JsonRows]:
        """Return the rows, a block of lines at a time; `names` changes nothing, since lines are read whole.

        Raises:
            TableError: A line is too large, is not UTF-8, or is not a JSON object.
        """
        first = line_number = offset = 0
        with self.path.open("rb") as file:
            try:
                for block, _ in whole_blocks(file, self.block_bytes, self.max_row_bytes, _find_lines):
                    rows = JsonRows(self, [], [], [], first, len(block))
                    for line in block.tobytes()[:-1].split(b"\n"):
                        line_number += 1
                        text = line.removeprefix(b"\xef\xbb\xbf") if line_number == 1 else line
                        text = text.strip(b" \t\r\n")
                        if text:
                            rows.lines.append(text)
                            rows.objects.append(self._object(line, line_number, offset))
                            rows.line_numbers.append(line_number)
                        offset += len(line) + 1
                    first += rows.n_rows
                    if rows.n_rows:
                        yield rows
            except UnfinishedRow:
                raise TableError(
                    f"{self.path}: line {line_number + 1} is larger than {self.max_row_bytes / MEGABYTE:g} MB, the "
                    "most that a row may have. Raise the limit with --max-row-mb."
                ) from None

    def _object(self, line: bytes, line_number: int, offset: int) -> dict[str, Any]:
        """Read one line; `offset` is where it begins in the file."""
        try:
            value = json.loads(line.decode().removeprefix("\ufeff").strip())
        except UnicodeDecodeError as error:
            raise TableError(
                f"{self.path}: line {line_number} is not UTF-8: byte 0x{line[error.start]:02X} at offset "
                f"{offset + error.start} of the "
                "file. Save it as UTF-8."
            ) from None
        except json.JSONDecodeError as error:
            raise TableError(
                f"{self.path}: line {line_number} is not JSON: {error.msg}, character {error.colno}."
            ) from None
        except (ValueError, RecursionError) as error:  # a number of too many digits, or brackets without end
            raise TableError(f"{self.path}: line {line_number} cannot be read: {error}.") from None
        if not isinstance(value, dict):
            raise TableError(f"{self.path}: line {line_number} is {shown(value)}; expected a JSON object, {{…}}.")
        return value


def _find_lines(data: Bytes) -> tuple[int, int]:
    """Find where the last whole line ends, and count the lines."""
    newlines = np.flatnonzero(data == ord("\n"))
    return int(newlines[-1]) + 1 if len(newlines) else 0, len(newlines)


@dataclass(frozen=True)
class JsonRows:
    """A run of rows, as they were written and as they were read."""

    table: JsonLinesTable
    lines: list[bytes]
    objects: list[dict[str, Any]]
    line_numbers: list[int]
    first: int
    n_bytes: int

    @property
    def n_rows(self) -> int:
        """Count the rows."""
        return len(self.objects)

    def texts(self, name: str) -> Any:
        """Give a column as an Arrow array of texts; of lists of texts if any row holds a list.

        Raises:
            TableError: A value is neither, or holds half of a surrogate pair, which is not a character.
        """
        import pyarrow as pa

        values = [row.get(name) for row in self.objects]
        lists = any(isinstance(value, list) for value in values)
        for k, value in enumerate(values):
            texts = value if isinstance(value, list) else [value]
            for text in texts:
                if text is not None and not isinstance(text, str):
                    raise self._bad(
                        k, f"{name!r} holds {shown(text)}; expected text" + (", or a list of texts." if lists else ".")
                    )
        if lists:
            values = [[value] if isinstance(value, str) else value for value in values]
        try:
            return pa.array(values, pa.large_list(pa.large_string()) if lists else pa.large_string())
        except UnicodeEncodeError:
            for k, value in enumerate(values):
                text = "".join(part or "" for part in value or []) if lists else value or ""
                if any("\ud800" <= character <= "\udfff" for character in text):
                    raise self._bad(
                        k, f"{name!r} holds half of a surrogate pair; expected text that can be written as UTF-8."
                    ) from None
            raise

    def record_batch(self) -> Any:
        """Give all columns, in the types of the table's schema.

        Raises:
            TableError: A row has a key, or a value of a type, that the first rows of the file had not.
        """
        import pyarrow as pa

        known = set(self.table.names)
        for k, row in enumerate(self.objects):
            if not known.issuperset(row):
                new = next(name for name in row if name not in known)
                raise self._bad(
                    k, f"the key {new!r} is new, and columns are those of the first rows. Write the output as .jsonl."
                )
        columns = []
        for field in self.table.schema:
            values = [row.get(field.name) for row in self.objects]
            if pa.types.is_string(field.type):
                values = [
                    value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    for value in values
                ]
            try:
                columns.append(pa.array(values, field.type))
            except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
                raise self._bad(
                    0,
                    f"from here on, {field.name!r} does not fit {field.type}, the type of the first rows: {error}. "
                    f"Write the output as .jsonl.",
                ) from None
        return pa.record_batch(columns, schema=self.table.schema)

    def _bad(self, k: int, message: str) -> TableError:
        return TableError(f"{self.table.path}: line {self.line_numbers[k]}: {message}", self.first + k)


class JsonLinesWriter:
    """Writes JSON Lines; rows read from JSON Lines keep their text, the scores added before the closing brace."""

    def __init__(self, stream: BinaryIO, score_names: Sequence[str]) -> None:
        self.stream = stream
        self.score_names = score_names

    def encode(self, rows: Rows, scores: RowScores) -> list[bytes]:
        """Give rows and scores as lines of JSON."""
        if isinstance(rows, JsonRows):
            self._check_names(rows)
            objects = rows.lines
        else:
            objects = [
                json.dumps(row, ensure_ascii=False, default=str).encode() for row in rows.record_batch().to_pylist()
            ]
        added = zip(*(column.to_pylist() for column in scores.arrays()), strict=True)
        keys = [json.dumps(name) for name in self.score_names]
        lines = []
        for text, values in zip(objects, added, strict=True):
            pairs = ", ".join(
                f"{key}: {'null' if value is None else repr(value)}" for key, value in zip(keys, values, strict=True)
            )
            begun = text[:-1].rstrip()
            lines.append(begun + (b"" if begun == b"{" else b", ") + pairs.encode() + b"}\n")
        return lines

    def _check_names(self, rows: JsonRows) -> None:
        added = set(self.score_names)
        for k, row in enumerate(rows.objects):
            if not added.isdisjoint(row):
                taken = next(name for name in row if name in added)
                raise rows._bad(k, f"the key {taken!r} is there already, and the output would add it; rename it.")

    def write(self, encoded: list[bytes]) -> None:
        """Write lines."""
        self.stream.writelines(encoded)

    def close(self) -> None:
        """Do nothing: the file is finished with its last line."""

    def abandon(self) -> None:
        """Do nothing: no line is held back."""
