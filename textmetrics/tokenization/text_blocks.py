"""Blocks of text as one run of UTF-8: rows of several columns one after another, with offsets, in a thread's scratch."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..inputs import ArrowColumn, TextColumn
from .workspace import Workspace

if TYPE_CHECKING:
    from .._kernels.inputs import TextLayout

SPARE_BYTES = 96  # behind the text, for kernels that read many bytes at a time
_SOME_BYTES = 4096  # rows may be longer than those that the column's size was told from

Piece = tuple["TextColumn | ArrowColumn", int, int]
Block = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]


@cache  # blocks are short, and to look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from .._kernels import inputs

    return inputs


def text_layout() -> TextLayout:
    """Return what the kernels that read lists of str need to know of this process; its address is 0 where they cannot read them."""
    layout: TextLayout = _kernels().TEXT_LAYOUT
    return layout


def read(work: Workspace, pieces: Iterable[Piece], lowercase: bool = False) -> Block:
    """Give rows first … last - 1 of each column in `pieces`, one column after another, lower-cased as ``str.lower`` does where asked.

    Returns:
        uint8, the texts and behind them SPARE_BYTES or more of anything; int64 (n_texts + 1,), where they begin.

    Raises:
        InputError, InputTypeError: as TextColumn.encoded.
    """
    pieces = list(pieces)
    n_texts = sum(last - first for _, first, last in pieces)
    offsets = work.array("offsets", n_texts + 1, np.int64)
    offsets[0] = text = 0
    expected = sum(column.n_bytes * (last - first) // max(len(column), 1) for column, first, last in pieces)
    work.array("data", expected + expected // 4 + _SOME_BYTES, np.uint8)
    layout = text_layout()
    for column, first, last in pieces:
        if isinstance(column, TextColumn) and layout.address and not lowercase:
            _read_list(work, layout, column, first, last, offsets, text)
        else:
            _encode(work, column, first, last, offsets, text, lowercase)
        text += last - first
    return work.arrays["data"], offsets[: n_texts + 1]


def _read_list(
    work: Workspace, layout: TextLayout, column: TextColumn, first: int, last: int, offsets: npt.NDArray[np.int64], text: int
) -> None:
    """Let the kernel read a list, and find more room where it asks for it."""
    read_texts = _kernels().read_texts
    rows = column.own(first, last)  # so that other threads may go on meanwhile, and change theirs
    n_rows = last - first
    done = 0
    while done < n_rows:
        data = work.arrays["data"]
        reached = int(read_texts(id(rows), done, n_rows, layout.address, data, offsets, text + done))
        if reached < 0:
            break
        if reached < n_rows:
            work.grow("data", 2 * len(data) + 4 * len(rows[reached]))
        done = reached
    if done < n_rows:  # Python's own way reads the others, or says what is wrong, and with which row
        _encode(work, column, first + done, last, offsets, text + done)


def _encode(
    work: Workspace,
    column: TextColumn | ArrowColumn,
    first: int,
    last: int,
    offsets: npt.NDArray[np.int64],
    text: int,
    lowercase: bool = False,
) -> None:
    """Let Python encode rows."""
    append(work, offsets, text, *column.encoded(first, last, lowercase))


def append(work: Workspace, offsets: npt.NDArray[np.int64], text: int, source: Any, own: npt.NDArray[np.int64]) -> None:
    """Put texts behind those that are there: bytes, and the offsets at which they begin in `source`, which may be above zero."""
    at, begin, end = int(offsets[text]), int(own[0]), int(own[-1])
    size = at + end - begin + SPARE_BYTES
    if size > len(work.arrays["data"]):
        work.grow("data", size)
    work.arrays["data"][at : at + end - begin] = np.frombuffer(source, np.uint8, end - begin, begin) if end > begin else 0
    offsets[text + 1 : text + len(own)] = own[1:] + (at - begin)
