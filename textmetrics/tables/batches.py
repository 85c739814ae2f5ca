"""A run of rows of a table, and what readers and writers of tables promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..errors import TableError, listed

BLOCK_BYTES = (
    1 << 21
)  # of a file, read at a time: some thousand rows, so that handing them over costs nothing beside scoring


class Rows(Protocol):
    """A run of rows of a table."""

    @property
    def first(self) -> int:
        """Give the index of the first of them in the table, from 0."""

    @property
    def n_rows(self) -> int:
        """Count them."""

    @property
    def n_bytes(self) -> int:
        """Give how much of the file they are, about."""

    def texts(self, name: str) -> Any:
        """Give a column as an Arrow array of texts, or of lists of texts; nulls where a value is missing."""

    def record_batch(self) -> Any:
        """Give all columns as an Arrow record batch of the table's schema."""


class Table(Protocol):
    """A table that is read from a file."""

    @property
    def path(self) -> Path:
        """Give the file."""

    @property
    def names(self) -> list[str]:
        """Give the names of the columns."""

    @property
    def n_bytes(self) -> int:
        """Give the size of the file."""

    @property
    def schema(self) -> Any:
        """Give the Arrow schema of the record batches."""

    def type_of(self, name: str) -> Any:
        """Return the Arrow type of a column."""

    def rows(self, names: Sequence[str] | None = None) -> Iterator[Rows]:
        """Return the rows, run after run; only the named columns may be asked for, if any are named."""


@dataclass(frozen=True)
class RowScores:
    """Scores of a run of rows, to be written beside them.

    Attributes:
        columns: float64 (n_scored,) for each score column, in order.
        scored: bool (n_rows,), which rows have scores; None where all have.
    """

    columns: Sequence[npt.NDArray[np.float64]]
    scored: npt.NDArray[np.bool_] | None

    def arrays(self) -> list[Any]:
        """Give the columns as Arrow arrays of float64 (n_rows,), null where a row was not scored."""
        if self.scored is None:
            return [arrow_array(column) for column in self.columns]
        return [arrow_array(self._spread(column), self.scored) for column in self.columns]

    def _spread(self, column: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        assert self.scored is not None
        spread = np.zeros(len(self.scored))
        spread[self.scored] = column
        return spread


def arrow_array(values: npt.NDArray[Any], valid: npt.NDArray[np.bool_] | None = None) -> Any:
    """Give a NumPy array of float64, int64 or bool as an Arrow array, null where `valid` is false.

    The buffers are handed over as they are: ``pyarrow.array`` would import pandas, which takes longer than scoring a
    small table.
    """
    import pyarrow as pa

    def bits(flags: npt.NDArray[np.bool_]) -> Any:
        return pa.py_buffer(np.packbits(flags, bitorder="little"))

    data = bits(values) if values.dtype == np.bool_ else pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(
        pa.from_numpy_dtype(values.dtype), len(values), [None if valid is None else bits(valid), data]
    )


class Writer(Protocol):
    """A table that is written to a file; rows may be encoded on several threads, and are written in order by one."""

    def encode(self, rows: Rows, scores: RowScores) -> Any:
        """Bring rows and their scores into the form that `write` takes."""

    def write(self, encoded: Any) -> None:
        """Write the next rows."""

    def close(self) -> None:
        """Finish the file."""

    def abandon(self) -> None:
        """Leave the file unfinished, which is deleted; called in place of `close` after an error."""


class ArrowRows:
    """A run of rows held as an Arrow record batch."""

    batch: Any

    def texts(self, name: str) -> Any:
        """Give a column as an Arrow array of texts, or of lists of texts; large_string or string."""
        column = self.batch.column(name)
        kind = text_type(column.type)
        return column if column.type == kind else column.cast(kind)

    def record_batch(self) -> Any:
        """Give all columns."""
        return self.batch


def text_type(kind: Any) -> Any:
    """Give the Arrow type in which a column of texts, or of lists of texts, is scored; None if it holds others."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind):
        return kind
    if types.is_string_view(kind) or types.is_null(kind):
        return pa.large_string()
    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    if is_list and text_type(kind.value_type) is not None and not types.is_nested(kind.value_type):
        return pa.large_list(pa.large_string())
    return None


def check_unique(path: Path, names: Sequence[str]) -> None:
    """Raise a TableError if two columns have the same name."""
    twice = sorted(name for name, n_columns in Counter(names).items() if n_columns > 1)
    if twice:
        raise TableError(
            f"{path} has more than one column named {listed(list(map(repr, twice)))}; "
            "give each column a name of its own."
        )
