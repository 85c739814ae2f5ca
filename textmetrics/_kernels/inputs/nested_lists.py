"""Lists of lists read where the interpreter keeps them: how long the inner ones are, and their items as one list.

Objects lie anywhere in memory, and to wait for one after the other is nearly all that a look at them costs; so those that come next are
fetched ahead. A list is given by its address, so the caller holds on to it; the lock is kept throughout, so no other thread can change it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..compiler import c_function, can_call, fetch, int64_at, kernel
from .object_layout import ITEMS, LENGTH, TYPE, has, keeps_lists, word

_keep = c_function("Py_IncRef", 1, gives=False)
_set_item = c_function("PyList_SetItem", 3)  # takes over the item; nothing but None is let go of here, so no Python code runs

# How many rows ahead of the one that is read its header, its items' addresses and its items are fetched; so many of these at most.
_HEADERS_AHEAD = 16
_ADDRESSES_AHEAD = 8
_ITEMS_AHEAD = 4
_FETCHED_ITEMS = 16
# Places in the array of marks.
_LIST, _TUPLE, _TUPLE_ITEMS = range(3)


def list_marks() -> npt.NDArray[np.int64] | None:
    """Find out how this process keeps lists and tuples.

    Returns:
        int64 (3,): the addresses of the types list and tuple, and where in a tuple its items begin. None where these kernels cannot read
        them: this is no CPython with its one lock, or it keeps them in another way.
    """
    if not keeps_lists() or not can_call((_keep, _set_item)) or tuple.__itemsize__ != 8:
        return None
    for n_items in (1, 2, 3, 100):
        held: list[object] = [str(k) for k in range(n_items)]
        fixed = tuple(held)
        if (word(fixed, TYPE), word(fixed, LENGTH)) != (id(tuple), n_items) or not has(id(fixed) + tuple.__basicsize__, held):
            return None
    return np.asarray([id(list), id(tuple), tuple.__basicsize__], np.int64)


LIST_MARKS = list_marks()


@kernel(holds_gil=True)
def row_offsets(rows, marks, offsets):
    """Write where the items of each row begin among those of all.

    Args:
        rows: int64, the address of a list.
        marks: int64, those of `list_marks`.
        offsets: int64 (n_rows + 1,), output.

    Returns:
        Whether that could be done: it is a list of n_rows rows, each is a list or tuple, and none is empty.
    """
    n_rows = len(offsets) - 1
    if int64_at(rows + TYPE) != marks[_LIST] or int64_at(rows + LENGTH) != n_rows:
        return False
    row_items = int64_at(rows + ITEMS)
    offsets[0] = 0
    for k in range(n_rows):
        if k + _HEADERS_AHEAD < n_rows:
            fetch(int64_at(row_items + 8 * (k + _HEADERS_AHEAD)) + TYPE)
        row = int64_at(row_items + 8 * k)
        if _items_of(row, marks) == 0 or int64_at(row + LENGTH) == 0:
            return False
        offsets[k + 1] = offsets[k] + int64_at(row + LENGTH)
    return True


@kernel(holds_gil=True)
def flatten(rows, first, last, marks, flat):
    """Put the items of rows first … last - 1 into a list, one row after another.

    Args:
        rows: int64, the address of a list.
        first, last: int64.
        marks: int64, those of `list_marks`.
        flat: int64, the address of a list of None, which nobody else knows.

    Returns:
        Whether that could be done: the rows are lists or tuples, and have as many items as `flat`.
    """
    room = int64_at(flat + LENGTH)
    if int64_at(rows + TYPE) != marks[_LIST] or int64_at(rows + LENGTH) < last:
        return False
    row_items = int64_at(rows + ITEMS)
    at = np.int64(0)
    for k in range(first, last):
        _fetch_ahead(row_items, k, last, marks)
        row = int64_at(row_items + 8 * k)
        items = _items_of(row, marks)
        if items == 0:
            return False
        n_items = int64_at(row + LENGTH)
        if at + n_items > room:
            return False
        for j in range(n_items):
            item = int64_at(items + 8 * j)
            if item == 0:
                return False
            _keep(item)
            _set_item(flat, at, item)
            at += 1
    return at == room


@kernel(holds_gil=True)
def _items_of(row, marks):
    """Give the address of the items of a list or tuple; 0 for anything else, and for nothing."""
    if row == 0:
        return np.int64(0)
    kind = int64_at(row + TYPE)
    if kind == marks[_LIST]:
        items = int64_at(row + ITEMS)
        return items if items != 0 else row  # an empty list may have none: they are not read, but it is a list
    return row + marks[_TUPLE_ITEMS] if kind == marks[_TUPLE] else np.int64(0)


@kernel(holds_gil=True)
def _fetch_ahead(row_items, k, last, marks):
    """Fetch the rows that come after row k: the items of one, the addresses of those of one behind it, and the header of one further."""
    if k + _HEADERS_AHEAD < last:
        fetch(int64_at(row_items + 8 * (k + _HEADERS_AHEAD)) + TYPE)
    if k + _ADDRESSES_AHEAD < last:
        fetch(_items_of(int64_at(row_items + 8 * (k + _ADDRESSES_AHEAD)), marks))
    if k + _ITEMS_AHEAD < last:
        row = int64_at(row_items + 8 * (k + _ITEMS_AHEAD))
        items = _items_of(row, marks)
        if items != 0:
            n_items = int64_at(row + LENGTH)
            for j in range(n_items if n_items < _FETCHED_ITEMS else _FETCHED_ITEMS):
                fetch(int64_at(items + 8 * j))
