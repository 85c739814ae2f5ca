"""Reads a file in blocks of whole rows, whose size is bounded whatever the file holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BufferedReader

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
_NEWLINE = 10
MEGABYTE = 1_000_000
DEFAULT_MAX_ROW_MB = 64  # fifty novels
LARGEST_MAX_ROW_MB = 1000  # Arrow counts the bytes of a block in 31 bits


class UnfinishedRow(Exception):
    """A row that is larger than allowed, or that the file ends within.

    Attributes:
        data: uint8, what was read of it.
        at_end: whether the file ends there.
    """

    def __init__(self, data: Bytes, at_end: bool) -> None:
        super().__init__()
        self.data = data
        self.at_end = at_end


def whole_blocks(
    file: BufferedReader,
    block_bytes: int,
    max_row_bytes: int,
    find: Callable[[Bytes], tuple[int, int]],
) -> Iterator[tuple[Bytes, int]]:
    r"""Read the rest of a file in blocks that end where a row does.

    Args:
        file: The file, where a row begins.
        block_bytes: About how much to read at a time; more where a row is larger.
        max_row_bytes: The most that a row may have, without the "\n" at its end.
        find: Returns where the last whole row of some bytes ends, and how many rows they are. A
            "\n" is added to a file that does not end with one.

    Returns:
        The bytes of each block, and how many rows they are.

    Raises:
        UnfinishedRow: A row is larger than `max_row_bytes`, or the file ends within one.
    """
    rest = np.empty(0, np.uint8)
    n_read = -1
    while n_read:
        n_wanted = max(min(block_bytes, max_row_bytes), len(rest))  # twice as much for a large row
        n_wanted = min(n_wanted, max_row_bytes + 1 - len(rest))
        block = np.empty(len(rest) + n_wanted, np.uint8)
        block[: len(rest)] = rest
        n_read = file.readinto(block[len(rest) :].data)
        if n_read:
            block = block[: len(rest) + n_read]
        elif len(rest):
            block = block[: len(rest) + 1]
            block[-1] = _NEWLINE
        else:
            return
        end, n_rows = find(block)
        if end:
            yield block[:end], n_rows
        elif n_read and len(block) > max_row_bytes:
            raise UnfinishedRow(block, at_end=False)
        rest = block[end:].copy()
    if len(rest):
        raise UnfinishedRow(rest, at_end=True)
