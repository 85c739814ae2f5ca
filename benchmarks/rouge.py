"""ROUGE beside its peers: lists of texts, one pair a call, whole documents, confidence intervals."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import textmetrics as tm

from .bench import Bench
from .data import Rows
from .machine import peer
from .timing import Contender, Timing

THREE = ("rouge1", "rouge2", "rougeL")
FOUR = (*THREE, "rougeLsum")
PARTS = ("precision", "recall", "fmeasure")


def scored(metric: tm.Rouge, predictions: Any, references: Any, threads: int | None = None) -> Callable[[], Any]:
    """Give a call that scores and makes the scores of every type: they are computed when they are first read."""
    return lambda: list(metric.score(predictions, references, threads=threads).values())


def forget_words() -> None:
    """Drop the words and the scratch that ours keeps between calls."""
    from textmetrics.tokenization.workspace import workspace

    workspace._idle.clear()


def numbers(result: tm.RougeResult, n_rows: int | None = None) -> np.ndarray[Any, Any]:
    """Give precision, recall and F1 of every type: float64 (n_rows, n_types, 3)."""
    columns = [np.stack([scores.precision, scores.recall, scores.f1], axis=1)[:n_rows] for scores in result.values()]
    return np.stack(columns, axis=1)


def peer_numbers(rows: Sequence[Any], types: Sequence[str]) -> list[list[list[float]]]:
    """Give the same of a list with one dictionary of scores a row."""
    return [[[getattr(row[name], part) for part in PARTS] for name in types] for row in rows]


def flat_numbers(result: Any) -> np.ndarray[Any, Any]:
    """Give the same of rouge-rust's columns."""
    return np.stack([np.stack([getattr(result, f"{name}_{part}") for part in PARTS], axis=1) for name in THREE], axis=1)


def _lists(bench: Bench, data: str, types: tuple[str, ...], stemmer: str | None, rust_target: float, python_target: float | None) -> None:
    """Score a data set from lists of str, beside every peer that has these types."""
    rows = bench.rows(data)
    n_bytes = Rows("", rows.predictions, [[own[0]] for own in rows.references]).n_bytes
    predictions, references = rows.predictions, rows.first_references
    short = ", ".join(name.replace("rouge", "") for name in types)
    name = f"ROUGE-{short} of {rows.name}" + (", Porter" if stemmer else "")
    same = "textmetrics, one thread" if bench.one_thread else "textmetrics"  # as many threads as the peers in Rust
    metric = tm.Rouge(types, stemmer)
    ours = numbers(metric.score(predictions, references))
    contenders = [Contender("textmetrics, one thread", scored(metric, predictions, references, 1), len(rows))]
    if not bench.one_thread:
        contenders.insert(0, Contender("textmetrics", scored(metric, predictions, references), len(rows)))
        contenders.append(Contender("the same, nothing kept", contenders[1].run, len(rows), prepare=forget_words))
    if (package := peer("rouge_score_rs.rouge_scorer")) is not None:
        rust = package.RougeScorer(list(types), use_stemmer=stemmer is not None)
        if bench.agree("rouge-score-rs", ours, peer_numbers(rust.score_batch(references, predictions), types)):
            contenders.append(Contender("rouge-score-rs", lambda: rust.score_batch(references, predictions), len(rows)))
    if (package := peer("fast_rouge")) is not None and types == THREE and stemmer is None:
        flat = package.score_batch_flat
        if bench.agree("rouge-rust", ours, flat_numbers(flat(references, predictions))):
            contenders.append(Contender("rouge-rust", lambda: flat(references, predictions), len(rows)))
    if (package := peer("rouge_score.rouge_scorer")) is not None and python_target is not None and not bench.one_thread:
        python = package.RougeScorer(list(types), use_stemmer=stemmer is not None)
        few = rows.spread(60 if bench.quick else 250)

        pairs = list(zip(few.first_references, few.predictions, strict=True))

        def call() -> list[Any]:
            return [python.score(reference, prediction) for reference, prediction in pairs]

        if bench.agree("rouge-score", numbers(metric.score(few.predictions, few.first_references)), peer_numbers(call(), types)):
            contenders.append(Contender("rouge-score", call, len(few)))
            bench.remark(f"rouge-score is timed on {len(few)} rows evenly spaced over the {len(rows):,}.")
    found = bench.time(f"{name}: {len(rows):,} rows", contenders, n_bytes=n_bytes)
    note = "one thread each" if bench.one_thread else ""
    bench.compare(name, found[same], found.get("rouge-score-rs"), rust_target, note=note)
    if data.startswith("xsum"):
        bench.compare(name, found[same], found.get("rouge-rust"), rust_target, note=note)
    if python_target is not None:
        bench.compare(name, found["textmetrics, one thread"], found.get("rouge-score"), python_target, note="one thread each")


def rouge_lists(bench: Bench) -> None:
    """Score news summaries and single sentences from lists of str."""
    bench.begin("ROUGE of lists of texts")
    _lists(bench, "cnndm_pointergen", THREE, None, 5, 350)
    _lists(bench, "cnndm_pointergen", THREE, "porter", 5, 600)
    _lists(bench, "cnndm_pointergen", FOUR, "porter", 5, None)
    _lists(bench, "xsum_edinburgh", THREE, None, 3, None)
    if not bench.one_thread:
        bench.remark("Words that were met, not texts, are kept between calls; the third line is one thread without them or its scratch.")
        bench.remark("Scores of every row are made within the time. rouge-score-rs and rouge-rust use every core, as ours does.")


def one_pair(bench: Bench) -> None:
    """Score one pair a call."""
    bench.begin("One pair a call: ROUGE")
    for data in ("cnndm_pointergen", "xsum_edinburgh"):
        rows = bench.folder.rows(data).spread(100)
        pairs = list(zip(rows.predictions, rows.first_references, strict=True))
        name = f"one pair a call, {rows.name}"
        metric = tm.Rouge(THREE)
        from textmetrics.compat.rouge_score import rouge_scorer

        compat = rouge_scorer.RougeScorer(list(THREE))
        ours = numbers(metric.score(rows.predictions, rows.first_references))

        def loop(call: Callable[[str, str], Any], pairs: list[tuple[str, str]] = pairs) -> Callable[[], Any]:
            def run() -> None:
                for prediction, reference in pairs:
                    call(prediction, reference)

            return run

        contenders = [
            Contender("Rouge.score, F1 read", loop(lambda p, r, metric=metric: metric.score(p, r)["rougeL"].f1), len(pairs)),
            Contender("Rouge.score, integers only", loop(metric.score), len(pairs)),
            Contender("Rouge.score_pair", loop(metric.score_pair), len(pairs)),
            Contender("compat RougeScorer.score", loop(lambda p, r, compat=compat: compat.score(r, p)), len(pairs)),
        ]
        bench.agree("the compat scorer", ours, peer_numbers([compat.score(r, p) for p, r in pairs], THREE), 0)
        if (package := peer("rouge_score_rs.rouge_scorer")) is not None:
            rust = package.RougeScorer(list(THREE))
            if bench.agree("rouge-score-rs", ours, peer_numbers([rust.score(r, p) for p, r in pairs], THREE)):
                contenders.append(Contender("rouge-score-rs .score", loop(lambda p, r, rust=rust: rust.score(r, p)), len(pairs)))
        if (package := peer("fast_rouge")) is not None:
            single = package.score
            contenders.append(Contender("rouge-rust score", loop(lambda p, r, single=single: single(r, p)), len(pairs)))
        found = bench.time(f"{name}: {len(pairs)} pairs in turn", contenders, unit="pair")
        for ours_name in ("Rouge.score, F1 read", "Rouge.score_pair", "compat RougeScorer.score"):
            bench.compare(f"{name}: {ours_name}", found[ours_name], found.get("rouge-score-rs .score"), 1)
    bench.remark("`Rouge.score` gives arrays, computed when they are read; `Rouge.score_pair` gives the three numbers of each type.")


def _best_rapidfuzz(bench: Bench, sides: list[tuple[list[int], list[int]]]) -> Contender | None:
    """Give rapidfuzz's LCS on ids in the container that it is fastest on."""
    package = peer("rapidfuzz.distance")
    if package is None:
        return None
    similarity = package.LCSseq.similarity
    containers: dict[str, Callable[[list[int]], Any]] = {
        "lists of int": list,
        "arrays of int": lambda ids: array("q", ids),
        "strings, a character an id": lambda ids: "".join(chr(k if k < 0xD800 else k + 0x800) for k in ids),
    }
    contenders = []
    for name, make in containers.items():
        ready = [(make(a), make(b)) for a, b in sides]
        contenders.append(Contender(f"rapidfuzz LCSseq, {name}", lambda ready=ready: [similarity(a, b) for a, b in ready], len(ready)))
    found = bench.time("rapidfuzz, by what holds its ids", contenders, unit="pair", budget=bench.budget / 3)
    best = min(found.values(), key=lambda timing: timing.median).name
    return next(contender for contender in contenders if contender.name == best)


def long_texts(bench: Bench) -> None:
    """Score ROUGE-L of whole earnings calls from text, beside rapidfuzz's LCS on prepared ids."""
    bench.begin("ROUGE-L of long texts")
    rows = bench.rows("long_earnings21_asr", 8)
    predictions, references = rows.predictions, rows.first_references
    metric = tm.Rouge(("rougeL",))
    result = metric.score(predictions, references)
    counts = result.statistics.values
    numbering: dict[str, int] = {}
    sides = [
        tuple([numbering.setdefault(word, len(numbering) + 1) for word in tm.tokenize(text)] for text in pair)
        for pair in zip(predictions, references, strict=True)
    ]
    ids = [[pair[side] for pair in sides] for side in (0, 1)]
    contenders = [
        Contender("textmetrics, from text, one thread", scored(metric, predictions, references, 1), len(rows)),
        Contender("textmetrics, from token ids, one thread", scored(metric, *ids, 1), len(rows)),
    ]
    rapid = _best_rapidfuzz(bench, sides)  # type: ignore[arg-type]  # lists of two, which are pairs here
    if rapid is not None and bench.agree("rapidfuzz", counts[:, 0], rapid.run(), 0):
        contenders.append(rapid)
    name = f"ROUGE-L of {rows.name}"
    found = bench.time(f"{name}: {len(rows)} pairs of {counts[:, 1:].sum() / 2 / len(rows):,.0f} tokens a side", contenders, unit="pair")
    ours = found["textmetrics, from text, one thread"]
    if rapid is not None:
        bench.compare(name, ours, found.get(rapid.name), 2, peer="rapidfuzz LCSseq on prepared ids", note="one thread each")


def bootstrap(bench: Bench) -> None:
    """Resample the rows a thousand times."""
    bench.begin("Bootstrap intervals")
    rows = bench.rows("cnndm_pointergen")
    result = tm.rouge(rows.predictions, rows.first_references)
    list(result.values())
    contenders = [
        Contender("textmetrics, one thread", lambda: result.bootstrap(seed=1, threads=1)),
        Contender("textmetrics", lambda: result.bootstrap(seed=1)),
    ]
    ours_too = "textmetrics.compat.rouge_score.scoring"
    peers = {"rouge-score BootstrapAggregator": "rouge_score.scoring", "compat BootstrapAggregator": ours_too}
    for name, module in peers.items():
        if (package := peer(module)) is None:
            continue
        aggregator = package.BootstrapAggregator()
        for row in numbers(result).tolist():
            aggregator.add_scores({kind: package.Score(*row[k]) for k, kind in enumerate(THREE)})
        np.random.seed(1)
        theirs = aggregator.aggregate()
        ours = result.bootstrap(seed=1)
        for kind in THREE:
            width = ours[kind].high.f1 - ours[kind].low.f1
            ends = [theirs[kind].low.fmeasure, theirs[kind].high.fmeasure]
            # Both are random; a thousand resamples leave an end uncertain by about a thirtieth of the width.
            if not bench.agree(f"{name}, {kind}", [ours[kind].low.f1, ours[kind].high.f1], ends, 0.15 * width):
                break
        else:
            contenders.append(Contender(name, aggregator.aggregate))
    found = bench.time(f"1,000 resamples of {len(rows):,} rows, three types", contenders, unit="call", budget=2 * bench.budget)
    theirs_timing: Timing | None = found.get("rouge-score BootstrapAggregator")
    bench.compare("bootstrap", found["textmetrics, one thread"], theirs_timing, 50, note="one thread each")
