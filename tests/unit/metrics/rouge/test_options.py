"""ROUGE's options: types beyond rouge-score's, rules for several references, what statistics keep of them, signatures, intervals."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.oracle.lcs import run_weight, wlcs_score
from tests.oracle.ngrams import clipped_count, skip_bigram_counts
from tests.strategies import text_corpora

WORDS = st.lists(st.sampled_from("abcde"), max_size=14)
RULES = ("best", "average", "mean", "jackknife")


@given(prediction=WORDS, reference=WORDS, gap=st.sampled_from([0, 1, 4, 20, -1]))
def test_skip_bigrams_are_those_of_the_paper(prediction: Sequence[str], reference: Sequence[str], gap: int) -> None:
    name = "*" if gap < 0 else str(gap)
    metric = tm.Rouge((f"rougeS{name}", f"rougeSU{name}"))
    found = metric.statistics([" ".join(prediction)], [" ".join(reference)]).values[0].tolist()
    expected = []
    for unigrams in ((), ("all",)):
        ours, theirs = (skip_bigram_counts(list(text), gap, *unigrams) for text in (prediction, reference))
        expected += [clipped_count(ours, [theirs]), ours.total(), theirs.total()]
    assert found == expected


@given(prediction=WORDS, reference=WORDS, weight=st.sampled_from([1.0, 1.2, 2.0, 3.0]))
def test_rouge_w_is_that_of_the_paper(prediction: Sequence[str], reference: Sequence[str], weight: float) -> None:
    result = tm.rouge([" ".join(prediction)], [" ".join(reference)], types=("rougeW",), weight=weight)
    shared = wlcs_score(prediction, reference, weight)
    score = result["rougeW"][0]
    for value, tokens in ((score.precision, prediction), (score.recall, reference)):
        expected = (shared / run_weight(len(tokens), weight)) ** (1 / weight) if tokens else 0.0
        # Weights that are not whole are kept in 2**-32 of a unit.
        assert value == (expected if weight % 1 == 0 else pytest.approx(expected, rel=1e-8, abs=1e-9))


DEFINITIONS = st.sampled_from(["rouge-score", "rouge-1.5.5", "pycocoevalcap"])


@given(corpus=text_corpora(max_rows=5), rule=st.sampled_from(RULES), definition=DEFINITIONS)
def test_rows_of_any_rule_concatenate_slice_and_accumulate(corpus: list[tuple[str, list[str]]], rule: str, definition: str) -> None:
    corpus = [(prediction, references) for prediction, references in corpus if references] or [("a b", ["a", "b c"])]
    predictions, references = [row[0] for row in corpus], [row[1] for row in corpus]
    metric = tm.Rouge(("rougeL",), definition=definition, multi_reference=rule)
    whole = metric.score(predictions, references)
    assert len(whole.statistics) == whole.n_rows == len(corpus)
    parts = [metric.statistics([prediction], [own]) for prediction, own in corpus]
    assert tm.Statistics.concatenate(parts) == whole.statistics
    running, other = metric.accumulator(), metric.accumulator()
    running.update(predictions[:2], references[:2])
    if len(corpus) > 2:
        other.update(predictions[2:], references[2:])
    running.merge(other)
    assert running.n_rows == len(corpus)
    assert running.compute()["rougeL"].f1.tolist() == whole["rougeL"].f1.tolist()
    order = np.arange(len(corpus))[::-1]
    assert metric.result(whole.statistics[order])["rougeL"].f1.tolist() == whole["rougeL"].f1[::-1].tolist()
    assert metric.result(pickle.loads(pickle.dumps(whole.statistics)))["rougeL"].f1.tolist() == whole["rougeL"].f1.tolist()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"types": ("rouge10", "rougeW", "rougeSU*", "rougeLsum"), "weight": 1.5, "stemmer": "porter-martin"},
        {"definition": "rouge-1.5.5", "multi_reference": "best", "alpha": 0.25, "max_words": 100},
        {"definition": "rouge-1.5.5", "max_bytes": 75, "tokenizer": "unicode"},
        {"definition": "pycocoevalcap", "types": ("rougeL",)},
        {"definition": "pltrdy"},
        {"definition": "torchmetrics", "multi_reference": "mean"},
    ],
)
def test_a_signature_makes_the_configuration(options: dict[str, object]) -> None:
    metric = tm.Rouge(**options)
    assert tm.Rouge.from_signature(metric.signature) == metric
    assert pickle.loads(pickle.dumps(metric)) == metric
    assert metric.score("a b", "a").signature == metric.signature


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"definition": "nltk", "smoothing": "method4", "smoothing_value": 3.0, "weights": (0.5, 0.25, 0.25, 0.0)},
        {"weights": ((0.5, 0.5), (1.0, 0.0)), "max_order": 2, "smoothing": "floor", "smoothing_value": 0.01},
        {"definition": "hf-bleu", "smoothing": "add-one-all", "lowercase": True},
        {"tokenizer": "zh", "reference_length": "average", "effective_order": True},
    ],
)
def test_a_signature_of_bleu_makes_the_configuration(options: dict[str, object]) -> None:
    metric = tm.Bleu(**options)
    assert tm.Bleu.from_signature(metric.signature) == metric
    assert pickle.loads(pickle.dumps(metric)) == metric


@pytest.mark.parametrize("metric", [tm.Rouge(("rougeS4",)), tm.Bleu(definition="hf-bleu"), tm.Gleu(min_order=2, lowercase=True)])
def test_any_signature_makes_its_configuration(metric: tm.Rouge | tm.Bleu | tm.Gleu) -> None:
    assert tm.from_signature(metric.signature) == metric
    other = tm.Gleu if isinstance(metric, tm.Rouge) else tm.Rouge
    with pytest.raises(tm.errors.ConfigurationError, match="is a signature of"):
        other.from_signature(metric.signature)
    with pytest.raises(tm.errors.ConfigurationError, match="unknown metric"):
        tm.from_signature(metric.signature.replace(metric.signature.split("|")[0], "meteor", 1))


def test_what_a_signature_can_only_name_is_asked_for() -> None:
    metric = tm.Rouge(("rouge1",), tokenizer=str.split, stop_words=("the",))
    with pytest.raises(tm.errors.ConfigurationError, match="stop_words"):
        tm.Rouge.from_signature(metric.signature, tokenizer=str.split)
    with pytest.raises(tm.errors.ConfigurationError, match="expected 'rouge"):
        tm.Rouge.from_signature(metric.signature, tokenizer=str.split, stop_words=("a",))
    assert tm.Rouge.from_signature(metric.signature, tokenizer=str.split, stop_words=("the",)) == metric


@pytest.mark.parametrize(
    "text", ["", "rouge", "bleu|tokenizer:13a|version:textmetrics-0.1.0", "rouge|types:rouge1|version:textmetrics-99.0.0", None]
)
def test_what_is_no_signature_is_refused(text: object) -> None:
    with pytest.raises(tm.errors.ConfigurationError):
        tm.Rouge.from_signature(text)  # type: ignore[arg-type]


def test_intervals_hold_the_mean_and_depend_on_the_seed_alone() -> None:
    predictions = [" ".join("abcdefg"[: k % 7 + 1]) for k in range(200)]
    references = [" ".join("abcxefg"[: k % 5 + 1]) for k in range(200)]
    result = tm.rouge(predictions, references)
    first, again, other = (result.bootstrap(seed=seed, threads=threads) for seed, threads in ((1, 1), (1, 2), (2, 1)))
    assert first == again != other
    for name, interval in first.items():
        assert interval.estimate == result[name].mean
        assert all(low < value < high for low, value, high in zip(interval.low, interval.estimate, interval.high, strict=True))
    narrow = result.bootstrap(seed=1, confidence=0.5)["rouge1"]
    assert first["rouge1"].low.f1 < narrow.low.f1 < narrow.high.f1 < first["rouge1"].high.f1
    bleu = tm.bleu(predictions, references, max_order=2)
    interval = bleu.bootstrap(seed=3)
    assert interval.low < interval.estimate == bleu.score < interval.high
    assert bleu.bootstrap(seed=3, threads=2) == interval
    gleu = tm.gleu(predictions, references).bootstrap(seed=3)
    assert gleu.low < gleu.estimate < gleu.high
