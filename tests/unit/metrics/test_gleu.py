"""GLEU equals NLTK's, to the last bit, and its integers merge."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate import gleu_score as gleu_peer
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

from tests import strategies
from textmetrics.errors import ConfigurationError, InputError
from textmetrics.metrics.gleu import Gleu, gleu


def _columns(corpus: list[Any]) -> tuple[list[Any], list[Any]]:
    """Give the references of all rows, and the predictions."""
    return [references for _, references in corpus], [prediction for prediction, _ in corpus]


@given(strategies.token_corpora("abc", max_size=12), st.integers(1, 3), st.integers(0, 3))
def test_gleu_of_token_ids_equals_nltk(corpus: Any, min_order: int, more: int) -> None:
    references, predictions = _columns(corpus)
    ids = {"a": 0, "b": 7, "c": 3}
    rows = [[ids[token] for token in prediction] for prediction in predictions], [
        [[ids[token] for token in reference] for reference in row] for row in references
    ]
    result = Gleu(min_order=min_order, max_order=min_order + more).score(*rows)
    assert result.score == gleu_peer.corpus_gleu(references, predictions, min_order, min_order + more)
    expected = [gleu_peer.sentence_gleu(*pair, min_order, min_order + more) for pair in zip(references, predictions, strict=True)]
    assert result.scores.tolist() == expected


@given(strategies.text_corpora())
def test_gleu_of_texts_equals_nltk_on_their_tokens(corpus: Any) -> None:
    split = Tokenizer13a()
    predictions, references = [prediction for prediction, _ in corpus], [row for _, row in corpus]
    tokens = [[split(text.rstrip()).split() for text in row] for row in references], [split(text.rstrip()).split() for text in predictions]
    result = gleu(predictions, references)
    assert result.score == gleu_peer.corpus_gleu(*tokens)
    assert result.scores.tolist() == [gleu_peer.sentence_gleu(*pair) for pair in zip(*tokens, strict=True)]


def test_gleu_of_a_hyphen_at_the_end_differs_from_google_bleu() -> None:
    def as_google_bleu(text: str) -> list[str]:
        return Tokenizer13a()(text).split()  # of the text as it is, where sacrebleu cuts white space off its end

    assert gleu(["foo-\n"], ["foo"]).score == 0.0
    assert gleu(["foo-\n"], ["foo"], tokenizer=as_google_bleu).score == 1.0


def test_gleu_statistics_merge() -> None:
    predictions, references = ["a b c", "d e", "f"], [["a b d", "a c"], ["d e f"], ["f"]]
    metric = Gleu(tokenizer="none")
    whole = metric.score(predictions, references)
    running = metric.accumulator()
    running.update(predictions[:1], references[:1])
    other = pickle.loads(pickle.dumps(metric)).accumulator()
    other.update(predictions[1:], references[1:])
    running.merge(other)
    assert running.compute().score == whole.score
    assert running.compute().statistics == whole.statistics
    assert metric.score_rows(predictions, references).tolist() == whole.scores.tolist()
    with pytest.raises(InputError, match="were made with"):
        Gleu(max_order=3, tokenizer="none").result(whole.statistics)


def test_options_are_checked() -> None:
    for options in ({"min_order": 0}, {"max_order": 0}, {"min_order": 3, "max_order": 2}, {"max_order": 1.5}, {"tokenizer": "none such"}):
        with pytest.raises(ConfigurationError):
            Gleu(**options)
