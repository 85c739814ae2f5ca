"""Numba's disk cache, keyed by the sources of all kernels."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache, IndexDataCacheFile

# No way in from C: kernels are called by kernels and by Python, and each way in is compiled and optimised. No reference counts either:
# kernels own nothing and allocate nothing, and without Numba's runtime a call costs a seventh less.
FLAGS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}


def _package_digest() -> str:
    """Digest every kernel source and the flags: what a compiled kernel depends on besides its own file."""
    digest = hashlib.sha256(repr(sorted(FLAGS.items())).encode())
    folder = Path(__file__).parents[1]
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode())
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


class DigestCache(FunctionCache):
    """Numba's disk cache, keyed by all kernels: a kernel may call kernels of other files and never runs a stale one."""

    _digest: str | None = None
    first: Callable[[], None] | None = None  # called where the kernel has to be compiled

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = _SealedFiles(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def _index_key(self, sig: Any, codegen: Any) -> Any:
        if DigestCache._digest is None:
            DigestCache._digest = _package_digest()
        return (*super()._index_key(sig, codegen), DigestCache._digest)

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
