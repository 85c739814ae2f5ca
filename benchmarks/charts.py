"""The plots of the page, as SVG: the same figures give the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .bench import Bench, Finding
from .machine import peer
from .stages import MEANINGS

OURS, MISSED, TARGET = "#3b6ea8", "#c8553d", "#222222"
STAGE_COLOURS = ("#c9c9c9", "#a3c1da", "#e3d26f", "#5b8db8", "#3b6ea8", "#8c6bb1", "#d98b5f", "#b5523b", "#7a3b2e", "#6fa287", "#999999")


def draw(bench: Bench, folder: Path) -> list[str]:
    """Draw what was measured; give the names of the files written, none where matplotlib is not installed."""
    if peer("matplotlib") is None:
        return []
    import matplotlib

    settings = {"svg.fonttype": "none", "svg.hashsalt": "textmetrics", "axes.spines.top": False, "axes.spines.right": False}
    folder.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(settings):
        matplotlib.use("svg")
        drawn = {"ratios": _ratios(bench), "growth": _growth(bench), "stages": _stages(bench)}
        for name, figure in drawn.items():
            if figure is not None:
                figure.savefig(folder / f"{name}.svg", metadata={"Date": None}, bbox_inches="tight", facecolor="white")
    return [name for name, figure in drawn.items() if figure is not None]


def _figure(width: float, height: float, n_columns: int = 1) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(1, n_columns, squeeze=False)[0]


def _ratios(bench: Bench) -> Any:
    """Draw the ratios that should be large, to both sides of 1, with their targets as marks."""
    findings: list[Finding] = [finding for finding in bench.findings if finding.at_least and finding.unit == "×"]
    if not findings:
        return None
    figure, (axes,) = _figure(9, 0.3 * len(findings) + 1)
    for place, finding in enumerate(reversed(findings)):
        axes.barh(place, finding.value - 1, left=1, color=OURS if finding.is_met else MISSED, height=0.7)
        axes.plot([finding.low, finding.high], [place, place], color=TARGET, linewidth=1)
        axes.plot([finding.target] * 2, [place - 0.45, place + 0.45], color=TARGET, linewidth=2)
        axes.text(max(finding.high, finding.target), place, f"  {finding.shown(finding.value)} ×", va="center", fontsize=8)
    axes.set_yticks(range(len(findings)), [f"{finding.workload} | {finding.peer}" for finding in reversed(findings)], fontsize=8)
    axes.axvline(1, color=TARGET, linewidth=0.5)
    axes.set_xscale("log")
    axes.set_xlabel("times as fast (log scale); thick: target; thin: least to greatest round")
    axes.margins(y=0.01)
    return figure


def _growth(bench: Bench) -> Any:
    """Draw the cost of a row over rows, and of a token over the length of texts."""
    if not {"rows", "lengths"} <= bench.series.keys():
        return None
    figure, axes = _figure(9, 3.6, 2)
    for place, (name, label) in enumerate((("rows", "rows"), ("lengths", "words a side"))):
        for line, points in bench.series[name].items():
            axes[place].plot([x for x, _ in points], [y for _, y in points], marker="o", markersize=3, label=line)
        axes[place].set_xscale("log")
        axes[place].set_yscale("log")
        axes[place].set_xlabel(label)
        axes[place].grid(visible=True, alpha=0.3)
    axes[0].set_ylabel("ns a row, one thread")
    axes[1].set_ylabel("ns, one thread")
    axes[1].legend(fontsize=8)
    return figure


def _stages(bench: Bench) -> Any:
    """Draw the stages of the main workloads as stacked bars."""
    if not bench.profile:
        return None
    figure, (axes,) = _figure(9, 0.7 * len(bench.profile) + 1.6)
    names = [stage for stage in MEANINGS if any(stage in column for column in bench.profile.values())]
    workloads = list(reversed(bench.profile))
    left = [0.0] * len(workloads)
    for stage, colour in zip(names, STAGE_COLOURS, strict=False):
        widths = [bench.profile[name].get(stage, 0.0) for name in workloads]
        axes.barh(range(len(workloads)), widths, left=left, color=colour, label=stage, height=0.6)
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set_yticks(range(len(workloads)), workloads, fontsize=8)
    axes.set_xlabel("ns a token, one thread")
    figure.legend(loc="outside upper center", ncols=len(names), fontsize=8, frameon=False)
    return figure
