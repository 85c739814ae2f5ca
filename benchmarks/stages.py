"""Where the time goes: a flat profile of the main workloads, and how far each is from the machine's limits."""

from __future__ import annotations

import importlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import textmetrics as tm

from .bench import Bench
from .data import Rows
from .machine import copy_bandwidth, lcs_word_operations, read_bandwidth, wc_seconds
from .rouge import FOUR, THREE
from .short_texts import parts_of_short_texts
from .timing import Contender, time_in_turn

REST = "the rest"
STAGES = {  # what is timed: the stage that its time counts for, in the order in which they run
    "textmetrics.metrics.rouge.rouge.pair_rows": "checking",
    "textmetrics.metrics.bleu.bleu.pair_rows": "checking",
    "textmetrics.inputs.pairs.Pairs.block": "reading",
    "textmetrics.tokenization.encoder.read": "reading",
    "textmetrics.counting.whole_texts.read": "reading",
    "textmetrics._kernels.tokenizers.count_newlines": "lines",
    "textmetrics._kernels.tokenizers.split_lines": "lines",
    "textmetrics.tokenization.tokenizers.Tokenizer.kernel": "scanning",
    "textmetrics.tokenization.tokenizers.Tokenizer.finder": "scanning",
    "textmetrics._kernels.rouge.rouge_texts": "short texts",
    "textmetrics._kernels.bleu.bleu_texts": "short texts",
    "textmetrics.tokenization.vocabulary.Vocabulary.intern": "interning",
    "textmetrics.tokenization.stemming.Stemmer.replace": "stemming",
    "textmetrics.tokenization.stemming.Stemmer.stem_words": "stemming",
    "textmetrics.counting.whole_texts.count_ngrams_and_lcs": "counting",
    "textmetrics.counting.line_by_line.count_union": "union LCS",
    "textmetrics.counting.whole_texts._count_long_pairs": "long pairs",
    "textmetrics.counting.rows._count_block": "counting",
    "textmetrics.metrics.rouge.formula.Formula.scores": "formula",
    "textmetrics.metrics.bleu.bleu.BleuResult._sum": "formula",
    "textmetrics.metrics.bleu.bleu.Bleu.percents": "formula",
}
WHOLE = ("stemming",)  # stages that keep what others do for them: stems are interned too
MEANINGS = {
    "checking": "every element of the lists is looked at, and the rows are aligned",
    "reading": "str to bytes of UTF-8, with offsets",
    "lines": "newlines are found, for the metrics that compare line by line",
    "scanning": "where words are in the text, or the text to lower-cased words parted by zeros: the tokenizer",
    "short texts": "words to counts, pair by pair, without ids; its parts were timed by themselves",
    "interning": "words to ids, through a table of words",
    "stemming": "the stem of each distinct word, and its id in place of the word's",
    "counting": "clipped matches of all orders, and the LCS, in one walk along the ids",
    "union LCS": "the LCS of each reference line with each prediction line, walked back, and their union",
    "long pairs": "the same for pairs of which both texts have over 128 tokens, through tables",
    "formula": "integers to precision, recall and F1, or to BLEU",
    REST: "blocks handed out, and Python",
}


class Stopwatch:
    """Seconds by stage; while a stage calls another, only the inner one's clock runs."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._running: list[str] = []
        self._mark = 0.0

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] = self.seconds.get(self._running[-1], 0.0) + now - self._mark
        self._mark = now

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give the function with its time counted for a stage."""

        def call(*arguments: Any, **options: Any) -> Any:
            if self._running and self._running[-1] in WHOLE:
                return function(*arguments, **options)
            self._turn()
            self._running.append(stage)
            try:
                return function(*arguments, **options)
            finally:
                self._turn()
                self._running.pop()

        return call


@contextmanager
def _watched(watch: Stopwatch) -> Iterator[None]:
    """Put the clock round every stage; one that is no longer there is passed over, and its time is in the rest."""
    with ExitStack() as stack:
        for path, stage in STAGES.items():
            owner, name = _found(path)
            if owner is None:
                continue
            original = vars(owner).get(name)
            replaced: Any
            if name in ("kernel", "finder"):
                replaced = _giver(watch, stage, original)
            elif callable(original):
                replaced = _method(watch.timed(stage, original))
            elif hasattr(original, "func"):  # a cached property
                replaced = property(watch.timed(stage, original.func))
            else:
                continue
            stack.enter_context(mock.patch.object(owner, name, replaced))
        yield


def _giver(watch: Stopwatch, stage: str, original: Any) -> Callable[..., Any]:
    """Give a method whose result, a kernel or None, is what takes the time."""

    def give(self: Any) -> Any:
        found = original(self)
        return None if found is None else watch.timed(stage, found)

    return give


def _method(call: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function that may stand in a class."""
    return lambda *arguments, **options: call(*arguments, **options)


def _found(path: str) -> tuple[Any, str]:
    """Find the module or class that holds a name; None where there is none."""
    parts = path.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            owner: Any = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for part in parts[n:-1]:
            owner = getattr(owner, part, None)
        return (owner if owner is not None and hasattr(owner, parts[-1]) else None), parts[-1]
    return None, parts[-1]


@dataclass(frozen=True)
class Workload:
    """A main workload.

    Attributes:
        name: as in the tables.
        rows: what is scored.
        run: the call, on one thread.
        n_tokens: of both sides.
        n_words: word operations of the LCS; 0 where there is none.
    """

    name: str
    rows: Rows
    run: Callable[[], Any]
    n_tokens: int
    n_words: float


def _workloads(bench: Bench) -> list[Workload]:
    news, translations = bench.rows("cnndm_pointergen", 3000), bench.rows("mlqe_pe", 3000)
    news = Rows(news.name, news.predictions, [[own[0]] for own in news.references])
    found = []
    for name, types, stemmer in (("ROUGE-1, 2, L", THREE, None), ("ROUGE-1, 2, L, Lsum, Porter", FOUR, "porter")):
        metric = tm.Rouge(types, stemmer)
        totals = metric.score(news.predictions, news.first_references).statistics.values
        long, short = totals[:, 1:3].max(axis=1), totals[:, 1:3].min(axis=1)

        def run(metric: tm.Rouge = metric) -> Any:
            return list(metric.score(news.predictions, news.first_references, threads=1).values())

        found.append(Workload(f"{name} of {news.name}", news, run, int(totals[:, 1:3].sum()), float((long * ((short + 63) // 64)).sum())))
    bleu = tm.Bleu()
    result = bleu.score(translations.predictions, translations.references)

    def run_bleu() -> Any:
        return bleu.score(translations.predictions, translations.references, threads=1).score

    n_tokens = result.prediction_length + int(result.reference_length)
    found.append(Workload(f"BLEU 13a of {translations.name}", translations, run_bleu, n_tokens, 0))
    return found


def profile(bench: Bench) -> None:
    """Time the stages of the main workloads."""
    bench.begin("Where the time goes")
    columns: dict[str, dict[str, float]] = {}
    workloads = _workloads(bench)
    for workload in workloads:
        workload.run()
        rounds: list[dict[str, float]] = []
        for _ in range(2 * bench.rounds):
            watch = Stopwatch()
            with _watched(watch):
                watch.timed(REST, workload.run)()
            rounds.append(watch.seconds)
        stages = {stage for seconds in rounds for stage in seconds}
        scale = 1e9 / workload.n_tokens
        column = {
            stage: statistics.median(seconds.get(stage, 0.0) for seconds in rounds) * scale for stage in MEANINGS if stage in stages
        }
        column["together"] = statistics.median(sum(seconds.values()) for seconds in rounds) * scale
        columns[workload.name] = column
    names = [stage for stage in (*MEANINGS, "together") if any(stage in column for column in columns.values())]
    parts = parts_of_short_texts((workloads[0].rows.predictions, workloads[0].rows.first_references))
    words = lcs_word_operations()
    alone = [f"{workload.n_words / words / workload.n_tokens * 1e9:.2f}" if workload.n_words else "–" for workload in workloads]
    cells = []
    for stage in names:
        figures = [f"{column[stage]:.2f}" if stage in column else "–" for column in columns.values()]
        cells.append([stage, *figures, MEANINGS.get(stage, "")])
        if stage == "short texts":
            for part, (seconds, meaning) in parts.items():
                figure = f"{seconds / workloads[0].n_tokens * 1e9:.2f}"
                cells.append([f"… of it {part}", figure, *["–"] * (len(workloads) - 1), meaning])
    meaning = "what its word operations would need at the machine's limit; it is part of the walk, and of counting"
    cells.append(["… of all the LCS", *alone, meaning])
    bench.table("ns a token, one thread, medians", ["stage", *columns, "what it is"], cells)
    bench.remark("Tokens are counted on both sides. A stage's clock stops while another stage runs.")
    bench.profile = {name: {k: v for k, v in column.items() if k != "together"} for name, column in columns.items()}


def limits(bench: Bench) -> None:
    """Measure what the machine can do, and how far from it the main workloads are."""
    bench.begin("The machine's limits")
    n_bytes = (64 if bench.quick else 512) << 20
    reading, copying, words = read_bandwidth(n_bytes), copy_bandwidth(n_bytes), lcs_word_operations()
    cells = [
        ["reading memory", f"{reading / 1e9:.1f} GB/s"],
        ["copying memory, bytes read and written", f"{copying / 1e9:.1f} GB/s"],
        ["LCS word operations (64 cells each) in registers, four texts at once", f"{words / 1e9:.2f} a ns"],
    ]
    main = _workloads(bench)
    found = []
    for workload in main:
        seconds = time_in_turn([Contender(workload.name, workload.run)], bench.rounds, bench.budget / 3)[workload.name].median
        speed = workload.rows.n_bytes / seconds
        wc = _wc_bytes_a_second(workload.rows)
        row = [workload.name, f"{speed / 1e6:,.0f}", f"{speed / reading:.1%}"]
        row += [f"{wc / 1e6:,.0f}", f"{speed / wc:.2f} ×"] if wc else ["–", "–"]
        row.append(f"{workload.n_words / seconds / words:.1%}" if workload.n_words else "–")
        found.append(row)
    found.append(_long_row(bench, reading))
    bench.table("", ["limit, one thread", "figure"], cells)
    bench.table(
        "the main workloads beside them, one thread",
        ["workload", "MB/s of text", "of reading memory", "wc -w of it, MB/s", "against wc -w", "of LCS word operations"], found,
    )  # fmt: skip
    bench.remark(
        "The last column is the part of the time that the LCS alone would need, at the machine's limit; of long texts only a band of the "
        "table is moved."
    )


def _long_row(bench: Bench, reading: float) -> list[str]:
    """Give the row of ROUGE-L of long texts, from text."""
    rows = bench.rows("long_earnings21_asr", 8)
    metric = tm.Rouge(("rougeL",))
    contender = Contender("long", lambda: metric.score(rows.predictions, rows.first_references, threads=1)["rougeL"])
    seconds = time_in_turn([contender], bench.rounds, bench.budget / 3)["long"].median
    speed, wc = rows.n_bytes / seconds, _wc_bytes_a_second(rows)
    against = [f"{wc / 1e6:,.0f}", f"{speed / wc:.2f} ×"] if wc else ["–", "–"]
    return [f"ROUGE-L of {rows.name}", f"{speed / 1e6:,.0f}", f"{speed / reading:.1%}", *against, "–"]


def _wc_bytes_a_second(rows: Rows) -> float | None:
    """Measure how fast `wc -w` counts the words of the same texts."""
    text = "\n".join([*rows.predictions, *(text for own in rows.references for text in own)]).encode() + b"\n"
    text *= max(1, 30_000_000 // len(text))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts"
        file.write_bytes(text)
        seconds = wc_seconds(file, 2)
    return None if seconds is None else len(text) / seconds
