"""A run of benchmarks: what was asked for, what was found, and the check that contenders agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from .data import DataFolder, Rows
from .timing import Contender, Timing, time_in_turn

TOLERANCE = 1e-9  # peers may round their last bit otherwise


@dataclass(frozen=True)
class Finding:
    """A line of the table of targets.

    Attributes:
        workload: what was run.
        peer: what it is compared with.
        value: the ratio, or the seconds.
        low, high: the least and the greatest over rounds.
        target: what it should be, at the least or at the most.
        at_least: more is better.
        unit: "×", or "s".
        by_processor: the ratio of processor times; zero where there is none.
        note: what one should know.
    """

    workload: str
    peer: str
    value: float
    low: float
    high: float
    target: float
    at_least: bool = True
    unit: str = "×"
    note: str = ""
    by_processor: float = 0.0

    @property
    def is_met(self) -> bool:
        """The target is reached."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def shown_target(self) -> str:
        """The target as it is printed."""
        return f"{'≥' if self.at_least else '≤'} {self.target:g} {self.unit}"

    def shown(self, value: float) -> str:
        """Print a value of this finding."""
        return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


@dataclass
class Section:
    """Tables and remarks of one workload.

    Attributes:
        title: as a heading.
        name: of the workload, by which its place on the page is found.
        tables: header and cells of each.
        remarks: sentences below.
    """

    title: str
    tables: list[tuple[str, list[str], list[list[str]]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    name: str = ""


@dataclass
class Bench:
    """One run.

    Attributes:
        folder: where data is.
        quick: fewer rounds and smaller inputs.
        ratios_only: leave out what has no target.
        console: where progress is printed.
        one_thread: this process was started so that peers in Rust run on one thread; ours do too, and other peers are left out.
        findings: lines of the table of targets.
        sections: the tables, in order.
        series: points of the plots of growth, by plot and line.
        profile: ns a token, by workload and stage.
        failures: workloads that ended in an error.
    """

    folder: DataFolder
    quick: bool
    ratios_only: bool
    console: Console
    one_thread: bool = False
    findings: list[Finding] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    series: dict[str, dict[str, list[tuple[float, float]]]] = field(default_factory=dict)
    profile: dict[str, dict[str, float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def rounds(self) -> int:
        """How often each contender is timed."""
        return 3 if self.quick else 7

    @property
    def budget(self) -> float:
        """Seconds that the rounds of one comparison may take."""
        return 1.2 if self.quick else 8.0

    def rows(self, name: str, quick_rows: int = 3000) -> Rows:
        """Read a data set; a sample of it in a quick run."""
        rows = self.folder.rows(name)
        return rows.spread(quick_rows) if self.quick and len(rows) > quick_rows else rows

    def begin(self, title: str) -> None:
        """Open a section."""
        self.sections.append(Section(title))
        self.console.rule(title)

    def remark(self, sentence: str) -> None:
        """Add a sentence to the section, once."""
        if sentence not in self.sections[-1].remarks:
            self.sections[-1].remarks.append(sentence)
        self.console.print(sentence, style="dim")

    def table(self, caption: str, header: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        """Add a table to the section."""
        self.sections[-1].tables.append((caption, list(header), [list(row) for row in cells]))
        shown = Table(*header, title=caption or None, title_justify="left")
        for row in cells:
            shown.add_row(*row)
        self.console.print(shown)

    def agree(self, name: str, ours: Any, theirs: Any, tolerance: float = TOLERANCE) -> bool:
        """Tell whether a peer gives our numbers; where it does not, say so, and it is not timed."""
        ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
        if ours.shape != theirs.shape:
            self.remark(f"{name} gives {theirs.shape} numbers where ours are {ours.shape}: not timed.")
            return False
        wrong = int(np.count_nonzero(~(np.abs(ours - theirs) <= tolerance)))
        if wrong:
            self.remark(f"{name} disagrees on {wrong} of {ours.size} numbers: not timed.")
            return False
        same = int(np.count_nonzero(ours == theirs))
        how = "to the last bit" if same == ours.size else f"{same} of them to the last bit, the others within {tolerance:g}"
        self.console.print(f"{name} agrees on {ours.size} numbers, {how}", style="dim")
        return True

    def time(
        self, caption: str, contenders: Sequence[Contender], *, unit: str = "row", n_bytes: float = 0, budget: float | None = None
    ) -> dict[str, Timing]:
        """Time contenders, the first of which is ours, and add their table.

        Args:
            caption: Of the table.
            contenders: What is timed.
            unit: What a contender's `n_rows` counts.
            n_bytes: Bytes of text of the first contender's rows together; 0: no column of MB/s.
            budget: Seconds for all rounds; None: this run's.
        """
        found = time_in_turn(contenders, self.rounds, self.budget if budget is None else budget)
        self.add_timings(caption, list(found.values()), unit=unit, n_bytes=n_bytes)
        return found

    def add_timings(self, caption: str, timings: Sequence[Timing], *, unit: str = "row", n_bytes: float = 0) -> None:
        """Add the table of timings; the first is ours."""
        ours = timings[0]
        scale, name = _scale(min(timing.median for timing in timings))
        header = ["contender", f"{name} a {unit}", "fastest – slowest round", "rounds", f"{name} of processor", f"against {ours.name}"]
        cells = []
        for timing in timings:
            low, high = timing.spread
            row = [
                timing.name,
                f"{timing.median * scale:,.2f}",
                f"{low * scale:,.2f} – {high * scale:,.2f}",
                str(len(timing.seconds)),
                f"{timing.median_busy * scale:,.2f}",
                f"{timing.median / ours.median:,.2f} ×",
            ]
            if n_bytes:
                row.append(f"{n_bytes / ours.n_rows / timing.median / 1e6:,.1f}")
            cells.append(row)
        self.table(caption, [*header, "MB/s"] if n_bytes else header, cells)

    def compare(
        self, workload: str, ours: Timing | None, theirs: Timing | None, target: float, *, at_least: bool = True, note: str = "",
        peer: str = "",
    ) -> None:
        """Add a line of the table of targets: how much faster ours is, or, where less is better, how much slower."""
        if ours is None or theirs is None:
            return
        over, under = (theirs, ours) if at_least else (ours, theirs)
        each = [a / b for a, b in zip(over.seconds, under.seconds, strict=True)]
        value, by_processor = over.median / under.median, over.median_busy / under.median_busy
        self.find(Finding(workload, peer or theirs.name, value, min(each), max(each), target, at_least, "×", note, by_processor))

    def find(self, finding: Finding) -> None:
        """Add a line of the table of targets."""
        self.findings.append(finding)
        mark = "met" if finding.is_met else "MISSED"
        self.console.print(
            f"[bold]{finding.workload} | {finding.peer} | {finding.shown(finding.value)} {finding.unit} "
            f"({finding.shown(finding.low)} – {finding.shown(finding.high)}) | {finding.shown_target} | {mark}[/bold]"
        )


def _scale(seconds: float) -> tuple[float, str]:
    """Choose the unit that a time is printed in."""
    for scale, name in ((1.0, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * scale >= 1:
            return scale, name
    return 1e9, "ns"
