"""The smoothing techniques of Chen and Cherry (2014), as NLTK 3.10 numbers them, on n-gram counts.

NLTK computes with exact fractions for as long as a technique lets it, and rounds where a float comes in; scores to its last bit need
the same. Here a value is therefore a ratio, a pair of integers, until a float comes in.

The integers of method 6 have twice as many digits with every order. Where they grow long, its values
are enclosed between two decimal numbers instead, with as many digits as it takes for both to round to
the same float: that is the float that the exact fraction rounds to.

References:
    Chen and Cherry (2014), A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from numbers import Rational
from typing import Any, NamedTuple

from ...errors import ConfigurationError, InputError

Ratio = tuple[int, int]
Value = Ratio | float
METHODS = range(8)  # 0: none; 7: 4 and then 5
ONLY_WITHOUT_MATCH = (0, 1, 3, 4)  # methods that leave an order with a match as it is
EPSILON, ALPHA, K = 0.1, 5, 5  # NLTK's defaults
NEIGHBOUR_ORDER = 5  # methods 5 and 7 take what follows the last order from 5-grams, whatever the last order is
LONG_BITS = 1024  # of the integers of method 6: longer ones cost more than enclosing their quotient
SPARE_DIGITS = 30  # what an enclosure starts with: a float has 17, and the rest makes a second attempt rare
TINY = (1, 2**1076)  # stands for any ratio that rounds to 0.0 but is not 0


class LastPair(NamedTuple):
    """What methods 5, 6 and 7 ask of the text itself: the pair that is scored, or the last one of a corpus.

    Attributes:
        fifth_matches: clipped matches of its 5-grams; for methods 5 and 7.
        fifth_total: the prediction's 5-grams, at least 1; for methods 5 and 7.
        prediction_tokens: the prediction's tokens; for method 6.
    """

    fifth_matches: int
    fifth_total: int
    prediction_tokens: int


def smoothed(
    method: int,
    matches: Sequence[int],
    totals: Sequence[int],
    prediction_tokens: int,
    *,
    last: LastPair | None = None,
    epsilon: float = EPSILON,
    alpha: float = ALPHA,
    k: float = K,
) -> list[float]:
    """Smooth the precisions of orders 1, 2, …

    Args:
        method: 0: an order without a match counts as the smallest normal float. 1: as `epsilon` matches. 2: orders from 2 on have one
            match and one n-gram more. 3: the first order without a match counts as 1/2 match, the next as 1/4, … 4: as 3, with
            ln(prediction_tokens) / `k` times as much, and nothing for one token. 5: the mean of the order before (smoothed), itself and
            the one after. 6: interpolated with weight `alpha` from order 3 on. 7: 4 and then 5.
        matches: Clipped matches of each order, summed over the rows.
        totals: The predictions' n-grams of each order, summed over the rows; a row without any counts as 1, so none is 0.
        prediction_tokens: The predictions' tokens, summed over the rows.
        last: The pair, or the last of several; methods 5, 6 and 7 need it.
        epsilon: For method 1.
        alpha: For method 6.
        k: For methods 4 and 7.

    Returns:
        A float an order; 0.0 where a method leaves an order without a match as it is.

    Raises:
        ConfigurationError: There is no such method, or `last` is missing.
        InputError: Method 6 for fewer than three orders, or where no 3-gram matches; or an order has a
            precision above 0 but below every float, which has no logarithm.

    Examples:
        >>> smoothed(3, [3, 1, 0, 0], [4, 3, 2, 1], 4)
        [0.75, 0.3333333333333333, 0.25, 0.25]
    """
    ratios: list[Value] = list(zip(matches, totals, strict=True))
    if method in ONLY_WITHOUT_MATCH and 0 not in matches:
        values = ratios
    else:
        values = smooth_values(method, ratios, prediction_tokens, last=last, epsilon=epsilon, alpha=alpha, k=k)
    precisions = [value[0] / value[1] if type(value) is tuple else float(value) for value in values]  # type: ignore[arg-type]  # of tuples only
    if 0.0 in precisions:
        _check_underflow(values, precisions)
    return precisions


def smooth_values(
    method: int,
    values: Sequence[Any],
    prediction_tokens: int,
    *,
    last: LastPair | None = None,
    epsilon: float = EPSILON,
    alpha: float = ALPHA,
    k: float = K,
) -> list[Value]:
    """Smooth ratios (matches, total), which stay ratios for as long as no float comes in.

    The ratios are exact, but for long ones of method 6: there they are the floats nearest to them.
    Args, Raises: as for `smoothed`.
    """
    if method not in METHODS:
        raise ConfigurationError(f"method is {method!r}; expected one of 0 to {METHODS[-1]}.")
    if method == 0:
        return [ratio if ratio[0] else sys.float_info.min for ratio in values]
    if method == 1:
        return [ratio if ratio[0] else epsilon / ratio[1] for ratio in values]
    if method == 2:
        return [*values[:1], *((n_matches + 1, total + 1) for n_matches, total in values[1:])]
    if method == 3:
        return _halve(values, None, k)
    if method == 4:
        return _halve(values, prediction_tokens, k)
    if last is None:
        raise ConfigurationError(f"method {method} needs the counts of the last pair; pass last=LastPair(…).")
    if method == 6:
        return _interpolate(values, last.prediction_tokens, alpha)
    if method == 7:
        values = _halve(values, prediction_tokens, k)
    return _average(values, (last.fifth_matches, last.fifth_total))


def geometric_mean(precisions: Iterable[float], weights: Iterable[float], brevity_penalty: float = 1) -> float:
    """Give brevity_penalty · exp(Σ weight · ln(precision)), without orders of precision 0 and those that only one of the two has."""
    log = math.log
    return brevity_penalty * math.exp(math.fsum([w * log(p) for w, p in zip(weights, precisions, strict=False) if p > 0]))


def brevity_penalty(prediction_tokens: int, reference_tokens: float) -> float:
    """Give 1 for predictions as long as their references or longer, 0 for none at all, else exp(1 - reference / prediction)."""
    if prediction_tokens >= reference_tokens and prediction_tokens:
        return 1.0
    return math.exp(1 - reference_tokens / prediction_tokens) if prediction_tokens else 0.0


def _is_not_zero(value: Any) -> bool:
    """Tell a value that is not 0, even where it rounds to 0.0."""
    return bool(value[0] if isinstance(value, tuple) else value)


def as_float(value: Any) -> float:
    """Round a value."""
    if isinstance(value, tuple):
        numerator, denominator = value
        return float(numerator / denominator)
    return float(value)


def _halve(values: Sequence[Any], prediction_tokens: int | None, k: float) -> list[Value]:
    """Count the first order without a match as 1/2 match, the next as 1/4, …; with a length, ln(length) / k times as much."""
    smooth: list[Value] = []
    n_halvings = 0
    for value in values:
        n_matches, total = value
        if n_matches or (prediction_tokens is not None and prediction_tokens <= 1):
            smooth.append(value)
            continue
        n_halvings += 1
        if prediction_tokens is None:
            smooth.append(1 / (2**n_halvings * total))
        else:
            smooth.append(1 / (2**n_halvings * k / math.log(prediction_tokens)) / total)
    return smooth


def _average(values: Sequence[Any], fifth: Ratio) -> list[Value]:
    """Take the mean of the order before, smoothed already, the order itself and the one after it.

    Before the first order stands its precision plus 1.
    """
    smooth: list[Value] = []
    if not values:
        return smooth
    before = _sum(values[0], (1, 1))
    for value, after in zip(values, [*values[1:], fifth], strict=True):
        total = _sum(_sum(before, value), after)
        before = _reduced(total[0], 3 * total[1]) if isinstance(total, tuple) else total / 3
        smooth.append(before)
    return smooth


def _interpolate(values: Sequence[Any], prediction_tokens: int, alpha: float) -> list[Value]:
    """From order 3 on return (matches + alpha · prior) / (n-grams + alpha).

    The prior is p(n - 1)² / p(n - 2), both smoothed already.
    """
    if len(values) < 3:
        raise InputError(f"method 6 was asked to smooth {len(values)} orders; expected 3 or more.")
    if not values[2][0]:
        raise InputError("method 6 was asked to smooth a text no 3-gram of which matches; expected a match. Choose another method.")
    smooth: list[Value] = list(values[:2])
    counts = [(values[n][0], max(0, prediction_tokens - n)) for n in range(2, len(values))]
    for index, (n_matches, n_ngrams) in enumerate(counts):
        two_before, before = smooth[-2:]
        prior: Value = _square_over(before, two_before) if _is_not_zero(two_before) else (0, 1)
        if isinstance(prior, tuple) and isinstance(alpha, Rational):
            a, b = int(alpha.numerator), int(alpha.denominator)
            if max(prior).bit_length() > LONG_BITS and _no_tie_follows(two_before, before, a):
                return smooth + _interpolate_long(two_before, before, counts[index:], a, b)
            numerator = n_matches * b * prior[1] + a * prior[0]
            smooth.append(_reduced(numerator, prior[1] * (n_ngrams * b + a)))
        else:
            smooth.append((n_matches + alpha * as_float(prior)) / (n_ngrams + alpha))
    return smooth


def _no_tie_follows(two_before: Any, before: Any, a: int) -> bool:
    """Tell whether no smoothed precision from here on can lie halfway between two floats.

    What lies there has a power of 2 as its denominator. Take an odd prime that does not divide the
    numerator `a` of alpha, and divides the denominator of `before`, and that of `two_before` no more
    often. It divides the denominator of before² / two_before as often or more; a factor of `a` and
    an added integer take nothing away, nor does a division by an integer. So it stays in every
    order. There is such a prime where the one denominator is larger without 2 and the primes of `a`.
    """
    denominators = []
    for numerator, denominator in (two_before, before):
        denominator //= math.gcd(numerator, denominator)
        while (shared := math.gcd(denominator, 2 * a)) > 1:
            denominator //= shared
        denominators.append(denominator)
    return a > 0 and denominators[1] > denominators[0]


def _interpolate_long(
    two_before: Any, before: Any, counts: Sequence[tuple[int, int]], a: int, b: int
) -> list[Value]:
    """Return the rest of method 6 from two ratios on, with alpha = `a` / `b`, as ratios.

    They are those of the floats nearest to the exact values.
    Each value is enclosed between one decimal number rounded down and one rounded up. An order makes
    the enclosure up to 1 + √2 times as wide, which costs 0.4 digits.

    Assumes: `_no_tie_follows`, lest no number of digits be enough.
    """
    # Imported here, because `import textmetrics` needs none of it and would take 2 ms longer.
    from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context

    n_digits = SPARE_DIGITS + len(counts)
    while True:
        down = Context(n_digits, ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX)
        up = Context(n_digits, ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX)
        low2, low1 = (down.divide(*ratio) for ratio in (two_before, before))
        high2, high1 = (up.divide(*ratio) for ratio in (two_before, before))
        smooth: list[Value] = []
        for n_matches, n_ngrams in counts:
            low_prior = down.divide(down.multiply(low1, low1), high2)
            high_prior = up.divide(up.multiply(high1, high1), low2)
            total = n_ngrams * b + a
            low = down.divide(down.fma(a, low_prior, n_matches * b), total)
            high = up.divide(up.fma(a, high_prior, n_matches * b), total)
            low2, low1, high2, high1 = low1, low, high1, high
            if float(low) != float(high):
                break
            smooth.append(float(low).as_integer_ratio() if float(low) else TINY)
        else:
            return smooth
        n_digits *= 2


def _check_underflow(values: Sequence[Any], precisions: Sequence[float]) -> None:
    """Raise an error where a precision is 0.0 only because no float is as small."""
    for order, (value, precision) in enumerate(zip(values, precisions, strict=True), start=1):
        if precision == 0 and _is_not_zero(value):
            raise InputError(
                f"the smoothed precision of order {order} is above 0 but below every float, and so has "
                f"no logarithm; expected fewer orders than {len(values)}, or another smoothing."
            )


def _sum(left: Any, right: Any) -> Value:
    """Add two values: exactly while both are ratios."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left[0] * right[1] + right[0] * left[1], left[1] * right[1]
    return as_float(left) + as_float(right)


def _square_over(value: Value, divisor: Value) -> Value:
    """Give value² / divisor: exactly while both are ratios."""
    if isinstance(value, tuple) and isinstance(divisor, tuple):
        return value[0] ** 2 * divisor[1], value[1] ** 2 * divisor[0]
    squared: float = (value[0] ** 2 / value[1] ** 2) if isinstance(value, tuple) else value**2
    return squared / as_float(divisor)


def _reduced(numerator: int, denominator: int) -> Ratio:
    """Divide by the greatest common divisor, lest the integers grow with every order.

    Raises:
        ZeroDivisionError: The denominator is 0, as an `alpha` of 0 makes it for orders beyond the text.
    """
    if denominator == 0:
        raise ZeroDivisionError("a smoothed precision is divided by 0; expected an alpha above 0 for orders beyond the text.")
    divisor = math.gcd(numerator, denominator)
    return numerator // divisor, denominator // divisor
