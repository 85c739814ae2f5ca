"""What kernels that are written in vectors share (see in_vectors in jit.py): one value in all places, and loads of the first few."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

_WORD = ir.IntType(32)


def vector(n_bits: int, size: int) -> Any:
    """Give the type of vectors of `size` integers of so many bits."""
    return ir.VectorType(ir.IntType(n_bits), size)


def spread(builder: Any, value: Any, size: int) -> Any:
    """Give a vector of `size` times a value."""
    unset = ir.Constant(ir.VectorType(value.type, size), ir.Undefined)
    first = builder.insert_element(unset, value, _WORD(0))
    return builder.shuffle_vector(first, unset, ir.Constant(vector(32, size), [0] * size))


def load_first(builder: Any, pointer: Any, n_there: Any, kind: Any, fillers: Any) -> Any:
    """Load the first elements of a vector, and nothing from behind them, where may be no memory.

    Args:
        builder: LLVM's builder.
        pointer: where the first is.
        n_there: uint64, how many there are, at most all.
        kind: the vector's type, of less than 256 elements.
        fillers: a vector, what the others are.
    """
    size, n_bits = kind.count, kind.element.width
    byte = ir.IntType(8)
    places = ir.Constant(vector(8, size), list(range(size)))
    is_there = builder.icmp_unsigned("<", places, spread(builder, builder.trunc(n_there, byte), size))
    function = ir.FunctionType(kind, [kind.as_pointer(), _WORD, is_there.type, kind])
    name = f"llvm.masked.load.v{size}i{n_bits}.p0"
    load = builder.module.globals.get(name) or ir.Function(builder.module, function, name)
    return builder.call(load, [builder.bitcast(pointer, kind.as_pointer()), _WORD(n_bits // 8), is_there, fillers])


def every(kind: Any, value: int) -> Any:
    """Give a vector of one constant."""
    return ir.Constant(kind, [value] * kind.count)


def or_of(builder: Any, values: Any) -> Any:
    """Give all elements of a vector or-ed together."""
    size, element = values.type.count, values.type.element
    name = f"llvm.vector.reduce.or.v{size}i{element.width}"
    function = ir.FunctionType(element, [values.type])
    return builder.call(builder.module.globals.get(name) or ir.Function(builder.module, function, name), [values])
