"""The metrics that evaluate loads by their path: its own keys, and the numbers of the packages behind them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import textmetrics as tm
from tests.oracle.nltk_bleu import corpus_gleu
from tests.strategies import hostile_texts
from textmetrics.errors import ConfigurationError, InputError
from textmetrics.integrations import evaluate_modules
from textmetrics.integrations.evaluate_modules.line_breaks import joined_lines

PREDICTIONS = ["the cats sat on the mat", "a dog", "It 's 3.5 % more.", "running dogs ran\nover hills", "hyphen-\nated end-\n"]
ONE = ["the cat sat on a mat", "a small dog", "It's 3.5% more!", "a dog runs\nover the hill", "hyphenated end"]
TWO = [[text, other] for text, other in zip(ONE, ["cats sit on mats", "a dog", "3.5% more", "dogs ran over hills", "end-"], strict=True)]
Load = Callable[[str], Any]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Load a metric by its path, offline, with all that evaluate writes in a folder of the test's own."""
    evaluate = pytest.importorskip("evaluate")
    from evaluate import loading

    def no_network(*args: object, **kwargs: object) -> None:
        raise AssertionError("evaluate went to the network")

    monkeypatch.setattr(loading, "cached_path", no_network)
    monkeypatch.setattr("socket.socket.connect", no_network)
    yield lambda name: evaluate.load(evaluate_modules.path(name), cache_dir=str(tmp_path), experiment_id=f"{name}-{os.getpid()}")


def tokens_13a(text: str) -> list[str]:
    """Split as evaluate's tokenizer_13a does, which joins lines before it strips."""
    return tm.tokenize(text.replace("<skipped>", "").replace("-\n", "").replace("\n", " "), "13a")


def rows(references: list[Any]) -> list[list[str]]:
    return [[row] if isinstance(row, str) else row for row in references]


@pytest.mark.parametrize("use_stemmer", [False, True])
@pytest.mark.parametrize("references", [ONE, TWO], ids=["one", "two"])
def test_rouge(load: Load, references: list[Any], use_stemmer: bool) -> None:
    rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer")
    types = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    scorer = rouge_scorer.RougeScorer(types, use_stemmer=use_stemmer)
    scores = [scorer.score_multi(row, text) for row, text in zip(rows(references), PREDICTIONS, strict=True)]
    each = {name: [float(score[name].fmeasure) for score in scores] for name in types}
    metric = load("rouge")
    given = metric.compute(predictions=PREDICTIONS, references=references, use_aggregator=False, use_stemmer=use_stemmer)
    assert given == each
    mean = metric.compute(predictions=PREDICTIONS, references=references, use_stemmer=use_stemmer)
    assert list(mean) == types
    assert mean == {name: math.fsum(values) / len(values) for name, values in each.items()}  # of exact sums, in any order
    assert all(type(value) is float for value in mean.values())


def test_rouge_takes_types_and_a_tokenizer(load: Load) -> None:
    metric = load("rouge")
    given = metric.compute(predictions=["a-b c"], references=["a-b d"], rouge_types=["rouge1"], tokenizer=str.split, use_stemmer=True)
    assert given == {"rouge1": 0.5}
    assert metric.compute(predictions=["a-b c"], references=["a-b d"], rouge_types=["rouge1", "rouge5"]) == {"rouge1": 2 / 3, "rouge5": 0.0}


def test_the_mean_is_near_the_resampled_median(load: Load) -> None:
    scoring = pytest.importorskip("rouge_score.scoring")
    rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer")
    scorer, aggregator = rouge_scorer.RougeScorer(["rouge1"]), scoring.BootstrapAggregator()
    for text, reference in zip(PREDICTIONS, ONE, strict=True):
        aggregator.add_scores(scorer.score(reference, text))
    interval = aggregator.aggregate()["rouge1"]
    mean = load("rouge").compute(predictions=PREDICTIONS, references=ONE)["rouge1"]
    assert interval.low.fmeasure < mean < interval.high.fmeasure
    assert mean == load("rouge").compute(predictions=PREDICTIONS[::-1], references=ONE[::-1])["rouge1"]


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("references", [ONE, TWO], ids=["one", "two"])
def test_bleu(load: Load, references: list[Any], smooth: bool) -> None:
    from tests.oracle.bleu import statistics_of, sum_of

    texts = [tokens_13a(text) for text in PREDICTIONS]
    split = [[tokens_13a(text) for text in row] for row in rows(references)]
    total = sum_of([statistics_of(text, row, 4, "shortest") for text, row in zip(texts, split, strict=True)], 4)
    given = load("bleu").compute(predictions=PREDICTIONS, references=references, smooth=smooth)
    precisions = [(m + smooth) / (t + smooth) for m, t in zip(total.matches, total.totals, strict=True)]
    ratio = sum(map(len, texts)) / sum(min(map(len, row)) for row in split)
    penalty = 1.0 if ratio > 1.0 else math.exp(1 - 1.0 / ratio)
    assert given == {
        "bleu": math.exp(sum((1.0 / 4) * math.log(p) for p in precisions)) * penalty if min(precisions) else 0.0,
        "precisions": precisions,
        "brevity_penalty": penalty,
        "length_ratio": ratio,
        "translation_length": sum(map(len, texts)),
        "reference_length": sum(min(map(len, row)) for row in split),
    }
    assert list(given) == ["bleu", "precisions", "brevity_penalty", "length_ratio", "translation_length", "reference_length"]


def test_bleu_takes_a_tokenizer_and_an_order(load: Load) -> None:
    given = load("bleu").compute(predictions=["a-b c"], references=["a-b d"], tokenizer=str.split, max_order=1)
    assert (given["bleu"], given["precisions"], given["translation_length"]) == (0.5, [0.5], 2)
    assert load("bleu").compute(predictions=[""], references=["a"])["bleu"] == 0
    with pytest.raises(InputError, match="no ratio of lengths"):
        load("bleu").compute(predictions=["a"], references=[""])


SACREBLEU_OPTIONS: list[dict[str, Any]] = [
    {},
    {"smooth_method": "add-k", "smooth_value": 2},
    {"smooth_method": "floor", "use_effective_order": True},
    {"tokenize": "intl", "lowercase": True},
    {"tokenize": "char", "force": True},
]


@pytest.mark.parametrize("options", SACREBLEU_OPTIONS)
@pytest.mark.parametrize("references", [ONE, TWO], ids=["one", "two"])
def test_sacrebleu(load: Load, references: list[Any], options: dict[str, Any]) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    streams = [list(stream) for stream in zip(*rows(references), strict=True)]
    expected = sacrebleu.corpus_bleu(PREDICTIONS, streams, **options)
    names = ["score", "counts", "totals", "precisions", "bp", "sys_len", "ref_len"]
    given = load("sacrebleu").compute(predictions=PREDICTIONS, references=references, **options)
    assert given == {name: getattr(expected, name) for name in names}
    assert list(given) == names


def test_sacrebleu_wants_as_many_references_in_every_row(load: Load) -> None:
    with pytest.raises(InputError, match=r"references\[1\] has 1 texts and references\[0\] 2"):
        load("sacrebleu").compute(predictions=["a", "b"], references=[["a", "b"], ["b"]])


@pytest.mark.parametrize("orders", [(1, 4), (2, 6)])
@pytest.mark.parametrize("references", [ONE, TWO], ids=["one", "two"])
def test_google_bleu(load: Load, references: list[Any], orders: tuple[int, int]) -> None:
    split = [[tokens_13a(text) for text in row] for row in rows(references)]
    expected = corpus_gleu([tokens_13a(text) for text in PREDICTIONS], split, *orders)
    given = load("google_bleu").compute(predictions=PREDICTIONS, references=references, min_len=orders[0], max_len=orders[1])
    assert given == {"google_bleu": expected}
    assert load("google_bleu").compute(predictions=["a-b c"], references=["a-b d"], tokenizer=str.split) == {"google_bleu": 1 / 3}


@pytest.mark.parametrize("name", evaluate_modules.MODULES)
def test_batches_add_up_to_the_whole(load: Load, name: str) -> None:
    whole = load(name).compute(predictions=PREDICTIONS, references=ONE)
    metric = load(name)
    for first in range(0, len(PREDICTIONS), 2):
        metric.add_batch(predictions=PREDICTIONS[first : first + 2], references=ONE[first : first + 2])
    assert metric.compute() == whole
    for prediction, reference in zip(PREDICTIONS, ONE, strict=True):
        metric.add(prediction=prediction, reference=reference)
    assert metric.compute() == whole


def test_hostile_texts_pass_through_evaluate_unchanged(load: Load) -> None:
    predictions = list(hostile_texts.values())
    references = predictions[1:] + predictions[:1]
    given = load("rouge").compute(predictions=predictions, references=references, rouge_types=["rouge1"], use_aggregator=False)
    assert given["rouge1"] == tm.rouge(predictions, references, types=("rouge1",))["rouge1"].f1.tolist()
    expected = corpus_gleu([tokens_13a(text) for text in predictions], [[tokens_13a(text)] for text in references])
    assert load("google_bleu").compute(predictions=predictions, references=references) == {"google_bleu": expected}


def test_lines_are_joined_where_a_hyphen_ends_them() -> None:
    assert joined_lines(["a", "b-\nc d\ne", "end-\n", "x-<skipped>\ny"]) == ["a", "bc d e", "end", "xy"]
    assert joined_lines([["a-\n"], ["b\n", "c"]]) == [["a"], ["b\n", "c"]]
    assert joined_lines([]) == []


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(ConfigurationError, match="Did you mean 'rouge'"):
        evaluate_modules.path("rogue")
