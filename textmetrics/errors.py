"""The exceptions that textmetrics raises, and its warnings.

TextmetricsError
├── InputError (ValueError)         a value that cannot be scored; `row` names it
│   └── TableError                  a file that cannot be read as a table
├── InputTypeError (TypeError)      a value of the wrong type; `row` names it
├── ConfigurationError (ValueError) an option that does not exist or does not fit
└── MissingDependencyError (ImportError) an optional library that is not installed

TokensDroppedWarning (UserWarning)  a tokenizer leaves nothing of most rows
"""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Iterable

__all__ = [
    "ConfigurationError",
    "InputError",
    "InputTypeError",
    "MissingDependencyError",
    "TableError",
    "TextmetricsError",
    "TokensDroppedWarning",
]


class TextmetricsError(Exception):
    """Base of all errors raised on purpose by textmetrics."""


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


class ConfigurationError(TextmetricsError, ValueError):
    """An option that does not exist, or does not fit the others."""


class MissingDependencyError(TextmetricsError, ImportError):
    """An optional library that is not installed; the message names the extra that installs it."""


class TokensDroppedWarning(UserWarning):
    """A tokenizer leaves nothing of most rows, so that their scores are 0; the message names tokenizers that keep them."""


def warn(message: str, category: type[Warning]) -> None:
    """Warn at the line of the caller's own code, so that Python's filters show it once a place."""
    level, frame = 1, sys._getframe(0)
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "textmetrics":
        level, frame = level + 1, frame.f_back  # type: ignore[assignment]  # None ends the loop
    warnings.warn(message, category, stacklevel=level)


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """Say that a name is not known, which one may have been meant, and which there are."""
    names = list(known)
    plain = {known_name.lower(): known_name for known_name in names}
    near = difflib.get_close_matches(str(name).lower(), plain, n=1)
    meant = f" Did you mean {plain[near[0]]!r}?" if near else ""
    return f"unknown {kind} {name!r}.{meant} Known: {', '.join(names)}."


def shown(value: object, limit: int = 60) -> str:
    """Show a value in a message, cut to `limit` characters."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
