"""Blocks of rows hold every row once, whatever the number of threads, and the earliest error is the one raised."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmetrics.parallel import for_each_block


@given(n_rows=st.integers(0, 300), block_rows=st.integers(1, 80), threads=st.integers(1, 5))
def test_blocks_hold_every_row_once(n_rows: int, block_rows: int, threads: int) -> None:
    blocks: list[tuple[int, int]] = []
    for_each_block(n_rows, block_rows, lambda first, last: blocks.append((first, last)), threads)
    blocks.sort()
    assert [row for first, last in blocks for row in range(first, last)] == list(range(n_rows))
    assert all(0 < last - first <= block_rows for first, last in blocks)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_earliest_error_is_raised_and_ends_the_work(threads: int) -> None:
    begun: list[int] = []

    def work(first: int, last: int) -> None:
        begun.append(first)
        if first >= 40:
            raise ValueError(f"rows from {first}")

    with pytest.raises(ValueError, match=r"^rows from 40$"):
        for_each_block(10_000, 10, work, threads)
    assert len(begun) <= 4 + threads
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("textmetrics")]


def test_so_many_threads_take_part() -> None:
    together = threading.Barrier(3, timeout=60)
    for_each_block(3, 1, lambda first, last: together.wait() and None, 3)  # returns only if three wait at once


def test_smaller_blocks_come_last_where_threads_would_wait() -> None:
    sizes: dict[int, int] = {}
    for_each_block(1000, 100, lambda first, last: sizes.update({first: last - first}), 2)
    in_order = [sizes[first] for first in sorted(sizes)]
    assert in_order[0] == 100
    assert in_order[-1] <= 25
    assert in_order == sorted(in_order, reverse=True)
