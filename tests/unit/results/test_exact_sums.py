"""Exact sums of scores: against fractions, in any order and grouping."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import sums as oracle
from textmetrics.errors import InputError
from textmetrics.results.exact_sums import (
    FEW_ROWS,
    LARGEST,
    N_LIMBS,
    ROWS_TOGETHER,
    USUAL_LIMBS,
    ExactSums,
    exact_mean,
)

TINY = [
    sys.float_info.min,
    5e-324,
    1e-231,
    2.0**-96,
    2.0**-97,
    2.0**-149,
    math.nextafter(2.0**-96, 0),
]
# Smoothed BLEU that is to be 0 (NLTK's method 0), and rounding errors above 1.
ODD = [
    0.0,
    1.0,
    *TINY,
    sys.float_info.min**0.25,
    sys.float_info.min**0.5,
    1 / 3,
    2.0**-33,
    1.0000000000000004,
]
SCORES = st.one_of(
    st.sampled_from(ODD),
    st.floats(0, 1),
    st.builds(
        lambda part, whole: min(part, whole) / whole, st.integers(0, 300), st.integers(1, 300)
    ),
)
NUMBERS = st.one_of(
    SCORES, st.floats(-LARGEST, LARGEST), st.sampled_from([LARGEST, -LARGEST, 0.5, 1.5, -0.5])
)


def column(scores: list[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(scores, np.float64)


def sum_of(limbs: list[int]) -> Fraction:
    return sum((Fraction(limb, 1 << 32 * k) for k, limb in enumerate(limbs)), Fraction(0))


def random_scores(n_rows: int, seed: int = 0) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return scores of which one in eight is tiny, and as many 0 and 1."""
    random = np.random.default_rng(seed)
    scores = random.random(n_rows)
    kinds = random.integers(0, 8, n_rows)
    scores[kinds == 0] *= 2.0 ** -random.integers(30, 1060, np.count_nonzero(kinds == 0)).astype(
        np.float64
    )
    scores[kinds == 1] = 0.0
    scores[kinds == 2] = 1.0
    return scores


@given(st.lists(NUMBERS, max_size=40))
def test_limbs_hold_the_exact_sum(numbers: list[float]) -> None:
    [limbs] = ExactSums.of([column(numbers)]).limbs.tolist()
    assert sum_of(limbs) == oracle.exact_sum(numbers)
    assert all(abs(limb) <= len(numbers) << 31 for limb in limbs)  # so that 2**31 rows fit int64


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_means_are_sums_rounded_once(numbers: list[float]) -> None:
    expected = oracle.mean(numbers)
    assert ExactSums.of([column(numbers)]).means() == [expected]
    assert exact_mean(column(numbers)) == expected
    assert math.fsum(numbers) / len(numbers) == expected


@given(st.lists(SCORES, min_size=1, max_size=40), st.data())
def test_parts_add_in_any_order_and_grouping(scores: list[float], data: st.DataObject) -> None:
    expected = ExactSums.of([column(scores)])
    shuffled = data.draw(st.permutations(scores))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(scores)), max_size=5)))
    parts = [
        ExactSums.of([column(shuffled[i:k])])
        for i, k in zip([0, *cuts], [*cuts, len(scores)], strict=True)
    ]
    while len(parts) > 1:
        first = parts.pop(data.draw(st.integers(0, len(parts) - 1)))
        parts.append(parts.pop(data.draw(st.integers(0, len(parts) - 1))) + first)
    assert parts[0].n_rows == expected.n_rows
    assert parts[0].limbs.tolist() == expected.limbs.tolist()
    assert parts[0].means() == [oracle.mean(scores)]


@pytest.mark.parametrize(
    "n_rows",
    [
        1,
        2,
        FEW_ROWS,
        FEW_ROWS + 1,
        ROWS_TOGETHER - 1,
        ROWS_TOGETHER,
        ROWS_TOGETHER + 1,
        3 * ROWS_TOGETHER + 7,
    ],
)
def test_many_rows_have_the_mean_of_fractions(n_rows: int) -> None:
    scores = random_scores(n_rows)
    expected = oracle.mean(scores.tolist())
    assert exact_mean(scores) == expected
    assert ExactSums.of([scores]).means() == [expected]
    assert exact_mean(np.repeat(scores, 2)[::2]) == expected  # not contiguous


def test_the_scores_are_left_as_they_are() -> None:
    scores = random_scores(2 * FEW_ROWS)
    before = scores.copy()
    exact_mean(scores)
    assert (scores == before).all()


def test_scores_of_metrics_need_four_limbs() -> None:
    # A quotient of at least 2**-43 has its lowest bit at 2**-96 or above: 53 bits from 2**-44 on.
    scores = random_scores(1000)
    usual = scores[(scores == 0) | (scores >= 2.0**-43)]
    assert 500 < len(usual) < 1000
    assert ExactSums.of([usual]).limbs.shape == (1, N_LIMBS)
    assert not ExactSums.of([usual]).limbs[:, USUAL_LIMBS:].any()
    assert ExactSums.of([scores]).limbs[:, USUAL_LIMBS:].any()


def test_a_sum_that_doubles_lose_is_kept() -> None:
    # 1 + 2**-53 lies between two doubles, and rounds to the even one, 1; any more rounds up.
    half_a_bit = column([1.0, 2.0**-53])
    assert (ExactSums.of([half_a_bit]) + ExactSums.of([column([5e-324, 0.0])])).means() == [
        (1 + 2.0**-52) / 4
    ]
    assert (ExactSums.of([half_a_bit]) + ExactSums.of([column([0.0, 0.0])])).means() == [1 / 4]


def test_columns_are_summed_each_on_its_own() -> None:
    columns = [random_scores(100, seed) for seed in range(3)]
    assert ExactSums.of(columns).means() == [oracle.mean(scores.tolist()) for scores in columns]


def test_the_mean_of_no_rows_is_nan() -> None:
    assert math.isnan(exact_mean(np.zeros(0)))
    assert np.isnan(ExactSums.of([np.zeros(0), np.zeros(0)]).means()).tolist() == [True, True]


@pytest.mark.parametrize("n_rows", [3, 2 * FEW_ROWS])
@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 2 * LARGEST])
def test_scores_without_an_exact_sum_are_named(wrong: float, n_rows: int) -> None:
    scores = np.full(n_rows, 0.5)
    scores[1] = wrong
    with pytest.raises(
        InputError, match=r"the score of row 1 is .*; expected a finite number"
    ) as raised:
        exact_mean(scores)
    assert raised.value.row == 1


def test_more_rows_than_limbs_can_hold_are_refused() -> None:
    ones = ExactSums(1 << 31, np.ones((1, N_LIMBS), np.int64))
    with pytest.raises(InputError, match="2147483649 rows"):
        ones + ExactSums.of([np.ones(1)])
