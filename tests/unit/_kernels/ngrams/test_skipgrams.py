"""Skip-bigram counts against counting every pair, and on pairs worked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.ngrams import clipped_count, skip_bigram_counts
from tests.unit._kernels.token_rows import skipgrams

KINDS = {0: "none", 1: "all", 2: "all-but-last"}
texts = st.integers(1, 6).flatmap(lambda n_words: st.lists(st.integers(1, n_words), max_size=18))
gaps = st.one_of(st.integers(-2, 6), st.integers(7, 40), st.just(2**40))


def expected(prediction: list[int], reference: list[int], gap: int, unigrams: int) -> list[int]:
    """Count with the oracle."""
    ours = skip_bigram_counts(prediction, gap, KINDS[unigrams])
    theirs = skip_bigram_counts(reference, gap, KINDS[unigrams])
    return [clipped_count(ours, [theirs]), ours.total(), theirs.total()]


@given(st.lists(st.tuples(texts, texts), max_size=4), gaps, st.sampled_from(sorted(KINDS)))
def test_counts_are_those_of_all_pairs_listed(
    pairs: list[tuple[list[int], list[int]]], gap: int, unigrams: int
) -> None:
    assert skipgrams(pairs, gap, unigrams) == [expected(p, r, gap, unigrams) for p, r in pairs]


@given(texts, texts, gaps, st.sampled_from(sorted(KINDS)))
def test_swapping_the_texts_swaps_the_totals(
    prediction: list[int], reference: list[int], gap: int, unigrams: int
) -> None:
    [[matches, n_prediction, n_reference]] = skipgrams([(prediction, reference)], gap, unigrams)
    assert skipgrams([(reference, prediction)], gap, unigrams) == [[matches, n_reference, n_prediction]]
    assert matches <= min(n_prediction, n_reference)


@given(texts, gaps, st.sampled_from(sorted(KINDS)))
def test_a_text_matches_all_of_itself(text: list[int], gap: int, unigrams: int) -> None:
    [[matches, n_prediction, n_reference]] = skipgrams([(text, text)], gap, unigrams)
    assert matches == n_prediction == n_reference


@pytest.mark.parametrize(
    ("prediction", "reference", "matches"),
    [
        # Lin 2004, 5: "police killed the gunman" against "police kill the gunman", "the gunman kill police" and
        # "the gunman police killed": three, one and two of six pairs.
        ([1, 5, 3, 4], [1, 2, 3, 4], 3),
        ([3, 4, 5, 1], [1, 2, 3, 4], 1),
        ([3, 4, 1, 2], [1, 2, 3, 4], 2),
    ],
)
def test_the_papers_examples(prediction: list[int], reference: list[int], matches: int) -> None:
    assert skipgrams([(prediction, reference)], -1) == [[matches, 6, 6]]


def test_the_last_token_is_no_unigram_in_rouge_155() -> None:
    assert skipgrams([([1], [1])], 4, 2) == [[0, 0, 0]]
    assert skipgrams([([1], [1])], 4, 1) == [[1, 1, 1]]


def test_gap_zero_gives_bigrams() -> None:
    assert skipgrams([([1, 2, 3], [2, 3, 1, 2])], 0) == [[2, 2, 3]]


def test_no_pairs_and_empty_texts() -> None:
    assert skipgrams([], 4, 1) == []
    assert skipgrams([([], []), ([], [1, 2]), ([1, 2], [])], -1, 1) == [[0, 0, 0], [0, 0, 3], [0, 3, 0]]


def test_a_word_repeated_is_counted_without_listing_its_pairs() -> None:
    n = 3000
    assert skipgrams([([1] * n, [1] * n)], -1) == [[n * (n - 1) // 2] * 3]
