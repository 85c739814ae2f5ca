"""Resampling: the rows drawn are those of the generator described, their sums are right, and intervals cover what they should."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from textmetrics._kernels.resampling.bootstrap import N_AHEAD, N_LANES, count_draws
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.results import bootstrap
from textmetrics.results.bootstrap import (
    interval_of_means,
    percentile_interval,
    resampled_means,
    resampled_sums,
)

WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio
seeds = st.integers(0, WORD)


def mixed(number: int) -> int:
    """SplitMix64's finalizer, from the paper."""
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9 & WORD
    number = (number ^ (number >> 27)) * 0x94D049BB133111EB & WORD
    return number ^ (number >> 31)


def drawn_rows(seed: int, resample: int, n_rows: int) -> list[int]:
    """Draw rows one by one: each half of a 64-bit number, times the number of rows, gives one in its upper half."""
    state = mixed((seed + mixed((resample + 1) * GOLDEN & WORD)) & WORD)
    rows: list[int] = []
    while len(rows) < n_rows:
        state = (state + GOLDEN) & WORD
        number = mixed(state)
        for half in (number & 0xFFFFFFFF, number >> 32):
            row, rest = divmod(half * n_rows, 1 << 32)
            if rest >= (1 << 32) % n_rows:
                rows.append(row)
    return rows[:n_rows]


@given(seed=seeds, n_rows=st.integers(1, 40), n_columns=st.integers(0, 4), n_resamples=st.integers(1, 9), data=st.data())
def test_integer_sums_are_those_of_the_rows_drawn(seed: int, n_rows: int, n_columns: int, n_resamples: int, data: st.DataObject) -> None:
    large = st.integers(-(2**50), 2**50)
    rows = data.draw(st.lists(st.lists(large, min_size=n_columns, max_size=n_columns), min_size=n_rows, max_size=n_rows))
    statistics = np.array(rows, np.int64).reshape(n_rows, n_columns)
    expected = [statistics[drawn_rows(seed, resample, n_rows)].sum(axis=0).tolist() for resample in range(n_resamples)]
    assert resampled_sums(statistics, seed, n_resamples).tolist() == expected


@given(
    seed=seeds,
    n_rows=st.one_of(st.integers(1, 40), st.integers(4 * N_LANES - 2, 24 * N_LANES + 2) if JIT_IS_ON else st.nothing()),
    n_columns=st.integers(0, 8),
    n_resamples=st.integers(1, 9),
)
def test_means_are_those_of_the_rows_drawn(seed: int, n_rows: int, n_columns: int, n_resamples: int) -> None:
    # Multiples of 2**-20 below 1 add up without rounding, so that the order of additions does not matter and == holds.
    values = np.random.default_rng(n_rows).integers(0, 1 << 20, (n_rows, n_columns)) / (1 << 20)
    expected = [(values[drawn_rows(seed, resample, n_rows)].sum(axis=0) / n_rows).tolist() for resample in range(n_resamples)]
    assert resampled_means(values, seed, n_resamples).tolist() == expected


def test_a_row_that_has_to_be_drawn_again_does_not_disturb_the_others() -> None:
    n_rows = 99_991
    places, counts = np.empty(2 * N_AHEAD, np.uint32), np.empty(n_rows, np.uint8)
    unfair, n_again = (1 << 32) % n_rows, 0
    for resample in range(1, 4 if JIT_IS_ON else 2):
        count_draws(np.uint64(7), resample, places, counts)
        assert np.array_equal(counts, np.bincount(drawn_rows(7, resample, n_rows), minlength=n_rows))
        state = mixed((7 + mixed((resample + 1) * GOLDEN & WORD)) & WORD)
        numbers = [mixed((state + k * GOLDEN) & WORD) for k in range(1, n_rows // 2)]
        n_again += sum(half * n_rows % (1 << 32) < unfair for number in numbers for half in (number & 0xFFFFFFFF, number >> 32))
    assert n_again > 0


def test_rounding_of_means_stays_in_the_last_bits() -> None:
    n_rows = 5000 if JIT_IS_ON else 50
    values = np.random.default_rng(3).random((n_rows, 2))
    # The exact sum, rounded once. Ours rounds a lane at every step and as its four rows and the halves of lanes are added up, each
    # time by at most half a unit in the last place of the mean; NumPy's own mean down a column rounds at every row.
    expected = [[math.fsum(column) / n_rows for column in values[drawn_rows(9, resample, n_rows)].T] for resample in range(4)]
    n_roundings = n_rows // (4 * N_LANES) + 4 + 4 + N_LANES.bit_length()
    assert np.abs(resampled_means(values, 9, 4) - expected).max() <= n_roundings * 2.0**-54


@given(seed=seeds, threads=st.integers(1, 4), n_resamples=st.integers(1, 60))
def test_results_depend_on_the_seed_and_not_on_threads(seed: int, threads: int, n_resamples: int) -> None:
    # So many rows that a block holds few resamples, and threads do share them.
    n_rows = (1 << 18) // 8 if JIT_IS_ON else 5
    values = np.arange(2.0 * n_rows).reshape(n_rows, 2)
    first = resampled_means(values, seed, n_resamples, threads=1)
    assert np.array_equal(first, resampled_means(values, seed, n_resamples, threads=threads))
    sums = resampled_sums(values.astype(np.int64), seed, n_resamples, threads=threads)
    # All is below 2**53, so integers and floats agree.
    assert np.array_equal(sums / n_rows, first)


def test_other_seeds_and_other_resamples_draw_other_rows() -> None:
    values = np.arange(50.0)[:, None]
    found = np.concatenate([resampled_means(values, seed, 20) for seed in (0, 1, 2, WORD)])
    assert len(np.unique(found, axis=0)) > 70  # of 80; means of whole numbers coincide now and then


def test_fewer_resamples_are_the_first_of_more() -> None:
    values = np.arange(30.0)[:, None]
    assert np.array_equal(resampled_means(values, 4, 5), resampled_means(values, 4, 9)[:5])


@pytest.mark.parametrize("n_rows", [1, 2, 3, 7, 64, 1000])
def test_every_row_is_drawn_as_often_as_any_other(n_rows: int) -> None:
    n_resamples = 400 if JIT_IS_ON else 20
    totals, counts, places = np.zeros(n_rows), np.empty(n_rows, np.uint8), np.empty(2 * N_AHEAD, np.uint32)
    for resample in range(n_resamples):
        count_draws(np.uint64(5), resample, places, counts)
        assert counts.sum() == n_rows
        totals += counts
    # Pearson's statistic has mean n - 1 and variance 2 (n - 1): within five standard deviations.
    deviation = ((totals - n_resamples) ** 2 / n_resamples).sum() - (n_rows - 1)
    assert abs(deviation) <= 5 * np.sqrt(2 * (n_rows - 1))


@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for hundreds of intervals")
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95])
def test_intervals_hold_the_true_mean_as_often_as_they_say(confidence: float) -> None:
    n_sets = 1000
    sets = np.random.default_rng(8).exponential(size=(n_sets, 200, 1))
    intervals = [interval_of_means(values, seed, confidence) for seed, values in enumerate(sets)]
    share = np.mean([interval.low[0] <= 1 <= interval.high[0] for interval in intervals])
    # Three standard errors, and one point in a hundred that percentile intervals of skewed values fall short at 200 rows.
    assert confidence - 0.01 - 3 * np.sqrt(confidence * (1 - confidence) / n_sets) <= share
    assert share <= confidence + 3 * np.sqrt(confidence * (1 - confidence) / n_sets)


@given(
    values=st.lists(st.integers(-50, 50), min_size=1, max_size=30),
    confidence=st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.5, 0.95, 1.0])),
)
def test_ends_are_interpolated_between_the_two_nearest(values: list[int], confidence: float) -> None:
    interval = percentile_interval(np.array(values, np.float64), confidence)
    ordered = sorted(values)
    for end, part in zip(interval, ((1 - confidence) / 2, (1 + confidence) / 2), strict=True):
        place = part * (len(values) - 1)
        below = min(int(place), len(values) - 1)
        above = min(below + 1, len(values) - 1)
        assert end == pytest.approx(ordered[below] + (place - below) * (ordered[above] - ordered[below]), abs=1e-9)


def test_an_interval_is_the_percentiles_of_the_means() -> None:
    values = np.random.default_rng(2).random((40, 2))
    interval = interval_of_means(values, 6, 0.9, 50)
    expected = np.percentile(resampled_means(values, 6, 50), [5, 95], axis=0)
    # 100 * 0.05 and (1 - 0.9) / 2 differ in the last bit, and so does what is interpolated with them.
    assert np.abs(np.array(interval) - expected).max() < 1e-15


def test_zero_confidence_is_the_median_and_full_confidence_the_range() -> None:
    means = resampled_means(np.arange(9.0)[:, None], 3, 21)
    assert percentile_interval(means, 0.0).low == percentile_interval(means, 0.0).high == np.median(means)
    assert [end.tolist() for end in percentile_interval(means, 1.0)] == [means.min(0).tolist(), means.max(0).tolist()]


@pytest.mark.parametrize("rows", [np.zeros((2, 2), np.float32), np.zeros(3), [[1.0]], np.zeros((2, 2), np.int64)], ids=repr)
def test_rows_of_other_types_or_shapes_are_refused(rows: object) -> None:
    with pytest.raises(InputTypeError, match="float64"):
        interval_of_means(rows, 1)  # type: ignore[arg-type]
    with pytest.raises(InputTypeError, match="int64"):
        resampled_sums(np.zeros(3, np.int64), 1, 5)


def test_no_rows_and_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(InputError, match="1 or more"):
        interval_of_means(np.zeros((0, 2)), 1)
    with pytest.raises(InputError, match=r"values\[1, 0\] is nan") as raised:
        interval_of_means(np.array([[0.0], [np.nan]]), 1)
    assert raised.value.row == 1
    with pytest.raises(InputError, match="int64"):
        resampled_sums(np.full((4, 1), -(2**61) - 1, np.int64), 1, 5)
    assert resampled_sums(np.full((4, 1), 2**61 - 1, np.int64), 1, 1).tolist() == [[2**63 - 4]]


@pytest.mark.parametrize(
    "options",
    [{"seed": -1}, {"seed": 1 << 64}, {"seed": None}, {"n_resamples": 0}, {"n_resamples": 1.5}, {"confidence": 1.1}, {"threads": 0}],
    ids=repr,
)
def test_options_out_of_range_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError):
        interval_of_means(np.zeros((2, 1)), **{"seed": 1, **options})  # type: ignore[arg-type]


def test_examples_of_docstrings_run() -> None:
    outcome = doctest.testmod(bootstrap)
    assert outcome.attempted > 0
    assert outcome.failed == 0
