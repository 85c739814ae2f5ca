"""Columns of lists of texts, as references come: made one list of texts block by block, as the blocks are read."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import changed
from .missing import first_of
from .text_column import TextColumn, some_of

Offsets = npt.NDArray[np.int64]
FEW_ROWS = 64  # fewer are looked at sooner than a kernel is called


class NestedTexts:
    """A column of lists or tuples of texts, none of them empty; that they hold str is found out as they are read.

    A block's texts are put into one list when the block is read: other threads count meanwhile, and the texts are near when they are read
    and let go of.

    Attributes:
        rows: the lists.
        offsets: int64 (n_rows + 1,), where the texts of a row begin among all.
        name: what the column is called in errors.
        n_texts: in all rows.
        n_bytes: about how many bytes the texts have, by some of them.
    """

    def __init__(self, rows: list[Any], offsets: Offsets, name: str) -> None:
        self.rows = rows
        self.offsets = offsets
        self.name = name
        self.n_texts = int(offsets[-1])
        firsts = [first_of(row) for row in some_of(rows) if isinstance(row, (list, tuple))]
        lengths = [len(text) for text in firsts if isinstance(text, str)]
        self.n_bytes = sum(lengths) * len(self) // max(len(lengths), 1)

    def __len__(self) -> int:
        return self.n_texts

    def place(self, k: int) -> tuple[str, int]:
        """Give the name of text k, and the row to report."""
        row = int(np.searchsorted(self.offsets, k, side="right")) - 1
        return f"{self.name}[{row}][{k - int(self.offsets[row])}]", row

    def texts(self, first: int, last: int) -> TextColumn:
        """Give the texts of rows first … last - 1.

        Raises:
            InputError: The rows have changed since they were looked at.
        """
        begin, end = int(self.offsets[first]), int(self.offsets[last])
        own = flattened(self.rows, first, last, end - begin)
        if own is None:
            raise changed(self.name)
        column = TextColumn(own, self.name, lambda k: self.place(begin + k), n_bytes=self.n_bytes * len(own) // max(self.n_texts, 1))
        column.is_own = True
        return column


def nested_texts(rows: list[Any], name: str) -> NestedTexts | None:
    """Make a column of lists of texts; None where a row is no list or tuple, or empty, the first text is no str, or rows are few."""
    first = first_of(rows)
    if type(first) not in (list, tuple) or type(first_of(first)) is not str:
        return None
    offsets = row_offsets(rows)
    return None if offsets is None else NestedTexts(rows, offsets, name)


@cache
def _list_reader() -> Any:
    """Give the kernels that read lists, and how this process keeps these; None where they cannot be read."""
    from .._kernels import inputs

    marks = inputs.LIST_MARKS
    return None if marks is None else (inputs, marks)


def row_offsets(rows: list[Any]) -> Offsets | None:
    """Tell where the items of each row begin among those of all.

    Returns:
        int64 (n_rows + 1,); None where a row is no list or tuple, or empty, and where rows are few or no kernel can read them.
    """
    if len(rows) < FEW_ROWS or _list_reader() is None:
        return None
    kernels, marks = _list_reader()
    offsets = np.empty(len(rows) + 1, np.int64)
    return offsets if kernels.row_offsets(id(rows), marks, offsets) else None


def flattened(rows: list[Any], first: int, last: int, n_items: int) -> list[Any] | None:
    """Give the items of rows first … last - 1; None where these are not `n_items`. Only for rows of which `row_offsets` gave offsets."""
    kernels, marks = _list_reader()
    own = [None] * n_items
    return own if kernels.flatten(id(rows), first, last, marks, id(own)) else None
