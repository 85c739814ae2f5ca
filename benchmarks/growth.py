"""How cost grows with rows and with the length of texts, and what crafted texts do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import textmetrics as tm

from .bench import Bench, Finding
from .rouge import THREE, scored
from .timing import Contender, Timing, time_in_turn

LETTERS = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", np.uint8)


def rows(bench: Bench) -> None:
    """Time tables of ten to ten million rows of short texts."""
    bench.begin("Growth with rows")
    source = bench.folder.rows("gigaword_comparemt")
    metric = tm.Rouge(THREE)
    series: list[tuple[float, float]] = []
    cells = []
    for n in (10, 100, 1_000, 10_000, 100_000) if bench.quick else (10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        few = source.repeated(n)
        contender = Contender(str(n), scored(metric, few.predictions, few.first_references, 1), n)
        timing = _time(contender, bench, n < 10_000_000)
        series.append((n, timing.median * 1e9))
        low, high = timing.spread
        cells.append([f"{n:,}", f"{timing.median * n * 1e3:,.2f}", f"{timing.median * 1e9:,.0f}", f"{low * 1e9:,.0f} – {high * 1e9:,.0f}"])
    caption = f"ROUGE-1, 2, L of {source.name}, repeated to so many rows, one thread"
    bench.table(caption, ["rows", "ms", "ns a row", "fastest – slowest round"], cells)
    bench.series["rows"] = {"ROUGE-1, 2, L": series}


def _time(contender: Contender, bench: Bench, warm: bool = True) -> Timing:
    """Time one contender; where it takes long, once, and without a warm-up."""
    if warm:
        return time_in_turn([contender], bench.rounds, bench.budget / 6)[contender.name]
    import time

    busy, begin = time.process_time(), time.perf_counter()
    contender.run()
    seconds = (time.perf_counter() - begin) / contender.n_rows, (time.process_time() - busy) / contender.n_rows
    return Timing(contender.name, contender.n_rows, seconds[:1], seconds[1:])


def lengths(bench: Bench) -> None:
    """Time pairs of ten to a hundred and fifty thousand tokens."""
    bench.begin("Growth with the length of texts")
    source = bench.folder.rows("long_iliad_translations")
    whole = max(range(len(source)), key=lambda row: len(source.predictions[row]))
    sides = [text.split() for text in (source.predictions[whole], source.first_references[whole])]
    found: dict[str, list[tuple[float, float]]] = {"ROUGE-1, 2: ns a token": [], "ROUGE-L: ns a token": [], "ROUGE-L: ns a cell / 64": []}
    cells = []
    for n in (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 150_000):
        if (bench.quick and n > 10_000) or n > 1.1 * min(map(len, sides)):
            continue
        n_pairs = max(1, min(30_000 // n, len(sides[0]) // n))
        texts = [[" ".join(words[k * n : (k + 1) * n]) for k in range(n_pairs)] for words in sides]
        ngrams, lcs = tm.Rouge(("rouge1", "rouge2")), tm.Rouge(("rougeL",))
        counts = lcs.score(*texts).statistics.values
        n_tokens = int(counts[:, 1:].sum())
        n_cells = float((counts[:, 1] * counts[:, 2]).sum())
        timings = [_time(Contender(name, scored(metric, *texts, 1), n_tokens), bench) for name, metric in (("n", ngrams), ("l", lcs))]
        by_token = [timing.median * 1e9 for timing in timings]
        by_cell = by_token[1] * n_tokens / (n_cells / 64)
        for name, value in zip(found, (*by_token, by_cell), strict=True):
            found[name].append((n, value))
        cells.append([f"{n:,}", f"{n_pairs:,}", f"{by_token[0]:,.1f}", f"{by_token[1]:,.1f}", f"{by_cell:,.2f}"])
    bench.table(
        f"{source.name}, so many words a side, one thread",
        ["words a side", "pairs", "ROUGE-1, 2: ns a token", "ROUGE-L: ns a token", "ROUGE-L: ns for 64 cells"], cells,
    )  # fmt: skip
    bench.remark("The cost of ROUGE-L is that of reading the text, which grows with tokens, and that of the cells, 64 at once.")
    bench.series["lengths"] = found


def _digits(n_words: int, width: int) -> np.ndarray[Any, Any]:
    """Give so many different strings of letters: uint8 (n_words, width), the last letter changing fastest."""
    k = np.arange(n_words)
    return np.stack([LETTERS[(k // 26**place) % 26] for place in reversed(range(width))], axis=1)


def _vocabularies(n_words: int) -> dict[str, tuple[list[str], list[str]]]:
    """Give crafted words and ordinary ones of the same length, by what the crafted ones share."""
    rng = np.random.default_rng(1)
    rest = _digits(n_words, 7)
    padding = np.full((n_words, 8), LETTERS[0])
    mixed = np.full((n_words, 1), LETTERS[23])
    crafted = {
        "the first eight bytes": np.concatenate([padding, rest], axis=1),
        "the last eight bytes": np.concatenate([rest, padding], axis=1),
        "halves that cancel in an exclusive or": np.concatenate([rest, mixed, rest], axis=1),
        "the first four bytes of eight": np.concatenate([padding[:, :4], rest[:, 3:]], axis=1),
        "the first sixteen bytes": np.concatenate([padding, padding, rest], axis=1),
        "all but the two last of forty bytes": np.concatenate([padding] * 4 + [padding[:, :4], rest[:, 3:]], axis=1),
    }
    found = {}
    for name, letters in crafted.items():
        ordinary = LETTERS[rng.integers(0, 26, letters.shape)]
        found[name] = ([row.tobytes().decode() for row in letters], [row.tobytes().decode() for row in ordinary])
    return found


def collisions(bench: Bench) -> None:
    """Time crafted words and n-grams beside ordinary ones."""
    bench.begin("Crafted texts")
    n_words, n_rows, n_tokens = (8_000, 1_000, 60) if bench.quick else (20_000, 4_000, 60)
    rng = np.random.default_rng(2)
    drawn = np.minimum(rng.zipf(1.2, (2, n_rows, n_tokens)) - 1 + rng.integers(0, n_words // 4, (2, n_rows, n_tokens)), n_words - 1)
    metric = tm.Rouge(THREE)
    cells = []
    ratios = []

    def compare(name: str, crafted: Callable[[], Any], ordinary: Callable[[], Any]) -> None:
        contenders = [Contender("crafted", crafted, 2 * n_rows * n_tokens), Contender("ordinary", ordinary, 2 * n_rows * n_tokens)]
        found = time_in_turn(contenders, bench.rounds, bench.budget / 6)
        each = [a / b for a, b in zip(found["crafted"].seconds, found["ordinary"].seconds, strict=True)]
        ratios.append((found["crafted"].median / found["ordinary"].median, min(each), max(each)))
        ns = [f"{found[kind].median * 1e9:,.1f}" for kind in ("crafted", "ordinary")]
        cells.append([name, *ns, f"{ratios[-1][0]:.2f} ×", f"{min(each):.2f} – {max(each):.2f}"])

    for name, vocabularies in _vocabularies(n_words).items():
        runs = []
        for words in vocabularies:
            texts = [[" ".join([words[k] for k in row]) for row in side] for side in drawn.tolist()]
            runs.append(scored(metric, *texts, 1))
        compare(f"words that share {name}", *runs)
    # Long pairs of token ids, whose n-grams go through a table: ids whose low bits are all zero, and ids in order.
    total = n_rows * n_tokens
    ids = rng.permutation(1 << 20)[:total].reshape(2, 1, -1)
    spaced = (rng.permutation(1024)[rng.integers(0, 1024, total)] * 1024).reshape(2, 1, -1)
    ordinary = rng.permutation(1 << 20)[:1024][rng.integers(0, 1024, total)].reshape(2, 1, -1)
    ngrams = tm.Rouge(("rouge1", "rouge2", "rouge3"))
    compare("n-grams of ids that share their ten low bits", scored(ngrams, *spaced, 1), scored(ngrams, *ordinary, 1))
    in_order = np.stack([np.arange(total // 2)[None]] * 2)
    compare("n-grams of ids in ascending order", scored(ngrams, *in_order, 1), scored(ngrams, *ids, 1))
    header = ["what is crafted", "crafted, ns a token", "ordinary, ns a token", "crafted / ordinary", "least – greatest round"]
    bench.table("ROUGE, one thread; the same draws of words of the same lengths", header, cells)
    value, low, high = max(ratios)
    bench.find(Finding("crafted texts, the worst of all", "ordinary texts", value, low, high, 3, False))
