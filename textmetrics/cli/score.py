"""The command `score`: read a table, score it, and print the summary."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import printable
from .app import app
from .failures import printing, sentences_for_errors

if TYPE_CHECKING:
    from ..tables import TableScores
LONG_WORK_BYTES = 20_000_000  # of a file; scoring it takes about a quarter of a second
DEFAULT_METRICS = ["rouge1", "rouge2", "rougeL", "rougeLsum"]


class Format(str, Enum):
    """What is printed."""

    table = "table"
    json = "json"


class MissingRows(str, Enum):
    """What happens to a row that lacks a prediction or a reference."""

    error = "error"
    skip = "skip"


@app.command()
def score(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table: .csv, .tsv, .jsonl or .parquet.", show_default=False)
    ],
    prediction: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of predictions.", show_default="prediction")
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN",
            help="A column of references; may be given several times.",
            show_default="reference, references or reference_1 … reference_N",
        ),
    ] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="rouge1 … rougeN, rougeL, rougeLsum, rougeW, rougeS4, rougeSU4 (any gap, or *), bleu; may be given several times.",
            show_default="rouge1 rouge2 rougeL rougeLsum",
        ),
    ] = None,
    definition: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Whose numbers: for ROUGE rouge-score, rouge-1.5.5, torchmetrics, pltrdy, pycocoevalcap; for BLEU sacrebleu, nltk, "
            "hf-bleu, torchmetrics, moses-multi-bleu; may be given once for each.",
            show_default="rouge-score sacrebleu",
        ),
    ] = None,
    stemmer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Stem words for ROUGE: porter, porter-original, porter-martin, porter-rouge-1.5.5.",
            show_default="no stemming",
        ),
    ] = None,
    tokenizer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Split texts with this tokenizer.", show_default="rouge-score for ROUGE, 13a for BLEU"
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the table with the scores of each row, in [0, 1], to this .csv, .tsv, .jsonl or .parquet.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an output that exists.")
    ] = False,
    format: Annotated[
        Format, typer.Option(help="Print a table, or one JSON object with scores in [0, 1].")
    ] = Format.table,
    percent: Annotated[bool, typer.Option("--percent/--no-percent", help="Print the table ×100, or in [0, 1].")] = True,
    missing: Annotated[
        MissingRows, typer.Option(help="A row that lacks a prediction or a reference is an error, or is skipped.")
    ] = (MissingRows.error),
    max_row_mb: Annotated[
        int,
        typer.Option(min=1, max=1000, metavar="MB", help="The most that a row of the file may have."),
    ] = 64,
    threads: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Threads that score.", show_default="one a core")
    ] = None,
) -> None:
    """Score the predictions of a table against its references.

    Example: textmetrics score outputs.csv --stemmer porter --metric rouge1 --metric rougeL --output scored.csv
    """
    with sentences_for_errors():
        from ..tables import score_table

        with _progress(file) as progress:
            scores = score_table(
                file,
                output=output,
                force=force,
                prediction=prediction,
                references=reference or (),
                metrics=metric or DEFAULT_METRICS,
                stemmer=stemmer,
                definitions=definition or (),
                tokenizer=tokenizer,
                missing=missing.value,
                max_row_mb=max_row_mb,
                threads=threads,
                progress=progress,
            )
        with printing():
            if format is Format.json:
                _print_json(_as_json(scores, file, output))
            else:
                _print_summary(scores, file, output, percent)


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar on stderr where a person waits for long work; give what moves it."""
    if not sys.stderr.isatty() or not file.is_file() or file.stat().st_size < LONG_WORK_BYTES:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("scoring"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=file.stat().st_size)

        def move(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield move


def _print_json(value: dict[str, Any]) -> None:
    """Print JSON; what is not printable, or cannot be encoded, as an escape sequence of JSON."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    shown = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
    try:
        print(shown)
    except UnicodeEncodeError:
        print(json.dumps(value, indent=2))


def _as_json(scores: TableScores, file: Path, output: Path | None) -> dict[str, Any]:
    """Give what `--format json` prints; scores are in [0, 1]."""
    return {
        "file": str(file),
        "prediction": scores.columns.prediction,
        "references": list(scores.columns.references),
        "rows": scores.n_rows,
        "skipped_rows": scores.n_skipped,
        "scores": scores.summary,
        "signatures": scores.signatures,
        "output": None if output is None else str(output),
    }


def _print_summary(scores: TableScores, file: Path, output: Path | None, percent: bool) -> None:
    """Print the means of ROUGE, corpus BLEU, the signatures, and what was written."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # "×" has no code everywhere
    console = Console()
    scale, mark, digits = (100, " ×100", 2) if percent else (1, "", 4)

    def shown(value: float) -> str:
        return f"{scale * value:.{digits}f}"

    print(
        f"{printable(str(file))}: {scores.n_rows:,} row{'s' * (scores.n_rows != 1)} scored"
        + (f", {scores.n_skipped:,} skipped" if scores.n_skipped else "")
    )
    rouge = {name: values for name, values in scores.summary.items() if name != "bleu"}
    if rouge:
        table = Table("mean over rows", box=box.SIMPLE_HEAD)
        for part in ("precision", "recall", "F1"):
            table.add_column(part + mark, justify="right")
        for name, values in rouge.items():
            numbers = (shown(values[part]) for part in ("precision", "recall", "f1"))
            table.add_row(Text(printable(name)), *numbers)
        console.print(table)
    if "bleu" in scores.summary:
        bleu = scores.summary["bleu"]
        print(f"corpus BLEU{mark}: {shown(bleu['score'])}")
        print(f"  n-gram precisions{mark}: {' / '.join(map(shown, bleu['precisions']))}")
        print(f"  brevity penalty: {bleu['brevity_penalty']:.4f}")
        print(
            f"  tokens: {bleu['prediction_length']:,} in predictions, {bleu['reference_length']:,} in references"
        )
        print()
    for family, signature in scores.signatures.items():
        print(printable(f"signature of {family}: {signature}"))
    if output is not None:
        print(printable(f"written: {output}"))
