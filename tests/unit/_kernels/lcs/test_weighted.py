"""Weighted LCS against full tables: the paper's for whole texts, and the clipped union over lines of ROUGE-1.5.5."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.lcs import run_weight, wlcs_score
from tests.oracle.rouge155 import weighted_union_hits
from tests.unit._kernels.token_rows import flat, weighted_lcs, weighted_union

WEIGHTS = (0.5, 1.0, 1.2, 1.5, 2.0, 3.0)
texts = st.integers(1, 5).flatmap(lambda n_words: st.lists(st.integers(1, n_words), max_size=14))
line_texts = st.integers(1, 5).flatmap(
    lambda n_words: st.lists(st.lists(st.integers(1, n_words), max_size=9), max_size=4)
)
weights = st.sampled_from(WEIGHTS)


def union_by_oracle(
    prediction: list[list[int]], reference: list[list[int]], weight: float, clip: tuple[list[int], list[int]]
) -> list[float]:
    """Weigh the union as the oracle does, whose tokens are bytes."""
    hits = weighted_union_hits(
        [[bytes([t]) for t in line] for line in prediction],
        [[bytes([t]) for t in line] for line in reference],
        Counter(bytes([t]) for t in clip[0]),
        Counter(bytes([t]) for t in clip[1]),
        weight,
    )
    base = 0.0
    for line in reference:
        base += run_weight(len(line), weight)
    return [hits, run_weight(len(clip[0]), weight), base]


@given(st.lists(st.tuples(texts, texts), max_size=4), weights)
def test_the_papers_table_to_the_last_bit(pairs: list[tuple[list[int], list[int]]], weight: float) -> None:
    assert weighted_lcs(pairs, weight) == [
        [wlcs_score(p, r, weight), run_weight(len(p), weight), run_weight(len(r), weight)] for p, r in pairs
    ]


@given(st.lists(st.tuples(line_texts, line_texts), max_size=3), weights)
def test_the_clipped_union_to_the_last_bit(
    pairs: list[tuple[list[list[int]], list[list[int]]]], weight: float
) -> None:
    assert weighted_union(pairs, weight) == [union_by_oracle(p, r, weight, (flat(p), flat(r))) for p, r in pairs]


@given(line_texts, line_texts, texts, texts, weights)
def test_other_texts_may_clip(
    prediction: list[list[int]],
    reference: list[list[int]],
    clip_prediction: list[int],
    clip_reference: list[int],
    weight: float,
) -> None:
    clip = (clip_prediction, clip_reference)
    assert weighted_union([(prediction, reference)], weight, [clip]) == [
        union_by_oracle(prediction, reference, weight, clip)
    ]


def test_consecutive_matches_weigh_more() -> None:
    # Lin 2004, 4: X = A B C D E F G, Y1 = A B C D H I K, Y2 = A H B K C I D; with f(k) = k^2 4^2 = 16 against 4.
    x, consecutive, scattered = [1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 8, 9, 11], [1, 8, 2, 11, 3, 9, 4]
    assert weighted_lcs([(consecutive, x), (scattered, x)], 2.0) == [[16.0, 49.0, 49.0], [4.0, 49.0, 49.0]]


@pytest.mark.parametrize("n", [63, 64, 65, 129])
def test_lines_longer_than_a_word_of_bits(n: int) -> None:
    line = [k % 7 + 1 for k in range(n)]
    other = [k % 5 + 1 for k in range(n)]
    pairs = [([line, other], [other]), ([other], [line])]
    assert weighted_union(pairs, 1.2) == [union_by_oracle(p, r, 1.2, (flat(p), flat(r))) for p, r in pairs]


def test_no_pairs_no_lines_and_empty_lines() -> None:
    assert weighted_lcs([], 1.2) == [] and weighted_union([], 1.2) == []
    assert weighted_lcs([([], []), ([], [1])], 1.2) == [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert weighted_union([([], []), ([[], [1]], [[1], []]), ([[]], [[1, 1]])], 2.0) == [
        [0.0, 0.0, 0.0],
        [1.0, 1.0, 1.0],
        [0.0, 0.0, 4.0],
    ]
