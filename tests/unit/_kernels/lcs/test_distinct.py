"""Set overlaps against Python's sets and, where it is installed, the package `rouge`, whose counting this is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.sets import lcs_overlap, shared_ngrams
from tests.unit._kernels.token_rows import flat, set_lcs, set_overlap

texts = st.integers(1, 6).flatmap(lambda n_words: st.lists(st.integers(1, n_words), max_size=16))
line_texts = st.integers(1, 7).flatmap(
    lambda n_words: st.lists(st.lists(st.integers(1, n_words), max_size=9), max_size=4)
)
# The package has no line without a token, and no text without a line.
spoken = st.integers(1, 7).flatmap(
    lambda n_words: st.lists(st.lists(st.integers(1, n_words), min_size=1, max_size=9), min_size=1, max_size=4)
)


@given(st.lists(st.tuples(texts, texts), max_size=4), st.integers(1, 6))
def test_ngrams_are_those_of_sets(pairs: list[tuple[list[int], list[int]]], max_order: int) -> None:
    assert set_overlap(pairs, max_order) == [
        [list(shared_ngrams(p, r, n)) for n in range(1, max_order + 1)] for p, r in pairs
    ]


@given(st.lists(st.tuples(line_texts, line_texts), max_size=3), st.booleans())
def test_lcs_words_are_those_of_full_tables(
    pairs: list[tuple[list[list[int]], list[list[int]]]], distinct: bool
) -> None:
    assert set_lcs(pairs, distinct) == [list(lcs_overlap(p, r, distinct)) for p, r in pairs]


@given(spoken, spoken, st.booleans())
def test_the_package_counts_alike(prediction: list[list[int]], reference: list[list[int]], distinct: bool) -> None:
    rouge_score = pytest.importorskip("rouge.rouge_score", reason="the package rouge is not installed")
    ours = [" ".join(map(str, line)) for line in prediction]
    theirs = [" ".join(map(str, line)) for line in reference]

    def fields(counts: dict[str, int]) -> list[int]:
        return [counts["overlap"], counts["hyp"], counts["ref"]]

    lcs = rouge_score.rouge_l_summary_level(ours, theirs, raw_results=True, exclusive=distinct)
    assert set_lcs([(prediction, reference)], distinct) == [fields(lcs)]
    if distinct:
        [orders] = set_overlap([(flat(prediction), flat(reference))], 3)
        for n in (1, 2, 3):
            assert orders[n - 1] == fields(rouge_score.rouge_n(ours, theirs, n, raw_results=True))


def test_a_repeated_word_counts_once() -> None:
    # the the the / the cat the dog the bird: 1 of 1 and of 4 words.
    assert set_overlap([([1, 1, 1], [1, 2, 1, 3, 1, 4])], 2) == [[[1, 1, 4], [0, 1, 5]]]


@pytest.mark.parametrize("n", [63, 64, 65, 129])
def test_lines_longer_than_a_word_of_bits(n: int) -> None:
    line = [k * k % 31 + 1 for k in range(n)]
    other = [k * 3 % 29 + 1 for k in range(n)]
    pairs = [([line, other], [other[::-1]]), ([other], [line])]
    for distinct in (True, False):
        assert set_lcs(pairs, distinct) == [list(lcs_overlap(p, r, distinct)) for p, r in pairs]


def test_no_pairs_and_empty_texts() -> None:
    assert set_overlap([], 2) == [] and set_lcs([], True) == []
    assert set_overlap([([], []), ([], [1])], 2) == [[[0, 0, 0], [0, 0, 0]], [[0, 0, 1], [0, 0, 0]]]
    assert set_lcs([([], []), ([[]], [[1]])], True) == [[0, 0, 0], [0, 0, 1]]
