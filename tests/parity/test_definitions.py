"""Presets equal the packages they are named after: BLEU of NLTK, evaluate, torchmetrics and Moses, ROUGE of torchmetrics and others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import textmetrics as tm
from tests.oracle.lcs import lcs_length
from tests.strategies import text_corpora

ROWS = text_corpora(max_rows=4)
Corpus = list[tuple[str, list[str]]]


def _sides(corpus: Corpus) -> tuple[list[str], list[list[str]]]:
    kept = [(prediction, references) for prediction, references in corpus if references]
    assume(kept)
    return [prediction for prediction, _ in kept], [references for _, references in kept]


# NLTK


VALUES = st.none() | st.sampled_from([0.01, 1.0, 3.0])


@given(corpus=ROWS, method=st.integers(0, 7), max_order=st.integers(1, 6), value=VALUES, data=st.data())
@settings(max_examples=40)
@pytest.mark.filterwarnings("ignore:\\nThe hypothesis contains:UserWarning")
def test_nltk(corpus: Corpus, method: int, max_order: int, value: float | None, data: st.DataObject) -> None:
    from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu, sentence_bleu

    predictions, references = _sides(corpus)
    weights = data.draw(st.none() | st.lists(st.floats(0.01, 1), min_size=max_order, max_size=max_order))
    named = {1: "epsilon", 4: "k", 6: "alpha", 7: "k"}
    value = value if method in named else None
    smoothing = getattr(SmoothingFunction(**({named[method]: value} if value is not None else {})), f"method{method}")
    split = [[reference.split() for reference in row] for row in references]
    options = {"weights": tuple(weights or [1 / max_order] * max_order), "smoothing_function": smoothing}
    metric = tm.Bleu(definition="nltk", smoothing=f"method{method}", smoothing_value=value, max_order=max_order, weights=weights)
    try:
        expected = corpus_bleu(split, [prediction.split() for prediction in predictions], **options)
    except (AssertionError, IndexError):  # method 6 without a third-order match, or three orders
        with pytest.raises(tm.errors.InputError, match="method 6"):
            metric.score(predictions, references).score  # noqa: B018  # the score is computed when it is asked for
        return
    assert metric.score(predictions, references).score == expected
    if method != 6:
        rows = [sentence_bleu(own, prediction.split(), **options) for prediction, own in zip(predictions, split, strict=True)]
        assert metric.score_rows(predictions, references).scores.tolist() == rows
        vectors = [options["weights"]] * 2
        several = tm.Bleu(definition="nltk", smoothing=f"method{method}", smoothing_value=value, max_order=max_order, weights=vectors)
        assert several.score(predictions, references).score.tolist() == [expected, expected]
        assert several.score_rows(predictions, references).scores.tolist() == [[row, row] for row in rows]


# The other BLEUs, from their definitions: counts from the core, which the oracles hold, and the packages' own formulas.


def _counts(predictions: Sequence[str], references: Sequence[Sequence[str]], tokenize: Callable[[str], list[str]]) -> tuple[Any, ...]:
    matches, totals = [0] * 4, [0] * 4
    lengths, reference_lengths = [], []
    for prediction, own in zip(predictions, references, strict=True):
        tokens, others = tokenize(prediction), [tokenize(reference) for reference in own]
        for n in range(1, 5):
            grams = Counter(tuple(tokens[k : k + n]) for k in range(len(tokens) - n + 1))
            most: Counter[tuple[str, ...]] = Counter()
            for other in others:
                most |= Counter(tuple(other[k : k + n]) for k in range(len(other) - n + 1))
            matches[n - 1] += (grams & most).total()
            totals[n - 1] += grams.total()
        lengths.append(len(tokens))
        reference_lengths.append([len(other) for other in others])
    return matches, totals, lengths, reference_lengths


@given(corpus=ROWS, smooth=st.booleans())
def test_hf_bleu(corpus: Corpus, smooth: bool) -> None:
    predictions, references = _sides(corpus)
    matches, totals, lengths, reference_lengths = _counts(predictions, references, lambda text: tm.tokenize(text, "13a"))
    c, r = sum(lengths), sum(map(min, reference_lengths))
    precisions = [(m + smooth) / (t + smooth) if t + smooth else 0.0 for m, t in zip(matches, totals, strict=True)]
    expected = 0.0  # nmt's code divides by zero where there is no token on a side
    if min(precisions) > 0 and c and r:
        expected = math.exp(sum((1.0 / 4) * math.log(p) for p in precisions)) * (1.0 if c / r > 1.0 else math.exp(1 - 1.0 / (c / r)))
    metric = tm.Bleu(definition="hf-bleu", smoothing="add-one-all" if smooth else None)
    assert metric.score(predictions, references).score == expected


@given(corpus=ROWS)
@example(corpus=[("a b c d e f g h i j k", ["a z c d e f g h i j k"])])  # `sum` of 3.12 differs
def test_moses(corpus: Corpus) -> None:
    predictions, references = _sides(corpus)
    matches, totals, lengths, reference_lengths = _counts(predictions, references, str.split)
    c = sum(lengths)
    r = sum(min(own, key=lambda n: (abs(n - length), n)) for length, own in zip(lengths, reference_lengths, strict=True))
    expected = 0.0
    if c and min(matches) > 0:
        logarithms = [math.log(m / t) for m, t in zip(matches, totals, strict=True)]
        one, two, three, four = logarithms  # Perl adds from left to right, unlike `sum` since Python 3.12
        mean = (one + two + three + four) / 4
        expected = (math.exp(1 - r / c) if c < r else 1.0) * math.exp(mean)
    assert tm.bleu(predictions, references, definition="moses-multi-bleu").score == expected


@given(corpus=ROWS, smooth=st.booleans())
def test_torchmetrics_bleu(corpus: Corpus, smooth: bool) -> None:
    functional = pytest.importorskip("torchmetrics.functional.text", reason="torchmetrics is not installed")
    predictions, references = _sides(corpus)
    expected = float(functional.bleu_score(predictions, references, smooth=smooth))
    ours = tm.bleu(predictions, references, definition="torchmetrics", smoothing="add-k" if smooth else None).score
    assert ours == pytest.approx(expected, rel=2e-6, abs=1e-30)  # theirs is computed in float32


@given(corpus=ROWS, stem=st.booleans(), mean=st.booleans())
def test_torchmetrics_rouge(corpus: Corpus, stem: bool, mean: bool) -> None:
    functional = pytest.importorskip("torchmetrics.functional.text.rouge", reason="torchmetrics is not installed")
    from nltk.stem.porter import PorterStemmer

    predictions, references = _sides(corpus)
    keys = [1, 2, 3, "L"]
    rule, stemmer = "avg" if mean else "best", PorterStemmer() if stem else None
    answers = functional._rouge_score_update(predictions, references, keys, rule, stemmer)
    options: dict[str, Any] = {"stemmer": "porter" if stem else None, "multi_reference": "mean" if mean else None}
    result = tm.rouge(predictions, references, types=tuple(f"rouge{key}" for key in keys), definition="torchmetrics", **options)
    for key in keys:
        scores = result[f"rouge{key}"]
        for field, values in {"precision": scores.precision, "recall": scores.recall, "fmeasure": scores.f1}.items():
            theirs = np.asarray([float(answer[field]) for answer in answers[key]])
            if mean:  # a mean of float32 numbers
                assert values == pytest.approx(theirs, rel=1e-6)
            else:
                assert np.array_equal(values.astype(np.float32), theirs.astype(np.float32))


# ROUGE of the package `rouge` and of pycocoevalcap, from their definitions.


def _pltrdy_tokens(text: str) -> list[list[str]]:
    return [" ".join(piece.split()).split(" ") for piece in text.split(".") if piece]


@given(corpus=ROWS, n=st.integers(1, 3))
def test_pltrdy_ngrams(corpus: Corpus, n: int) -> None:
    predictions, references = _sides(corpus)
    found = tm.rouge(predictions, [own[0] for own in references], types=(f"rouge{n}",), definition="pltrdy")[f"rouge{n}"]
    for row, (prediction, own) in enumerate(zip(predictions, references, strict=True)):
        grams = []
        for text in (prediction, own[0]):
            tokens = [token for line in _pltrdy_tokens(text) for token in line]
            grams.append({tuple(tokens[k : k + n]) for k in range(len(tokens) - n + 1)})
        shared = len(grams[0] & grams[1])
        precision, recall = (shared / len(side) if side else 0.0 for side in grams)
        assert found[row] == (precision, recall, 2.0 * ((precision * recall) / (precision + recall + 1e-8)))


@given(corpus=ROWS)
def test_pycocoevalcap(corpus: Corpus) -> None:
    predictions, references = _sides(corpus)
    found = tm.rouge(predictions, references, types=("rougeL",), definition="pycocoevalcap")["rougeL"]
    for row, (prediction, own) in enumerate(zip(predictions, references, strict=True)):
        tokens = prediction.split(" ")
        lengths = [(lcs_length(tokens, reference.split(" ")), len(reference.split(" "))) for reference in own]
        precision, recall = max(n / len(tokens) for n, _ in lengths), max(n / total for n, total in lengths)
        f = ((1 + 1.2**2) * precision * recall) / float(recall + 1.2**2 * precision) if precision and recall else 0.0
        assert found[row] == (precision, recall, f)


# Rules for several references, from their words.


@given(corpus=ROWS, alpha=st.sampled_from([None, 0.2, 1.0]))
def test_rules_for_several_references(corpus: Corpus, alpha: float | None) -> None:
    predictions, references = _sides(corpus)
    results = {
        rule: tm.rouge(predictions, references, types=("rouge1",), multi_reference=rule, alpha=alpha)["rouge1"]
        for rule in ("best", "mean", "jackknife")
    }
    for row, (prediction, own) in enumerate(zip(predictions, references, strict=True)):
        each = [tm.rouge(prediction, reference, types=("rouge1",), alpha=alpha)["rouge1"][0] for reference in own]
        best = max(each, key=lambda score: score.f1)
        assert results["best"][row] == best
        assert results["mean"][row] == pytest.approx(np.mean(each, axis=0), rel=1e-15, abs=0)
        left_out = [[score for k, score in enumerate(each) if k != out] for out in range(len(each))] if len(each) > 1 else [each]
        means = np.mean([max(kept, key=lambda score: score.f1) for kept in left_out], axis=0)
        assert results["jackknife"][row] == pytest.approx(means, rel=1e-14, abs=0)
