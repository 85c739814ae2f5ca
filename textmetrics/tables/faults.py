"""Says where a CSV or TSV file is broken: the row, the line, the byte."""

from __future__ import annotations

from pathlib import Path


def utf8_error(data: bytes) -> int:
    """Find the first byte that is not UTF-8; -1 if all are."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return -1


def utf8_sentence(path: Path, row_number: int, begin: int, byte: int, at: int) -> str:
    """Say which byte of a file is not UTF-8, in the row, or the header, that begins at `begin`."""
    return (
        f"{path}: {place(path, row_number, begin)} is not UTF-8: byte 0x{byte:02X} at offset {at} of "
        "the file. Save it as UTF-8."
    )


def place(path: Path, row_number: int, begin: int) -> str:
    """Name a row, or the header if its number is 0, and the line where it begins."""
    line = 1 + _lines_before(path, begin)
    return f"row {row_number} (line {line})" if row_number else f"the header (line {line})"


def _lines_before(path: Path, offset: int) -> int:
    """Count the lines that end before a byte of a file: with a newline, a return, or both."""
    n_lines, last = 0, b""
    with path.open("rb") as file:
        while block := file.read(min(1 << 20, offset - file.tell())):
            n_lines += block.count(b"\n") + block.count(b"\r") - (last + block).count(b"\r\n")
            last = block[-1:]
    return n_lines
