"""Configurations kept between calls of the functions, which would else make one anew for every call."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

Metric = TypeVar("Metric")
READ_FROM_FILES = ("stop_words", "stemmer_exceptions")  # what a file holds may be another at the next call


def configured(made: Callable[..., Metric], options: dict[str, Any]) -> Metric:
    """Give the configuration of these options, the one made before where it is kept."""
    if any(name in options for name in READ_FROM_FILES):
        return made(**options)
    # With their types: 4 and 4.0 are equal, but one of them is no number of orders.
    key = tuple((name, type(value), value) for name, value in options.items())
    try:
        kept: Metric = _kept(made, key)
    except TypeError:  # an option that cannot be hashed, or one that does not exist
        return made(**options)
    return kept


@lru_cache(maxsize=64)
def _kept(made: Callable[..., Any], key: tuple[tuple[str, type, Hashable], ...]) -> Any:
    return made(**{name: value for name, _, value in key})
