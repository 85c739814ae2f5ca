"""The command `tokenize`: show the tokens of a text."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..errors import printable
from .app import app
from .failures import printing, sentences_for_errors


@app.command()
def tokenize(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text to split.", show_default=False)],
    tokenizer: Annotated[str, typer.Option(metavar="NAME", help="The tokenizer.")] = "rouge-score",
    stemmer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Stem words as ROUGE does: porter, porter-original, porter-martin, porter-rouge-1.5.5.",
            show_default="no stemming",
        ),
    ] = None,
) -> None:
    """Show the tokens of a text, one a line."""
    with sentences_for_errors():
        from ..tokenization import tokenize as split

        tokens = split(text, tokenizer, stemmer=stemmer)
        with printing():
            for token in tokens:
                print(printable(token) if _is_terminal() else token)


def _is_terminal() -> bool:
    """Tell whether standard output is a terminal, which obeys control characters."""
    return sys.stdout.isatty()
