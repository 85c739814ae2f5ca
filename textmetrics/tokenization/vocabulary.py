"""Words met so far and their ids, kept between blocks and calls."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError

# A vocabulary that outgrows the processor's second-level cache slows every look-up: it is begun anew beyond this (measured).
VOCABULARY_LIMIT = 60_000
FIRST_SLOTS = 4096


class Vocabulary:
    """Words met so far and their ids, from 1; ids mean nothing outside it."""

    def __init__(self) -> None:
        from .._kernels import vocabulary

        self._kernels = vocabulary
        self.seed = np.uint64(int.from_bytes(os.urandom(8), "little") | 1)
        self.counters = np.zeros(vocabulary.N_COUNTERS, np.int64)
        self.table = np.zeros(0, np.uint64)
        self.hashes = np.zeros(0, np.uint64)
        self.keys = np.zeros(0, np.uint64)
        self.word_starts = np.zeros(0, np.int64)
        self.stem_ids = np.zeros(0, np.int32)
        self.arena = np.zeros(0, np.uint8)
        self.edges = np.zeros(vocabulary.EDGES, np.int32)
        self.sought = np.zeros(2 * vocabulary.EDGES, np.uint64)
        self.misses = np.zeros(vocabulary.EDGES, np.int32)
        self.pending = np.zeros(0, np.int32)
        self.generation = 0
        self.nbytes = self._measured()
        self.clear()

    def clear(self) -> None:
        """Forget all words."""
        self.counters[:] = 0
        self.counters[self._kernels.SLOT_MASK] = FIRST_SLOTS - 1
        self.table[: FIRST_SLOTS * self._kernels.SLOT_WORDS] = 0
        self.generation += 1

    @property
    def n_words(self) -> int:
        """Count the words; ids are 1 … n_words."""
        return int(self.counters[self._kernels.N_WORDS])

    def _measured(self) -> int:
        """Count the bytes of all tables: `nbytes`, which is asked for after every block, and kept."""
        tables = (self.table, self.hashes, self.keys, self.word_starts, self.stem_ids, self.arena)
        scratch = (self.edges, self.sought, self.misses, self.pending)
        return sum(array.nbytes for array in (*tables, *scratch))

    def make_room(self, n_bytes: int, n_more: int) -> None:
        """See that `n_more` words of `n_bytes` together can be added; begin anew where that needs larger tables."""
        if self.n_words > VOCABULARY_LIMIT:
            self.clear()
        n_words = self.n_words + n_more
        arena = int(self.counters[self._kernels.N_ARENA_BYTES]) + n_bytes + 16
        if n_words < len(self.hashes) and arena <= len(self.arena):
            return
        n_words = VOCABULARY_LIMIT + n_more
        if n_words >= len(self.hashes):
            slots = FIRST_SLOTS
            while slots < 4 * n_words:
                slots *= 2
            # Left unset on purpose: the tables are cleared as they come into use.
            self.table = _aligned(slots * self._kernels.SLOT_WORDS)
            self.hashes = np.empty(n_words + 1, np.uint64)
            self.keys = np.empty(2 * n_words + 2, np.uint64)
            self.word_starts = np.empty(n_words + 1, np.int64)
            self.stem_ids = np.empty(n_words + 1, np.int32)
        if n_bytes + 16 > len(self.arena) // 2:
            self.arena = np.empty(2 * n_bytes + 1024, np.uint8)
        self.nbytes = self._measured()
        self.clear()

    def intern(
        self, data: Any, offsets: Any, n_texts: int, ids: Any, id_offsets: Any, *,
        is_text: bool = False, text_lines: Any | None = None, of_stems: bool = False,
    ) -> tuple[int, int]:  # fmt: skip
        """Write the ids of all words of the texts.

        Args:
            data: uint8, words parted by zero bytes, or text; 63 bytes more than the texts have.
            offsets: int64 (n_texts + 1,), where a text begins.
            n_texts: how many there are.
            ids: int32, output: at least as long as there are words.
            id_offsets: int64, output: where the ids of a text, or of a line, begin.
            is_text: `data` is text, whose words are those that rouge-score finds.
            text_lines: int64 (n_texts + 1,), output, for text that is split into lines: where the lines of a text begin.
            of_stems: write the stems' ids of words that have one, and note the places of others, which are pending.

        Returns:
            The number of ids, -1 where rouge-score's tokenizer alone reads the text aright; and of those pending.

        Raises:
            InputError: A word has more than a GiB.
        """
        if of_stems and len(self.pending) < len(ids):
            self.pending = np.empty(len(ids), np.int32)
            self.nbytes = self._measured()
        by_line = text_lines is not None
        n_ids, n_pending = self._kernels.intern_texts(
            data, offsets, n_texts, np.int64(is_text), np.int64(by_line), np.int64(of_stems), self.edges, self.sought, self.misses,
            self.table, self.hashes, self.keys, self.arena, self.word_starts, self.stem_ids, self.counters, self.seed, ids, id_offsets,
            text_lines if by_line else id_offsets, self.pending,
        )  # fmt: skip
        if n_ids < -1:
            raise InputError(f"a text holds a word of more than {self._kernels.LONGEST_WORD:,} bytes; expected shorter words.")
        return int(n_ids), int(n_pending)

    def settle(self, ids: Any, n_pending: int) -> None:
        """Put the stems' ids in place of the words' where the last call left words pending; all have stems now."""
        self._kernels.settle(ids, self.pending, n_pending, self.stem_ids)

    def give_stems(self, first: int, last: int, found: Any) -> None:
        """Keep the ids of the stems of the words first … last - 1."""
        self._kernels.give_stems(first, last, found, self.table, self.hashes, self.stem_ids, self.counters)

    def word(self, index: int) -> str:
        """Spell the word of an id."""
        key = self.keys[2 * index : 2 * index + 2].tobytes()
        if key[-1]:
            start = int(self.word_starts[index])
            key = self.arena[start : start + int(np.argmin(self.arena[start:]))].tobytes()
        return key.rstrip(b"\0").replace(b"\xff", b"\0").replace(b"\xfe", b"").decode()


def _aligned(n_words: int) -> npt.NDArray[np.uint64]:
    """Give an array, unset, that begins where a line of the cache does."""
    array = np.empty(n_words + 8, np.uint64)
    begin = (-array.ctypes.data % 64) // 8
    return array[begin : begin + n_words]
