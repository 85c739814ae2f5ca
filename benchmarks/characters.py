"""chrF beside its peers: corpora, long documents, one pair per call, and crafted texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import textmetrics as tm

from .bench import Bench, Finding
from .growth import LETTERS
from .machine import peer
from .timing import Contender, time_in_turn

SACREBLEU_TARGET = 40
FASTCHRF_TARGET = 15
LONG_TARGET = 12
CRAFTED_LIMIT = 3


def _score(metric: tm.Chrf, predictions: list[str], references: list[str]) -> float:
    """Score a corpus on one thread."""
    return metric.score(predictions, references, threads=1).score


def _compare_corpora(bench: Bench, name: str) -> None:
    """Score some rows of a data set with one reference each."""
    rows = bench.rows(name, 600).spread(600)
    predictions, references, n = rows.predictions, rows.first_references, len(rows)
    plain, plus = tm.Chrf(), tm.Chrf(word_order=2)
    ours, characters = (
        Contender(
            f"textmetrics, {metric.name}", partial(_score, metric, predictions, references), n
        )
        for metric in (plus, plain)
    )
    contenders = [ours, characters]
    python, rust = peer("sacrebleu.metrics"), peer("fastchrf")
    if python is not None:
        theirs = partial(python.CHRF(word_order=2).corpus_score, predictions, [references])
        if bench.agree("sacrebleu", plus.score(predictions, references).percent, theirs().score, 0):
            contenders.append(Contender("sacrebleu, chrF++", theirs, n))
    if rust is not None:

        def row_by_row() -> list[float]:
            pairs = zip(predictions, references, strict=True)
            return [rust.pairwise_chrf([[p]], [[r]])[0][0][0] for p, r in pairs]

        if bench.agree("fastchrf", plain.score(predictions, references).scores * 100, row_by_row()):
            contenders.append(Contender("fastchrf, chrF", row_by_row, n))
    found = bench.time(f"{name}: {n:,} rows, one reference each, one thread", contenders)
    for workload, mine, other, target in (
        ("chrF++", ours.name, "sacrebleu, chrF++", SACREBLEU_TARGET),
        ("chrF", characters.name, "fastchrf, chrF", FASTCHRF_TARGET),
    ):
        note = "one thread each"
        bench.compare(f"{workload} of {name}", found[mine], found.get(other), target, note=note)


def chrf_corpora(bench: Bench) -> None:
    """Score corpora: chrF++ beside sacrebleu, chrF beside fastchrf called once per row."""
    bench.begin("chrF and chrF++")
    for name in ("wmt21_multiref", "mlqe_pe", "wmt23_mt"):
        _compare_corpora(bench, name)


def chrf_documents(bench: Bench) -> None:
    """Score long documents."""
    bench.begin("chrF++ of long documents")
    rows = bench.rows("long_iliad_translations")
    chosen = sorted(range(len(rows)), key=lambda row: len(rows.predictions[row]))[:12]
    predictions = [rows.predictions[row] for row in chosen]
    references = [rows.first_references[row] for row in chosen]
    metric = tm.Chrf(word_order=2)
    ours = Contender("textmetrics", partial(_score, metric, predictions, references), len(chosen))
    contenders = [ours]
    if (package := peer("sacrebleu.metrics")) is not None:
        python = package.CHRF(word_order=2)
        theirs = python.corpus_score(predictions, [references]).score
        if bench.agree("sacrebleu", metric.score(predictions, references).percent, theirs, 0):
            contenders.append(
                Contender(
                    "sacrebleu", lambda: python.corpus_score(predictions, [references]), len(chosen)
                )
            )
    n_bytes = sum(len(text.encode()) for text in (*predictions, *references))
    found = bench.time(
        f"{rows.name}: {len(chosen)} documents, one thread", contenders, n_bytes=n_bytes
    )
    bench.compare(
        "chrF++ of long documents",
        found[ours.name],
        found.get("sacrebleu"),
        LONG_TARGET,
        note="one thread each",
    )


def chrf_one_pair(bench: Bench) -> None:
    """Score one pair per call."""
    bench.begin("One pair a call: chrF++")
    rows = bench.folder.rows("mlqe_pe").spread(100)
    pairs = list(zip(rows.predictions, rows.first_references, strict=True))
    from textmetrics.compat.sacrebleu import CHRF

    metric, compat = tm.Chrf(word_order=2), CHRF(word_order=2)

    def loop(call: Callable[[str, str], Any]) -> Callable[[], Any]:
        def run() -> list[Any]:
            return [call(prediction, reference) for prediction, reference in pairs]

        return run

    ours = loop(lambda p, r: compat.sentence_score(p, [r]).score)
    contenders = [
        Contender("compat CHRF.sentence_score", ours, len(pairs)),
        Contender("Chrf.score_rows", loop(lambda p, r: metric.score_rows(p, r).scores), len(pairs)),
    ]
    if (package := peer("sacrebleu.metrics")) is not None:
        python = package.CHRF(word_order=2)
        theirs = loop(lambda p, r: python.sentence_score(p, [r]).score)
        if bench.agree("sacrebleu", ours(), theirs(), 0):
            contenders.append(Contender("sacrebleu", theirs, len(pairs)))
    bench.time(f"{len(pairs)} pairs of {rows.name} in turn", contenders, unit="pair")


def chrf_crafted(bench: Bench) -> None:
    """Time crafted texts beside ordinary ones of the same length."""
    bench.begin("chrF++ of crafted texts")
    n_rows = 200 if bench.quick else 1000
    rng = np.random.default_rng(3)
    source = bench.folder.rows("wmt23_mt")
    long_text = " ".join(text for text in source.predictions if text.isascii())
    metric = tm.Chrf(word_order=2)
    cells, ratios = [], []
    for size in (100, 300, 3000):
        begins = rng.integers(0, len(long_text) - size - 20, n_rows).tolist()
        ordinary = (
            [long_text[k : k + size] for k in begins],
            [long_text[k + 5 : k + 5 + size] for k in begins],
        )
        letters = LETTERS[rng.integers(0, 26, size)].tobytes().decode()
        crafted = {
            "one character": "a" * size,
            "two characters in turn": "ab" * (size // 2),
            "one word again and again": ("abcdefg " * size)[:size],
            "a piece of forty characters again and again": (letters[:40] * size)[:size],
            "no white space": letters,
            "punctuation": ("a. (b) " * size)[:size],
        }
        for name, text in crafted.items():
            same = [text] * n_rows
            contenders = [
                Contender("crafted", partial(_score, metric, same, same), n_rows),
                Contender("ordinary", partial(_score, metric, *ordinary), n_rows),
            ]
            found = time_in_turn(contenders, bench.rounds, bench.budget / 6)
            each = [
                a / b for a, b in zip(found["crafted"].busy, found["ordinary"].busy, strict=True)
            ]
            ratios.append(
                (found["crafted"].median_busy / found["ordinary"].median_busy, min(each), max(each))
            )
            us = [f"{found[kind].median_busy * 1e6:,.2f}" for kind in ("crafted", "ordinary")]
            cells.append([f"{name}, {size} characters", *us, f"{ratios[-1][0]:.2f} ×"])
    header = [
        "what is crafted",
        "crafted, µs per row",
        "ordinary, µs per row",
        "crafted / ordinary",
    ]
    bench.table("chrF++ of equal texts, one thread, processor time", header, cells)
    value, low, high = max(ratios)
    bench.find(
        Finding(
            "crafted texts, chrF++, the worst of all",
            "ordinary texts",
            value,
            low,
            high,
            CRAFTED_LIMIT,
            False,
        )
    )


WORKLOADS = {
    "chrf": chrf_corpora,
    "chrf-documents": chrf_documents,
    "chrf-one-pair": chrf_one_pair,
    "chrf-crafted": chrf_crafted,
}
