"""Blocks of rows over threads: results do not depend on how rows are split."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Callable

from .errors import ConfigurationError

# Fewer bytes than this are scored faster on the calling thread than threads are started (measured: about 0.1 ms).
SMALL_INPUT_BYTES = 200_000
SMALLEST_PART = 4  # of a block: a block costs about 30 µs besides its rows


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
    ends = _block_ends(n_rows, block_rows, threads)
    threads = min(threads, len(ends))
    if threads <= 1:
        for first, last in itertools.pairwise([0, *ends]):
            work(first, last)
        return
    blocks = iter(list(itertools.pairwise([0, *ends])))  # its next element is taken by one thread
    errors: list[tuple[int, BaseException]] = []

    def take_turns() -> None:
        # An error ends all: blocks before it have all been taken, so the earliest error is among those found.
        while not errors:
            block = next(blocks, None)
            if block is None:
                return
            try:
                work(*block)
            except BaseException as error:
                errors.append((block[0], error))

    helpers = [threading.Thread(target=take_turns, name=f"textmetrics-{k}") for k in range(1, threads)]
    for helper in helpers:
        helper.start()
    take_turns()
    for helper in helpers:
        helper.join()
    if errors:
        raise min(errors, key=lambda found: found[0])[1]


def _block_ends(n_rows: int, block_rows: int, threads: int) -> list[int]:
    """Say where blocks end: smaller ones come last where there are threads that would wait for each other."""
    ends = []
    last = 0
    while last < n_rows:
        rows = block_rows
        if threads > 1:
            rows = max(min(rows, (n_rows - last) // (2 * threads)), rows // SMALLEST_PART, 1)
        last = min(last + rows, n_rows)
        ends.append(last)
    return ends
