"""Time textmetrics and its peers on the same rows in one run: ``python -m benchmarks [DATA]``.

Contenders must agree before they are timed. rouge-score is timed on fewer rows, and its time a row is given. Installs nothing; a peer that
is absent is left out.
"""

from __future__ import annotations

import importlib
import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import textmetrics as tm

REPEATS = 5
FEW_ROWS = 300
Run = Callable[[], Any]


def load(folder: Path, name: str) -> tuple[list[str], list[list[str]]]:
    """Read predictions and references of a data set."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder / f"{name}.parquet", columns=["prediction", "references"])
    return table["prediction"].to_pylist(), table["references"].to_pylist()


def microseconds_a_row(runs: dict[str, tuple[Run, int]]) -> dict[str, tuple[float, float]]:
    """Time all contenders in turn, REPEATS times: the median and the spread, in µs a row."""
    for run, _ in runs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, (run, n_rows) in runs.items():
            begin = time.perf_counter()
            run()
            times[name].append((time.perf_counter() - begin) / n_rows * 1e6)
    return {name: (statistics.median(found), max(found) - min(found)) for name, found in times.items()}


def show(title: str, runs: dict[str, tuple[Run, int]], console: Console) -> None:
    """Time the contenders and print a table; the first one is ours."""
    table = Table("contender", "µs a row", "spread", "ours is faster by", title=title)
    found = microseconds_a_row(runs)
    ours = next(iter(found.values()))[0]
    for name, (median, spread) in found.items():
        table.add_row(name, f"{median:.2f}", f"{spread:.2f}", f"{median / ours:.1f}")
    console.print(table)


def present(module: str) -> Any:
    """Import a peer, or give None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def agree(ours: list[float], theirs: list[float], peer: str) -> None:
    """End the run if a peer's numbers are not ours."""
    wrong = sum(abs(a - b) > 1e-9 for a, b in zip(ours, theirs, strict=True))
    if wrong:
        sys.exit(f"{peer} disagrees on {wrong} of {len(ours)} rows")


def rouge(folder: Path, name: str, types: tuple[str, ...], stemmer: str | None, console: Console) -> None:
    """Time ROUGE over a data set."""
    predictions, nested = load(folder, name)
    references = [own[0] for own in nested]
    metric = tm.Rouge(types, stemmer)
    own_f1 = metric.score(predictions, references)[types[-1]].f1.tolist()
    runs: dict[str, tuple[Run, int]] = {
        "textmetrics": (lambda: metric.score(predictions, references), len(predictions)),
        "textmetrics, one thread": (lambda: metric.score(predictions, references, threads=1), len(predictions)),
    }
    if (package := present("rouge_score_rs")) is not None:
        rust = package.RougeScorer(list(types), use_stemmer=stemmer is not None)
        found = rust.score_batch(references[:FEW_ROWS], predictions[:FEW_ROWS])
        agree(own_f1[:FEW_ROWS], [row[types[-1]].fmeasure for row in found], "rouge-score-rs")
        runs["rouge-score-rs"] = (lambda: rust.score_batch(references, predictions), len(predictions))
    if (package := present("rouge_score.rouge_scorer")) is not None:
        python = package.RougeScorer(list(types), use_stemmer=stemmer is not None)

        def few() -> list[Any]:
            return [python.score(reference, prediction) for reference, prediction in zip(references[:FEW_ROWS], predictions, strict=False)]

        agree(own_f1[:FEW_ROWS], [row[types[-1]].fmeasure for row in few()], "rouge-score")
        runs[f"rouge-score ({FEW_ROWS} rows)"] = (few, FEW_ROWS)
    show(f"{name}: {', '.join(types)}" + (", stemmed" if stemmer else ""), runs, console)


def bleu(folder: Path, name: str, console: Console) -> None:
    """Time corpus BLEU over a data set."""
    predictions, nested = load(folder, name)
    n_references = max(map(len, nested))
    streams = [[own[k] if k < len(own) else None for own in nested] for k in range(n_references)]
    own = tm.bleu(predictions, nested)
    runs: dict[str, tuple[Run, int]] = {
        "textmetrics": (lambda: tm.bleu(predictions, nested), len(predictions)),
        "textmetrics, one thread": (lambda: tm.bleu(predictions, nested, threads=1), len(predictions)),
    }
    if (package := present("bleuscore")) is not None and n_references == 1:
        # Its score differs where its smoothing and reference length do: none is used here.
        agree([own.score], [package.compute(nested, predictions)["bleu"]], "bleuscore")
        runs["bleuscore"] = (lambda: package.compute(nested, predictions), len(predictions))
    if (sacrebleu := present("sacrebleu.metrics")) is not None:
        peer = sacrebleu.BLEU(force=True)
        agree([own.percent], [peer.corpus_score(predictions, streams).score], "sacrebleu")
        runs["sacrebleu"] = (lambda: peer.corpus_score(predictions, streams), len(predictions))
    show(f"{name}: corpus BLEU, 13a", runs, console)


def main() -> None:
    """Run all workloads on the data in the folder named, by default ../shared/data."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    console = Console()
    begin = time.perf_counter()
    tm.warmup()
    names = ["textmetrics-jit", "numba", "numpy", "rouge-score-rs", "rouge-score", "bleuscore", "sacrebleu"]
    installed = []
    for name in names:
        try:
            installed.append(f"{name} {version(name)}")
        except importlib.metadata.PackageNotFoundError:
            installed.append(f"{name} absent")
    console.print(f"{', '.join(installed)}; {os.cpu_count()} cores; kernels ready after {time.perf_counter() - begin:.1f} s")
    three = ("rouge1", "rouge2", "rougeL")
    rouge(folder, "cnndm_pointergen", three, None, console)
    rouge(folder, "cnndm_pointergen", three, "porter", console)
    rouge(folder, "cnndm_pointergen", (*three, "rougeLsum"), "porter", console)
    rouge(folder, "xsum_edinburgh", three, None, console)
    bleu(folder, "mlqe_pe", console)
    bleu(folder, "wmt21_multiref", console)


if __name__ == "__main__":
    main()
