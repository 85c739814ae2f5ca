"""BLEU beside its peers: corpora in four tokenizations, and one pair a call."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import textmetrics as tm

from .bench import Bench
from .machine import peer
from .rouge import forget_words
from .timing import Contender


def forget_tokens() -> None:
    """Empty the caches in which sacrebleu's tokenizers keep every line they have seen."""
    import sys

    for name, module in list(sys.modules.items()):
        if name.startswith("sacrebleu.tokenizers"):
            for kind in list(vars(module).values()):
                for member in vars(kind).values() if isinstance(kind, type) else ():
                    clear = getattr(member, "cache_clear", None)
                    if clear is not None:
                        clear()
    gc.collect()


def _corpus(
    bench: Bench, data: str, tokenizer: str, rust_target: float | None, python_target: float, most_rows: int | None = None
) -> None:
    """Score a corpus, or about so many of its rows, beside every peer that has this tokenization."""
    rows = bench.rows(data, 1200)
    if most_rows is not None and len(rows) > most_rows:
        rows = rows.spread(most_rows)
    predictions, references, streams = rows.predictions, rows.references, rows.streams
    metric = tm.Bleu(tokenizer)
    ours = metric.score(predictions, references)
    name = f"corpus BLEU {tokenizer} of {rows.name}"
    one = Contender("textmetrics, one thread", lambda: metric.score(predictions, references, threads=1).score, len(rows))
    contenders = [one]
    if not bench.one_thread:
        contenders.insert(0, Contender("textmetrics", lambda: metric.score(predictions, references).score, len(rows)))
        contenders.append(Contender("the same, nothing kept", one.run, len(rows), prepare=forget_words))
    if (package := peer("bleuscore")) is not None and tokenizer == "13a":
        compute = package.compute

        def rust() -> Any:
            return compute(references, predictions, ref_len_method="sacrebleu")

        found = rust()
        if bench.agree("bleuscore", [ours.score, *ours.precisions], [found["bleu"], *found["precisions"]]):
            contenders.append(Contender("bleuscore", rust, len(rows)))
    if (package := peer("sacrebleu.metrics")) is not None and not bench.one_thread:
        python = package.BLEU(tokenize=tokenizer, force=True)
        theirs = python.corpus_score(predictions, streams)
        counts = [*ours.matches, *ours.totals, ours.prediction_length, ours.reference_length]
        their_counts = [*theirs.counts, *theirs.totals, theirs.sys_len, theirs.ref_len]
        if bench.agree("sacrebleu", [ours.percent, *counts], [theirs.score, *their_counts], 0):

            def corpus() -> Any:
                return python.corpus_score(predictions, streams)

            contenders.append(Contender("sacrebleu, new texts", corpus, len(rows), prepare=forget_tokens))
    timings = bench.time(f"{name}: {len(rows):,} rows", contenders, n_bytes=rows.n_bytes)
    one_thread = timings["textmetrics, one thread"]
    if rust_target is not None:
        same, note = (one_thread, "one thread each") if bench.one_thread else (timings["textmetrics"], "")
        bench.compare(name, same, timings.get("bleuscore"), rust_target, note=note)
    bench.compare(
        name, one_thread, timings.get("sacrebleu, new texts"), python_target, peer="sacrebleu",
        note="one thread each; new texts",
    )  # fmt: skip
    if "sacrebleu, new texts" in timings:
        # What is repeated and what empties caches must not alternate: the caches of the second would be cold too.
        warm = Contender("sacrebleu, the same texts again", corpus, len(rows))
        again = bench.time(f"{name}: the same rows again and again", [one, warm], n_bytes=rows.n_bytes, budget=bench.budget / 2)
        ratio = again[warm.name].median / again[one.name].median
        bench.remark(f"{name}, the same rows again, whose tokens sacrebleu has at hand: ours is {ratio:.0f} × faster, one thread each.")


def bleu_13a(bench: Bench) -> None:
    """Score corpora by sacrebleu's default tokenization."""
    bench.begin("Corpus BLEU, 13a")
    _corpus(bench, "mlqe_pe", "13a", 8, 100)
    _corpus(bench, "wmt21_multiref", "13a", 8, 100)
    if bench.one_thread:
        return
    bench.remark(
        "Compared is sacrebleu on texts that it has not seen: it keeps the tokens of 65,536 lines, so that the same call again is faster; "
        "a new system's outputs are new texts. bleuscore uses every core."
    )


def bleu_other(bench: Bench) -> None:
    """Score a corpus by the other tokenizations."""
    bench.begin("Corpus BLEU: intl, zh, char")
    for tokenizer in ("intl", "zh", "char"):
        _corpus(bench, "wmt23_mt", tokenizer, None, 60, 4000)


def sentence_bleu(bench: Bench) -> None:
    """Score sentence BLEU, one pair a call."""
    bench.begin("One pair a call: sentence BLEU")
    rows = bench.folder.rows("mlqe_pe").spread(100)
    pairs = list(zip(rows.predictions, rows.first_references, strict=True))
    metric = tm.Bleu(effective_order=True)
    from textmetrics.compat.sacrebleu import BLEU

    compat = BLEU(effective_order=True)
    ours = [metric.percents(metric.score_rows(p, r).statistics.values)[0] for p, r in pairs]

    def loop(call: Callable[[str, str], Any]) -> Callable[[], Any]:
        def run() -> None:
            for prediction, reference in pairs:
                call(prediction, reference)

        return run

    contenders = [
        Contender("Bleu.score_rows", loop(lambda p, r: metric.score_rows(p, r).scores), len(pairs)),
        Contender("compat BLEU.sentence_score", loop(lambda p, r: compat.sentence_score(p, [r]).score), len(pairs)),
    ]
    bench.agree("the compat scorer", ours, [compat.sentence_score(p, [r]).score for p, r in pairs], 0)
    cold = None
    if (package := peer("sacrebleu.metrics")) is not None:
        python = package.BLEU(effective_order=True)
        if bench.agree("sacrebleu", ours, [python.sentence_score(p, [r]).score for p, r in pairs], 0):
            call = loop(lambda p, r: python.sentence_score(p, [r]).score)
            cold = Contender("sacrebleu, new texts", call, len(pairs), prepare=forget_tokens)
            contenders.append(cold)
    found = bench.time(f"{len(pairs)} pairs of {rows.name} in turn", contenders, unit="pair")
    for name in ("Bleu.score_rows", "compat BLEU.sentence_score"):
        bench.compare(f"one pair a call: {name}", found[name], found.get("sacrebleu, new texts"), 30, peer="sacrebleu sentence_score")
    if cold is not None:
        warm = Contender("sacrebleu, the same texts again", cold.run, len(pairs))
        again = bench.time("the same pairs again and again", [contenders[0], warm], unit="pair")
        ratio = again["sacrebleu, the same texts again"].median / again["Bleu.score_rows"].median
        bench.remark(f"Compared is sacrebleu on texts that it has not seen; on the same texts again ours is {ratio:.0f} × faster.")
