"""The one decorator of the kernels, and the only use of Numba in the package."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numba.core import config
from numba.core.caching import FunctionCache

_FLAGS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def _package_digest() -> str:
    """Digest every kernel source and the flags: what a compiled kernel depends on besides its own file."""
    digest = hashlib.sha256(repr(sorted(_FLAGS.items())).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _DigestCache(FunctionCache):
    """Numba's disk cache, keyed by all kernels: a kernel may call kernels of other files and never runs a stale one."""

    _digest: str | None = None

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        if _DigestCache._digest is None:
            _DigestCache._digest = _package_digest()
        return (*super()._index_key(sig, codegen), _DigestCache._digest)


def _with_wrapping_arithmetic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let unsigned arithmetic wrap without a warning where a kernel runs as plain Python."""

    @functools.wraps(function)
    def run(*arguments: Any) -> Any:
        with np.errstate(over="ignore"):
            return function(*arguments)

    return run


def _compile(function: Callable[..., Any], wraps: bool) -> Callable[..., Any]:
    if config.DISABLE_JIT:
        return _with_wrapping_arithmetic(function) if wraps else function
    dispatcher = numba.njit(**_FLAGS)(function)
    # Unchecked machine code from a warm cache would hide what bounds checking is there to find.
    if not config.BOUNDSCHECK and not os.environ.get("NUMBA_BOUNDSCHECK"):
        try:
            dispatcher._cache = _DigestCache(dispatcher.py_func)
        except RuntimeError:
            # Neither the package folder nor the user's cache folder can be written: compile in every process.
            pass
    return dispatcher


def kernel(function: Callable[..., Any] | None = None, *, wraps: bool = False) -> Any:
    """Compile a function for contiguous arrays and integers.

    Args:
        function: The loop to compile. It takes C-contiguous arrays and int64 or uint64 scalars only.
        wraps: Unsigned arithmetic in it overflows on purpose (hashes, carries).

    Returns:
        The compiled function; the function itself where ``NUMBA_DISABLE_JIT`` is set.
    """
    if function is None:
        return functools.partial(_compile, wraps=wraps)
    return _compile(function, wraps)
