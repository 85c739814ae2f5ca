"""The exceptions that textmetrics raises, and its warnings.

TextmetricsError
├── InputError (ValueError)         a value that cannot be scored; `row` names it
│   └── TableError                  a file that cannot be read as a table
├── OutputError (OSError)           a file that cannot be written to the end
├── InputTypeError (TypeError)      a value of the wrong type; `row` names it
├── ConfigurationError (ValueError) an option that does not exist or does not fit
└── MissingDependencyError (ImportError) an optional library that is not installed

TokensDroppedWarning (UserWarning)  a tokenizer leaves nothing of most rows
"""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Iterable, Sequence

__all__ = [
    "ConfigurationError",
    "InputError",
    "InputTypeError",
    "MissingDependencyError",
    "OutputError",
    "TableError",
    "TextmetricsError",
    "TokensDroppedWarning",
]

LISTED_NAMES = 40  # in a message: more would bury what it says
COMPARED_NAMES = 10_000  # with one that is not known, which takes 0.1 s


class TextmetricsError(Exception):
    """Base of all errors raised on purpose by textmetrics; what is not printable in a message is escaped."""

    def __init__(self, message: str = "") -> None:
        super().__init__(printable(message))


class _RowError(TextmetricsError):
    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (*self.args, self.row)


class InputError(_RowError, ValueError):
    """A value that cannot be scored. `row` is its index, or None where no single row is at fault."""


class InputTypeError(_RowError, TypeError):
    """A value of a type that cannot be scored. `row` is its index, or None where no single row is at fault."""


class TableError(InputError):
    """A file that cannot be read as a table, or lacks what is to be scored."""


class OutputError(TextmetricsError, OSError):
    """A file that cannot be written to the end, as on a full disk; the message says how far it was written."""


class ConfigurationError(TextmetricsError, ValueError):
    """An option that does not exist, or does not fit the others."""


class MissingDependencyError(TextmetricsError, ImportError):
    """An optional library that is not installed; the message names the extra that installs it."""


class TokensDroppedWarning(UserWarning):
    """A tokenizer leaves nothing of most rows, so that their scores are 0; the message names tokenizers that keep them."""


def changed(name: str) -> InputError:
    """Make the error of a caller's input that changes, from another thread say, while it is read."""
    return InputError(f"{name} changed while it was read; expected rows that stay as they are until the call returns.")


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line of the caller's own code, so that Python's filters show it once a place."""
    level, frame = 1, sys._getframe(0)
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "textmetrics":
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]  # None ends the loop
    warnings.warn(printable(message), category, stacklevel=level)


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is not known, which one may have been meant, and which there are."""
    names = list(known)
    plain = {known_name.lower(): known_name for known_name in names[:COMPARED_NAMES]}
    near = difflib.get_close_matches(str(name).lower(), plain, n=1)
    meant = f" Did you mean {shown(plain[near[0]])}?" if near else ""
    return f"unknown {kind} {shown(name)}.{meant} Known: {listed(names)}."


def listed(names: Sequence[str]) -> str:
    """List names in a message, each cut to 60 characters; of many only the first."""
    if not names:
        return "none"
    first = ", ".join(_cut(printable(name[:61]), 60) for name in names[:LISTED_NAMES])
    return first if len(names) <= LISTED_NAMES else f"{first}, … ({len(names):,} in all)"


def shown(value: object, limit: int = 60) -> str:
    """Show a value in a message, cut to `limit` characters, what is not printable escaped."""
    return _cut(printable(repr(value[:limit] if isinstance(value, str) else value)), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """Escape as `repr` does what is not printable: what a terminal obeys, what hides or reorders text, and surrogates."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
