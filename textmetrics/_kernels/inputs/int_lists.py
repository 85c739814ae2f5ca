"""Lists of int read where the interpreter keeps them: a twentieth of the time that its own functions need.

Ints are read from memory where the interpreter proves to keep them as CPython does. A list is given by its address, so the caller holds
on to it; the lock is kept throughout, so no other thread can change it.
"""

from __future__ import annotations

import ctypes
import sys

import numpy as np
import numpy.typing as npt

from ..compiler import fetch, int64_at, kernel, uint32_at
from .object_layout import ITEMS, LENGTH, TYPE, keeps_lists, word

# Where CPython keeps an int's sign and number of digits, its *mark*, and its first digit.
_MARK = 16
_DIGIT = 24
_DIGIT_BITS = 30
# How many rows ahead of the one that is read lists, and the addresses of their items, are fetched.
_LISTS_AHEAD = 8
_ADDRESSES_AHEAD = 4
_LINES_AHEAD = 8  # of 64 bytes each, no memory need be there: a loop to where the items end would be mispredicted
# Places in the array of marks.
_LIST, _INT, _ZERO, _POSITIVE, _NEGATIVE, _MASK, _OTHERS = range(7)
# What comes of reading.
READ, NOT_READ, NO_ROOM = range(3)


def int_marks() -> npt.NDArray[np.int64] | None:
    """Find out how this process keeps lists and ints.

    Returns:
        int64 (7,): the addresses of the types list and int; the marks of zero and of positive and negative ints of one digit; which bits
        of a mark count: one may tell the interpreter's own small ints; and which of these are set in all marks but zero's and those of
        positive ints of one digit. None where `read_ids` cannot read them: this is no CPython with its one lock, or it keeps them in
        another way.
    """
    if not keeps_lists() or (int.__basicsize__, int.__itemsize__, sys.int_info.bits_per_digit) != (_DIGIT, 4, _DIGIT_BITS):
        return None
    largest = (1 << _DIGIT_BITS) - 1
    mask = ~(word(1, _MARK) ^ word(largest, _MARK))
    marks = [id(list), id(int), *(word(value, _MARK) & mask for value in (0, 1, -1)), mask]
    signs = {_ZERO: [0], _POSITIVE: [1, 2, 100, 256, 257, 65_537, largest], _NEGATIVE: [-1, -2, -100, -largest]}
    for sign, values in signs.items():
        for value in values:
            digit = ctypes.c_uint32.from_address(id(value) + _DIGIT).value
            if word(value, TYPE) != id(int) or word(value, _MARK) & mask != marks[sign] or digit != abs(value):
                return None
    others = [value for size in (_DIGIT_BITS, 63, 64, 90) for value in (1 << size, -1 << size)]
    if len(set(marks[:_MASK])) < _MASK or any(word(value, _MARK) & mask in marks[_ZERO:_MASK] for value in others):
        return None
    marks.append(mask & ~(marks[_ZERO] ^ marks[_POSITIVE]))
    if marks[_ZERO] & marks[_OTHERS] or not all(word(value, _MARK) & marks[_OTHERS] for value in (*signs[_NEGATIVE], *others)):
        return None
    return np.asarray(marks, np.int64)


INT_MARKS = int_marks()


@kernel(holds_gil=True)
def count_ids(rows, first, last, marks):
    """Count the items of the lists rows[first:last]; -1 where some row is no list, or an int is not what it begins with.

    Args:
        rows: int64, the address of a list.
        first, last: int64.
        marks: int64, those of `int_marks`.
    """
    if int64_at(rows + LENGTH) < last:
        return np.int64(-1)
    items = int64_at(rows + ITEMS)
    n_ids = np.int64(0)
    for k in range(first, last):
        row = int64_at(items + 8 * k)
        if row == 0 or int64_at(row + TYPE) != marks[_LIST]:
            return np.int64(-1)
        length = int64_at(row + LENGTH)
        if length > 0:
            item = int64_at(int64_at(row + ITEMS))
            if item == 0 or int64_at(item + TYPE) != marks[_INT]:
                return np.int64(-1)
        n_ids += length
    return n_ids


@kernel(holds_gil=True)
def _fetch_rows(row_items, k, last, list_type):
    """Fetch rows that come after row k: the list of one, the addresses of the items of one before that, and the ints of the next.

    The interpreter's objects lie anywhere; waiting for one after the other takes three times as long as reading them.
    """
    if k + _LISTS_AHEAD < last:
        fetch(int64_at(row_items + 8 * (k + _LISTS_AHEAD)) + TYPE)
    if k + _ADDRESSES_AHEAD < last:
        row = int64_at(row_items + 8 * (k + _ADDRESSES_AHEAD))
        if row != 0 and int64_at(row + TYPE) == list_type:
            items = int64_at(row + ITEMS)
            for line in range(_LINES_AHEAD):
                fetch(items + 64 * line)
    if k + 1 < last:
        row = int64_at(row_items + 8 * (k + 1))
        if row != 0 and int64_at(row + TYPE) == list_type:
            items = int64_at(row + ITEMS)
            for j in range(int64_at(row + LENGTH)):
                fetch(int64_at(items + 8 * j) + TYPE)


@kernel(holds_gil=True)
def read_ids(rows, first, last, marks, padding, ids, offsets, text):
    """Write the ints of the lists rows[first:last], one more than they are, behind ids[: offsets[text]].

    Args:
        rows: int64, the address of a list.
        first, last: int64.
        marks: int64, those of `int_marks`.
        padding: int64, negative: this one is left out.
        ids: int32, output.
        offsets: int64, where texts begin in `ids`; those behind `text` are written.
        text: int64.

    Returns:
        READ where rows are lists and hold ints of one digit and nothing else, none of them negative but for padding; NO_ROOM where `ids`
        are too few for the rows up to one; NOT_READ. And all ids or-ed together: no id is above that.
    """
    at = np.uint64(offsets[text])
    seen = np.int64(0)
    list_type = marks[_LIST]
    int_type = marks[_INT]
    negative = marks[_NEGATIVE]
    mask = marks[_MASK]
    others = marks[_OTHERS]
    if int64_at(rows + LENGTH) < last:
        return NOT_READ, seen
    row_items = int64_at(rows + ITEMS)
    for k in range(first, last):
        _fetch_rows(row_items, k, last, list_type)
        row = int64_at(row_items + 8 * k)
        if row == 0 or int64_at(row + TYPE) != list_type:
            return NOT_READ, seen
        n_ids = int64_at(row + LENGTH)
        if np.int64(at) + n_ids > len(ids):
            return NO_ROOM, seen
        items = int64_at(row + ITEMS)
        for j in range(n_ids):
            item = int64_at(items + 8 * j)
            if item == 0 or int64_at(item + TYPE) != int_type:
                return NOT_READ, seen
            mark = int64_at(item + _MARK)
            value = uint32_at(item + _DIGIT)  # of zero, too
            if mark & others != 0:
                if mark & mask == negative and value == -padding:
                    continue
                return NOT_READ, seen
            seen |= value
            ids[at] = np.int32(value + 1)
            at += np.uint64(1)
        offsets[text + 1 + k - first] = np.int64(at)
    return READ, seen
