"""Clipped character n-grams against the oracle, in the scratch that the kernels ask for."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.characters import counts
from textmetrics._kernels.ngrams.characters import (
    CHARACTER_LIMIT,
    N_CHARACTERS,
    CharacterScratch,
    long_character_pairs,
    short_character_pairs,
)

SEED = np.uint64(0x9E3779B97F4A7C15)
N_WORDS = CHARACTER_LIMIT // 64
RANKS = np.zeros(N_CHARACTERS, np.uint16)
Pair = tuple[Sequence[int], Sequence[int]]


@st.composite
def lines(draw: st.DrawFn, most: int = CHARACTER_LIMIT + 40) -> list[int]:
    """Ids of a text, around the lengths at which a word of bits is full; few or many characters."""
    edges = [
        0,
        1,
        2,
        5,
        6,
        7,
        63,
        64,
        65,
        127,
        128,
        129,
        191,
        192,
        193,
        CHARACTER_LIMIT - 1,
        CHARACTER_LIMIT,
        CHARACTER_LIMIT + 1,
    ]
    size = draw(st.sampled_from(edges) | st.integers(0, most))
    n_kinds = draw(st.sampled_from([1, 2, 3, 8, 40, 2000, N_CHARACTERS - 2]))
    chosen = random.Random(draw(st.integers(0, 2**32)))
    return [chosen.randrange(1, n_kinds + 1) for _ in range(min(size, most))]


@st.composite
def pairs_of_lines(draw: st.DrawFn) -> Pair:
    """Two texts, as often unlike as parts of each other."""
    prediction = draw(lines())
    begin = draw(st.integers(0, 9))
    return prediction, draw(
        lines() | st.just(prediction[begin:] + prediction[:3]) | st.just(prediction)
    )


def count(pairs: Sequence[Pair], max_order: int) -> list[list[int]]:
    """Count pairs; see that tables are left zero, and that no other column is written."""
    texts = [prediction for prediction, _ in pairs] + [reference for _, reference in pairs]
    ids = np.asarray([7, *(character for text in texts for character in text)], np.int32)
    offsets = 1 + np.cumsum([0, *map(len, texts)], dtype=np.int64)
    n_pairs = len(pairs)
    rows = np.arange(n_pairs)
    scratch = CharacterScratch(
        RANKS,
        np.full(CHARACTER_LIMIT + 1, -7, np.int32),
        np.zeros((CHARACTER_LIMIT + 1) * N_WORDS, np.uint64),
        np.full(2 * (max_order + 1) * N_WORDS, 99, np.uint64),
        np.full((max_order + 1) * N_WORDS, 99, np.uint64),
    )
    out = np.full((n_pairs, max_order + 1, 3), -5, np.int64)
    left = np.full(n_pairs, -1, np.int64)
    n_left = short_character_pairs(ids, offsets, n_pairs, rows, n_pairs, max_order, scratch, out, left)
    assert not RANKS.any()
    assert not scratch.masks.any()
    assert left[:n_left].tolist() == [
        k for k, pair in enumerate(pairs) if min(map(len, pair)) > CHARACTER_LIMIT
    ]
    n_prediction = max([len(pairs[k][0]) for k in left[:n_left]], default=0)
    n_reference = max([len(pairs[k][1]) for k in left[:n_left]], default=0)
    table_words = 8
    while table_words < 8 * n_prediction:
        table_words *= 2
    long_character_pairs(
        ids, offsets, n_pairs, rows, left, n_left, max_order, SEED,
        np.full(table_words, 99, np.uint64), np.full(n_prediction, -7, np.int64),
        np.full(3 * n_prediction + 3, -7, np.int64),
        np.full(n_reference + 1, -7, np.int64), np.full(max_order + 1, -7, np.int64), out,
    )  # fmt: skip
    assert (out[:, max_order] == -5).all()
    found: list[list[int]] = out[:, :max_order, [1, 2, 0]].reshape(n_pairs, 3 * max_order).tolist()
    return found


@given(pairs=st.lists(pairs_of_lines(), max_size=4), max_order=st.integers(1, 9))
def test_pairs_are_counted_as_the_oracle_counts_them(pairs: list[Pair], max_order: int) -> None:
    assert count(pairs, max_order) == [counts(*pair, max_order) for pair in pairs]


@pytest.mark.parametrize("n", [1, 5, 63, 64, 65, 128, 129, 192, CHARACTER_LIMIT, CHARACTER_LIMIT + 1])
def test_one_character_again_and_again_is_clipped_by_the_shorter_text(n: int) -> None:
    for others in (0, 1, n - 1, n, n + 1, 3 * n):
        pair = [9] * n, [9] * others
        matches = [max(min(n, others) - k, 0) for k in range(6)]
        assert count([pair, pair[::-1]], 6) == [counts(*pair, 6), counts(*pair[::-1], 6)]
        assert count([pair], 6)[0][2::3] == matches


@pytest.mark.parametrize("size", [60, 64, 65, 128, 129, 192, 193, 320])
def test_matches_across_the_words_of_bits_count(size: int) -> None:
    text = list(range(1, size + 1))
    for begin in range(0, size - 6, 1 if size < 130 else 13):
        assert count([(text, [N_CHARACTERS - 1, *text[begin : begin + 6]])], 6)[0][2::3] == [
            6,
            5,
            4,
            3,
            2,
            1,
        ]


def test_more_orders_than_characters_and_no_pairs() -> None:
    assert count([([1, 2], [1, 2])], 40)[0][2::3] == [2, 1] + [0] * 38
    assert count([], 6) == []
