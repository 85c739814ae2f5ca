"""BLEU equals sacrebleu's, to the last bit, on real translations and on its recorded answers."""

from __future__ import annotations

import itertools
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from tests.shared_data import SUM_IS_PLAIN, groups, load_cases, load_rows, requires_shared
from tests.strategies import text_corpora

STEP = 1 if os.environ.get("TEXTMETRICS_EVERY_ROW") else 20
real_data = pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets")


# What sacrebleu does where a recorded case does not say.
DEFAULTS = {
    "tokenize": "13a",
    "lowercase": False,
    "smooth_method": "exp",
    "smooth_value": None,
    "max_ngram_order": 4,
    "effective_order": False,
}


def _streams(references: list[list[str]]) -> list[list[str | None]]:
    """Lay references out as sacrebleu wants them; None where a row has fewer."""
    return [list(stream) for stream in itertools.zip_longest(*references)]


def _check_corpus(predictions: list[str], references: list[list[str]], **options: Any) -> None:
    result = tm.bleu(predictions, references, **options)
    renamed = {"smoothing": "smooth_method", "smoothing_value": "smooth_value", "max_order": "max_ngram_order", "tokenizer": "tokenize"}
    peer = BLEU(**{renamed.get(key, key): value for key, value in options.items()}, force=True)
    answer = peer.corpus_score(predictions, _streams(references))
    assert result.percent == answer.score
    assert result.brevity_penalty == answer.bp
    assert (result.prediction_length, result.reference_length) == (answer.sys_len, answer.ref_len)
    if options.get("smoothing") != "add-k":  # there sacrebleu reports the smoothed counts
        assert result.matches.tolist() == answer.counts
        assert result.totals.tolist() == answer.totals


@requires_shared
@real_data
@pytest.mark.parametrize("dataset", ["mlqe_pe", "wmt21_multiref", "wmt23_mt"])
def test_real_corpora_score_as_sacrebleu_does(dataset: str) -> None:
    names = list(groups(dataset))
    for group in names:
        rows = load_rows(dataset, group=group)
        _check_corpus(rows.predictions, rows.references)


@requires_shared
@real_data
@pytest.mark.parametrize("tokenizer", ["intl", "zh", "char", "none"])
def test_real_corpora_score_as_sacrebleu_does_with_every_tokenizer(tokenizer: str) -> None:
    rows = load_rows("wmt23_mt")
    _check_corpus(rows.predictions[::STEP], rows.references[::STEP], tokenizer=tokenizer)


@requires_shared
@real_data
@pytest.mark.parametrize("dataset", ["mlqe_pe", "wmt21_multiref", "wmt23_mt"])
def test_real_sentences_score_as_sacrebleu_does(dataset: str) -> None:
    rows = load_rows(dataset)
    predictions, references = rows.predictions[::STEP], rows.references[::STEP]
    result = tm.sentence_bleu(predictions, references)
    percents = tm.Bleu(effective_order=True).percents(result.statistics.values)
    peer = BLEU(effective_order=True)
    answers = [peer.sentence_score(prediction, own).score for prediction, own in zip(predictions, references, strict=True)]
    assert percents.tolist() == answers


@requires_shared
@pytest.mark.parametrize("name", ["sacrebleu_bleu_sentence", "sacrebleu_bleu_corpus"])
def test_recorded_answers_are_met(name: str) -> None:
    for case in load_cases(name)[:: 1 if JIT_IS_ON else 20]:
        config, expected = {**DEFAULTS, **case["config"]}, case["expected"]
        if "raises" in expected:
            assert case["hyp"] == []  # no rows at all: sacrebleu fails, here nothing matches and the score is 0
            assert tm.bleu([], []).score == 0
            continue
        corpus = name.endswith("corpus")
        metric = tm.Bleu(
            tokenizer=config["tokenize"] or "13a",
            lowercase=config["lowercase"],
            smoothing=config["smooth_method"],
            smoothing_value=config["smooth_value"] if config["smooth_method"] in ("floor", "add-k") else None,
            max_order=config["max_ngram_order"],
            effective_order=config["effective_order"],
        )
        predictions = case["hyp"] if corpus else [case["hyp"]]
        # None stands for a reference that a row does not have.
        references = [[text for text in own if text is not None] for own in (case["refs"] if corpus else [case["refs"]])]
        if not all(references):
            continue  # a row without any reference is an error here; sacrebleu ends in a TypeError of its own making
        result = metric.score(predictions, references)
        score = expected["score"]
        if not SUM_IS_PLAIN:
            peer = BLEU(**config, force=True)
            score = peer.corpus_score(predictions, _streams(references)).score
        assert result.percent == score, case["id"]
        assert result.brevity_penalty == expected["bp"], case["id"]
        assert (result.prediction_length, result.reference_length) == (expected["sys_len"], expected["ref_len"]), case["id"]
        if config["smooth_method"] != "add-k":
            assert result.matches.tolist() == expected["counts"], case["id"]
            assert result.totals.tolist() == expected["totals"], case["id"]


@given(
    corpus=text_corpora(),
    smoothing=st.sampled_from(["none", "floor", "add-k", "exp"]),
    max_order=st.integers(1, 6),
    effective_order=st.booleans(),
    lowercase=st.booleans(),
)
def test_any_corpus_scores_as_sacrebleu_does(
    corpus: Any, smoothing: str, max_order: int, effective_order: bool, lowercase: bool
) -> None:
    predictions, references = [prediction for prediction, _ in corpus], [own for _, own in corpus]
    if not predictions or not all(references):
        return
    _check_corpus(
        predictions, references, smoothing=smoothing, max_order=max_order, effective_order=effective_order, lowercase=lowercase
    )
