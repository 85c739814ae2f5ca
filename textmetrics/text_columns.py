"""Columns of texts: Python strings or Arrow's bytes, given as UTF-8 with offsets, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import InputError

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


class TextColumn:
    """A column of texts held as Python strings."""

    def __init__(self, rows: list[str], name: str) -> None:
        self.rows = rows
        self.name = name
        self.n_bytes = sum(map(len, rows))

    def __len__(self) -> int:
        return len(self.rows)

    def strings(self, first: int, last: int) -> list[str]:
        """Give rows first … last - 1 as Python strings."""
        return self.rows[first:last]

    def encoded(self, first: int, last: int, lowercase: bool = False) -> tuple[bytes, Offsets]:
        """Give rows first … last - 1 as UTF-8 and the offsets at which they begin."""
        rows = self.rows[first:last]
        return encode(rows, self.name, first, lowercase)


def encode(rows: list[str], name: str, first: int = 0, lowercase: bool = False) -> tuple[bytes, Offsets]:
    """Encode strings as one run of UTF-8 with offsets, lower-cased as ``str.lower`` does where asked."""
    if lowercase:
        rows = [row.lower() for row in rows]  # row by row: a final sigma depends on what follows it
    try:
        # Row by row, because one character outside ASCII would make a joined text twice as wide and its encoding slow.
        encoded = list(map(str.encode, rows))
    except UnicodeEncodeError:
        raise _surrogate(rows, name, first) from None
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
    return b"".join(encoded), offsets


def _surrogate(rows: list[str], name: str, first: int) -> InputError:
    """Name the row that holds a lone surrogate, which UTF-8 cannot write."""
    for k, row in enumerate(rows):
        try:
            row.encode()
        except UnicodeEncodeError as error:
            return InputError(
                f"{name}[{first + k}] holds the lone surrogate {row[error.start]!r} at character {error.start}; expected "
                "text that can be written as UTF-8. Mend the text where it was decoded, for example with errors='replace'.",
                first + k,
            )
    raise AssertionError("every row can be encoded")


class ArrowColumn:
    """A column of texts held by Arrow: its bytes are read where they lie."""

    def __init__(self, chunked: Any, name: str) -> None:
        self.chunked = chunked
        self.name = name
        self.n_bytes = int(chunked.nbytes)

    def __len__(self) -> int:
        return len(self.chunked)

    def strings(self, first: int, last: int) -> list[str]:
        """Give rows first … last - 1 as Python strings."""
        rows: list[str] = self.chunked.slice(first, last - first).to_pylist()
        return rows

    def encoded(self, first: int, last: int, lowercase: bool = False) -> tuple[Bytes | bytes, Offsets]:
        """Give rows first … last - 1 as UTF-8 and the offsets at which they begin, which may be above zero."""
        if lowercase:
            return encode(self.strings(first, last), self.name, first, lowercase)
        import pyarrow as pa

        piece = self.chunked.slice(first, last - first)
        array = piece.chunk(0) if piece.num_chunks == 1 else pa.concat_arrays(piece.chunks)
        if len(array) == 0:
            return b"", np.zeros(1, np.int64)
        _, offset_buffer, data_buffer = array.buffers()
        width = np.int64 if pa.types.is_large_string(array.type) else np.int32
        offsets = np.frombuffer(offset_buffer, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
        if data_buffer is None:
            return b"", offsets
        return np.frombuffer(data_buffer, np.uint8), offsets
