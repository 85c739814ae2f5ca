"""The one decorator of the kernels, and the only use of Numba in the package."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import hashlib
import inspect
import os
import pickle
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import extending
from numba.core import cgutils, compiler, config, types
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

# No way in from C: kernels are called by kernels and by Python, and each way in is compiled and optimised. No reference counts either:
# kernels own nothing and allocate nothing, and without Numba's runtime a call costs a seventh less.
_FLAGS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
NOTICE_AFTER = 1.0  # seconds of compiling after which a person at a terminal is told


def _package_digest() -> str:
    """Digest every kernel source and the flags: what a compiled kernel depends on besides its own file."""
    digest = hashlib.sha256(repr(sorted(_FLAGS.items())).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _SealedFiles(IndexDataCacheFile):
    """Numba's two files of a kernel on disk, each behind a digest of what it holds and is for.

    A file that was cut off, overwritten or cannot be read is as good as none: the kernel is compiled, and the file written anew.
    Nothing is unpickled, and no machine code run, that is not what was written for this very kernel, types and processor: processes
    that write at once may exchange data files.
    """

    def _load_index(self) -> dict[Any, str]:
        packed = self._read(self._index_path, self._version)
        stamp, names = (packed and _unpickled(packed)) or (None, {})
        return names if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, self._version, self._dump((self._source_stamp, overloads)))

    def load(self, key: Any) -> Any:
        """Load what is kept for a key; None where there is nothing that can be used."""
        name = self._load_index().get(key)
        packed = None if name is None else self._read(self._data_path(name), repr(key))
        return None if packed is None else _unpickled(packed)

    def save(self, key: Any, data: Any) -> None:
        """Keep data for a key."""
        super().save(key, (repr(key), self._dump(data)))

    def _save_data(self, name: str, data: tuple[str, bytes]) -> None:
        self._write(self._data_path(name), *data)

    def _read(self, path: str, purpose: str) -> bytes | None:
        try:
            found = Path(path).read_bytes()
        except OSError:
            return None
        seal, packed = found[:_SEAL_BYTES], found[_SEAL_BYTES:]
        return packed if seal == _seal(purpose, packed) else None

    def _write(self, path: str, purpose: str, packed: bytes) -> None:
        with self._open_for_write(path) as file:
            file.write(_seal(purpose, packed) + packed)


_SEAL_BYTES = 32


def _seal(purpose: str, packed: bytes) -> bytes:
    return hashlib.sha256(purpose.encode() + b"\0" + packed).digest()


def _unpickled(packed: bytes) -> Any:
    """Unpickle what a process of this package pickled; None where that needs modules that are others here."""
    try:
        return pickle.loads(packed)
    except Exception:  # NumPy, say, may have been exchanged for a version that keeps its types elsewhere
        return None


class _DigestCache(FunctionCache):
    """Numba's disk cache, keyed by all kernels: a kernel may call kernels of other files and never runs a stale one."""

    _digest: str | None = None
    first: Callable[[], None] | None = None  # called where the kernel has to be compiled

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = _SealedFiles(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        if _DigestCache._digest is None:
            _DigestCache._digest = _package_digest()
        return (*super()._index_key(sig, codegen), _DigestCache._digest)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load a kernel; only where it has to be compiled, have Numba load all that it can compile, which costs more than the kernel."""
        with self._guard_against_spurious_io_errors():
            loaded = self._load_overload(sig, target_context)
            if loaded is not None:
                return loaded
        target_context.refresh()
        if self.first is not None:
            self.first()
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep a kernel; where the disk is full or may not be written, it is compiled in the next process too."""
        with contextlib.suppress(OSError):
            super().save_overload(sig, data)


class _Clock:
    """Seconds spent compiling in this process, and the one line about it. Numba compiles in one thread at a time, under its own lock."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.begun: float | None = None
        self.is_told = False
        self.folder = ""  # where kernels are kept; empty: nowhere

    def stop(self) -> None:
        """Forget a compilation that another thread had begun: a forked child does not go on with it."""
        self.begun = None

    def tell(self) -> None:
        """Print the line once, when compiling has taken a while, to a person and never into a log."""
        running = 0.0 if self.begun is None else monotonic() - self.begun
        if self.is_told or self.spent + running < NOTICE_AFTER:
            return
        self.is_told = True
        kept = f"once; later runs load them from {self.folder}" if self.folder else "in every process: they cannot be kept on disk"
        try:
            if sys.stderr.isatty():
                print(f"textmetrics: compiling its kernels for this machine, {kept}", file=sys.stderr, flush=True)
        except (AttributeError, OSError, ValueError):
            pass  # no stderr, or a closed one


_clock = _Clock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_clock.stop)


class _TimedCompiler(compiler.Compiler):  # type: ignore[misc]  # Numba has no types
    """Numba's compiler, on the clock. It runs only where a kernel is compiled, neither for one from the disk nor for a call."""

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        is_outermost = _clock.begun is None  # a kernel is compiled amid the first kernel that calls it
        if is_outermost:
            _clock.begun = monotonic()
        _clock.tell()
        try:
            return super().compile_extra(func)
        finally:
            _clock.tell()
            if is_outermost and _clock.begun is not None:
                _clock.spent += monotonic() - _clock.begun
                _clock.begun = None


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
    flags = {**_FLAGS, "nogil": not holds_gil}
    dispatcher = numba.njit(pipeline_class=_TimedCompiler, no_cpython_wrapper=is_inner, **flags)(function)
    if is_inner:
        dispatcher.__class__ = _InnerKernel
    # Unchecked machine code from a warm cache would hide what bounds checking is there to find.
    if not config.BOUNDSCHECK and not os.environ.get("NUMBA_BOUNDSCHECK"):
        try:
            dispatcher._cache = _DigestCache(dispatcher.py_func)
            _clock.folder = dispatcher._cache.cache_path
        except RuntimeError:
            # Neither the package folder nor the user's cache folder can be written: compile in every process.
            pass
    return dispatcher


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
