"""Take the padding out of rows of token ids."""

from __future__ import annotations

import numpy as np

from .jit import kernel

_WIDE = np.uint64(16)

@kernel
def pack_rows(values, padding, packed, offsets):
    """Copy the ids that are no padding, row after row.

    Args:
        values: int64 (n_rows, n_columns), ids.
        padding: int64, what stands for no token.
        packed: int64 (n_rows * n_columns,), output.
        offsets: int64 (n_rows + 1,), output: where rows begin in `packed`.

    Returns:
        The first row with a negative id that is no padding, or -1.
    """
    n_rows, n_columns = values.shape
    at = np.uint64(0)
    for row in range(n_rows):
        offsets[row] = np.int64(at)
        # Padding stands behind the tokens, most of the time, and there is much of it: it goes sixteen at a time.
        end = np.uint64(n_columns)
        while end >= _WIDE:
            others = np.int64(0)
            for k in range(_WIDE):
                others |= values[np.uint64(row), end - _WIDE + k] ^ padding
            if others != 0:
                break
            end -= _WIDE
        lowest = np.int64(0)
        for column in range(end):
            value = values[np.uint64(row), column]
            packed[at] = value
            kept = value != padding
            at += np.uint64(kept)
            lowest = min(lowest, value if kept else np.int64(0))
        if lowest < 0:
            return np.int64(row)
    offsets[n_rows] = np.int64(at)
    return np.int64(-1)
