"""Counting for BLEU: matches, totals and lengths of every row, block by block through the kernels."""

from __future__ import annotations

import itertools
from collections import deque
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from . import parallel
from .columns import Pairs, Piece
from .found_words import FoundWords, some_words
from .id_columns import IdColumn
from .token_ids import Encoder, TokenBlock, block_rows, warn_of_dropped_tokens
from .tokenizers import CustomTokenizer
from .utf8_blocks import SPARE_BYTES
from .workspace import Workspace, workspace

BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the processor's second-level cache
WAITING_ROWS = 8  # more are counted at once


def count_rows(
    encoder: Encoder, max_order: int, rule: int, unit: int, pairs: Pairs, threads: int | None
) -> npt.NDArray[np.int64]:
    """Count rows as the kernel bleu_rows does: int64 (n_rows, 3 * max_order + 2)."""
    counting = _Counting(encoder, pairs, max_order, rule, unit)
    n_threads = parallel.threads_for(pairs.n_bytes, threads)
    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), counting.count_block, n_threads)
    return counting.finish()


@cache  # blocks are short, and to look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from ._kernels import bleu_texts, rouge_texts, word_bits

    return bleu_texts, rouge_texts, word_bits


class _Counting:
    """Rows that are counted, block by block."""

    def __init__(self, encoder: Encoder, pairs: Pairs, max_order: int, rule: int, unit: int) -> None:
        # A tokenizer of Python's numbers texts over all rows in what it raises.
        self.pairs = pairs.flat() if isinstance(encoder.tokenizer, CustomTokenizer) else pairs
        self.encoder = encoder
        self.settings = max_order, rule, unit
        self.is_direct = encoder.is_plain and not isinstance(pairs.predictions, IdColumn)
        self.out = np.zeros((pairs.n_rows, 3 * max_order + 2), np.int64)
        self.n_without: list[int] = []  # of predictions without a token
        # Rows that are counted by ids, and the words of their texts: blocks often have a few, and few are hardly sooner counted than many.
        self.waiting: deque[tuple[int, list[bytes]]] = deque()

    def count_block(self, first: int, last: int) -> None:
        """Count rows first … last - 1, or leave some waiting."""
        offsets = self.pairs.reference_offsets
        own_offsets = offsets[first : last + 1] - offsets[first]
        pieces = self.pairs.block(first, last)
        with workspace() as work:
            if not self.is_direct:
                block = self.encoder.encode(work, pieces)
                _count_block(work, block, own_offsets, *self.settings, self.out[first:last])
                self.n_without.append(block.n_without_tokens(last - first))
                return
            self._count_directly(work, pieces, own_offsets, first, self.out[first:last])
            if len(self.waiting) > WAITING_ROWS:
                self._count_waiting(work)

    def finish(self) -> npt.NDArray[np.int64]:
        """Give the counts of all rows, once all blocks are counted."""
        if self.waiting:
            with workspace() as work:
                self._count_waiting(work)
        warn_of_dropped_tokens(self.encoder.tokenizer, self.pairs, sum(self.n_without))
        return self.out

    def _count_directly(
        self, work: Workspace, pieces: list[Piece], reference_offsets: npt.NDArray[np.int64], first: int, out: npt.NDArray[np.int64]
    ) -> None:
        """Count short rows without ids, and leave the others waiting; `first` is the number of the first row."""
        bleu_texts, rouge_texts, word_bits = _kernels()
        max_order, rule, unit = self.settings
        n_rows = len(out)
        found, offsets = self.encoder.plain_words(work, pieces)
        n_references = int(reference_offsets[-1])
        # No text has more bytes than all, no row more references. What is not used of the scratch is no memory yet.
        longest = min(int(offsets[n_rows + n_references]), rouge_texts.TEXT_LIMIT)
        n_others, n_without = bleu_texts.bleu_texts(
            found,
            offsets,
            n_rows,
            reference_offsets,
            max_order,
            rule,
            unit,
            work.vocabulary.seed,
            work.array("word_table", word_bits.TABLE_WORDS + 1, np.uint64),
            work.array("edges", 3 * (longest + word_bits.SPARE_EDGES), np.int32),
            work.array("bits", 2 * longest + 8, np.uint64),
            work.array("overlap", 6 * max_order + 24, np.uint64),
            work.array("lengths", n_references + 1, np.int64),
            out,
            others := work.array("long_pairs", n_rows, np.int64),
        )
        self.n_without.append(int(n_without))
        if n_others > WAITING_ROWS:
            self._count_others(work, found, offsets, reference_offsets, others[:n_others].copy(), first)
        elif n_others:
            own = [[row, *range(n_rows + reference_offsets[row], n_rows + reference_offsets[row + 1])] for row in others[:n_others]]
            texts = np.asarray([text for row in own for text in row])
            words, ends = some_words(work, found, offsets, texts)
            parts = (words[begin:end].tobytes() for begin, end in itertools.pairwise(ends[: len(texts) + 1].tolist()))
            self.waiting.extend((first + int(row[0]), [next(parts) for _ in row]) for row in own)

    def _count_others(
        self,
        work: Workspace,
        found: FoundWords,
        offsets: npt.NDArray[np.int64],
        reference_offsets: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int64],
        first: int,
    ) -> None:
        """Count rows of a block by ids; `first` is the number of the block's first."""
        n_rows = len(reference_offsets) - 1
        sizes = np.diff(reference_offsets)
        is_left = np.zeros(n_rows, np.bool_)
        is_left[rows] = True
        texts = np.concatenate([rows, n_rows + np.flatnonzero(np.repeat(is_left, sizes))])
        self._count_texts(work, found, offsets, texts, sizes[rows], first + rows)

    def _count_waiting(self, work: Workspace) -> None:
        """Count the rows that wait, by ids."""
        rows, texts = [], []
        while True:
            try:
                row, own = self.waiting.popleft()  # one at a time: other threads take some, and add others
            except IndexError:
                break
            rows.append(row)
            texts.append(own)
        if not rows:
            return
        flat = [own[0] for own in texts] + [text for own in texts for text in own[1:]]
        words = np.frombuffer(bytearray().join([*flat, bytes(SPARE_BYTES)]), np.uint8)
        offsets = np.zeros(len(flat) + 1, np.int64)
        np.cumsum(list(map(len, flat)), out=offsets[1:])
        sizes = np.asarray([len(own) - 1 for own in texts])
        self._count_texts(work, (words, np.zeros(0, np.int32)), offsets, np.arange(len(flat)), sizes, np.asarray(rows))

    def _count_texts(
        self,
        work: Workspace,
        found: FoundWords,
        offsets: npt.NDArray[np.int64],
        texts: npt.NDArray[np.int64],
        sizes: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int64],
    ) -> None:
        """Count rows, of so many references each, by ids of some of the texts found: predictions before references."""
        block = self.encoder.ids_of_words(work, found, offsets, texts)
        reference_offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        counts = np.zeros((len(rows), self.out.shape[1]), np.int64)
        _count_block(work, block, reference_offsets, *self.settings, counts)
        self.out[rows] = counts
        self.n_without.append(block.n_without_tokens(len(rows)))


def _count_block(
    work: Workspace,
    block: TokenBlock,
    reference_offsets: npt.NDArray[np.int64],
    max_order: int,
    rule: int,
    unit: int,
    out: npt.NDArray[np.int64],
) -> None:
    from ._kernels.bleu_counts import bleu_long_rows, bleu_rows

    n_rows = len(out)
    masks = work.array("masks", 2 * block.n_ids + 2, np.uint64)
    longest = int(block.offsets[n_rows + int(reference_offsets[-1])] - block.offsets[n_rows])  # no reference has more tokens than all
    n_long = bleu_rows(
        block.ids,
        block.offsets,
        n_rows,
        reference_offsets,
        max_order,
        rule,
        unit,
        masks,
        work.array("bits", 2 * longest, np.uint64),
        work.array("overlap", 6 * max_order + 24, np.uint64),
        out,
        long_rows := work.array("long_pairs", n_rows, np.int64),
    )
    if not n_long:
        return
    rows = long_rows[:n_long]
    lengths = np.diff(block.offsets[: n_rows + 1])
    n_prediction = int(lengths[rows].max())
    n_reference = int((block.offsets[n_rows + reference_offsets[rows + 1]] - block.offsets[n_rows + reference_offsets[rows]]).max())
    slots = 1 << (4 * n_prediction).bit_length()
    bleu_long_rows(
        block.ids,
        block.offsets,
        n_rows,
        reference_offsets,
        rows,
        n_long,
        max_order,
        work.vocabulary.seed,
        work.array("ngram_table", 2 * slots, np.uint64),
        work.array("grams", n_prediction + 1, np.int64),
        work.array("gram_counts", 3 * n_prediction + 3, np.int64),
        work.array("reference_grams", n_reference + 1, np.int64),
        work.array("matches", max_order + 1, np.int64),
        out,
    )
