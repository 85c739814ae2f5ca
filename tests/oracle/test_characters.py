"""The oracle of chrF meets the recorded answers of sacrebleu and nltk, to the last bit."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tests.shared_data import load_cases, requires_shared

from .characters import (
    REGEX_SPACES,
    best_row,
    characters,
    nltk_corpus,
    pair_counts,
    sacrebleu_f,
    sacrebleu_row,
    words,
)

pytestmark = requires_shared
# The answers of nltk were recorded with a Python before 3.12, whose `sum` does not compensate
# rounding.
SUM_ERROR = 0.0 if sys.version_info < (3, 12) else 1e-15


def _cases(*metrics: str) -> list[Any]:
    """List the cases of these metrics that have an answer."""
    names = ("sacrebleu_chrf_sentence", "sacrebleu_chrf_corpus", "chrf_plus", "nltk_other")
    cases = [case for name in names for case in load_cases(name) if case["metric"] in metrics]
    return [pytest.param(case, id=case["id"]) for case in cases if "raises" not in case["expected"]]


def sacrebleu_rows(case: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Lay a case out row by row: only the corpora of chrf_plus hold streams of references."""
    if case["metric"] == "chrf_sentence":
        rows = [(case["hyp"], case["refs"])]
    elif case["id"].startswith("chrf_plus"):
        rows = list(zip(case["hyp"], zip(*case["refs"], strict=True), strict=True))
    else:
        rows = list(zip(case["hyp"], case["refs"], strict=True))
    return [
        (prediction, [text for text in texts if text is not None]) for prediction, texts in rows
    ]


@pytest.mark.parametrize("case", _cases("chrf_sentence", "chrf_corpus"))
def test_sacrebleu(case: dict[str, Any]) -> None:
    config, expected = case["config"], case["expected"]

    def read(text: str) -> str:
        return text.lower() if config["lowercase"] else text

    def score(row: list[int]) -> float:
        return sacrebleu_f(row, config["beta"], config["eps_smoothing"])

    orders = config["char_order"], config["word_order"]
    spell = str if config["whitespace"] else characters
    best = []
    for prediction, references in sacrebleu_rows(case):
        counted = [pair_counts(read(prediction), read(text), *orders, spell) for text in references]
        best.append(best_row([sacrebleu_row(row) for row in counted], score))
    total = [sum(column) for column in zip(*best, strict=True)]
    assert score(total) == expected["score"]
    assert total == expected.get("statistics", total)


@pytest.mark.parametrize("case", _cases("chrf_words"))
def test_words(case: dict[str, Any]) -> None:
    assert words(case["hyp"]) == case["expected"]["words"]


@pytest.mark.parametrize("case", _cases("nltk_chrf", "nltk_sentence_chrf", "nltk_corpus_chrf"))
def test_nltk(case: dict[str, Any]) -> None:
    config = {"min_len": 1, "max_len": 6, "beta": 3.0, "ignore_whitespace": True, **case["config"]}
    is_corpus = case["metric"] == "nltk_corpus_chrf"
    predictions = case["hyp"] if is_corpus else [case["hyp"]]
    rows = []
    for prediction, reference in zip(predictions, case["refs"], strict=True):
        texts = [
            text if isinstance(text, str) else " ".join(text) for text in (prediction, reference)
        ]
        if config["ignore_whitespace"]:
            texts = [characters(text, REGEX_SPACES) for text in texts]
        rows.append(pair_counts(*texts, config["max_len"], 0, str)[3 * (config["min_len"] - 1) :])
    assert abs(nltk_corpus(rows, config["beta"]) - case["expected"]["score"]) <= SUM_ERROR
