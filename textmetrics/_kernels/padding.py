"""Take the padding out of rows of token ids, and bring them into the form that the kernels count."""

from __future__ import annotations

import numpy as np

from .jit import kernel

_1 = np.uint64(1)
_WIDE = np.uint64(16)


@kernel(wraps=True)
def _pack(values, begins, padding, packed, offsets, text):
    """Copy the ids that are no padding, one more than they were, row after row behind packed[: offsets[text]].

    Args:
        values: int64 or int32, ids.
        begins: int64 (n_rows + 1,), where rows begin in `values`.
        padding: int64, what stands for no token; negative.
        packed: int32, output, with room for all values; of no use where an id is 2**31 - 1 or more.
        offsets: int64, where texts begin in `packed`; those behind `text` are written, n_rows of them.
        text: int64.

    Returns:
        The first row with a negative id that is no padding, or -1; and all ids or-ed together: no id is above that.
    """
    n_rows = len(begins) - 1
    at = np.uint64(offsets[text])
    seen = np.int64(0)
    for row in range(n_rows):
        p = np.uint64(begins[row])
        end = np.uint64(begins[row + 1])
        # Sixteen at a time: most of the time either all are ids or all are padding.
        while p < end:
            n = min(end - p, _WIDE)
            if n == _WIDE:
                any_of = np.int64(0)
                others = np.int64(0)
                for k in range(_WIDE):
                    any_of |= values[p + k]
                    others |= values[p + k] ^ padding
                if others == 0:
                    p += n
                    continue
                if any_of >= 0:
                    for k in range(_WIDE):
                        packed[at + k] = np.int32(values[p + k] + 1)
                    seen |= any_of
                    at += n
                    p += n
                    continue
            lowest = np.int64(0)
            for k in range(n):
                value = values[p + k]
                is_id = value != padding
                value = value if is_id else np.int64(0)
                lowest |= value
                packed[at] = np.int32(value + 1)
                at += np.uint64(is_id)
            if lowest < 0:
                return np.int64(row), seen
            seen |= lowest
            p += n
        offsets[text + 1 + row] = np.int64(at)
    return np.int64(-1), seen


@kernel
def pack_rows(values, begins, padding, packed, offsets, text):
    """Pack ids of int64 as `_pack` does."""
    return _pack(values, begins, padding, packed, offsets, text)


@kernel
def pack_int32_rows(values, begins, padding, packed, offsets, text):
    """Pack ids of int32 as `_pack` does."""
    return _pack(values, begins, padding, packed, offsets, text)
