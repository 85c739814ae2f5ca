"""Take the padding out of rows of token ids, and bring them into the form that the kernels count."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import IDS_AT_ONCE, U0, U1, look_at_ids, put_ids, trailing_zeros

_WIDE = np.uint64(IDS_AT_ONCE)


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
    room = np.uint64(len(packed))
    seen = U0
    for row in range(n_rows):
        p = np.uint64(begins[row])
        end = np.uint64(begins[row + 1])
        while p < end:
            n = min(end - p, _WIDE)
            is_id, faults, seen_here = look_at_ids(values, p, n, np.uint64(padding))
            if faults != U0:
                return np.int64(row), np.int64(seen)
            seen |= seen_here
            # Most of the time ids stand together, before padding or behind it.
            while is_id != U0:
                begin = trailing_zeros(is_id)
                n_ids = trailing_zeros(~(is_id >> begin))
                if at + _WIDE <= room:
                    put_ids(values, p + begin, n_ids, packed, at)
                else:
                    for k in range(n_ids):
                        packed[at + k] = np.int32(values[p + begin + k] + 1)
                at += n_ids
                is_id &= is_id + (U1 << begin)
            p += n
        offsets[text + 1 + row] = np.int64(at)
    return np.int64(-1), np.int64(seen)


@kernel
def pack_rows(values, begins, padding, packed, offsets, text):
    """Pack ids of int64 as `_pack` does."""
    return _pack(values, begins, padding, packed, offsets, text)


@kernel
def pack_int32_rows(values, begins, padding, packed, offsets, text):
    """Pack ids of int32 as `_pack` does."""
    return _pack(values, begins, padding, packed, offsets, text)
