"""Lists of str and of int read through the interpreter's C interface: a third of the time that Python code needs for it.

The functions belong to Python's stable interface, and none of them runs Python code for a str or an int. A list is given by its
address, so the caller holds on to it; the lock is kept throughout, so no other thread can change it.
"""

from __future__ import annotations

import numpy as np

from .jit import c_function, can_call, kernel
from .word_bits import SPARE_BYTES

_get_item = c_function("PyList_GetItem", 2)  # borrowed; 0 and an error out of bounds
_size = c_function("PyList_Size", 1)  # -1 and an error for what is no list
_encode = c_function("PyUnicode_AsUTF8String", 1)  # new; 0 and an error for what is no str, or cannot be encoded
_bytes = c_function("PyBytes_AsString", 1)
_n_bytes = c_function("PyBytes_Size", 1)
_integer = c_function("PyLong_AsLongLong", 1)  # -1 and an error for what is no int, or too large a one
_type = c_function("PyObject_Type", 1)  # new
_release = c_function("Py_DecRef", 1, gives=False)
_clear_error = c_function("PyErr_Clear", 0, gives=False)
_copy = c_function("memcpy", 3)  # of C itself: compiled code has it everywhere


def can_read() -> bool:
    """Tell whether lists can be read in this process."""
    return can_call((_get_item, _size, _encode, _bytes, _n_bytes, _integer, _type, _release, _clear_error))


@kernel(holds_gil=True)
def read_texts(texts, first, last, data, offsets, text):
    """Write the UTF-8 of texts[first:last] behind data[: offsets[text]], and where each ends at offsets[text + 1 :].

    Args:
        texts: int64, the address of a list of str.
        first, last: int64, at most the list's length.
        data: uint8, output.
        offsets: int64, where texts begin; those of first … last are at `text` and behind.
        text: int64.

    Returns:
        `last`; or the index of the text for which `data` has no room; or, negative, -1 - the index of one that is no str or cannot be
        encoded. The texts before it are written.
    """
    at = offsets[text]
    for k in range(first, last):
        item = _get_item(texts, k)
        encoded = np.int64(0) if item == 0 else _encode(item)
        if encoded == 0:
            _clear_error()
            return -1 - k
        n_bytes = _n_bytes(encoded)
        if at + n_bytes > len(data):
            _release(encoded)
            return k
        _copy(data.ctypes.data + at, _bytes(encoded), n_bytes)
        _release(encoded)
        at += n_bytes
        offsets[text + 1 + k - first] = at
    return last


@kernel(holds_gil=True)
def read_row(texts, n_texts, data, offsets):
    """Write a whole list of texts from the beginning of `data`, all but its last SPARE_BYTES; tell whether that could be done."""
    offsets[0] = 0
    return read_texts(texts, np.int64(0), n_texts, data[: len(data) - SPARE_BYTES], offsets, np.int64(0)) == n_texts


@kernel(holds_gil=True)
def read_ids(rows, n_rows, int_type, ignored, ids, offsets):
    """Write the ints of a list of lists.

    Args:
        rows: int64, the address of a list.
        n_rows: int64, its length.
        int_type: int64, the address of the type int.
        ignored: int64, an id that is left out.
        ids: int64 or int32, output; as many as there are.
        offsets: int64 (n_rows + 1,), output, where the ids of a row begin.

    Returns:
        n_rows; or the index of a row that is no list, holds what is no int, or holds a negative one that is not `ignored`.
    """
    at = np.int64(0)
    for k in range(n_rows):
        offsets[k] = at
        row = _get_item(rows, k)
        n_ids = np.int64(-1) if row == 0 else _size(row)
        if n_ids < 0:
            _clear_error()
            return k
        for j in range(n_ids):
            item = _get_item(row, j)
            kind = _type(item)
            _release(kind)
            if kind != int_type:
                return k
            value = _integer(item)
            if value == ignored:
                continue
            if value < 0:
                _clear_error()
                return k
            if at >= len(ids):
                return k
            ids[at] = value
            at += 1
    offsets[n_rows] = at
    return n_rows
