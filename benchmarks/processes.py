"""What is timed from outside: the command line on a large file, a fresh process, the very first call."""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from .bench import Bench, Finding
from .data import PROJECT
from .machine import peer
from .timing import Timing

# A process that is started by a large one inherits its peak memory; this small one stands between.
_LAUNCHER = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, used.ru_utime + used.ru_stime, peak, done.returncode, done.stderr.decode(errors="replace")[-500:]]))
"""
_PAIR = '"the cat sat on the mat", "the cat lay on a mat"'
_OURS = f"import textmetrics as tm; print(tm.Rouge().score({_PAIR})['rougeL'].f1[0])"
_THEIRS = (
    "from rouge_score import rouge_scorer; "
    f"print(rouge_scorer.RougeScorer(['rouge1', 'rouge2', 'rougeL']).score({_PAIR})['rougeL'].fmeasure)"
)


def run(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float, int]:
    """Run a program; give its seconds, its processor seconds and the most memory it held, in bytes."""
    found = subprocess.run(
        [sys.executable, "-c", _LAUNCHER, *command], capture_output=True, check=True, cwd=PROJECT, env={**os.environ, **(environment or {})}
    )
    seconds, busy, peak, code, errors = json.loads(found.stdout)
    if code:
        raise RuntimeError(f"{command[0]} ended with {code}: {errors}")
    return seconds, busy, peak


def _in_turn(commands: dict[str, tuple[list[str], dict[str, str]]], rounds: int) -> tuple[dict[str, Timing], dict[str, int]]:
    """Run programs in turn, after one run that is not counted; give their times and peaks of memory."""
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, (command, environment) in commands.items():
            measured = run(command, environment)
            if turn:
                found[name].append(measured)
    timings = {
        name: Timing(name, 1, tuple(wall for wall, _, _ in each), tuple(busy for _, busy, _ in each))
        for name, each in found.items()
    }
    return timings, {name: max(peak for _, _, peak in each) for name, each in found.items()}


def _grown(source: Path, target: Path, n_bytes: int) -> int:
    """Write the rows of a CSV file so often that the file is that large; give its bytes."""
    with source.open("rb") as opened:
        header = opened.readline()
        body = opened.read()
    if not body.endswith(b"\n"):
        body += b"\n"
    with target.open("wb") as grown:
        grown.write(header)
        for _ in range(n_bytes // len(body) + 1):
            grown.write(body)
    return target.stat().st_size


def table(bench: Bench) -> None:
    """Score a large CSV file from the command line, beside counting its words."""
    bench.begin("The command line on a large file")
    wanted = (40 if bench.quick else 500) * 1_000_000
    source = bench.folder.csv("cnndm_pointergen")
    if shutil.which("wc") is None:
        bench.remark("There is no `wc` here: not measured.")
        return
    with tempfile.TemporaryDirectory() as folder:
        if shutil.disk_usage(folder).free < 4 * wanted:
            bench.remark(f"{folder} has no room for {4 * wanted / 1e9:.1f} GB: not measured.")
            return
        file, output = Path(folder) / "large.csv", Path(folder) / "scored.csv"
        n_bytes = _grown(source, file, wanted)
        score = [sys.executable, "-m", "textmetrics", "score", str(file), "--output", str(output), "--force"]
        score += [word for name in ("rouge1", "rouge2", "rougeL") for word in ("--metric", name)]
        commands = {
            "textmetrics score": (score, {}),
            "textmetrics score, one thread": ([*score, "--threads", "1"], {}),
            "wc -w, LC_ALL=C": (["wc", "-w", str(file)], {"LC_ALL": "C"}),
            "wc -w, LC_ALL=C.UTF-8": (["wc", "-w", str(file)], {"LC_ALL": "C.UTF-8"}),
        }
        timings, peaks = _in_turn(commands, 1 if bench.quick else 3)
    bench.add_timings(
        f"{n_bytes / 1e6:,.0f} MB: the rows of {source.name} over and over; ROUGE-1, 2, L; scores of every row written",
        list(timings.values()), unit="file", n_bytes=n_bytes,
    )  # fmt: skip
    bench.table("the most memory held", ["program", "peak, MB"], [[name, f"{peak / 1e6:,.0f}"] for name, peak in peaks.items()])
    wc = min((timings[name] for name in timings if name.startswith("wc")), key=lambda timing: timing.median)
    for name, note in (("textmetrics score, one thread", "one thread each"), ("textmetrics score", "every core; wc has one")):
        ratio = [a / b for a, b in zip(wc.seconds, timings[name].seconds, strict=True)]
        value = wc.median / timings[name].median
        busy = wc.median_busy / timings[name].median_busy
        bench.find(Finding(f"{name} of {n_bytes / 1e6:,.0f} MB", wc.name, value, min(ratio), max(ratio), 0.5, True, "×", note, busy))
        peak = peaks[name] / 1e6
        bench.find(Finding(f"peak memory of {name}", "–", peak, peak, peak, 700, False, "MB"))


def fresh_process(bench: Bench) -> None:
    """Time a fresh process with a warm cache: import, one pair, exit."""
    bench.begin("A fresh process")
    commands = {"textmetrics": ([sys.executable, "-c", _OURS], {})}
    if peer("rouge_score") is not None:
        commands["rouge-score"] = ([sys.executable, "-c", _THEIRS], {})
    commands["python alone"] = ([sys.executable, "-c", "pass"], {})
    timings, _ = _in_turn(commands, 3 if bench.quick else 9)
    bench.add_timings("start, import, one pair, exit; kernels come from the disk", list(timings.values()), unit="process")
    bench.compare("a fresh process, warm cache", timings["textmetrics"], timings.get("rouge-score"), 1.5, at_least=False)


def first_call(bench: Bench) -> None:
    """Time the very first call, with an empty cache of kernels, and look for the line that says what is compiled."""
    bench.begin("Compile time: the very first call")
    times: dict[str, list[float]] = {"one pair": [], "a list of pairs": []}
    codes = {
        "one pair": _OURS,
        "a list of pairs": "import textmetrics as tm; print(tm.rouge(['the cat sat'] * 9, ['a cat sat'] * 9)['rougeL'].mean)",
    }
    if not bench.quick and not bench.ratios_only:
        codes["tm.warmup(), every kernel"] = "import textmetrics as tm; tm.warmup()"
    for name, code in codes.items():
        for _ in range(2 if name in times and not bench.quick else 1):
            with tempfile.TemporaryDirectory() as cache:
                times.setdefault(name, []).append(run([sys.executable, "-c", code], {"NUMBA_CACHE_DIR": cache})[0])
    cells = [[name, f"{min(found):.2f}", f"{max(found):.2f}"] for name, found in times.items()]
    bench.table("a fresh process with an empty cache, from start to exit", ["call", "fastest, s", "slowest, s"], cells)
    for name in ("one pair", "a list of pairs"):
        found = times[name]
        median = statistics.median(found)
        bench.find(Finding(f"the very first call: {name}", "–", median, min(found), max(found), 6, False, "s"))
    line = _said_in_terminal(_OURS)
    bench.remark(f"In a terminal it says on stderr: `{line}`" if line else "In a terminal nothing is said on stderr while it compiles.")


def _said_in_terminal(code: str) -> str:
    """Give the first line that a first call writes to a terminal on stderr; empty where it writes none, or there are no terminals."""
    try:
        import pty
    except ImportError:
        return ""
    ours, theirs = pty.openpty()
    with tempfile.TemporaryDirectory() as cache:
        begun = time.perf_counter()
        environment = {**os.environ, "NUMBA_CACHE_DIR": cache}
        child: subprocess.Popen[Any] = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=theirs, cwd=PROJECT, env=environment
        )
        os.close(theirs)
        said = b""
        try:
            while time.perf_counter() - begun < 120 and (piece := os.read(ours, 1024)):
                said += piece
        except OSError:  # Linux ends a terminal so
            pass
        child.wait()
        os.close(ours)
    if not said.strip():
        return ""
    # Where the cache is says nothing to the reader of the page.
    return re.sub(r"/\S+", "…", said.decode(errors="replace").strip().splitlines()[0])
