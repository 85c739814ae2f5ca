"""Dropping flagged words keeps the others in order, in new arrays or in place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit._kernels.token_rows import kept


@given(st.lists(st.lists(st.integers(1, 9), max_size=8), max_size=5), st.sets(st.integers(1, 9)), st.booleans())
def test_only_flagged_words_go(texts: list[list[int]], dropped: set[int], in_place: bool) -> None:
    expected = [[token for token in text if token not in dropped] for text in texts]
    assert kept(texts, sorted(dropped), in_place) == expected


@pytest.mark.parametrize("in_place", [False, True])
def test_all_words_may_go(in_place: bool) -> None:
    assert kept([[1, 2], [], [2]], [1, 2], in_place) == [[], [], []]
