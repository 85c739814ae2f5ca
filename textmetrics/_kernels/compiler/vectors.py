"""Kernels written in vectors where the compiler finds none by itself: the decorators, and what their generators share."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending
from numba.core import config, types

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


def byte_mask(condition: Callable[[Any, Any, Callable[[int], Any]], Any]) -> Callable[..., Any]:
    """Make a stand-in for a kernel (data, index) that tells by 64 bits which of the 64 bytes from an index on meet a condition.

    The compiler finds no vector instructions in a loop that collects bits; here they are asked for. The kernel that it stands in for is
    plain, checks bounds where they are checked, and is used there and where kernels are plain Python.

    Args:
        condition: Given LLVM's builder, the bytes as a vector, and what makes a vector of a constant, it gives the vector of truths.
    """

    def use(plain: Callable[..., Any]) -> Any:
        if config.DISABLE_JIT or config.BOUNDSCHECK or os.environ.get("NUMBA_BOUNDSCHECK"):
            return plain

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            data = context.make_array(signature.args[0])(context, builder, values[0])
            vector = ir.VectorType(ir.IntType(8), 64)
            bytes_ = builder.load(builder.bitcast(builder.gep(data.data, [values[1]]), vector.as_pointer()))
            bytes_.align = 1
            truths = condition(builder, bytes_, lambda byte: ir.Constant(vector, [byte] * 64))
            return builder.bitcast(truths, ir.IntType(64))

        def typed(_context: Any, data: Any, index: Any) -> Any:
            return types.uint64(data, types.uint64), generate

        return functools.wraps(plain)(extending.intrinsic(typed))

    return use


def in_vectors(generate: Callable[..., Any], gives: int = 0) -> Callable[..., Any]:
    """Make a stand-in for a kernel, written in vectors where the compiler finds none by itself; the kernel is used where byte_mask's is.

    Args:
        generate: Given LLVM's builder, the addresses of the elements of arrays, and uint64 for integers.
        gives: How many uint64 the kernel gives: a list of them where they are several.
    """

    def use(plain: Callable[..., Any]) -> Any:
        if config.DISABLE_JIT or config.BOUNDSCHECK or os.environ.get("NUMBA_BOUNDSCHECK") or sys.byteorder != "little":
            return plain

        def write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            given = [
                context.make_array(kind)(context, builder, value).data if isinstance(kind, types.Array) else value
                for kind, value in zip(signature.args, values, strict=True)
            ]
            found = generate(builder, *given)
            if gives > 1:
                return context.make_tuple(builder, signature.return_type, found)
            return found if gives else context.get_dummy_value()

        def typed(_context: Any, *arguments: Any) -> Any:
            result = (types.void, types.uint64)[gives] if gives < 2 else types.UniTuple(types.uint64, gives)
            return result(*(kind if isinstance(kind, types.Array) else types.uint64 for kind in arguments)), write

        # Numba asks for parameters by name.
        own = inspect.Parameter("_context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        typed.__signature__ = inspect.Signature([own, *inspect.signature(plain).parameters.values()])  # type: ignore[attr-defined]  # a function
        return functools.wraps(plain)(extending.intrinsic(typed))

    return use
