"""A tokenizer that leaves nothing of most rows says so, at the caller's own line."""

from __future__ import annotations

import warnings

import pytest

import textmetrics as tm

HINDI = "यह एक वाक्य है"


@pytest.mark.parametrize("score", [tm.rouge, lambda *texts: tm.bleu(*texts, tokenizer="rouge-score")])
def test_texts_that_lose_every_token_are_warned_of(score: object) -> None:
    with pytest.warns(tm.errors.TokensDroppedWarning, match="leaves no token of 2 of 3 predictions") as caught:
        score([HINDI, HINDI, "a cat"], [HINDI, HINDI, "a cat"])  # type: ignore[operator]
    assert caught[0].filename == __file__


def test_a_loop_is_warned_once() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            tm.rouge([HINDI], [HINDI])
    assert len(caught) == 1


def test_texts_without_words_and_words_that_are_kept_are_not_warned_of() -> None:
    assert tm.rouge(["", "…", "a cat", HINDI], ["", "…", "a cat", HINDI])["rouge1"].f1.tolist() == [0, 0, 1, 0]
    assert tm.rouge([HINDI], [HINDI], tokenizer="unicode")["rouge1"].f1.tolist() == [1]
    assert tm.rouge([[1, 2], []], [[1, 2], []])["rouge1"].f1.tolist() == [1, 0]
