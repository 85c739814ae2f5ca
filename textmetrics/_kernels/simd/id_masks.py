"""Up to 64 token ids at once: which are ids and which padding, and writing those that are."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from ..compiler import every, in_vectors, kernel, load_first, or_of, spread, vector
from .unsigned import U0, U1

IDS_AT_ONCE = 64  # ids that are looked at together
_WORDS = vector(32, IDS_AT_ONCE)


def _load(builder: Any, values: Any, index: Any, n_there: Any, fillers: Any) -> Any:
    kind = ir.VectorType(values.type.pointee, IDS_AT_ONCE)
    return load_first(builder, builder.gep(values, [index]), n_there, kind, fillers)


def _write_look(builder: Any, values: Any, index: Any, n_there: Any, padding: Any) -> tuple[Any, Any, Any]:
    element = values.type.pointee
    if element.width < 64:
        padding = builder.trunc(padding, element)
    paddings = spread(builder, padding, IDS_AT_ONCE)
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
    found = _load(builder, values, index, n_there, every(ir.VectorType(values.type.pointee, IDS_AT_ONCE), 0))
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
