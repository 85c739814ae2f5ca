"""What texts come in: threads, columns of data frames, token ids, beside lists of str."""

from __future__ import annotations

import numpy as np

import textmetrics as tm

from .bench import Bench
from .machine import n_cores, peer
from .rouge import FOUR, THREE, numbers, scored
from .timing import Contender


def threads(bench: Bench) -> None:
    """Time two threads beside one."""
    bench.begin("Two threads")
    if n_cores() < 2:
        bench.remark("One core only: not measured.")
        return
    rows = bench.rows("cnndm_pointergen", 6000)
    texts = rows.predictions, rows.first_references
    cases: dict[str, tm.Rouge | tm.Bleu] = {
        "ROUGE-1, 2, L": tm.Rouge(THREE),
        "ROUGE-1, 2, L, Lsum, Porter": tm.Rouge(FOUR, "porter"),
        "BLEU 13a": tm.Bleu(),
    }
    for name, metric in cases.items():
        runs = {}
        for n in (2, 1):
            if isinstance(metric, tm.Rouge):
                runs[n] = scored(metric, *texts, n)
            else:
                runs[n] = lambda metric=metric, n=n: metric.score(*texts, threads=n).score
        contenders = [Contender("two threads", runs[2], len(rows)), Contender("one thread", runs[1], len(rows))]
        found = bench.time(f"{name} of {rows.name}", contenders, n_bytes=rows.n_bytes)
        bench.compare(f"two threads, {name} of {rows.name}", found["two threads"], found["one thread"], 1.8)
    bench.remark("By processor time two threads should cost what one does: a ratio of 1.")


def columns(bench: Bench) -> None:
    """Time columns of Arrow and of data frames beside lists."""
    bench.begin("Columns")
    rows = bench.rows("cnndm_pointergen", 6000)
    texts = rows.predictions, rows.first_references
    metric = tm.Rouge(THREE)
    ours = numbers(metric.score(*texts))
    import pyarrow as pa

    given = {"Arrow": tuple(pa.array(column) for column in texts)}
    for name in ("pandas", "polars"):
        if (package := peer(name)) is not None:
            frame = package.DataFrame({"prediction": texts[0], "reference": texts[1]})
            given[name] = (frame["prediction"], frame["reference"])
    contenders = [Contender("lists of str", scored(metric, *texts, 1), len(rows))]
    for name, columns in given.items():
        if bench.agree(name, ours, numbers(metric.score(*columns)), 0):
            contenders.append(Contender(name, scored(metric, *columns, 1), len(rows)))
    found = bench.time(f"ROUGE-1, 2, L of {rows.name}, one thread", contenders, n_bytes=rows.n_bytes)
    for name in given:
        bench.compare(f"columns of {name} in", found.get(name), found["lists of str"], 1)


def token_ids(bench: Bench) -> None:
    """Time token ids beside the text they are of."""
    bench.begin("Token ids")
    rows = bench.rows("cnndm_pointergen", 6000)
    metric = tm.Rouge(THREE)
    totals = metric.score(rows.predictions, rows.first_references).statistics.values[:, 1:3].max(axis=1)
    # As a trainer's batches: no text is longer than the others by far.
    texts = [[text for text, n in zip(column, totals, strict=True) if n <= 128] for column in (rows.predictions, rows.first_references)]
    numbering: dict[str, int] = {}
    lists = [[[numbering.setdefault(word, len(numbering)) for word in tm.tokenize(text)] for text in column] for column in texts]
    width = max(len(row) for column in lists for row in column)
    padded = []
    for column in lists:
        array = np.full((len(column), width), -100, np.int64)
        for row, ids in enumerate(column):
            array[row, : len(ids)] = ids
        padded.append(array)
    ours = numbers(metric.score(*texts))
    n_rows = len(texts[0])
    contenders = [Contender("text", scored(metric, *texts, 1), n_rows)]
    for name, given in (("token ids, padded arrays", padded), ("token ids, lists of int", lists)):
        if bench.agree(name, ours, numbers(metric.score(*given)), 0):
            contenders.append(Contender(name, scored(metric, *given, 1), n_rows))
    found = bench.time(f"ROUGE-1, 2, L of {n_rows:,} rows of {rows.name}, none over 128 tokens, one thread", contenders)
    for name in ("token ids, padded arrays", "token ids, lists of int"):
        bench.compare(f"{name} in", found.get(name), found["text"], 3, peer="text in")
    filled = sum(len(row) for column in lists for row in column) / (2 * n_rows * width)
    bench.remark(f"Padded arrays are {width} ids wide, {filled:.0%} of them tokens, the others −100.")
