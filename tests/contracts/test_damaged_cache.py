"""A kernel whose files on disk are damaged, or cannot be read or written, is compiled as if there were none."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import JIT_IS_ON

pytestmark = pytest.mark.skipif(not JIT_IS_ON or bool(os.environ.get("NUMBA_BOUNDSCHECK")), reason="nothing is kept on disk")


def _flip_one_bit(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[2 * len(held) // 3] ^= 1  # of a data file, this is in the machine code
    path.write_bytes(held)


def _replace_by_folder(path: Path) -> None:  # which cannot be read or replaced, whoever runs the tests
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "emptied": lambda path: path.write_bytes(b""),
    "cut to half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "without its last byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "garbage": lambda path: path.write_bytes(b"not what it was " * 100),
    "pickled by something else": lambda path: path.write_bytes(pickle.dumps(["0.0", {"a": 1}]) + pickle.dumps(7)),
    "one bit flipped": _flip_one_bit,
    "a folder": _replace_by_folder,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep kernels in a folder of the test's own."""
    import numba

    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def _counted(number: int) -> tuple[int, int]:
    """Call a kernel as a new process does, whose own is not compiled yet; return what it counts, and how many were compiled."""
    import numpy as np

    from textmetrics._kernels.compiler import jit
    from textmetrics._kernels.simd import bits

    fresh = jit.kernel(bits.popcount.py_func)
    return int(fresh(np.uint64(number))), _n_compiled(fresh)


def _found_directly(number: int) -> tuple[int, int]:
    """Do the same with a kernel that is called without Numba's dispatch."""
    import numpy as np

    from textmetrics._kernels.compiler import jit
    from textmetrics._kernels.simd import bits

    fresh = jit.kernel(bits.trailing_zeros.py_func)
    return int(jit.way_in(fresh, np.uint64(0))(np.uint64(number))), _n_compiled(fresh)


def _n_compiled(kernel: Any) -> int:
    return sum(kernel.stats.cache_misses.values())


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_discarded_and_written_anew(folder: Path, damage: str, suffix: str) -> None:
    assert (_counted(7), _found_directly(8)) == ((3, 1), (3, 1))
    assert (_counted(7), _found_directly(8)) == ((3, 0), (3, 0))
    for path in sorted(folder.rglob(f"*{suffix}")):
        DAMAGES[damage](path)
    assert (_counted(7), _found_directly(8)) == ((3, 1), (3, 1))
    is_kept = damage != "a folder"  # nothing can be written there
    assert (_counted(7), _found_directly(8)) == ((3, 1 - is_kept), (3, 1 - is_kept))
    assert not list(folder.rglob("*.tmp.*"))


def test_data_written_for_another_kernel_is_not_run(folder: Path) -> None:
    assert (_counted(7), _found_directly(8)) == ((3, 1), (3, 1))
    one, other = folder.rglob("*.nbc")  # two processes that write at once may end so
    held = one.read_bytes(), other.read_bytes()
    one.write_bytes(held[1])
    other.write_bytes(held[0])
    assert (_counted(7), _found_directly(8)) == ((3, 1), (3, 1))
    assert (_counted(7), _found_directly(8)) == ((3, 0), (3, 0))


def test_what_cannot_be_unpickled_here_is_written_anew(folder: Path) -> None:
    import numpy as np

    from textmetrics._kernels.compiler import jit
    from textmetrics._kernels.simd import bits

    kernel = jit.kernel(bits.popcount.py_func)
    assert kernel(np.uint64(7)) == 3
    files = kernel._cache._cache_file
    (name,) = files._load_index().values()
    (key,) = files._load_index()
    of_a_module_that_moved = b"cno_such_module\nThing\n."
    for path, purpose in ((files._data_path(name), repr(key)), (files._index_path, files._version)):
        files._write(path, purpose, of_a_module_that_moved)
        assert (_counted(7), _counted(7)) == ((3, 1), (3, 0))


def test_a_folder_that_is_gone_does_no_harm(folder: Path) -> None:
    import numpy as np

    from textmetrics._kernels.compiler import jit
    from textmetrics._kernels.simd import bits

    fresh, direct = jit.kernel(bits.popcount.py_func), jit.kernel(bits.trailing_zeros.py_func)
    shutil.rmtree(folder)
    folder.write_text("no folder any more")
    assert (fresh(np.uint64(7)), jit.way_in(direct, np.uint64(0))(np.uint64(8))) == (3, 3)
    assert folder.read_text() == "no folder any more"


def test_a_full_disk_does_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core import caching

    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(caching.IndexDataCacheFile, "_open_for_write", full)
    assert (_counted(7), _found_directly(8)) == ((3, 1), (3, 1))
    assert not [path for path in folder.rglob("*") if path.is_file()]


COUNT = """
import numpy as np
from textmetrics._kernels.compiler import notice, way_in
from textmetrics._kernels.simd import bits
highest_bit = way_in(bits.highest_bit, np.uint64(1))
print(bits.popcount(np.uint64(7)), highest_bit(np.uint64(8)), notice.clock.spent > 0)
"""


def _processes(n: int, cache: Path) -> list[list[str]]:
    """Call kernels in processes of their own at once; return what each prints: their answers, and whether it compiled."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    started = [subprocess.Popen([sys.executable, "-c", COUNT], stdout=subprocess.PIPE, text=True, env=environment) for _ in range(n)]
    printed = [process.communicate()[0].split() for process in started]
    assert [process.returncode for process in started] == [0] * n
    return printed


def test_processes_that_meet_damaged_files_together_go_on_and_leave_sound_ones(tmp_path: Path) -> None:
    assert _processes(1, tmp_path) == [["3", "3", "True"]]
    assert _processes(1, tmp_path) == [["3", "3", "False"]]
    for k, path in enumerate(sorted(path for path in tmp_path.rglob("*") if path.suffix in (".nbi", ".nbc"))):
        list(DAMAGES.values())[k % (len(DAMAGES) - 1)](path)  # all but the folder
    assert [answers for *answers, _ in _processes(4, tmp_path)] == [["3", "3"]] * 4
    assert _processes(1, tmp_path) == [["3", "3", "False"]]
