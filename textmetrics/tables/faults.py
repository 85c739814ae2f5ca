"""Says where a CSV or TSV file is broken: the row, the line, the byte. Slow, so used once a fast reader gave up."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_UNDECODED = re.compile("[\udc80-\udcff]")  # what a byte that is not UTF-8 becomes under errors="surrogateescape"


def row_fault(path: Path, delimiter: str, n_columns: int) -> str | None:
    """Describe the first row that is not UTF-8, has too many or too few cells, or ends in quotes; None if none is."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text, _any_cell_size():
        lines = _Lines(text)
        rows = csv.reader(lines, delimiter=delimiter)
        row_number = 0  # the header
        line = 1
        try:
            for cells in rows:
                if cells:
                    if any(map(_UNDECODED.search, cells)):
                        return _utf8_sentence(path, row_number, line)
                    if len(cells) != n_columns:
                        if _ends_in_quotes(lines.recent, delimiter):
                            return _quote_sentence(path, row_number, line)
                        return (
                            f"{path}: {_place(row_number, line)} has {len(cells)} cell{'s' * (len(cells) != 1)}; "
                            f"expected {n_columns}, as in the header. "
                            "Enclose cells that hold the delimiter, a newline or a quote in double quotes."
                        )
                    if lines.at_end and _ends_in_quotes(lines.recent, delimiter):
                        return _quote_sentence(path, row_number, line)
                    row_number += 1
                lines.recent.clear()
                line = rows.line_num + 1
        except csv.Error:
            return None
    return None


def utf8_fault(path: Path, delimiter: str) -> str | None:
    """Describe the first row that is not UTF-8; None if there is none."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text, _any_cell_size():
        rows = csv.reader(text, delimiter=delimiter)
        row_number, line = 0, 1
        for cells in rows:
            if any(map(_UNDECODED.search, cells)):
                return _utf8_sentence(path, row_number, line)
            row_number += bool(cells)
            line = rows.line_num + 1
    return None


def utf8_offset(path: Path) -> tuple[int, int]:
    """Find the first byte of a file that is not UTF-8: its offset, from 0, and its value; (-1, 0) if all are."""
    at = 0
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return at + error.start, line[error.start]
            at += len(line)
    return -1, 0


class _Lines:
    """The lines of a file, those of the row being read kept."""

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.recent: list[str] = []
        self.at_end = False

    def __iter__(self) -> Iterator[str]:
        following: str | None = self.text.readline()
        while following:
            line, following = following, self.text.readline()
            self.at_end = not following
            self.recent.append(line)
            yield line


def _ends_in_quotes(lines: list[str], delimiter: str) -> bool:
    """Tell whether the lines of one row open a quote that they do not close."""
    try:
        for _ in csv.reader(lines, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


@contextmanager
def _any_cell_size() -> Iterator[None]:
    """Lift the csv module's limit on the size of a cell, which is one for the process, for a while."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _place(row_number: int, line: int) -> str:
    return f"row {row_number} (line {line})" if row_number else f"the header (line {line})"


def _utf8_sentence(path: Path, row_number: int, line: int) -> str:
    offset, value = utf8_offset(path)
    place = _place(row_number, line)
    return f"{path}: {place} is not UTF-8: byte 0x{value:02X} at offset {offset} of the file. Save it as UTF-8."


def _quote_sentence(path: Path, row_number: int, line: int) -> str:
    place = _place(row_number, line)
    return f"{path}: {place} opens a double quote that is never closed; close it, or double quotes that are text."
