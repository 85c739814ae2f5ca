"""Rewards by verl's calling convention: keywords, extra arguments, one answer or a batch, loaded by name or by path."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import pickle

import numpy as np
import pytest

import textmetrics as tm
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.integrations import verl

ANSWERS = ["the cats sat on the mat", "a dog", ""]
TRUTHS = ["the cat sat on a mat", ["a small dog", "a dog"], "nothing"]


def as_verl_calls(**options: object) -> list[float]:
    """Call as the naive manager does: once an answer, all by keyword, with more than was asked for."""
    return [
        verl.compute_score(data_source="x", solution_str=answer, ground_truth=truth, extra_info={"index": 0}, sandbox=None, **options)  # type: ignore[arg-type]
        for answer, truth in zip(ANSWERS, TRUTHS, strict=True)
    ]


def as_batch(**options: object) -> list[float]:
    """Call as the batch manager does."""
    return verl.compute_scores(data_sources=["x"] * 3, solution_strs=ANSWERS, ground_truths=TRUTHS, extra_infos=[None] * 3, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("metric", ["rouge1", "rouge2", "rougeL", "rougeLsum", "bleu", "gleu"])
def test_one_by_one_and_in_a_batch_are_the_same_floats(metric: str) -> None:
    scores = as_batch(metric=metric)
    assert scores == as_verl_calls(metric=metric)
    assert scores[1] == pytest.approx(1.0)
    assert 0 < scores[0] < 1
    assert scores[2] == 0
    assert all(type(score) is float for score in scores)


def test_options_reach_the_metric() -> None:
    references = [[truth] if isinstance(truth, str) else truth for truth in TRUTHS]
    stemmed = tm.rouge(ANSWERS, references, types=("rouge1",), stemmer="porter")["rouge1"]
    assert as_batch(metric="rouge1", options={"stemmer": "porter"}) == stemmed.f1.tolist()
    assert as_batch(metric="rouge1", measure="recall", options={"stemmer": "porter"}) == stemmed.recall.tolist()
    assert as_batch(metric="rouge1", options={"stop_words": ["the", "a"]}) == tm.rouge(
        ANSWERS, references, types=("rouge1",), stop_words=["the", "a"]
    )["rouge1"].f1.tolist()
    added = tm.sentence_bleu(ANSWERS, references, smoothing="add-k").scores.tolist()
    assert as_batch(metric="bleu", options={"smoothing": "add-k"}) == added
    method = {"definition": "nltk", "smoothing": "method4"}
    assert as_batch(metric="bleu", options=method) == tm.sentence_bleu(ANSWERS, references, **method).scores.tolist()
    assert as_batch(metric=tm.Gleu(max_order=2)) == tm.gleu(ANSWERS, references, max_order=2).scores.tolist()


def test_the_file_loads_by_its_path() -> None:
    spec = importlib.util.spec_from_file_location("custom_module", verl.__file__)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.compute_score(data_source=None, solution_str="a dog", ground_truth="a cat", metric="rouge1") == 0.5


def test_ground_truths_may_be_arrays_as_parquet_gives_them() -> None:
    assert verl.compute_scores(None, ["a dog"], [np.array(["no", "a dog"], dtype=object)], metric="rouge1") == [1]


@pytest.mark.parametrize("module", ["trl", "verl", "lm_eval", "rewards", "evaluate_modules"])
def test_examples_of_docstrings_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"textmetrics.integrations.{module}"))
    assert outcome.failed == 0
    assert outcome.attempted > 0 or module == "rewards"


def test_the_functions_pickle() -> None:
    assert pickle.loads(pickle.dumps(verl.compute_scores)) is verl.compute_scores


@pytest.mark.parametrize(
    ("answers", "truths", "options", "error", "words"),
    [
        (["a"], [None], {}, InputError, r"ground_truths\[0\] is None"),
        (["a", "b"], ["a", []], {}, InputError, r"ground_truths\[1\] is \[\]"),
        (["a"], [float("nan")], {}, InputError, "nan"),
        (["a"], [np.array([], dtype=object)], {}, InputError, r"ground_truths\[0\]"),
        (["a"], [7], {}, InputTypeError, r"ground_truths\[0\] is 7"),
        (["a"], [["a", None]], {}, InputTypeError, r"ground_truths\[0\] is \['a', None\], a list"),
        ([None], ["a"], {}, InputTypeError, r"solution_strs\[0\] is None"),
        (["a"], ["a", "b"], {}, InputError, "differ in length"),
        ("a", "a", {}, InputError, "a single str"),
        (["a"], ["a"], {"metric": "meteor"}, ConfigurationError, "'meteor'"),
        (["a"], ["a"], {"metric": "rougeX"}, ConfigurationError, "rougeX"),
        (["a"], ["a"], {"measure": "f2"}, ConfigurationError, "Known: f1"),
        (["a"], ["a"], {"metric": "bleu", "measure": "recall"}, ConfigurationError, "Bleu has no recall"),
        (["a"], ["a"], {"options": {"stemer": "porter"}}, ConfigurationError, "stemer"),
        (["a"], ["a"], {"metric": tm.Gleu(), "options": {"max_order": 2}}, ConfigurationError, "configured metric"),
        (["a"], ["a"], {"metric": tm.Bleu(weights=((1, 0, 0, 0), (0.5, 0.5, 0, 0)))}, ConfigurationError, "several weight"),
    ],
)
def test_bad_input_is_named(answers: object, truths: object, options: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        verl.compute_scores(None, answers, truths, **options)  # type: ignore[arg-type]
