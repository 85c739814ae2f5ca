"""Scratch arrays of one thread, kept between blocks and calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from .vocabulary import Vocabulary

KEPT_BYTES = 1 << 27  # scratch of more than this is given back after a call


class Workspace:
    """One thread's scratch: named arrays that only grow, and vocabularies."""

    def __init__(self) -> None:
        self.arrays: dict[str, npt.NDArray[Any]] = {}
        self.vocabulary = Vocabulary()
        self.stems = Vocabulary()
        self.stemmer: object = None
        self.weights: dict[float, npt.NDArray[np.float64]] = {}  # tables of k ** weight, by weight
        self.n_stemmed = 0
        self.stemmed_generation = -1
        self._array_bytes = 0

    def array(self, name: str, size: int, dtype: Any) -> npt.NDArray[Any]:
        """Give an array of at least `size` elements; what it holds is left from its last use, zeros when new."""
        array = self.arrays.get(name)
        if array is None or len(array) < size:
            array = self.arrays[name] = np.zeros(max(size + size // 4, 64), dtype)
            self._array_bytes = sum(held.nbytes for held in self.arrays.values())
        return array

    def grow(self, name: str, size: int) -> None:
        """Make an array that exists larger, and keep what it holds."""
        held = self.arrays.pop(name)
        self.array(name, size, held.dtype)[: len(held)] = held

    @property
    def nbytes(self) -> int:
        """Count the bytes of all that is kept."""
        return self._array_bytes + self.vocabulary.nbytes + self.stems.nbytes


_idle: list[Workspace] = []


@contextmanager
def workspace() -> Iterator[Workspace]:
    """Lend a workspace to the caller; one that failed or grew large is not kept."""
    try:
        lent = _idle.pop()
    except IndexError:
        lent = Workspace()
    yield lent
    if lent.nbytes <= KEPT_BYTES:
        _idle.append(lent)
