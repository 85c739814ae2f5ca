"""Scores a table: runs of rows are read, scored on several threads, and written in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import ConfigurationError, TableError
from ..inputs import Missing
from ..parallel import available_cores
from .batches import BLOCK_BYTES, Rows, RowScores, Table, Writer
from .blocks import DEFAULT_MAX_ROW_MB, LARGEST_MAX_ROW_MB, MEGABYTE
from .columns import TextColumns, find_columns, text_rows
from .families import Family, Summary, families
from .formats import create_writer, format_of, open_table
from .output import check_output, replacing

SMALLEST_BLOCK = 1 << 18
MOST_WRITTEN_COLUMNS = 1 << 16  # Arrow takes 5 kB for each column of a run of rows, besides what it holds
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
    max_row_mb: int = DEFAULT_MAX_ROW_MB,
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
        max_row_mb: The most that a row of the file may have, in MB of 1,000,000 bytes.
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
    if not 1 <= max_row_mb <= LARGEST_MAX_ROW_MB:
        raise ConfigurationError(
            f"max_row_mb is {max_row_mb}; expected 1 … {LARGEST_MAX_ROW_MB} (MB, of 1,000,000 bytes)."
        )
    if threads is not None and threads < 1:
        raise ConfigurationError(f"threads is {threads}; expected 1 or more.")
    chosen = families(metrics, stemmer, tokenizer, definitions)
    if output is not None:
        check_output(output, path, force)
        format_of(output)
    n_workers = threads or available_cores()
    n_bytes = os.path.getsize(path) if os.path.isfile(path) else 0
    block_bytes = max(SMALLEST_BLOCK, min(BLOCK_BYTES, n_bytes // (4 * n_workers)))
    table = open_table(path, block_bytes, max_row_mb * MEGABYTE)
    columns = find_columns(table, prediction, references)
    score_names = [name for family in chosen for name in family.column_names]
    if output is not None:
        _check_names(table, score_names)
    with ExitStack() as stack:
        writer = None
        if output is not None:
            stream = stack.enter_context(replacing(output, path, force))
            writer = create_writer(output, stream, table, score_names)
        run = _Run(table, columns, chosen, missing, writer)
        try:
            run.score_all(n_workers, progress)
            if writer is not None:
                writer.close()
        except BaseException:
            if writer is not None:
                writer.abandon()
            raise
    summary = {name: found for family in chosen for name, found in family.summary().items()}
    signatures = {family.name: family.signature for family in chosen}
    return TableScores(run.n_rows, run.n_skipped, columns, summary, signatures)


def _check_names(table: Table, score_names: Sequence[str]) -> None:
    """Check that a table can be written with its scores."""
    taken = set(score_names).intersection(table.names)
    if taken:
        raise TableError(
            f"{table.path} already has a column {min(taken)!r}, which the output would add; rename it, or leave it "
            "out of the file that is read."
        )
    if len(table.names) > MOST_WRITTEN_COLUMNS:
        raise TableError(
            f"{table.path} has {len(table.names):,} columns; an output has at most {MOST_WRITTEN_COLUMNS:,} of "
            "them. Leave out columns that are not scored, or score without --output."
        )


class _Scored(NamedTuple):
    """What a run of rows gave.

    Attributes:
        n_read: how many rows they are.
        n_scored: how many of them were scored.
        n_bytes: how much of the file they are, about.
        parts: what each family adds to the summary.
        encoded: the rows and their scores as they are written; None where nothing is.
    """

    n_read: int
    n_scored: int
    n_bytes: int
    parts: list[Any]
    encoded: Any


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
        read = (columns.prediction, *columns.references)
        self.read = read if writer is None else None  # a table that is written is read whole
        self.n_rows = 0
        self.n_skipped = 0
        self.n_bytes = 0

    def score_all(self, n_workers: int, progress: Progress | None) -> None:
        """Read, score and write all rows; at most two runs of rows more than there are workers are held.

        Raises:
            TableError: There is no row to score, or one that cannot be read.
        """
        waiting: deque[Future[_Scored]] = deque()
        pool = ThreadPoolExecutor(n_workers, thread_name_prefix="textmetrics")
        try:
            for future in self._started(pool):
                waiting.append(future)
                if len(waiting) > n_workers + 1:
                    self._finish(waiting.popleft().result(), progress)
            while waiting:
                self._finish(waiting.popleft().result(), progress)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # after an error: kernels do not stop
        if self.n_rows == 0:
            why = (
                f"each of the {self.n_skipped} rows lacks a prediction or a reference"
                if self.n_skipped
                else "it has a header but no rows"
            )
            raise TableError(f"{self.table.path} has nothing to score: {why}.")

    def _started(self, pool: ThreadPoolExecutor) -> Iterator[Future[_Scored]]:
        """Have each run of rows scored; what stops the reader is raised after the runs before it."""
        try:
            for rows in self.table.rows(self.read):
                yield pool.submit(self._score, rows)
        except (TableError, OSError) as error:
            if isinstance(error, OSError):
                error = TableError(f"{self.table.path} cannot be read: {error.strerror or error}.")
            stopped: Future[_Scored] = Future()
            stopped.set_exception(error)
            yield stopped

    def _score(self, rows: Rows) -> _Scored:
        """Score a run of rows."""
        texts = text_rows(self.table, rows, self.columns, self.missing)
        arrays, parts = [], []
        for family in self.families:
            columns, part = family.score(texts.predictions, texts.references)
            arrays.extend(columns)
            parts.append(part)
        encoded = self.writer.encode(rows, RowScores(arrays, texts.kept)) if self.writer is not None else None
        return _Scored(rows.n_rows, len(texts.predictions), rows.n_bytes, parts, encoded)

    def _finish(self, scored: _Scored, progress: Progress | None) -> None:
        """Take in what a run of rows gave; runs come in the order of the table."""
        self.n_rows += scored.n_scored
        self.n_skipped += scored.n_read - scored.n_scored
        for family, part in zip(self.families, scored.parts, strict=True):
            family.add(part)
        if self.writer is not None:
            self.writer.write(scored.encoded)
        if progress is not None:
            self.n_bytes += scored.n_bytes
            progress(min(self.n_bytes, self.table.n_bytes), self.table.n_bytes)
