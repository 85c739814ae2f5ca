"""The command line: what stands before a command, and the entry point."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from .failures import INTERRUPTED, TERMINATED, UNEXPECTED, printing

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="ROUGE and BLEU of texts in tables. Exit codes: 0 done, 2 bad input or usage, 1 unexpected.",
)


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that a part-written output is taken away
    if sys.stderr is None:  # closed, and with it every message would become an error of its own
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # for as long as the process
    if sys.stdout is None:
        sentence = "standard output is closed; send it to a file, or to /dev/null."
        print(f"textmetrics: {sentence}", file=sys.stderr)
        sys.exit(UNEXPECTED)
    try:
        with printing():
            app()
    except typer.Exit as failed:  # while help was printed
        sys.exit(failed.exit_code)
    except SystemExit as ended:
        if ended.code in (INTERRUPTED, TERMINATED):
            os._exit(ended.code)  # Python would wait for the threads that score, and no kernel stops
        raise


def _print_version(asked: bool) -> None:
    if asked:
        from ..results import __version__

        with printing():
            print(f"textmetrics {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that stand before a command."""
