"""Scores a table: runs of rows are read, scored on several threads, and written in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..columns import Missing
from ..errors import ConfigurationError, InputError, TableError
from ..parallel import available_cores
from .formats import create_writer, format_of, open_table
from .metrics import Family, Summary, families
from .output import check_output, replacing
from .rows import BLOCK_BYTES, Rows, RowScores, Table, Writer
from .text_columns import TextColumns, find_columns, text_rows, utf8_fault

SMALLEST_BLOCK = 1 << 18
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class TableScores:
    """What a table scored.

    Attributes:
        n_rows: the rows that were scored.
        n_skipped: the rows left out because a value was missing.
        columns: which columns were scored.
        summary: what each metric gave over all rows, by its name.
        signatures: the exact settings, by family: "rouge", "bleu".
    """

    n_rows: int
    n_skipped: int
    columns: TextColumns
    summary: dict[str, Summary]
    signatures: dict[str, str]


def score_table(
    path: str | Path,
    *,
    output: str | Path | None = None,
    force: bool = False,
    prediction: str | None = None,
    references: Sequence[str] = (),
    metrics: Sequence[str] = ("rouge1", "rouge2", "rougeL", "rougeLsum"),
    stemmer: Any = None,
    definitions: Sequence[str] = (),
    tokenizer: Any = None,
    missing: Missing = "error",
    threads: int | None = None,
    progress: Progress | None = None,
) -> TableScores:
    """Score the rows of a CSV, TSV, JSON Lines or Parquet file, in memory that does not grow with the file.

    Args:
        path: The file; its extension tells its format.
        output: Where to write the table with the scores of each row, in [0, 1], as columns appended:
            "rouge1_precision", "rouge1_recall", "rouge1_f1", …, "bleu" (sentence BLEU). Its extension tells its format.
            Nothing is left there if anything fails.
        force: Overwrite an output that exists; otherwise that is an error.
        prediction: The column of predictions; by default `prediction`.
        references: The columns of references; by default `reference`, `references` or `reference_1` … `reference_N`.
            Where there are several, a blank cell is no reference.
        metrics: rouge1 … rougeN, rougeL, rougeLsum, bleu.
        stemmer: The stemmer of ROUGE.
        definitions: Whose ROUGE and whose BLEU; of each one at most.
        tokenizer: The tokenizer of all metrics; by default that of each one's definition.
        missing: What to do with a row whose prediction is null or that has no reference: "error" or "skip".
        threads: How many threads score; by default one a core.
        progress: Called with the bytes done and the bytes of the file.

    Raises:
        TableError: The file cannot be read as a table, or lacks what is to be scored.
        OutputError: The output cannot be written to the end.
        ConfigurationError: A metric, a tokenizer, a stemmer or a format does not exist.
    """
    path, output = Path(path), None if output is None else Path(output)
    if missing not in ("error", "skip"):
        raise ConfigurationError(f"missing is {missing!r}; expected 'error' or 'skip'.")
    if threads is not None and threads < 1:
        raise ConfigurationError(f"threads is {threads}; expected 1 or more.")
    chosen = families(metrics, stemmer, tokenizer, definitions)
    if output is not None:
        check_output(output, path, force)
        format_of(output)
    n_workers = threads or available_cores()
    n_bytes = path.stat().st_size if path.is_file() else 0
    table = open_table(path, max(SMALLEST_BLOCK, min(BLOCK_BYTES, n_bytes // (4 * n_workers))))
    columns = find_columns(table, prediction, references)
    score_names = [name for family in chosen for name in family.column_names]
    _check_names(table, score_names, output)
    with ExitStack() as stack:
        writer = None
        if output is not None:
            writer = create_writer(output, stack.enter_context(replacing(output, path, force)), table, score_names)
        run = _Run(table, columns, chosen, missing, writer)
        run.score_all(n_workers, progress)
        if run.n_rows == 0:
            why = (
                f"each of the {run.n_skipped} rows lacks a prediction or a reference"
                if run.n_skipped
                else "it has a header but no rows"
            )
            raise TableError(f"{path} has nothing to score: {why}.")
        if writer is not None:
            writer.close()
    summary = {name: found for family in chosen for name, found in family.summary().items()}
    signatures = {family.name: family.signature for family in chosen}
    return TableScores(run.n_rows, run.n_skipped, columns, summary, signatures)


def _check_names(table: Table, score_names: Sequence[str], output: Path | None) -> None:
    taken = [name for name in score_names if name in table.names]
    if taken and output is not None:
        raise TableError(
            f"{table.path} already has a column {taken[0]!r}, which the output would add; rename it, or leave it "
            "out of the file that is read."
        )


class _Run:
    """One pass over a table."""

    def __init__(
        self, table: Table, columns: TextColumns, chosen: Sequence[Family], missing: Missing, writer: Writer | None
    ) -> None:
        self.table = table
        self.columns = columns
        self.families = chosen
        self.missing = missing
        self.writer = writer
        self.n_rows = 0
        self.n_skipped = 0
        self.n_bytes = 0

    def score_all(self, n_workers: int, progress: Progress | None) -> None:
        """Read, score and write all rows; at most one run of rows more than there are workers is held."""
        waiting: deque[tuple[Rows, Future[tuple[int, list[Any], Any]]]] = deque()
        with ThreadPoolExecutor(n_workers, thread_name_prefix="textmetrics") as pool:
            try:
                for rows in self.table:
                    waiting.append((rows, pool.submit(self._score, rows)))
                    if len(waiting) > n_workers + 1:
                        self._finish(*waiting.popleft(), progress)
                while waiting:
                    self._finish(*waiting.popleft(), progress)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _score(self, rows: Rows) -> tuple[int, list[Any], Any]:
        """Score a run of rows, as `_scored` does, and name the text that is not UTF-8, if one is."""
        try:
            return self._scored(rows)
        except TableError:  # which names the row
            raise
        except InputError as error:
            scored = (self.columns.prediction, *self.columns.references)
            raise utf8_fault(self.table, rows, scored) or error from None
        except UnicodeDecodeError as error:  # of a writer
            raise utf8_fault(self.table, rows, self.table.names) or error from None

    def _scored(self, rows: Rows) -> tuple[int, list[Any], Any]:
        """Score a run of rows; give how many were scored, what each family adds to the summary, and the output."""
        texts = text_rows(self.table, rows, self.columns, self.missing)
        n_rows = len(texts.predictions)
        arrays, parts = [], []
        for family in self.families:
            columns, part = family.score(texts.predictions, texts.references)
            arrays.extend(columns)
            parts.append(part)
        encoded = self.writer.encode(rows, RowScores(arrays, texts.kept)) if self.writer is not None else None
        return n_rows, parts, encoded

    def _finish(self, rows: Rows, future: Future[tuple[int, list[Any], Any]], progress: Progress | None) -> None:
        """Take in what a run of rows gave; runs come in the order of the table."""
        n_rows, parts, encoded = future.result()
        self.n_rows += n_rows
        self.n_skipped += rows.n_rows - n_rows
        for family, part in zip(self.families, parts, strict=True):
            family.add(part)
        if self.writer is not None:
            self.writer.write(encoded)
        if progress is not None:
            self.n_bytes += rows.n_bytes
            progress(min(self.n_bytes, self.table.n_bytes), self.table.n_bytes)
