"""The command `warmup`: compile every kernel."""

from __future__ import annotations

from .app import app
from .failures import sentences_for_errors


@app.command()
def warmup() -> None:
    """Compile everything now, so that no later run has to."""
    with sentences_for_errors():
        from ..metrics import warmup as compile_all

        compile_all()
