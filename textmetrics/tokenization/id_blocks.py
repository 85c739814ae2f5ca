"""Blocks of token ids as the kernels count them, of the rows of several columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..errors import InputError, InputTypeError, changed
from ..inputs import DIRECT_ID_LIMIT, IdColumn, Offsets
from .workspace import Workspace


def id_block(work: Workspace, pieces: Sequence[tuple[IdColumn, int, int]]) -> tuple[npt.NDArray[np.int32], Offsets, int]:
    """Give the ids of rows first … last - 1 of each column: one more than they were, or numbered anew where they are large.

    Returns:
        int32, the ids of all texts, from 1; int64 (n_texts + 1,), where those of a text begin; and the largest id.

    Raises:
        InputError, InputTypeError: What is at fault with the first row at fault of the first such column, in whichever block it is.
    """
    n_texts = sum(last - first for _, first, last in pieces)
    offsets = work.array("id_offsets", n_texts + 1, np.int64)
    offsets[0] = text = seen = 0
    try:
        ids = work.array("ids", sum(column.likely_values(first, last) for column, first, last in pieces), np.int32)
        for column, first, last in pieces:
            found = column.write(first, last, ids, offsets, text)
            if found < 0:
                work.grow("ids", max(len(ids), int(offsets[text]) + column.n_values(first, last)))
                ids = work.arrays["ids"]
                found = column.write(first, last, ids, offsets, text)
                if found < 0:  # what was counted is not what was read
                    raise changed(column.name)
            seen |= found
            text += last - first
    except (InputError, InputTypeError):
        for column, _, _ in pieces:  # whichever block meets it first, told is the first fault of the first column
            column.check()
        raise
    if seen >= DIRECT_ID_LIMIT:
        parts = []
        text = 0
        for column, first, last in pieces:
            parts.append(column.plain(first, last))
            begin, text = text, text + last - first
            if len(parts[-1]) != offsets[text] - offsets[begin]:  # it was read twice
                raise changed(column.name)
        kinds, numbers = np.unique(np.concatenate(parts), return_inverse=True)
        return (numbers + 1).astype(np.int32), offsets, len(kinds)
    return ids, offsets, seen + 1
