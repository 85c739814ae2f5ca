"""Lists of our own: the items of a caller's, which others may change meanwhile, copied in a fraction of the interpreter's time."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]
FEW_ITEMS = 64  # fewer are looked at sooner than a kernel is called


@cache
def _list_reader() -> Any:
    """Give the kernels that read lists, and how this process keeps these; None where they cannot be read."""
    from ._kernels import nested_lists

    marks = nested_lists.list_marks()
    return None if marks is None else (nested_lists, marks)


def sliced(items: list[Any], first: int, last: int) -> list[Any]:
    """Give items[first:last]."""
    if last - first < FEW_ITEMS or _list_reader() is None:
        return items[first:last]
    kernels, marks = _list_reader()
    own = [None] * (last - first)
    return own if kernels.copy_items(id(items), first, last, marks, id(own)) else items[first:last]


def row_offsets(rows: list[Any]) -> Offsets | None:
    """Tell where the items of each row begin among those of all.

    Returns:
        int64 (n_rows + 1,); None where a row is no list or tuple, or empty, and where rows are few or no kernel can read them.
    """
    if len(rows) < FEW_ITEMS or _list_reader() is None:
        return None
    kernels, marks = _list_reader()
    offsets = np.empty(len(rows) + 1, np.int64)
    return offsets if kernels.row_offsets(id(rows), marks, offsets) else None


def flattened(rows: list[Any], first: int, last: int, n_items: int) -> list[Any] | None:
    """Give the items of rows first … last - 1; None where these are not `n_items`. Only for rows of which `row_offsets` gave offsets."""
    kernels, marks = _list_reader()
    own = [None] * n_items
    return own if kernels.flatten(id(rows), first, last, marks, id(own)) else None
