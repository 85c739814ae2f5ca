"""Blocks of rows over threads: results do not depend on how rows are split."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from .errors import ConfigurationError

# Fewer bytes than this are scored faster on the calling thread than threads are started (measured: about 0.1 ms).
SMALL_INPUT_BYTES = 200_000


def available_cores() -> int:
    """Count the processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_for(n_bytes: int, threads: int | None) -> int:
    """Give the number of threads asked for, or by default one for small inputs and every core for others.

    Raises:
        ConfigurationError: `threads` is below one.
    """
    if threads is None:
        return 1 if n_bytes < SMALL_INPUT_BYTES else available_cores()
    if threads < 1:
        raise ConfigurationError(f"threads is {threads}; expected 1 or more, or None for every core.")
    return threads


def for_each_block(n_rows: int, block_rows: int, work: Callable[[int, int], None], threads: int) -> None:
    """Call ``work(first, last)`` for blocks of rows, on up to `threads` threads.

    The first error that a block raises is raised here, that of the earliest block where several fail.
    """
    starts = range(0, n_rows, block_rows)
    threads = min(threads, len(starts))
    if threads <= 1:
        for first in starts:
            work(first, min(first + block_rows, n_rows))
        return
    turns = itertools.count()
    errors: list[tuple[int, BaseException]] = []

    def take_turns() -> None:
        # An error ends all: blocks before it have all been taken, so the earliest error is among those found.
        while not errors:
            turn = next(turns)
            if turn >= len(starts):
                return
            first = starts[turn]
            try:
                work(first, min(first + block_rows, n_rows))
            except BaseException as error:
                errors.append((turn, error))

    with ThreadPoolExecutor(threads - 1, thread_name_prefix="textmetrics") as pool:
        helpers = [pool.submit(take_turns) for _ in range(threads - 1)]
        take_turns()
        for helper in helpers:
            helper.result()
    if errors:
        raise min(errors, key=lambda found: found[0])[1]
