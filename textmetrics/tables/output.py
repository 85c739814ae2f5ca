"""The file that a table is written to: what must not be replaced is refused, the rest replaced whole."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import OutputError, TableError

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind_of_file(mode: int) -> str | None:
    """Say what a file is that is not a regular one; None for a regular one."""
    if stat.S_ISREG(mode):
        return None
    return next((name for has, name in _KINDS if has(mode)), "no regular file")


def check_output(path: Path, source: Path, force: bool) -> None:
    """Check, before any work, that a table can be written to `path`.

    Raises:
        TableError: Something is there that must not be replaced, or there is no such directory.
    """
    try:
        found = os.stat(path)
    except FileNotFoundError:
        if path.is_symlink():
            raise TableError(
                f"the output {path} is a symbolic link to {os.readlink(path)}, which does not exist; "
                "remove the link, or write to another name."
            ) from None
        if not os.path.isdir(os.path.dirname(os.path.realpath(path))):
            raise TableError(
                f"the output {path} lies in a directory that does not exist; create it first."
            ) from None
        return
    except OSError as error:  # a loop of links, a name that is too long
        raise TableError(f"the output {path} cannot be written: {error.strerror}.") from None
    for descriptor, name in ((1, "output"), (2, "error")):
        with suppress(OSError):  # closed
            if os.path.samestat(found, os.fstat(descriptor)):
                raise TableError(
                    f"the output {path} is where standard {name} goes; expected the name of a file "
                    "of its own."
                )
    kind = kind_of_file(found.st_mode)
    if kind is not None:
        raise TableError(
            f"the output {path} is {kind}, which is not replaced; expected the name of a file."
        )
    with suppress(OSError):
        if os.path.samestat(found, os.stat(source)):
            raise TableError(
                f"the output {path} is the file that is read; write to another name."
            )
    if not force:
        raise TableError(
            f"the output {path} exists; overwrite it with --force, or write to another name."
        )


@contextmanager
def replacing(path: Path, source: Path, force: bool = False) -> Iterator[Any]:
    """Open a binary file that becomes `path` when the block ends well, and vanishes when it does not.

    It lies beside `path` until then, so that a reader finds the old file or the whole new one, never
    a part. What is left of it when the process is killed, the next run to `path` takes away.

    Raises:
        TableError: The file cannot be created, another run is writing it, or something came to be
            at `path` meanwhile that must not be replaced.
        OutputError: The file cannot be written to the end.
    """
    target = Path(os.path.realpath(path))
    try:
        part, lock = _create(path, target)
    except OSError as error:
        raise TableError(
            f"the output {path} cannot be written: {error.strerror or error}."
        ) from error
    try:
        with io.BufferedWriter(part) as stream:
            yield stream
        check_output(path, source, force)
        try:
            if target.exists():
                shutil.copymode(target, part.path)
            os.replace(part.path, target)
        except OSError as error:
            raise part.failure(error) from error
    except BaseException:
        with suppress(OSError):
            os.unlink(part.path)
        raise
    finally:
        if lock is not None:
            os.close(lock)


class _Part(io.FileIO):
    """The output while it is written."""

    def __init__(self, file: Path | int, name: Path, output: Path) -> None:
        super().__init__(file, "xb" if isinstance(file, Path) else "wb")
        self.path = name
        self.output = output
        self.n_bytes = 0

    def write(self, data: Any) -> int:
        """Write bytes; an error tells how many were written before it."""
        try:
            n_written = super().write(data)
        except OSError as error:
            raise self.failure(error) from error
        self.n_bytes += n_written
        return n_written

    def failure(self, error: OSError) -> OutputError:
        """Make the error that tells how far writing came."""
        failure = OutputError(
            f"the output {self.output} cannot be written: {error.strerror or error}, after "
            f"{self.n_bytes:,} bytes. They are deleted; write it again where there is room."
        )
        failure.errno = error.errno
        return failure


def _create(output: Path, target: Path) -> tuple[_Part, int | None]:
    """Create the file that becomes `target`; return it, and a descriptor that holds a lock on it.

    A lock ends with its process, however that ends: so what a killed run left is overwritten, and
    what a run is writing is not. Without locks the name is random, and what a killed run left stays.
    """
    name = target.with_name(f".{target.name}.part")
    while os.name != "nt":
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(name, flags, 0o666)
        with ExitStack() as stack:
            stack.callback(os.close, descriptor)
            locked = _lock(descriptor)
            if locked is None:
                if not os.fstat(descriptor).st_size:
                    os.unlink(name)
                break
            if not locked:
                raise TableError(
                    f"another run is writing the output {output}; wait for it, or write to another "
                    "name."
                )
            if _is_at(name, descriptor):  # else another run finished it since it was opened
                os.ftruncate(descriptor, 0)
                part = _Part(os.dup(descriptor), name, output)
                stack.pop_all()
                return part, descriptor
    name = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    return _Part(name, name, output), None


def _lock(descriptor: int) -> bool | None:
    """Lock an open file; False if another process has it, None where the file system has no locks."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_at(path: Path, descriptor: int) -> bool:
    """Tell whether an open file is the one at `path`."""
    try:
        return os.path.samestat(os.lstat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
