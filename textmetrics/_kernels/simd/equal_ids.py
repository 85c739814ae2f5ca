"""Which of up to 64 token ids are the same as another: all of them compared at once.

Sixteen bits of an id and eight are compared apart: whole ones take twice as long where vectors are short of ports for their truths.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from ..compiler import every, in_vectors, kernel, load_first, spread, vector
from .unsigned import U0

SIDE_WORDS = 64  # of int32 that a side takes
ID_LIMIT = (1 << 24) - 1  # ids are below this: all bits set stand where no id is

_BYTES, _HALVES, _WORDS = (vector(n_bits, SIDE_WORDS) for n_bits in (8, 16, 32))
_PLACE = ir.IntType(32)


def _planes(builder: Any, side: Any) -> tuple[Any, Any]:
    """Give the addresses of the low 16 bits of a side's ids, and of the next 8 bits."""
    lows = builder.bitcast(side, _HALVES.as_pointer())
    return lows, builder.bitcast(builder.gep(lows, [_PLACE(1)]), _BYTES.as_pointer())


def _write_lay_side(builder: Any, ids: Any, begin: Any, n_ids: Any, side: Any) -> None:
    found = load_first(builder, builder.gep(ids, [begin]), n_ids, _WORDS, every(_WORDS, -1))
    lows, highs = _planes(builder, side)
    builder.store(builder.trunc(found, _HALVES), lows).align = 4
    builder.store(builder.trunc(builder.lshr(found, every(_WORDS, 16)), _BYTES), highs).align = 4


@in_vectors(_write_lay_side)
@kernel
def lay_side(ids, begin, n_ids, side):
    """Lay ids out for `same_ids`.

    Args:
        ids: int32, token ids, not negative, below ID_LIMIT.
        begin, n_ids: uint64, which of them: at most 64.
        side: int32 (SIDE_WORDS,), output, in a form of its own.
    """
    for k in range(SIDE_WORDS):
        side[k] = ids[begin + np.uint64(k)] if np.uint64(k) < n_ids else -1


def _write_same_ids(builder: Any, side: Any, ids: Any, index: Any) -> Any:
    place = builder.gep(ids, [index])
    low = builder.load(builder.bitcast(place, _HALVES.element.as_pointer()))
    low.align = 2
    high = builder.load(builder.gep(builder.bitcast(place, _BYTES.element.as_pointer()), [_PLACE(2)]))
    lows, highs = (builder.load(plane) for plane in _planes(builder, side))
    lows.align = highs.align = 4
    same_low = builder.icmp_unsigned("==", lows, spread(builder, low, SIDE_WORDS))
    same_high = builder.icmp_unsigned("==", highs, spread(builder, high, SIDE_WORDS))
    return builder.bitcast(builder.and_(same_low, same_high), ir.IntType(64))


@in_vectors(_write_same_ids, gives=1)
@kernel
def same_ids(side, ids, index):
    """Tell by bits which ids of a side are ids[index]: the lowest bit is the first one's."""
    bits = U0
    for k in range(SIDE_WORDS):
        bits |= np.uint64(side[k] == ids[index]) << np.uint64(k)
    return bits
