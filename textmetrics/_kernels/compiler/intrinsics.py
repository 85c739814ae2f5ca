"""Functions for kernels that Numba lacks: raw reads of memory, functions of C, prefetching."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Iterable
from typing import Any

from llvmlite import ir
from numba import extending
from numba.core import cgutils, config, types


def c_function(name: str, n_arguments: int, gives: bool = True) -> Any:
    """Name a function of C for kernels to call: integers and addresses as int64 in, one out or nothing."""
    return types.ExternalFunction(name, (types.int64 if gives else types.void)(*[types.int64] * n_arguments))


def _reads(n_bits: int) -> Any:
    """Make a function for kernels that reads an unsigned integer of so many bits where an address points, as int64."""

    def at(_: Any, address: Any) -> Any:
        def read(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = ir.IntType(n_bits)
            return builder.zext(builder.load(builder.inttoptr(arguments[0], kind.as_pointer())), ir.IntType(64))

        return types.int64(types.int64), read

    return extending.intrinsic(at)


# For kernels that read the interpreter's objects where they lie.
int64_at = _reads(64)
uint32_at = _reads(32)


def stack_bytes(n_bytes: int) -> Any:
    """Make a function for kernels that gives the address of so many bytes, which the kernel has while it runs."""

    def place(_: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.ptrtoint(cgutils.alloca_once(builder, ir.ArrayType(ir.IntType(8), n_bytes)), ir.IntType(64))

        return types.int64(), make

    return extending.intrinsic(place)


def of_addresses(generate: Callable[..., Any]) -> Any:
    """Make a function for kernels, of a number and of what lies at two addresses, written in vectors as `in_vectors` does.

    Args:
        generate: Given LLVM's builder, the number and the addresses, all int64, it gives an int64.
    """

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return generate(builder, *arguments)

    def typed(_: Any, number: Any, first: Any, second: Any) -> Any:
        return types.int64(types.int64, types.int64, types.int64), write

    return extending.intrinsic(typed)


@extending.intrinsic
def fetch(_: Any, address: Any) -> Any:
    """Have the processor bring what is at an address into its nearest cache; nothing is read, so any address will do."""

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        builder.call(prefetch, [builder.inttoptr(arguments[0], pointer), number(0), number(3), number(1)])  # to read, keep, data
        return context.get_dummy_value()

    return types.void(types.int64), write


def can_call(functions: Iterable[Any]) -> bool:
    """Tell whether kernels can call these functions of the interpreter's: compiled, where it has them, and under its one lock."""
    if config.DISABLE_JIT or not getattr(sys, "_is_gil_enabled", lambda: True)():
        return False
    return all(hasattr(ctypes.pythonapi, function.symbol) for function in functions)
