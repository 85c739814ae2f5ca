"""The one line that a person at a terminal sees while kernels are compiled."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

from numba.core import compiler

NOTICE_AFTER = 1.0  # seconds of compiling after which a person at a terminal is told


class _Clock:
    """Seconds spent compiling in this process, and the one line about it. Numba compiles in one thread at a time, under its own lock."""

    def __init__(self) -> None:
        self.spent = 0.0
        self.begun: float | None = None
        self.is_told = False
        self.folder = ""  # where kernels are kept; empty: nowhere

    def stop(self) -> None:
        """Forget a compilation that another thread had begun: a forked child does not go on with it."""
        self.begun = None

    def tell(self) -> None:
        """Print the line once, when compiling has taken a while, to a person and never into a log."""
        running = 0.0 if self.begun is None else monotonic() - self.begun
        if self.is_told or self.spent + running < NOTICE_AFTER:
            return
        self.is_told = True
        kept = f"once; later runs load them from {self.folder}" if self.folder else "in every process: they cannot be kept on disk"
        try:
            if sys.stderr.isatty():
                print(f"textmetrics: compiling its kernels for this machine, {kept}", file=sys.stderr, flush=True)
        except (AttributeError, OSError, ValueError):
            pass  # no stderr, or a closed one


clock = _Clock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=clock.stop)


class TimedCompiler(compiler.Compiler):  # type: ignore[misc]  # Numba has no types
    """Numba's compiler, on the clock. It runs only where a kernel is compiled, neither for one from the disk nor for a call."""

    def compile_extra(self, func: Callable[..., Any]) -> Any:
        is_outermost = clock.begun is None  # a kernel is compiled amid the first kernel that calls it
        if is_outermost:
            clock.begun = monotonic()
        clock.tell()
        try:
            return super().compile_extra(func)
        finally:
            clock.tell()
            if is_outermost and clock.begun is not None:
                clock.spent += monotonic() - clock.begun
                clock.begun = None
