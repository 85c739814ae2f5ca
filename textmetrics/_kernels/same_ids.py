"""Which of up to 64 token ids are the same as another: all of them compared at once.

Sixteen bits of an id and eight are compared apart: that is half of what whole ones take where vectors are short of ports for masks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from .jit import in_vectors, kernel

SIDE_WORDS = 64  # of int32 that a side takes
ID_LIMIT = (1 << 24) - 1  # ids are below this: all bits set stand where no id is

_0 = np.uint64(0)
_1 = np.uint64(1)


def _vector(kind: ir.Type) -> ir.Type:
    return ir.VectorType(kind, SIDE_WORDS)


_BYTE, _HALF, _WORD = ir.IntType(8), ir.IntType(16), ir.IntType(32)


def _planes(builder: Any, side: Any) -> tuple[Any, Any]:
    """Give the addresses of the low 16 bits of a side's ids, and of the next 8 bits."""
    lows = builder.bitcast(side, _vector(_HALF).as_pointer())
    return lows, builder.bitcast(builder.gep(lows, [_WORD(1)]), _vector(_BYTE).as_pointer())


def _spread(builder: Any, kind: ir.Type, value: Any) -> Any:
    unset = ir.Constant(_vector(kind), ir.Undefined)
    first = builder.insert_element(unset, value, _WORD(0))
    return builder.shuffle_vector(first, unset, ir.Constant(_vector(_WORD), [0] * SIDE_WORDS))


def _write_lay_side(builder: Any, ids: Any, begin: Any, n_ids: Any, side: Any) -> None:
    kind = _vector(_WORD)
    places = ir.Constant(kind, list(range(SIDE_WORDS)))
    is_there = builder.icmp_unsigned("<", places, _spread(builder, _WORD, builder.trunc(n_ids, _WORD)))
    # What is not there is not read either: behind the last id may be no memory.
    pointer = builder.bitcast(builder.gep(ids, [begin]), kind.as_pointer())
    truths = _vector(ir.IntType(1))
    function = ir.FunctionType(kind, [kind.as_pointer(), _WORD, truths, kind])
    name = f"llvm.masked.load.v{SIDE_WORDS}i32.p0"
    load = builder.module.globals.get(name) or ir.Function(builder.module, function, name)
    found = builder.call(load, [pointer, _WORD(4), is_there, ir.Constant(kind, [-1] * SIDE_WORDS)])
    lows, highs = _planes(builder, side)
    builder.store(builder.trunc(found, _vector(_HALF)), lows).align = 4
    builder.store(builder.trunc(builder.lshr(found, ir.Constant(kind, [16] * SIDE_WORDS)), _vector(_BYTE)), highs).align = 4


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
    low = builder.load(builder.bitcast(place, _HALF.as_pointer()))
    low.align = 2
    high = builder.load(builder.gep(builder.bitcast(place, _BYTE.as_pointer()), [_WORD(2)]))
    lows, highs = (builder.load(plane) for plane in _planes(builder, side))
    lows.align = highs.align = 4
    same_low = builder.icmp_unsigned("==", lows, _spread(builder, _HALF, low))
    same_high = builder.icmp_unsigned("==", highs, _spread(builder, _BYTE, high))
    return builder.bitcast(builder.and_(same_low, same_high), ir.IntType(64))


@in_vectors(_write_same_ids, gives=True)
@kernel
def same_ids(side, ids, index):
    """Tell by bits which ids of a side are ids[index]: the lowest bit is the first one's."""
    bits = _0
    for k in range(SIDE_WORDS):
        bits |= np.uint64(side[k] == ids[index]) << np.uint64(k)
    return bits
