"""chrF under the definition "torchmetrics" has the numbers of the package itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import TextRow, text_corpora
from textmetrics.metrics.chrf import chrf

pytest.importorskip("torch", reason="torchmetrics stands on torch")
peer = pytest.importorskip("torchmetrics.functional.text", reason="torchmetrics is not installed")


def check(rows: list[TextRow], config: dict[str, Any]) -> None:
    """Compare the corpus and every sentence."""
    predictions, references = [text for text, _ in rows], [list(own) for _, own in rows]
    renamed = {"char_order": "n_char_order", "word_order": "n_word_order"}
    theirs = {renamed.get(name, name): value for name, value in config.items()}
    corpus, sentences = peer.chrf_score(
        predictions, references, return_sentence_level_score=True, **theirs
    )
    result = chrf(predictions, references, definition="torchmetrics", **config)
    assert result.score == min(float(corpus), 1.0)
    assert result.scores.tolist() == [min(score, 1.0) for score in sentences.tolist()]


@settings(max_examples=100)
@given(
    rows=text_corpora(max_rows=3, max_references=3),
    char_order=st.sampled_from([6, 6, 1, 3]),
    word_order=st.sampled_from([2, 2, 0, 1]),
    beta=st.sampled_from([2.0, 2, 1.0, 0.5, 1.7, 3.0]),
    lowercase=st.booleans(),
    whitespace=st.booleans(),
)
def test_every_corpus_scores_as_torchmetrics_does(rows: list[TextRow], **config: Any) -> None:
    check(rows, config)


def test_white_space_other_than_blanks_counts_within_a_text() -> None:
    check([("\t a\tb c\u3000", ["a b\nc", "a\tb c"])], {"word_order": 2})


def test_a_reference_without_a_match_is_not_counted() -> None:
    rows = [("abc", ["xyz", "uvwxyz"]), ("abc", ["abd", ""]), ("", ["abc"])]
    check(rows, {"word_order": 2})
    result = chrf(
        [text for text, _ in rows],
        [own for _, own in rows],
        definition="torchmetrics",
        word_order=2,
    )
    assert result.statistics.column("reference_total_char_1").tolist() == [0, 3, 0]
