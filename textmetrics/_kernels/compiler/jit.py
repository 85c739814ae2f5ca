"""The one decorator of the kernels."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba.core import config, types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

from .disk_cache import FLAGS, DigestCache
from .notice import TimedCompiler, clock

_SEAL_BYTES = 32


class _InnerKernel(CPUDispatcher):  # type: ignore[misc]  # Numba has no types
    """A kernel whose name begins with an underscore: only kernels call it, and no way in from Python is compiled."""

    def __call__(self, *_: Any) -> Any:
        raise TypeError(f"the kernel {self.__name__} is called by kernels only: no way in from Python is compiled.")


def _with_wrapping_arithmetic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let unsigned arithmetic wrap without a warning where a kernel runs as plain Python."""

    @functools.wraps(function)
    def run(*arguments: Any) -> Any:
        with np.errstate(over="ignore"):
            return function(*arguments)

    return run


def _compile(function: Callable[..., Any], wraps: bool, holds_gil: bool) -> Callable[..., Any]:
    if config.DISABLE_JIT:
        return _with_wrapping_arithmetic(function) if wraps else function
    is_inner = function.__name__.startswith("_")
    flags = {**FLAGS, "nogil": not holds_gil}
    dispatcher = numba.njit(pipeline_class=TimedCompiler, no_cpython_wrapper=is_inner, **flags)(function)
    if is_inner:
        dispatcher.__class__ = _InnerKernel
    # Unchecked machine code from a warm cache would hide what bounds checking is there to find.
    if not config.BOUNDSCHECK and not os.environ.get("NUMBA_BOUNDSCHECK"):
        try:
            dispatcher._cache = DigestCache(dispatcher.py_func)
            clock.folder = dispatcher._cache.cache_path
        except RuntimeError:
            # Neither the package folder nor the user's cache folder can be written: compile in every process.
            pass
    return dispatcher


def kernel(function: Callable[..., Any] | None = None, *, wraps: bool = False, holds_gil: bool = False) -> Any:
    """Compile a function for contiguous arrays and integers.

    Args:
        function: The loop to compile. It takes C-contiguous arrays and int64 or uint64 scalars only.
        wraps: Unsigned arithmetic in it overflows on purpose (hashes, carries).
        holds_gil: It reads Python's objects, and keeps the interpreter's lock meanwhile.

    Returns:
        The compiled function; the function itself where ``NUMBA_DISABLE_JIT`` is set.
    """
    if function is None:
        return functools.partial(_compile, wraps=wraps, holds_gil=holds_gil)
    return _compile(function, wraps, holds_gil)


def way_in(compiled: Callable[..., Any], *examples: Any, first: Callable[[], None] | None = None) -> Callable[..., Any]:
    """Give a kernel without the look at its arguments' types that chooses among compiled functions.

    Args:
        compiled: A kernel.
        examples: Arguments of the types that it is to be called with, and no others.
        first: Called where the kernel has to be compiled: kernels that it calls are compiled sooner by themselves than amid itself.
    """
    if config.DISABLE_JIT:
        return compiled
    # Numba's own look at an array's type loads all of numpy.ma.
    kinds = tuple(
        types.Array(numba.from_dtype(example.dtype), example.ndim, "C") if type(example) is np.ndarray else numba.typeof(example)
        for example in examples
    )
    with global_compiler_lock:  # which `compile` takes too: what is set here is meant for this thread's compilation
        compiled._cache.first = first  # type: ignore[attr-defined]  # a dispatcher
        try:
            compiled.compile(kinds)  # type: ignore[attr-defined]  # a dispatcher
        finally:
            compiled._cache.first = None  # type: ignore[attr-defined]  # which holds on to the arguments
    found: Callable[..., Any] = compiled.get_overload(kinds)  # type: ignore[attr-defined]  # a dispatcher
    return found
