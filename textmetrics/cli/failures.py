"""Exit codes, and how a failure becomes one sentence and one of them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from ..errors import printable

BAD_INPUT, UNEXPECTED = 2, 1  # exit codes
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


@contextmanager
def sentences_for_errors() -> Iterator[None]:
    """Turn the errors that are raised on purpose into a sentence and an exit code; others keep their traceback."""
    from ..errors import OutputError, TextmetricsError

    try:
        yield
    except TextmetricsError as error:
        fail(str(error), UNEXPECTED if isinstance(error, OutputError) else BAD_INPUT)
    except OSError as error:  # a failing disk, say
        if isinstance(error, BrokenPipeError):
            raise
        fail(str(error), UNEXPECTED)
    except KeyboardInterrupt:
        fail("interrupted.", INTERRUPTED)


def fail(sentence: str, code: int) -> NoReturn:
    typer.echo(f"textmetrics: {printable(sentence)}", err=True)
    raise typer.Exit(code)


@contextmanager
def printing() -> Iterator[None]:
    """Turn what goes wrong with standard output into a sentence, unless its reader went away."""
    try:
        yield
        sys.stdout.flush()
    except UnicodeEncodeError as error:
        if error.encoding == "utf-8":  # an error of our own: UTF-8 has all that is printed
            raise
        lacking = error.object[error.start : error.start + 1]
        fail(
            f"standard output is {error.encoding}, which has no {lacking!a}; "
            "set PYTHONIOENCODING=utf-8.",
            UNEXPECTED,
        )
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        fail(f"standard output cannot be written: {error.strerror or error}.", UNEXPECTED)
