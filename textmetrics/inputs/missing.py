"""Values that cannot be scored: how a missing one is known, and what is said of it and of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InputError, InputTypeError, shown

Place = Callable[[int], tuple[str, int]]  # gives the name of element k of a column, such as "references[3]", and the row to report


def is_missing(value: Any) -> bool:
    """Tell whether a value is None, NaN, or pandas' NA or NaT."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NAType", "NaTType")


def first_of(values: Any) -> Any:
    """Return the first element of a sequence; None where it has none, or none any more."""
    if isinstance(values, (list, tuple)):
        return next(iter(values), None)  # in one step: another thread may empty a list after a look at its length
    return values[0] if len(values) else None


def bad_value(value: Any, place: str, row: int, expected: str) -> InputError | InputTypeError:
    """Make the error for a value at a place such as "references[3]"; `expected` says what would be right."""
    if is_missing(value):
        return InputError(f"{place} is {value!r}; expected {expected}. Drop the row, or pass missing='skip'.", row)
    if isinstance(value, bytes):
        return InputTypeError(f"{place} is bytes, {shown(value)}; expected {expected}. Decode it first: value.decode('utf-8').", row)
    return InputTypeError(f"{place} is {shown(value)}, a {type(value).__name__}; expected {expected}.", row)
