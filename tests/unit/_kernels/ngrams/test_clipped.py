"""Clipped matches of short and long texts by the kernels of BLEU against the oracle, in the scratch that they ask for."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.ngrams import clipped_matches as expected_matches
from tests.unit._kernels.token_rows import SEED, Tokens, by_id, lay_out
from textmetrics._kernels.bleu.ids import bleu_rows
from textmetrics._kernels.ngrams.clipped import clipped_matches


@st.composite
def texts(draw: st.DrawFn, most: int) -> list[int]:
    n_tokens = draw(st.sampled_from([0, 1, 2, 3, 4, 5, 63, 64, 65, 127, 128]) | st.integers(0, most))
    n_kinds = draw(st.sampled_from([1, 2, 3, 8, 40, 2000]))
    chosen = random.Random(draw(st.integers(0, 2**32)))
    return [chosen.randrange(1, n_kinds + 1) for _ in range(min(n_tokens, most))]


def matches_through_a_table(prediction: Tokens, references: Sequence[Tokens], max_order: int, times: int = 1) -> list[int]:
    """Count one prediction's matches, given the least room that the kernel's contract promises, or so many times the table."""
    ids, offsets = lay_out([[7], prediction, [7, 7], *references])
    n = len(prediction)
    table_words = 8
    while table_words < 8 * n:
        table_words *= 2
    n_references = sum(map(len, references))
    matches = np.full(max_order + 1, -1, np.int64)
    clipped_matches(
        ids, 1, 1 + n, offsets, 3, 3 + len(references), max_order, SEED,
        np.full(table_words * times, 99, np.uint64), np.full(n, -7, np.int64), np.full(3 * n + 3, -7, np.int64),
        np.full(n_references + 1, -7, np.int64), matches,
    )  # fmt: skip
    return matches[1:].tolist()


def matches_by_bits(rows: Sequence[tuple[Tokens, Sequence[Tokens]]], max_order: int) -> list[list[int]]:
    """Count rows whose predictions are short; see that masks are left zero."""
    every = [p for p, _ in rows] + [r for _, references in rows for r in references]
    ids, offsets = lay_out(every)
    masks = by_id([*every, [1]], np.uint64, 2)
    out = np.full((len(rows), 3 * max_order + 2), -1, np.int64)
    reference_offsets = np.cumsum([0, *(len(references) for _, references in rows)], dtype=np.int64)
    longest = max(len(r) for _, references in rows for r in references)
    n_long = bleu_rows(
        ids, offsets, len(rows), reference_offsets, max_order, 0, 1, masks, np.full(2 * longest, 99, np.uint64),
        np.full(6 * max_order + 18, 99, np.uint64), out, np.zeros(len(rows), np.int64),
    )  # fmt: skip
    assert n_long == 0
    assert not masks.any()
    for row, (prediction, _) in zip(out, rows, strict=True):
        assert row[max_order : 2 * max_order].tolist() == [max(len(prediction) - n, 0) for n in range(max_order)]
    found: list[list[int]] = out[:, :max_order].tolist()
    return found


@given(prediction=texts(300), references=st.lists(texts(300), min_size=1, max_size=4), max_order=st.integers(1, 6))
def test_texts_of_any_length_match_as_the_oracle_counts(prediction: list[int], references: list[list[int]], max_order: int) -> None:
    expected = [expected_matches(prediction, references, n) for n in range(1, max_order + 1)]
    assert matches_through_a_table(prediction, references, max_order) == expected
    # In a large one there is a place for each n-gram and the token behind it.
    assert matches_through_a_table(prediction, references, max_order, 64) == expected


@given(
    rows=st.lists(st.tuples(texts(128), st.lists(texts(300), min_size=1, max_size=3)), min_size=1, max_size=3),
    max_order=st.sampled_from([1, 3, 4, 4, 4, 5]),
)
def test_short_predictions_match_as_the_oracle_counts(rows: list[tuple[list[int], list[list[int]]]], max_order: int) -> None:
    expected = [[expected_matches(p, references, n) for n in range(1, max_order + 1)] for p, references in rows]
    assert matches_by_bits(rows, max_order) == expected


@pytest.mark.parametrize("n", [1, 2, 63, 64, 65, 128])
def test_one_token_again_and_again_is_clipped_by_the_longest_reference(n: int) -> None:
    for others in (1, n - 1, n, n + 1, 3 * n):
        references: list[list[int]] = [[1] * others, [], [1] * (others // 2)]
        expected = [max(min(n, others) - k, 0) for k in range(4)]
        assert matches_by_bits([([1] * n, references)], 4) == [expected]
        assert matches_through_a_table([1] * n, references, 4) == expected


def test_matches_across_the_words_of_bits_count() -> None:
    prediction = list(range(1, 129))
    for begin in range(58, 66):
        reference = prediction[begin : begin + 4]
        assert matches_by_bits([(prediction, [reference])], 4) == [[4, 3, 2, 1]]
