"""Run the workloads that peers in Rust take part in on one thread each, in a process of its own: their threads are fixed when they start.

Called by the benchmarks themselves, as ``python -m benchmarks.one_thread FILE DATA QUICK``; FILE receives what was found.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from .bench import Bench
from .bleu import bleu_13a
from .data import PROJECT, DataFolder
from .rouge import rouge_lists


def one_thread(bench: Bench) -> None:
    """Run them, and take over what was found."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found"
        command = [sys.executable, "-m", "benchmarks.one_thread", str(file), str(bench.folder.path), str(int(bench.quick))]
        subprocess.run(command, check=True, cwd=PROJECT, env={**os.environ, "RAYON_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL)
        sections, findings = pickle.loads(file.read_bytes())
    bench.begin("Peers in Rust, one thread each")
    for section in sections:
        for caption, header, cells in section.tables:
            bench.table(caption, header, cells)
        for remark in section.remarks:
            bench.remark(remark)
    for finding in findings:
        bench.find(finding)


def main() -> None:
    """Run in the process of its own."""
    file, data, quick = sys.argv[1:]
    bench = Bench(DataFolder(Path(data)), bool(int(quick)), True, Console(quiet=True), one_thread=True)
    rouge_lists(bench)
    bleu_13a(bench)
    Path(file).write_bytes(pickle.dumps((bench.sections, bench.findings)))


if __name__ == "__main__":
    main()
