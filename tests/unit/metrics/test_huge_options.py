"""Options larger than any text: they cost what the texts cost, and give what the definition says."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.oracle.ngrams import ngram_counts
from tests.strategies import token_pairs
from textmetrics.compat.nltk import matching
from textmetrics.compat.nltk.gleu_score import corpus_gleu
from textmetrics.errors import ConfigurationError

ROOM = 50_000_000  # bytes; scratch of the order asked for would be a hundred times as much
HUGE = "rouge100000000"
LONG = "one two three four five six seven eight " * 40


def with_little_memory(work: Callable[[], Any]) -> Any:
    """Do some work, and see that NumPy's arrays and Python's objects stay small meanwhile."""
    tracemalloc.start()
    try:
        result = work()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < ROOM
    return result


METRICS: dict[str, dict[str, Any]] = {
    "words in text": {},
    "scanned words": {"tokenizer": "unicode"},
    "stems": {"stemmer": "porter"},
    "custom tokenizer": {"tokenizer": str.split},
    "ROUGE-1.5.5": {"definition": "rouge-1.5.5"},
    "sets": {"definition": "pltrdy"},
}


@pytest.mark.parametrize("options", METRICS.values(), ids=METRICS)
@pytest.mark.parametrize("text", ["one two three", LONG, ""], ids=["short", "long", "empty"])
def test_an_order_beyond_the_texts_scores_0_in_the_memory_of_the_texts(
    options: dict[str, Any], text: str
) -> None:
    metric = tm.Rouge(("rouge1", HUGE, "rouge2"), **options)
    usual = tm.Rouge(("rouge1", "rouge2"), **options).score([text, "one"], [text, "two"])
    result = with_little_memory(lambda: metric.score([text, "one"], [text, "two"]))
    assert result[HUGE].f1.tolist() == [0.0, 0.0]
    for name in ("rouge1", "rouge2"):
        assert result[name].f1.tolist() == usual[name].f1.tolist()


def test_an_order_beyond_the_texts_scores_0_for_token_ids() -> None:
    ids = [[5, 6, 7], list(range(400))]
    result = with_little_memory(lambda: tm.Rouge(("rouge3", HUGE)).score(ids, ids))
    assert result[HUGE].f1.tolist() == [0.0, 0.0]
    assert result["rouge3"].f1.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("definition", ["rouge-score", "pltrdy"])
@pytest.mark.parametrize("n_words", [1, 3, 4, 127, 128, 129, 200])
def test_the_whole_text_is_its_longest_ngram(n_words: int, definition: str) -> None:
    text = " ".join(f"w{k}" for k in range(n_words))
    types = (f"rouge{n_words}", f"rouge{n_words + 1}", f"rouge{n_words + 2}")
    result = tm.Rouge(types, definition=definition).score([text, "w0"], [text, text])
    assert [float(result[name].recall[0]) for name in types] == [1.0, 0.0, 0.0]


@given(pair=token_pairs(max_size=9), orders=st.sets(st.integers(1, 12), min_size=1).map(sorted))
def test_orders_around_the_length_of_the_texts_count_as_the_oracle(
    pair: Any, orders: list[int]
) -> None:
    prediction, reference = pair
    types = tuple(f"rouge{n}" for n in orders)
    for tokenizer in ("rouge-score", "unicode", str.split):
        counts = (
            tm.Rouge(types, tokenizer=tokenizer)
            .statistics([" ".join(prediction)], [" ".join(reference)])
            .values[0]
        )
        expected = []
        for n in orders:
            ours, theirs = ngram_counts(prediction, n), ngram_counts(reference, n)
            expected += [(ours & theirs).total(), ours.total(), theirs.total()]
        assert counts.tolist() == expected


def test_an_unlimited_gap_is_no_size() -> None:
    huge = with_little_memory(
        lambda: tm.Rouge(("rougeS999999999", "rougeSU999999999")).score([LONG], [LONG[8:]])
    )
    unlimited = tm.Rouge(("rougeS*", "rougeSU*")).score([LONG], [LONG[8:]])
    assert huge["rougeS999999999"].f1.tolist() == unlimited["rougeS*"].f1.tolist()
    assert huge["rougeSU999999999"].f1.tolist() == unlimited["rougeSU*"].f1.tolist()


@pytest.mark.parametrize("options", [{"max_words": 1 << 70}, {"max_words": (1 << 63) - 1}], ids=str)
def test_a_limit_beyond_the_texts_is_none(options: dict[str, Any]) -> None:
    rows = ["a b\nc", "d e\nf", ""]
    counts = tm.Rouge(**options).statistics(rows, rows).values
    assert counts.tolist() == tm.Rouge().statistics(rows, rows).values.tolist()


@pytest.mark.parametrize("max_bytes", [6, (1 << 63) - 1, 1 << 70])
@pytest.mark.parametrize("name", ["rouge1", "rougeL"])
def test_a_limit_of_bytes_beyond_the_texts_is_none(max_bytes: int, name: str) -> None:
    rows = ["a b\nc", "d e\nf", ""]
    limited = tm.Rouge((name,), definition="rouge-1.5.5", max_bytes=max_bytes).statistics(
        rows, rows
    )
    assert (
        limited.values.tolist()
        == tm.Rouge((name,), definition="rouge-1.5.5").statistics(rows, rows).values.tolist()
    )


@pytest.mark.parametrize("tokenizer", ["13a", "char", str.split])
def test_gleu_of_every_order_is_gleu_of_those_that_the_texts_have(tokenizer: Any) -> None:
    rows = ["a b c a b c", "the cat " * 12, "", "x"]
    references = [["a b c", "a b c a b"], ["the cat " * 11 + "sat", ""], ["y"], [""]]
    longest = max(map(len, rows))
    huge = with_little_memory(lambda: tm.Gleu(tokenizer, max_order=10**9).score(rows, references))
    usual = tm.Gleu(tokenizer, max_order=longest).score(rows, references)
    assert huge.statistics.values.tolist() == usual.statistics.values.tolist()
    by_hand = sum(
        tm.Gleu(tokenizer, min_order=n, max_order=n).score(rows[:1], [rows[0]]).statistics.values
        for n in range(1, 12)
    )
    assert (
        tm.Gleu(tokenizer, max_order=10**9).score(rows[:1], [rows[0]]).statistics.values.tolist()
        == by_hand.tolist()
    )


def test_gleu_of_orders_that_no_text_has_is_0() -> None:
    assert (
        with_little_memory(
            lambda: tm.Gleu(min_order=10**8, max_order=10**9).score(["a b"], ["a b"])
        ).score
        == 0.0
    )


def test_gleu_as_nltk_has_it_takes_any_length() -> None:
    rows = [list("abcab"), list("b")]
    references = [[list("abca")], [list("b"), list("a")]]
    huge = with_little_memory(lambda: corpus_gleu(references, rows, max_len=10**9))
    assert huge == corpus_gleu(references, rows, max_len=5)


def test_more_orders_than_tokens_are_matched_in_the_scratch_of_the_tokens() -> None:
    hypothesis, reference = list("abcab"), list("abcb")
    expected = matching._matches_in_python(hypothesis, [reference], 1000)
    assert matching.clipped_matches(hypothesis, [reference], 1000) == expected
    assert matching.clipped_matches([], [reference], 2) == [0, 0]
    assert len(matching._scratch.overlap) < 6 * 1000


def test_bleu_has_numbers_of_every_order_and_so_a_largest() -> None:
    said = "max_order is 100000000; expected an int from 1 to 1000"
    with pytest.raises(ConfigurationError, match=said):
        tm.Bleu(max_order=10**8)
    result = tm.bleu(["a b c"], ["a b c"], max_order=1000)
    assert result.precisions.tolist() == [1.0] * 3 + [0.0] * 997
    assert np.isfinite(result.score)
