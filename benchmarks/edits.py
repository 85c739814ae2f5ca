"""TER, WER and CER beside their peers, one thread each, and crafted texts beside ordinary ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textmetrics import CharacterErrors, Ter, WordErrors

from .bench import Bench
from .data import Rows
from .machine import peer
from .rouge import forget_words
from .timing import Contender

OURS = "textmetrics, one thread"
COUNTS = ("hits", "substitutions", "deletions", "insertions")


def ter(bench: Bench) -> None:
    """Score translations by TER."""
    bench.begin("TER")
    for data, target in (("mlqe_pe", 300), ("wmt23_mt", 600)):
        _ter_corpus(bench, data, target)
    _crafted_ter(bench)


def _ter_corpus(bench: Bench, data: str, target: float) -> None:
    """Score a corpus, and a sample of its rows by sacrebleu, which takes milliseconds for each."""
    rows = bench.rows(data)
    metric = Ter()

    def score(some: Rows) -> Callable[[], Any]:
        return lambda: metric.score(some.predictions, some.first_references, threads=1).score

    contenders = [
        Contender(OURS, score(rows), len(rows)),
        Contender("the same, nothing kept", score(rows), len(rows), prepare=forget_words),
    ]
    sample = rows.spread(60 if bench.quick else 250)
    if (package := peer("sacrebleu.metrics")) is not None:
        python = package.TER()
        streams = [sample.first_references]
        theirs = python._extract_corpus_statistics(sample.predictions, streams)
        ours = metric.score(sample.predictions, sample.first_references)
        found = list(zip(ours.edits.tolist(), ours.reference_lengths.tolist(), strict=True))
        if bench.agree("sacrebleu", found, theirs, 0):
            run = lambda: python.corpus_score(sample.predictions, streams)  # noqa: E731  # timed
            contenders.append(Contender("sacrebleu, a sample", run, len(sample)))
    name = f"TER of {rows.name}"
    timings = bench.time(f"{name}: {len(rows):,} rows", contenders, n_bytes=rows.n_bytes)
    bench.compare(
        name,
        timings[OURS],
        timings.get("sacrebleu, a sample"),
        target,
        peer="sacrebleu",
        note=f"one thread each; sacrebleu on {len(sample)} rows, evenly spaced",
    )


def _crafted_ter(bench: Bench) -> None:
    """Score texts made to be slow, each as long as an ordinary one of 60 words."""
    length, n_rows = 60, 400
    words = " ".join(bench.folder.rows("wmt23_mt").first_references).split()
    ordinary = [" ".join(words[k * length : (k + 1) * length]) for k in range(n_rows)]
    moved = [" ".join(text.split()[20:] + text.split()[:17]) for text in ordinary]
    kinds = {
        "ordinary words": (moved, ordinary),
        "one word only": (["a " * length] * n_rows, ["a " * (length + 9)] * n_rows),
        "one word, errors in both": (
            ["b " + "a " * (length - 2) + "b"] * n_rows,
            ["c " + "a " * (length - 2) + "c"] * n_rows,
        ),
        "two words in turn": (
            ["a b " * (length // 2)] * n_rows,
            ["b a a " * (length // 3)] * n_rows,
        ),
        "nothing in common": (ordinary, ["x " * length] * n_rows),
    }
    metric = Ter()
    contenders = [
        Contender(name, lambda p=p, r=r: metric.score(p, r, threads=1).score, n_rows)
        for name, (p, r) in kinds.items()
    ]
    timings = bench.time(f"Texts of {length} words", contenders)
    for name in list(kinds)[1:]:
        bench.compare(f"TER of {name}", timings[name], timings["ordinary words"], 3, at_least=False)


def error_rates(bench: Bench) -> None:
    """Compute WER and CER with all their counts."""
    bench.begin("WER and CER")
    for data in ("mlqe_pe", "wmt23_mt"):
        rows = bench.rows(data)
        _rates(bench, rows, WordErrors(), "process_words", 20)
        _rates(bench, rows, CharacterErrors(), "process_characters", 25)
    _crafted_rates(bench)


def _rates(bench: Bench, rows: Rows, metric: Any, name: str, target: float) -> None:
    """Compute one of both beside jiwer, RapidFuzz, werx and fastwer."""
    predictions, references = rows.predictions, rows.first_references
    is_words = name == "process_words"
    label = f"{'WER' if is_words else 'CER'} of {rows.name}"
    ours = metric.score(predictions, references)
    own_counts = [getattr(ours, count) for count in COUNTS]
    contenders = [
        Contender(OURS, lambda: metric.score(predictions, references, threads=1).mer, len(rows))
    ]
    sample = rows.spread(2000)
    if (package := peer("jiwer")) is not None:
        process = getattr(package, name)
        theirs = process(references, predictions)
        if bench.agree("jiwer", own_counts, [getattr(theirs, count) for count in COUNTS], 0):
            run = lambda: process(sample.first_references, sample.predictions)  # noqa: E731  # timed
            contenders.append(Contender("jiwer", run, len(sample)))
    targets: list[tuple[str, float, str]] = [("jiwer", target, "")]
    if not is_words and (package := peer("rapidfuzz.distance")) is not None:
        opcodes = package.Levenshtein.opcodes
        run = lambda: [opcodes(r, p) for r, p in zip(references, predictions, strict=True)]  # noqa: E731  # timed
        contenders.append(Contender("rapidfuzz opcodes", run, len(rows)))
        targets.append(("rapidfuzz opcodes", 2, "a call per row, without counts"))
    if is_words:
        _add_distance_packages(bench, contenders, targets, predictions, references, ours.wer)
    timings = bench.time(f"{label}: {len(rows):,} rows", contenders, n_bytes=rows.n_bytes)
    for other, least, note in targets:
        note = "; ".join(["one thread each", *([note] if note else [])])
        bench.compare(label, timings[OURS], timings.get(other), least, peer=other, note=note)


def _add_distance_packages(
    bench: Bench,
    contenders: list[Contender],
    targets: list[tuple[str, float, str]],
    predictions: Sequence[str],
    references: Sequence[str],
    rate: float,
) -> None:
    """Add the packages that compute WER without counts."""
    n_rows = len(predictions)
    if (package := peer("werx")) is not None:
        run = lambda: package.wer(list(references), list(predictions))  # noqa: E731  # timed
        if bench.agree("werx", [rate], [run()]):
            contenders.append(Contender("werx", run, n_rows))
            targets.append(("werx", 3, "it gives no counts"))
    if (package := peer("fastwer")) is not None:
        score = package.score
        run = lambda: score(list(predictions), list(references))  # noqa: E731  # timed
        if bench.agree("fastwer", [rate], [run() / 100], 1e-4):  # it rounds
            contenders.append(Contender("fastwer", run, n_rows))
            targets.append(("fastwer", 3, "it gives no counts"))


def _crafted_rates(bench: Bench) -> None:
    """Align texts made to be slow, as long as ordinary ones."""
    n_rows, length = 400, 60
    words = " ".join(bench.folder.rows("wmt23_mt").first_references).split()
    ordinary = [" ".join(words[k * length : (k + 1) * length]) for k in range(n_rows)]
    others = [" ".join(words[(k + 1) * length : (k + 2) * length]) for k in range(n_rows)]
    n_bytes = sum(map(len, ordinary)) // n_rows
    kinds = {
        "ordinary texts": (others, ordinary),
        "one character only": (["a" * n_bytes] * n_rows, ["a" * (n_bytes + 20)] * n_rows),
        "long repeats": (["ab" * (n_bytes // 2)] * n_rows, ["ba a" * (n_bytes // 4)] * n_rows),
    }
    metric = CharacterErrors()
    contenders = [
        Contender(name, lambda p=p, r=r: metric.score(p, r, threads=1).mer, n_rows)
        for name, (p, r) in kinds.items()
    ]
    timings = bench.time(f"Texts of {n_bytes} characters", contenders)
    for name in list(kinds)[1:]:
        bench.compare(f"CER of {name}", timings[name], timings["ordinary texts"], 3, at_least=False)
