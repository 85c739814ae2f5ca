"""Check the oracles of NLTK's BLEU and GLEU against recorded answers and the installed package."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate import bleu_score as nltk_package
from nltk.translate import gleu_score as nltk_gleu_package

from tests import strategies
from tests.oracle import nltk_bleu
from tests.oracle.recorded import check_cases
from tests.shared_data import load_cases, requires_shared


def nltk_method(name: str | None) -> int:
    """Translate a recorded smoothing name; None is NLTK's default, method 0."""
    return int(name.removeprefix("method")) if name else 0


@requires_shared
@pytest.mark.parametrize("name", ["nltk_bleu_sentence", "nltk_bleu_corpus"])
def test_recorded_nltk_bleu_cases(name: str) -> None:
    problems: dict[str, str] = {}
    cases = load_cases(name)
    for case in cases:
        config, expected = case["config"], case["expected"]
        score = nltk_bleu.nltk_sentence_bleu if name == "nltk_bleu_sentence" else nltk_bleu.nltk_corpus_bleu
        weights = config["weights"]
        if weights is None:
            weights = nltk_bleu.QUARTERS
        else:  # recorded with tuples, which JSON made lists; `auto_reweigh` tells them apart
            weights = tuple(tuple(row) if isinstance(row, list) else row for row in weights)
        try:
            got: Any = score(
                case["hyp"],
                case["refs"],
                weights,
                method=nltk_method(config["smoothing"]),
                auto_reweigh=config["auto_reweigh"],
                **config["smoothing_args"],
            )
        except (AssertionError, IndexError, TypeError, ValueError) as error:
            got = type(error).__name__
        wanted = expected.get("raises", expected.get("score"))
        if got != wanted:
            problems[case["id"]] = f"{got} != {wanted} for {config}"
    check_cases(problems, [case["id"] for case in cases])


@given(
    strategies.token_corpora(),
    st.integers(0, 7),
    st.sampled_from([nltk_bleu.QUARTERS, (0.5, 0.5), (0.2,) * 5, [(1.0,), (0.0, 0.5, 0.5)]]),
    st.booleans(),
    st.sampled_from([(0.1, 5, 5), (0.5, 0.3, 2)]),
)
def test_corpus_bleu_equals_nltk(
    corpus: list[tuple[list[str], list[list[str]]]],
    method: int,
    weights: Any,
    auto_reweigh: bool,
    constants: tuple[float, float, float],
) -> None:
    predictions = [prediction for prediction, _ in corpus]
    references = [row for _, row in corpus]
    epsilon, alpha, k = constants
    smoothing = getattr(nltk_package.SmoothingFunction(epsilon, alpha, k), f"method{method}")
    theirs: Any
    ours: Any
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # method 0 warns of every order without a match
        try:
            theirs = nltk_package.corpus_bleu(references, predictions, weights, smoothing, auto_reweigh)
        except (AssertionError, IndexError) as error:
            theirs = type(error)
    try:
        ours = nltk_bleu.nltk_corpus_bleu(
            predictions,
            references,
            weights,
            method=method,
            epsilon=epsilon,
            alpha=alpha,
            k=k,
            auto_reweigh=auto_reweigh,
        )
    except (AssertionError, IndexError) as error:
        ours = type(error)
    assert ours == theirs


@requires_shared
def test_recorded_gleu_cases() -> None:
    problems: dict[str, str] = {}
    cases = load_cases("nltk_gleu")
    for case in cases:
        config = case["config"]
        score = nltk_bleu.sentence_gleu if case["metric"] == "nltk_sentence_gleu" else nltk_bleu.corpus_gleu
        got = score(case["hyp"], case["refs"], config["min_len"], config["max_len"])
        if got != case["expected"]["score"]:
            problems[case["id"]] = f"{got} != {case['expected']}"
    check_cases(problems, [case["id"] for case in cases])


@given(strategies.token_corpora(min_rows=0), st.integers(1, 3), st.integers(1, 6))
def test_gleu_equals_nltk(corpus: list[tuple[list[str], list[list[str]]]], min_order: int, max_order: int) -> None:
    predictions = [prediction for prediction, _ in corpus]
    references = [row for _, row in corpus]
    theirs = nltk_gleu_package.corpus_gleu(references, predictions, min_order, max_order)
    assert nltk_bleu.corpus_gleu(predictions, references, min_order, max_order) == theirs
