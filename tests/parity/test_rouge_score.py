"""ROUGE equals rouge-score's, to the last bit, on real outputs and on its recorded answers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score import rouge_scorer

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from tests.shared_data import load_cases, load_rows, requires_shared
from tests.strategies import text_rows, texts

TYPES = ("rouge1", "rouge2", "rouge3", "rouge4", "rougeL", "rougeLsum")
# Each row takes the reference package milliseconds: one in `STEP` by default, every row where TEXTMETRICS_EVERY_ROW is set.
STEP = 1 if os.environ.get("TEXTMETRICS_EVERY_ROW") else 50


def _differences(result: tm.RougeResult, answers: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = []
    for row, answer in enumerate(answers):
        for name in result.types:
            expected = tuple(float(value) for value in answer[name])
            if tuple(result[name][row]) != expected:
                found.append((row, name, tuple(result[name][row]), expected))
    return found


@requires_shared
@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets")
@pytest.mark.parametrize("stemmer", [None, "porter"])
@pytest.mark.parametrize("dataset", ["cnndm_pointergen", "xsum_edinburgh", "dialogsum_bart", "wmt21_multiref"])
def test_real_outputs_score_as_rouge_score_does(dataset: str, stemmer: str | None) -> None:
    rows = load_rows(dataset)
    predictions, references = rows.predictions[::STEP], rows.references[::STEP]
    result = tm.rouge(predictions, references, types=TYPES, stemmer=stemmer)
    scorer = rouge_scorer.RougeScorer(TYPES, use_stemmer=stemmer is not None)
    answers = [scorer.score_multi(own, prediction) for prediction, own in zip(predictions, references, strict=True)]
    assert _differences(result, answers) == []


@requires_shared
@pytest.mark.parametrize("name", ["rouge_score_single", "rouge_score_multi"])
def test_recorded_answers_are_met(name: str) -> None:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for case in load_cases(name):
        if case["config"]["split_summaries"]:
            continue  # needs punkt's data, which no package ships
        if "raises" in case["expected"]:
            # A type that does not exist, or something that is not a text: an error here too, of our own kind.
            with pytest.raises(tm.errors.TextmetricsError):
                tm.rouge([case["hyp"]], [case["refs"]], types=tuple(case["config"]["types"]))
            continue
        groups.setdefault((tuple(case["config"]["types"]), case["config"]["stemmer"]), []).append(case)
    checked = Counter[str]()
    for (types, stemmer), cases in groups.items():
        if not JIT_IS_ON:
            cases = cases[::20]
        result = tm.rouge(
            [case["hyp"] for case in cases], [case["refs"] for case in cases], types=types, stemmer="porter" if stemmer else None
        )
        assert _differences(result, [case["expected"] for case in cases]) == []
        checked[name] += len(cases)
    assert checked[name] > 0


@requires_shared
def test_recorded_tokens_are_met() -> None:
    for case in load_cases("rouge_score_tokenize"):
        stemmer = "porter" if case["config"]["stemmer"] else None
        assert tm.tokenize(case["hyp"], "rouge-score", stemmer=stemmer) == case["expected"]["tokens"]


@given(prediction=texts(), reference=texts(), stemmer=st.sampled_from([None, "porter"]))
def test_any_pair_scores_as_rouge_score_does(prediction: str, reference: str, stemmer: str | None) -> None:
    result = tm.rouge([prediction], [reference], types=TYPES, stemmer=stemmer)
    answer = rouge_scorer.RougeScorer(TYPES, use_stemmer=stemmer is not None).score(reference, prediction)
    assert _differences(result, [answer]) == []


@given(row=text_rows())
def test_any_references_score_as_rouge_score_does(row: tuple[str, list[str]]) -> None:
    prediction, references = row
    if not references:
        return
    result = tm.rouge([prediction], [references], types=TYPES)
    assert _differences(result, [rouge_scorer.RougeScorer(TYPES).score_multi(references, prediction)]) == []
