"""Time textmetrics and its peers on the same rows in one run: ``python -m benchmarks``.

Contenders must agree before they are timed; they are timed in turn, after a warm-up. Installs nothing; what is absent is named and left
out. A full run writes the tables and plots of docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

import textmetrics as tm

from . import bleu, characters, charts, edits, growth, inputs, machine, one_thread, page, processes, rouge, stages
from .bench import Bench
from .data import DEFAULT_FOLDER, DataFolder

WORKLOADS: dict[str, Callable[[Bench], None]] = {
    "rouge-lists": rouge.rouge_lists,
    "one-pair": rouge.one_pair,
    "bleu-13a": bleu.bleu_13a,
    "one-thread": one_thread.one_thread,
    "bleu-other": bleu.bleu_other,
    "sentence-bleu": bleu.sentence_bleu,
    "long-texts": rouge.long_texts,
    "chrf": characters.chrf_corpora,
    "chrf-documents": characters.chrf_documents,
    "chrf-one-pair": characters.chrf_one_pair,
    "chrf-crafted": characters.chrf_crafted,
    "ter": edits.ter,
    "error-rates": edits.error_rates,
    "bootstrap": rouge.bootstrap,
    "threads": inputs.threads,
    "columns": inputs.columns,
    "token-ids": inputs.token_ids,
    "table": processes.table,
    "fresh-process": processes.fresh_process,
    "first-call": processes.first_call,
    "collisions": growth.collisions,
    "rows": growth.rows,
    "lengths": growth.lengths,
    "profile": stages.profile,
    "limits": stages.limits,
}
WITHOUT_RATIOS = ("rows", "lengths", "profile", "limits")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT_FOLDER, help="the folder of data sets (default: ../shared/data)")
    parser.add_argument("--ratios", action="store_true", help="print only the ratios, beside their targets; write nothing")
    parser.add_argument("--only", action="append", choices=WORKLOADS, metavar="NAME", help=f"run this alone: {', '.join(WORKLOADS)}")
    parser.add_argument("--quick", action="store_true", help="samples and few rounds: under two minutes; writes nothing unless told")
    parser.add_argument("--write", action="store_true", help="write the page also after --quick or --only")
    return parser.parse_args()


def run(bench: Bench, names: list[str], console: Console) -> None:
    """Run workloads; one that fails is named, and the others go on."""
    for name in names:
        begin = time.perf_counter()
        n_sections = len(bench.sections)
        try:
            WORKLOADS[name](bench)
        except Exception as error:
            bench.failures.append(f"{name} failed: {type(error).__name__}: {error}")
            console.print(f"{bench.failures[-1]}\n{traceback.format_exc()}", style="red", markup=False)
        for section in bench.sections[n_sections:]:
            section.name = name
        console.print(f"{name}: {time.perf_counter() - begin:.1f} s", style="dim")


def show_targets(bench: Bench) -> None:
    """Print the table of targets on standard output."""
    from rich.table import Table

    shown = Table("workload", "compared with", "found", "least – greatest", "by processor time", "target", "", title="Targets")
    for found in bench.findings:
        shown.add_row(
            found.workload + (f" ({found.note})" if found.note else ""), found.peer, f"{found.shown(found.value)} {found.unit}",
            f"{found.shown(found.low)} – {found.shown(found.high)}", found.shown(found.by_processor) + " ×" if found.by_processor else "–",
            found.shown_target, "met" if found.is_met else "MISSED",
        )  # fmt: skip
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(shown)
    for failure in bench.failures:
        console.print(failure, markup=False)


def main() -> None:
    """Run what was asked for."""
    asked = arguments()
    folder = DataFolder(asked.data)
    console = Console(quiet=asked.ratios, width=None if sys.stdout.isatty() else 160)
    bench = Bench(folder, asked.quick, asked.ratios, console)
    loads = [machine.load()]
    versions = machine.versions()
    begin = time.perf_counter()
    tm.warmup()
    seconds = {"compile": time.perf_counter() - begin}
    described = machine.description()
    aside = sys.stderr if asked.ratios else sys.stdout
    print(f"{described}; load {loads[0]:.1f}", file=aside)
    print(", ".join(f"{name} {version}" for name, version in versions.items()), file=aside)
    print(f"kernels compiled or read from the cache in {seconds['compile']:.1f} s", file=aside)
    absent = [name for name, version in versions.items() if version == "absent"]
    if absent:
        print(f"not installed, and left out: {', '.join(absent)} (all are in the extra: pip install -e '.[benchmarks]')", file=aside)
    if not folder.is_there:
        print(f"no data sets in {folder.path}: the shipped example stands for all of them", file=aside)
    run(bench, asked.only or [name for name in WORKLOADS if not (asked.ratios and name in WITHOUT_RATIOS)], console)
    if bench.findings:
        show_targets(bench)
    loads.append(machine.load())
    seconds["run"] = time.perf_counter() - begin
    print(f"{seconds['run'] / 60:.1f} minutes", file=aside)
    if asked.write or not (asked.ratios or asked.quick or asked.only):
        blocks = {section.name: page.section(section) for section in bench.sections}
        if not asked.only:
            blocks["machine"] = page.machine(bench, described, versions, (loads[0], loads[1]), seconds)
            blocks["targets"] = page.targets(bench.findings)
        missing = page.write(blocks)
        drawn = charts.draw(bench, page.PLOTS)
        print(f"written: {page.PAGE}" + (f"; no place for {', '.join(missing)}" if missing else ""))
        print(f"drawn: {', '.join(drawn)}" if drawn else "no plots drawn: matplotlib is not installed")
    if bench.failures:
        sys.exit(1)


if __name__ == "__main__":
    main()
