"""One short row per call: its n-grams counted without columns and blocks, which would cost more."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from ..inputs import encode
from ..tokenization import SPARE_BYTES, Workspace, text_layout
from .character_ngrams import NgramCounter, character_scratch

LIMIT_BYTES = 1 << 13  # longer rows gain little, and scratch is kept for as long as this
MAX_TEXTS = 64
MAX_ORDERS = 24


class _Scratch:
    """What one thread's kernel works in."""

    def __init__(self) -> None:
        from .._kernels.ngrams import TABLE_WORDS
        from .._kernels.rouge import CharacterRowScratch
        from .._kernels.tokenizers import SPARE_EDGES

        n, m = LIMIT_BYTES, MAX_TEXTS
        n_separated = 2 * n + m
        self.arrays = CharacterRowScratch(
            data=np.zeros(n + SPARE_BYTES, np.uint8),
            offsets=np.zeros(m + 1, np.int64),
            ids=np.zeros(n + 8, np.int32),
            id_offsets=np.zeros(m + 1, np.int64),
            word_offsets=np.zeros(m + 1, np.int64),
            separated_offsets=np.zeros(m + 1, np.int64),
            characters=character_scratch(Workspace(), MAX_ORDERS),
            words=np.zeros(n + m + 8 + SPARE_BYTES, np.uint8),
            separated=np.zeros(n_separated + 8 + SPARE_BYTES, np.uint8),
            table=np.zeros(TABLE_WORDS + 1, np.uint64),
            edges=np.zeros(3 * (n_separated + SPARE_EDGES), np.int32),
            bits=np.zeros(2 * n_separated + 8, np.uint64),
            ends=np.zeros(6 * MAX_ORDERS + 24, np.uint64),
            pair_rows=np.zeros(m, np.int64),
            others=np.zeros(m, np.int64),
            counts=np.zeros((m, MAX_ORDERS, 3), np.int64),
        )

    def place(self, texts: list[str]) -> int | None:
        """Write texts into the scratch, for a process in which the kernel cannot read a list.

        Returns:
            0; None where they do not fit.
        """
        try:
            data, offsets = encode(texts)
        except (UnicodeEncodeError, TypeError):
            return None
        if len(data) > LIMIT_BYTES:
            return None
        self.arrays.data[: len(data)] = np.frombuffer(data, np.uint8)
        self.arrays.offsets[: len(offsets)] = offsets
        return 0


_idle: list[_Scratch] = []


class RowCounter:
    """Counts the n-grams of a prediction and its references, as an `NgramCounter` does."""

    def __init__(self, counter: NgramCounter) -> None:
        from .._kernels.rouge import count_character_row

        self.counter = counter
        self.kernel = count_character_row
        self.fits = len(counter.codes) <= MAX_ORDERS
        self.is_stripped = np.int64(counter.is_stripped)
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)
        self.layout = text_layout()  # held for as long as the kernel is given its address
        self.marks = self.layout.address

    def count(self, texts: list[Any]) -> npt.NDArray[np.int64] | None:
        """Count a prediction, followed by its references.

        Returns:
            int64 (n_references, 3 * n_orders), as `NgramCounter.count` does; None where a text is
            no str or holds a lone surrogate, and where the row is too long.
        """
        if len(texts) > MAX_TEXTS or not self.fits:
            return None
        counter = self.counter
        if counter.lowercase:
            if not all(type(text) is str for text in texts):
                return None
            texts = [text.lower() for text in texts]
        try:
            scratch = _idle.pop()
        except IndexError:
            scratch = _Scratch()
        place = id(texts) if self.marks else scratch.place(texts)
        if place is None:
            return None
        out = np.empty((len(texts) - 1, 3 * len(counter.codes)), np.int64)
        is_counted = self.kernel(
            place, len(texts), self.marks, counter.char_order, counter.codes,
            counter.left_out_table, self.is_stripped, self.seed, scratch.arrays, out,
        )  # fmt: skip
        _idle.append(scratch)
        return out if is_counted else None
