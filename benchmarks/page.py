"""Write the tables of docs/performance.md between their marks; the words around them are left alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from .bench import Bench, Finding, Section
from .data import PROJECT

PAGE = PROJECT / "docs" / "performance.md"
PLOTS = PROJECT / "docs" / "performance"
_BEGIN, _END = "<!-- begin {name}: written by python -m benchmarks -->", "<!-- end {name} -->"


def write(blocks: dict[str, str], page: Path = PAGE) -> list[str]:
    """Put each block between its marks; give the names of those the page has no marks for."""
    text = page.read_text(encoding="utf-8")
    missing = []
    for name, block in blocks.items():
        begin, end = _BEGIN.format(name=name), _END.format(name=name)
        pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not pattern.search(text):
            missing.append(name)
            continue
        written = f"{begin}\n\n{block.strip()}\n\n{end}"
        text = pattern.sub(lambda _, written=written: written, text)
    page.write_text(text, encoding="utf-8")
    return missing


def table(header: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Write a table in Markdown: the first column to the left, figures to the right."""
    aligned = ["---" if k == 0 or not _is_figures([row[k] for row in cells]) else "---:" for k in range(len(header))]
    lines = [header, aligned, *cells]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _is_figures(column: Sequence[str]) -> bool:
    return all(not cell or cell[0].isdigit() or cell.startswith(("–", "≥", "≤")) for cell in column)


def section(found: Section) -> str:
    """Write the tables and remarks of a workload."""
    parts = []
    for caption, header, cells in found.tables:
        if caption:
            parts.append(f"*{caption}*")
        parts.append(table(header, cells))
    parts += found.remarks
    return "\n\n".join(parts)


def targets(findings: Sequence[Finding]) -> str:
    """Write the table of targets."""
    cells = [
        [
            finding.workload + (f" ({finding.note})" if finding.note else ""),
            finding.peer,
            f"{finding.shown(finding.value)} {finding.unit}",
            f"{finding.shown(finding.low)} – {finding.shown(finding.high)}",
            finding.shown(finding.by_processor) + " ×" if finding.by_processor else "–",
            finding.shown_target,
            "met" if finding.is_met else "**missed**",
        ]
        for finding in findings
    ]
    n_met = sum(finding.is_met for finding in findings)
    header = ["workload", "compared with", "found", "least – greatest round", "by processor time", "target", ""]
    return f"{n_met} of {len(findings)} targets are met in this run.\n\n{table(header, cells)}"


def machine(bench: Bench, described: str, versions: dict[str, str], loads: tuple[float, float], seconds: dict[str, float]) -> str:
    """Write what was run, where, and with which versions."""
    today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    absent = [name for name, version in versions.items() if version == "absent"]
    lines = [
        f"- Measured on {today} by {'`python -m benchmarks --quick`, on samples' if bench.quick else '`python -m benchmarks`'}"
        f"{'' if bench.folder.is_there else '; without the data folder: on the shipped example only'}.",
        f"- Machine: {described}.",
        f"- Load average when it began {loads[0]:.1f}, when it ended {loads[1]:.1f}; above the number of cores, others shared the machine.",
        f"- Versions: {', '.join(f'{name} {version}' for name, version in versions.items() if version != 'absent')}.",
        f"- Compile time, in no other figure: {seconds['compile']:.1f} s until every kernel was compiled or read from its cache.",
        f"- The whole run took {seconds['run'] / 60:.1f} minutes.",
    ]
    if absent:
        lines.append(f"- Not installed, and so left out: {', '.join(absent)}.")
    lines += [f"- {failure}" for failure in bench.failures]
    return "\n".join(lines)
