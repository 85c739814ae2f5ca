"""NLTK's SmoothingFunction, and the fraction that is not reduced, which smoothing works on."""

from __future__ import annotations

import fractions
import functools
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from ...errors import ConfigurationError, InputError
from ...metrics import smoothing
from .matching import Tokens, clipped_matches, held


class Fraction(fractions.Fraction):
    """A fraction that shows its numerator and denominator as they were given; it computes and compares by value.

    Examples:
        >>> half = Fraction(2, 4)
        >>> half.numerator, half.denominator, half == 0.5, half + half
        (2, 4, True, Fraction(1, 1))
    """

    __slots__ = ("_given",)
    _given: tuple[int, int]  # not set by `from_float` and the like, which from Python 3.12 on leave `__new__` out

    def __new__(cls, numerator: int, denominator: int) -> Fraction:
        self = super().__new__(cls, numerator, denominator)
        self._given = (numerator, denominator)
        return self

    @property
    def numerator(self) -> int:
        """The numerator as given."""
        return self._given[0] if hasattr(self, "_given") else super().numerator

    @property
    def denominator(self) -> int:
        """The denominator as given."""
        return self._given[1] if hasattr(self, "_given") else super().denominator

    def __eq__(self, other: object) -> bool:
        if isinstance(other, fractions.Fraction):
            return self.numerator * other.denominator == other.numerator * self.denominator
        return super().__eq__(other)

    __hash__ = fractions.Fraction.__hash__

    def __repr__(self) -> str:
        return f"Fraction({self.numerator}, {self.denominator})"

    def __copy__(self) -> Fraction:
        return self

    def __deepcopy__(self, memo: Any) -> Fraction:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.numerator, self.denominator)


def _by_value(name: str) -> Callable[..., Any]:
    """Make an operator that computes with reduced fractions.

    Before Python 3.12 those of `fractions.Fraction` read the properties `numerator` and `denominator`,
    and of numbers that are not reduced make results that equal no other fraction.
    """
    operate = getattr(fractions.Fraction, name)

    @functools.wraps(operate)
    def operator(*operands: Any) -> Any:
        reduced = (
            fractions.Fraction(operand.numerator, operand.denominator)
            if isinstance(operand, Fraction)
            else operand
            for operand in operands
        )
        return operate(*reduced)

    return operator


_OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow")
_BY_VALUE = [f"__{side}{name}__" for name in _OPERATORS for side in ("", "r")]
for _name in (*_BY_VALUE, "limit_denominator"):
    setattr(Fraction, _name, _by_value(_name))


class NoTrigramError(InputError, AssertionError):
    """Method 6 met a text of which no 3-gram matches; NLTK asserts that one does."""


class TooFewOrdersError(ConfigurationError, IndexError):
    """Method 6 was given fewer than three orders; NLTK runs out of its list."""


class SmoothingFunction:
    """The smoothing techniques of Chen and Cherry (2014), to be passed as ``smoothing_function=SmoothingFunction().method3``.

    The methods may be called as well. Theirs change the list they are given, from method 3 on; these give a new list.

    Args:
        epsilon: What an order without a match counts as, in matches, for method 1.
        alpha: The weight of the prior, for method 6.
        k: By which ln(length) is divided, for methods 4 and 7.

    Examples:
        >>> SmoothingFunction().method2([Fraction(2, 3), Fraction(0, 2)])
        [Fraction(2, 3), Fraction(1, 3)]
    """

    def __init__(self, epsilon: float = 0.1, alpha: float = 5, k: float = 5) -> None:
        self.epsilon = epsilon
        self.alpha = alpha
        self.k = k

    def method0(self, p_n: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Smooth nothing: an order without a match counts as the smallest normal float, and is warned of."""
        for order, precision in enumerate(p_n, start=1):
            if precision.numerator == 0:
                warn_of_order(order)
        return self._smooth(0, p_n)

    def method1(self, p_n: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Count an order without a match as `epsilon` matches."""
        return self._smooth(1, p_n)

    def method2(self, p_n: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Count one match and one n-gram more in orders from 2 on (Lin and Och 2004)."""
        return self._smooth(2, p_n)

    def method3(self, p_n: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Count the first order without a match as 1/2 match, the next as 1/4, … (NIST)."""
        return self._smooth(3, p_n)

    def method4(
        self, p_n: Sequence[Any], references: Any, hypothesis: Tokens, hyp_len: int | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Count as method 3, ln(`hyp_len`) / k times as much."""
        return self._smooth(4, p_n, hyp_len or len(hypothesis))

    def method5(
        self, p_n: Sequence[Any], references: Any, hypothesis: Tokens, hyp_len: int | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Take the mean of the order before, smoothed, the order itself and the one after; after the last stand the pair's 5-grams."""
        return self._smooth(5, p_n, hyp_len or len(hypothesis), last_pair(5, references, hypothesis))

    def method6(
        self, p_n: Sequence[Any], references: Any, hypothesis: Tokens, hyp_len: int | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Interpolate with a prior from the two orders before, from order 3 on (Gao and He 2013).

        Raises:
            NoTrigramError: No 3-gram matches. It is an AssertionError.
            TooFewOrdersError: There are fewer than three orders. It is an IndexError.
        """
        return self._smooth(6, p_n, hyp_len or len(hypothesis), last_pair(6, references, hypothesis))

    def method7(
        self, p_n: Sequence[Any], references: Any, hypothesis: Tokens, hyp_len: int | None = None, *args: Any, **kwargs: Any
    ) -> list[Any]:
        """Apply method 4 and then method 5."""
        smoothed = self.method4(p_n, references, hypothesis, hyp_len)
        return self.method5(smoothed, references, hypothesis, hyp_len)

    def _smooth(
        self, method: int, p_n: Sequence[Any], n_tokens: int = 0, last: smoothing.LastPair | None = None
    ) -> list[Any]:
        """Smooth fractions, or floats where the method takes them; what stays as it was is the same object."""
        p_n = list(p_n)
        values = [(p.numerator, p.denominator) if hasattr(p, "numerator") else p for p in p_n]
        if method == 6:
            check_method6([value[0] for value in values])
        smooth = smoothing.smooth_values(
            method, values, n_tokens, last=last, epsilon=self.epsilon, alpha=self.alpha, k=self.k
        )
        given = zip(p_n, values, smooth, strict=True)
        return [p if new is old else Fraction(*new) if isinstance(new, tuple) else new for p, old, new in given]


def own_method(smoothing_function: Any) -> tuple[int, SmoothingFunction | None]:
    """Tell which method of ours a callable is, and whose; −1 and None for any other callable, a subclass's method among them."""
    owner = getattr(smoothing_function, "__self__", None)
    if type(owner) is not SmoothingFunction:
        return -1, None
    method = _METHODS.get(smoothing_function.__func__)
    return (-1, None) if method is None else (method, owner)


_METHODS: dict[Callable[..., list[Any]], int] = {getattr(SmoothingFunction, f"method{method}"): method for method in range(8)}


def last_pair(method: int, references: Any, hypothesis: Tokens) -> smoothing.LastPair | None:
    """Count what methods 5, 6 and 7 ask of a pair."""
    if method < 5:
        return None
    hypothesis, references = list(hypothesis), held(references)
    n_tokens = len(hypothesis)
    order = smoothing.NEIGHBOUR_ORDER
    n_matches = 0 if method == 6 else clipped_matches(hypothesis, references, order)[-1]
    return smoothing.LastPair(n_matches, max(1, n_tokens - order + 1), n_tokens)


def check_method6(matches: Sequence[int]) -> None:
    """Raise what NLTK raises where method 6 cannot smooth."""
    if len(matches) < 3:
        raise TooFewOrdersError(f"method6 was given {len(matches)} orders; expected 3 or more, by weights for so many.")
    if not matches[2]:
        raise NoTrigramError("method6 was given a text no 3-gram of which matches; expected a match. Choose another method.")


def warn_of_order(order: int) -> None:
    """Warn that an order has no match, so that the score is next to zero."""
    warnings.warn(
        f"no {order}-gram of the hypothesis matches, so BLEU without smoothing is next to zero, whatever matches in shorter n-grams. "
        "Use weights for fewer orders, or a method of SmoothingFunction.",
        UserWarning,
        stacklevel=2,
    )
