"""Who waits at a terminal while kernels are compiled is told so in one line; logs and later runs see nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import JIT_IS_ON

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
pytestmark = pytest.mark.skipif(not JIT_IS_ON, reason="nothing is compiled")

SCORE = "import textmetrics as tm; print(tm.rouge(['a b'], ['a c'])['rouge1'].mean.f1)"
ONE_KERNEL = """
import numpy as np
from textmetrics._kernels.simd import bits
from textmetrics._kernels.compiler import notice
notice.NOTICE_AFTER = {seconds}
print(bits.popcount(np.uint64(7)))
"""
WITHOUT_A_FOLDER = """
from textmetrics._kernels.compiler import jit
def no_folder(function):
    raise RuntimeError("no locator available")  # as Numba does
jit.DigestCache = no_folder
"""
IN_THREADS = """
import threading
import numpy as np
from textmetrics._kernels.simd import bits
from textmetrics._kernels.compiler import notice
notice.NOTICE_AFTER = 0.0
threads = [threading.Thread(target=kernel, args=(np.uint64(7),)) for kernel in (bits.popcount, bits.trailing_zeros, bits.highest_bit)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(bits.popcount(np.uint64(7)))
"""
IN_A_CHILD = """
import os, time
import numpy as np
from textmetrics._kernels.simd import bits
from textmetrics._kernels.compiler import notice
notice.NOTICE_AFTER = {seconds}
bits.popcount(np.uint64(7))
notice.clock.begun = time.monotonic() - 1000.0  # as if another thread were compiling
child = os.fork()
if child:
    os.waitpid(child, 0)
else:
    notice.clock.spent = 0.0
    bits.trailing_zeros(np.uint64(7))
    print(notice.clock.begun, 0 < notice.clock.spent < 900, flush=True)
    os._exit(0)
"""


def _environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "NUMBA_CACHE_DIR": str(cache)}


def _at_a_terminal(code: str, cache: Path) -> tuple[str, list[str]]:
    """Run code whose stderr is a terminal; give what it prints, and the lines on the terminal."""
    ours, its = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=its, text=True, env=_environment(cache))
    os.close(its)
    printed, _ = process.communicate()
    shown = b""
    try:
        while more := os.read(ours, 4096):
            shown += more
    except OSError:
        pass  # Linux says so where the other end is closed and all is read
    os.close(ours)
    assert process.returncode == 0, shown.decode()
    return printed.strip(), shown.decode().splitlines()


def test_the_first_score_at_a_terminal_says_what_it_waits_for_and_later_ones_nothing(tmp_path: Path) -> None:
    printed, shown = _at_a_terminal(SCORE, tmp_path)
    assert printed == "0.5"
    assert len(shown) == 1
    assert shown[0].startswith("textmetrics: compiling its kernels for this machine, once; later runs load them from ")
    named = Path(shown[0].rpartition(" from ")[2])
    assert list(named.glob("*.nbi"))
    assert _at_a_terminal(SCORE, tmp_path) == ("0.5", [])


def test_nothing_is_written_where_stderr_is_no_terminal(tmp_path: Path) -> None:
    code = ONE_KERNEL.format(seconds=0.0)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment(tmp_path))
    assert (ended.stdout.strip(), ended.stderr) == ("3", "")


@pytest.mark.parametrize("closing", ["sys.stderr = None", "sys.stderr.close()"])
def test_a_missing_or_closed_stderr_does_no_harm(tmp_path: Path, closing: str) -> None:
    assert _at_a_terminal(f"import sys; {closing}\n{ONE_KERNEL.format(seconds=0.0)}", tmp_path) == ("3", [])


def test_short_compiling_is_not_told(tmp_path: Path) -> None:
    assert _at_a_terminal(ONE_KERNEL.format(seconds=1000.0), tmp_path) == ("3", [])
    assert _at_a_terminal(ONE_KERNEL.format(seconds=0.0), tmp_path) == ("3", [])  # kept by the run before: nothing is compiled


def test_where_kernels_cannot_be_kept_the_line_says_so(tmp_path: Path) -> None:
    told = ["textmetrics: compiling its kernels for this machine, in every process: they cannot be kept on disk"]
    assert _at_a_terminal(WITHOUT_A_FOLDER + ONE_KERNEL.format(seconds=0.0), tmp_path) == ("3", told)


def test_threads_that_compile_tell_once(tmp_path: Path) -> None:
    printed, shown = _at_a_terminal(IN_THREADS, tmp_path)
    assert (printed, len(shown)) == ("3", 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize(("seconds", "n_lines"), [(0.0, 1), (500.0, 0)])
def test_a_forked_child_neither_repeats_the_line_nor_goes_on_with_its_parents_clock(tmp_path: Path, seconds: float, n_lines: int) -> None:
    printed, shown = _at_a_terminal(IN_A_CHILD.format(seconds=seconds), tmp_path)
    assert (printed, len(shown)) == ("None True", n_lines)


@pytest.mark.skipif(bool(os.environ.get("NUMBA_BOUNDSCHECK")), reason="checked kernels are not kept on disk")
def test_kernels_from_the_disk_are_loaded_without_starting_numbas_compiler(tmp_path: Path) -> None:
    begun = "; import sys; print('numba.np.linalg' in sys.modules)"  # among what Numba imports before it compiles
    for expected in ("True", "False"):
        ended = subprocess.run(
            [sys.executable, "-c", SCORE + begun], capture_output=True, text=True, check=True, env=_environment(tmp_path)
        )
        assert ended.stdout.split() == ["0.5", expected]


def test_a_kernel_for_kernels_only_tells_python_so() -> None:
    from textmetrics._kernels.ngrams import bit_side

    with pytest.raises(TypeError, match="the kernel _walk_one_word is called by kernels only"):
        bit_side._walk_one_word()
