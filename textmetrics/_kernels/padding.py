"""Take the padding out of rows of token ids, and bring them into the form that the kernels count."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from .bits import trailing_zeros
from .compiler import every, in_vectors, kernel, load_first, or_of, spread, vector
from .unsigned import U0, U1

AT_ONCE = 64  # ids that are looked at together

_WIDE = np.uint64(AT_ONCE)
_WORDS = vector(32, AT_ONCE)


def _load(builder: Any, values: Any, index: Any, n_there: Any, fillers: Any) -> Any:
    kind = ir.VectorType(values.type.pointee, AT_ONCE)
    return load_first(builder, builder.gep(values, [index]), n_there, kind, fillers)


def _write_look(builder: Any, values: Any, index: Any, n_there: Any, padding: Any) -> tuple[Any, Any, Any]:
    element = values.type.pointee
    if element.width < 64:
        padding = builder.trunc(padding, element)
    paddings = spread(builder, padding, AT_ONCE)
    found = _load(builder, values, index, n_there, paddings)
    signs = builder.ashr(found, every(found.type, element.width - 1))
    is_id = builder.bitcast(builder.icmp_signed(">=", found, every(found.type, 0)), ir.IntType(64))
    # Not by comparing: truths of vectors are slow to come by.
    faults = or_of(builder, builder.and_(builder.xor(found, paddings), signs))
    seen = or_of(builder, builder.and_(found, builder.not_(signs)))
    if element.width < 64:
        faults, seen = (builder.zext(bits, ir.IntType(64)) for bits in (faults, seen))
    return is_id, faults, seen


@in_vectors(_write_look, gives=3)
@kernel
def look_at_ids(values, index, n_there, padding):
    """Look at up to 64 values.

    Args:
        values: int64 or int32.
        index, n_there: uint64, which of them.
        padding: uint64, as it is kept; a negative number.

    Returns:
        By bits which are 0 or more; bits of which one is set where one is negative and no padding; all that are 0 or more or-ed together.
    """
    is_id = U0
    faults = U0
    seen = U0
    for k in range(n_there):
        value = np.int64(values[index + np.uint64(k)])
        if value >= 0:
            is_id |= U1 << np.uint64(k)
            seen |= np.uint64(value)
        elif value != np.int64(padding):
            faults = U1
    return is_id, faults, seen


def _write_put(builder: Any, values: Any, index: Any, n_there: Any, packed: Any, at: Any) -> None:
    found = _load(builder, values, index, n_there, every(ir.VectorType(values.type.pointee, AT_ONCE), 0))
    if values.type.pointee.width > 32:
        found = builder.trunc(found, _WORDS)
    place = builder.bitcast(builder.gep(packed, [at]), _WORDS.as_pointer())
    builder.store(builder.add(found, every(_WORDS, 1)), place).align = 4


@in_vectors(_write_put)
@kernel
def put_ids(values, index, n_there, packed, at):
    """Write up to 64 values, one more than they are, to packed[at:]; what stands there up to packed[at + 64] may be written too."""
    for k in range(n_there):
        packed[at + np.uint64(k)] = np.int32(values[index + np.uint64(k)] + 1)


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
