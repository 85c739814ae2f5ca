"""The smoothing techniques equal NLTK's, to the last bit, on counts."""

from __future__ import annotations

import math
import sys
import warnings
from decimal import MAX_EMAX, MIN_EMIN, Context
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.translate import bleu_score as peer

from tests.strategies import token_rows
from textmetrics.errors import ConfigurationError, InputError
from textmetrics.metrics.bleu import smoothing as chen_cherry

CONSTANTS = st.tuples(
    st.sampled_from([0.1, 0.5, 1, 1e-9]),
    st.sampled_from([5, 1, 0.3, 2.5, Fraction(1, 3)]),
    st.sampled_from([5, 1, 0.7]),
)


def _peer_values(method: int, constants: Any, precisions: list[Any], row: Any) -> Any:
    prediction, references = row
    smoothing = getattr(peer.SmoothingFunction(*constants), f"method{method}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # method 0 warns of every order without a match
        return smoothing(list(precisions), references=references, hypothesis=prediction, hyp_len=len(prediction))


@given(token_rows(max_size=14), st.integers(0, 7), st.integers(1, 8), CONSTANTS, st.sampled_from([0, 0.7, 1]))
def test_methods_equal_nltk(row: Any, method: int, max_order: int, constants: Any, penalty: float) -> None:
    prediction, references = row
    precisions = [peer.modified_precision(references, prediction, n) for n in range(1, max_order + 1)]
    fifth = peer.modified_precision(references, prediction, 5)
    matches, totals = [p.numerator for p in precisions], [p.denominator for p in precisions]
    last = chen_cherry.LastPair(fifth.numerator, fifth.denominator, len(prediction))
    epsilon, alpha, k = constants

    def ours() -> list[float]:
        return chen_cherry.smoothed(method, matches, totals, len(prediction), last=last, epsilon=epsilon, alpha=alpha, k=k)

    try:
        values = _peer_values(method, constants, precisions, row)
    except (AssertionError, IndexError):
        with pytest.raises(InputError, match="method 6"):
            ours()
        return
    assert ours() == list(map(float, values))
    weights = [1 / max_order] * max_order
    logarithms = [weight * math.log(value) for weight, value in zip(weights, values, strict=True) if value > 0]
    assert chen_cherry.geometric_mean(ours(), weights, penalty) == penalty * math.exp(math.fsum(logarithms))


ALPHAS = st.sampled_from([5, 1, 2, 30, True, Fraction(1, 3), Fraction(10, 7)])


@given(
    token_rows("ab", max_size=40), st.integers(3, 13), ALPHAS, st.sampled_from([0, 8, 100, 1024])
)
def test_method_6_equals_nltk_wherever_its_values_are_enclosed(
    row: Any, max_order: int, alpha: Any, long_bits: int
) -> None:
    prediction, references = row
    precisions = [
        peer.modified_precision(references, prediction, n) for n in range(1, max_order + 1)
    ]
    assume(precisions[2])
    matches, totals = [p.numerator for p in precisions], [p.denominator for p in precisions]
    values = _peer_values(6, (0.1, alpha, 5), precisions, row)
    last = chen_cherry.LastPair(0, 1, len(prediction))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chen_cherry, "LONG_BITS", long_bits)
        for spare_digits in (30, 1):  # with 1 the first enclosures are too wide, and made again
            patch.setattr(chen_cherry, "SPARE_DIGITS", spare_digits)
            ours = chen_cherry.smoothed(
                6, matches, totals, len(prediction), last=last, alpha=alpha
            )
            assert ours == list(map(float, values))


@given(st.data(), st.integers(14, 120), st.integers(3, 150), ALPHAS)
def test_method_6_is_exact_for_orders_whose_fractions_nobody_can_write_down(
    data: st.DataObject, max_order: int, prediction_tokens: int, alpha: Any
) -> None:
    # Matches fall with the order, by one at least, as those of a text do.
    totals = [max(1, prediction_tokens - n) for n in range(max_order)]
    steps = data.draw(st.lists(st.integers(1, 3), min_size=max_order - 1, max_size=max_order - 1))
    matches = [data.draw(st.integers(3, prediction_tokens))]
    for step in steps:
        matches.append(max(0, matches[-1] - step))
    assume(matches[2])
    # 600 digits are far more than 120 orders lose, which is 0.4 each.
    many = Context(600, Emin=MIN_EMIN, Emax=MAX_EMAX)
    a, b = Fraction(alpha).as_integer_ratio()
    values = [many.divide(*pair) for pair in zip(matches[:2], totals[:2], strict=True)]
    for n in range(2, max_order):
        prior = many.divide(many.multiply(values[-1], values[-1]), values[-2])
        numerator = many.fma(a, prior, matches[n] * b)
        values.append(many.divide(numerator, max(0, prediction_tokens - n) * b + a))

    def ours() -> list[float]:
        last = chen_cherry.LastPair(0, 1, prediction_tokens)
        return chen_cherry.smoothed(6, matches, totals, prediction_tokens, last=last, alpha=alpha)

    expected = list(map(float, values))
    if 0.0 in expected:  # its exact value is above 0, so NLTK would ask for the logarithm of 0.0
        with pytest.raises(InputError, match=f"order {expected.index(0.0) + 1} is above 0"):
            ours()
    else:
        assert ours() == expected


def test_a_precision_below_every_float_has_no_logarithm_as_in_nltk() -> None:
    prediction, reference = list("abcdefgh"), list("abcxefgh")  # no match from order 5 on
    precisions = [peer.modified_precision([reference], prediction, n) for n in range(1, 7)]
    matches, totals = [p.numerator for p in precisions], [p.denominator for p in precisions]
    assert matches == [7, 5, 3, 1, 0, 0]
    alpha = Fraction(1, 10**200)
    values = _peer_values(6, (0.1, alpha, 5), precisions, (prediction, [reference]))
    with pytest.raises(ValueError):
        math.log(values[5])
    last = chen_cherry.LastPair(0, 1, 8)
    with pytest.raises(InputError, match="order 6 is above 0 but below every float"):
        chen_cherry.smoothed(6, matches, totals, 8, last=last, alpha=alpha)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_brevity_penalty_equals_nltk(prediction_tokens: int, reference_tokens: int) -> None:
    ours = chen_cherry.brevity_penalty(prediction_tokens, reference_tokens)
    assert ours == peer.brevity_penalty(reference_tokens, prediction_tokens)
    assert type(ours) is float


def test_ratios_stay_exact_until_a_float_comes_in() -> None:
    last = chen_cherry.LastPair(0, 1, 5)
    assert chen_cherry.smooth_values(5, [(4, 5), (2, 4), (1, 3)], 5, last=last) == [(31, 30), (28, 45), (43, 135)]
    mixed = chen_cherry.smooth_values(7, [(4, 5), (2, 4), (0, 3)], 5, last=last)
    assert [type(value) for value in mixed] == [tuple, float, float]


def test_no_smoothing_counts_an_order_without_a_match_as_the_smallest_float() -> None:
    assert chen_cherry.smoothed(0, [1, 0], [2, 1], 2) == [0.5, sys.float_info.min]


def test_what_cannot_be_smoothed_is_named() -> None:
    with pytest.raises(ConfigurationError, match="expected one of 0 to 7"):
        chen_cherry.smoothed(8, [1], [1], 1)
    with pytest.raises(ConfigurationError, match="LastPair"):
        chen_cherry.smoothed(5, [1], [1], 1)
    last = chen_cherry.LastPair(0, 1, 3)
    with pytest.raises(InputError, match="3 or more"):
        chen_cherry.smoothed(6, [1, 1], [2, 1], 2, last=last)
    with pytest.raises(InputError, match="no 3-gram"):
        chen_cherry.smoothed(6, [1, 1, 0], [3, 2, 1], 3, last=last)
    with pytest.raises(ZeroDivisionError, match="alpha"):
        chen_cherry.smoothed(6, [3, 2, 1, 0], [3, 2, 1, 1], 3, last=last, alpha=0)
