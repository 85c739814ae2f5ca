"""Name the machine and the versions, and measure the machine's own limits."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

PACKAGES = {  # distribution: the name it is imported by
    "textmetrics-jit": "textmetrics",
    "numba": "numba",
    "numpy": "numpy",
    "pyarrow": "pyarrow",
    "pandas": "pandas",
    "rouge-score": "rouge_score",
    "rouge-score-rs": "rouge_score_rs",
    "rouge-rust": "fast_rouge",
    "sacrebleu": "sacrebleu",
    "bleuscore": "bleuscore",
    "rapidfuzz": "rapidfuzz",
    "matplotlib": "matplotlib",
}


def peer(module: str) -> Any:
    """Import a peer's module, or give None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def versions() -> dict[str, str]:
    """Give the version of every package that takes part, "absent" where it is not installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found


def n_cores() -> int:
    """Count the processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor() -> str:
    """Name the processor's model."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def description() -> str:
    """Describe machine and Python in one line."""
    caches = []
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        if (index / "type").read_text().strip() != "Instruction":
            caches.append(f"L{(index / 'level').read_text().strip()} {(index / 'size').read_text().strip()}")
    with_caches = f" ({', '.join(caches)})" if caches else ""
    return (
        f"{processor()}{with_caches}, {n_cores()} cores, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def load() -> float:
    """Give how many processes ran or waited over the last minute: above zero before a run, others share the machine."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def best_of(run: Callable[[], Any], times: int) -> float:
    """Give the fewest seconds of several runs: a limit is what the machine can do undisturbed."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


def read_bandwidth(n_bytes: int) -> float:
    """Measure the bytes a second that one thread reads from memory."""
    array = np.ones(n_bytes // 8, np.uint64)
    return n_bytes / best_of(lambda: int(np.bitwise_or.reduce(array)), 5)


def copy_bandwidth(n_bytes: int) -> float:
    """Measure the bytes a second that one thread reads and writes."""
    source = np.ones(n_bytes // 8, np.uint64)
    target = np.zeros_like(source)
    return 2 * n_bytes / best_of(lambda: np.copyto(target, source), 5)


def wc_seconds(path: Path, times: int = 3) -> float | None:
    """Measure how long `wc -w` takes for a file, in the faster locale; None where there is no wc."""
    program = shutil.which("wc")
    if program is None:
        return None

    def count(locale: str) -> Callable[[], Any]:
        environment = {**os.environ, "LC_ALL": locale}
        return lambda: subprocess.run([program, "-w", str(path)], env=environment, stdout=subprocess.DEVNULL, check=True)

    return min(best_of(count(locale), times) for locale in ("C", "C.UTF-8"))


def lcs_word_operations(n_steps: int = 3_000_000) -> float:
    """Measure the steps a second of the bit-parallel LCS on 64 cells, four texts at once in registers, with nothing else to do."""
    import numba

    @numba.njit
    def walk(masks: Any, n: int) -> Any:
        a = b = c = d = np.uint64(0xFFFFFFFFFFFFFFFF)
        for k in range(n):
            mask = masks[np.uint64(k) & np.uint64(1023)]
            both = a & mask
            a = (a + both) | (a - both)
            both = b & ~mask
            b = (b + both) | (b - both)
            both = c & (mask >> np.uint64(1))
            c = (c + both) | (c - both)
            both = d & (mask << np.uint64(1))
            d = (d + both) | (d - both)
        return a ^ b ^ c ^ d

    masks = np.random.default_rng(0).integers(0, 1 << 63, 1024).astype(np.uint64)
    walk(masks, 10)
    return 4 * n_steps / best_of(lambda: walk(masks, n_steps), 5)
