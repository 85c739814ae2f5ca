"""Lists of our own: the items of a caller's, which others may change meanwhile, copied in a fraction of the interpreter's time."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]
FEW_ITEMS = 64  # fewer are looked at sooner than a kernel is called


@cache
def _list_marks() -> npt.NDArray[np.int64] | None:
    """Tell how this process keeps lists; None where the kernels cannot read them."""
    from ._kernels.nested_lists import list_marks

    return list_marks()


def sliced(items: list[Any], first: int, last: int) -> list[Any]:
    """Give items[first:last]."""
    marks = _list_marks()
    if last - first < FEW_ITEMS or marks is None:
        return items[first:last]
    from ._kernels.nested_lists import copy_items

    own = [None] * (last - first)
    return own if copy_items(id(items), first, last, marks, id(own)) else items[first:last]


def row_offsets(rows: list[Any]) -> Offsets | None:
    """Tell where the items of each row begin among those of all.

    Returns:
        int64 (n_rows + 1,); None where a row is no list or tuple, or empty, and where rows are few or no kernel can read them.
    """
    marks = _list_marks()
    if len(rows) < FEW_ITEMS or marks is None:
        return None
    from ._kernels import nested_lists

    offsets = np.empty(len(rows) + 1, np.int64)
    return offsets if nested_lists.row_offsets(id(rows), marks, offsets) else None


def flattened(rows: list[Any], first: int, last: int, n_items: int) -> list[Any] | None:
    """Give the items of rows first … last - 1; None where these are not `n_items`. Only for rows of which `row_offsets` gave offsets."""
    from ._kernels.nested_lists import flatten

    own = [None] * n_items
    return own if flatten(id(rows), first, last, _list_marks(), id(own)) else None
