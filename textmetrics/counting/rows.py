"""Counting for BLEU: matches, totals and lengths of every row, block by block through the kernels."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import parallel
from ..inputs import IdColumn, Pairs, Piece
from ..tokenization import (
    CustomTokenizer,
    Encoder,
    TokenBlock,
    Workspace,
    block_rows,
    warn_of_dropped_tokens,
    workspace,
)

BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the processor's second-level cache


def count_rows(
    encoder: Encoder, max_order: int, rule: int, unit: int, pairs: Pairs, threads: int | None
) -> npt.NDArray[np.int64]:
    """Count rows as the kernel bleu_rows does: int64 (n_rows, 3 * max_order + 2)."""
    out = np.zeros((pairs.n_rows, 3 * max_order + 2), np.int64)
    offsets = pairs.reference_offsets
    n_without: list[int] = []
    if isinstance(encoder.tokenizer, CustomTokenizer):
        pairs = pairs.flat()  # it numbers texts over all rows in what it raises
    is_direct = encoder.is_plain and not isinstance(pairs.predictions, IdColumn)

    def count_block(first: int, last: int) -> None:
        own_offsets = offsets[first : last + 1] - offsets[first]
        with workspace() as work:
            count = _count_directly if is_direct else _count_by_ids
            n_without.append(count(work, encoder, pairs.block(first, last), own_offsets, max_order, rule, unit, out[first:last]))

    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, parallel.threads_for(pairs.n_bytes, threads))
    warn_of_dropped_tokens(encoder.tokenizer, pairs, sum(n_without))
    return out


@cache  # blocks are short, and to look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from .._kernels import bleu, ngrams, tokenizers

    return bleu, ngrams, tokenizers


def _count_directly(
    work: Workspace,
    encoder: Encoder,
    pieces: list[Piece],
    reference_offsets: npt.NDArray[np.int64],
    max_order: int,
    rule: int,
    unit: int,
    out: npt.NDArray[np.int64],
) -> int:
    """Count short rows without ids, and the others by ids; give the number of predictions without a token."""
    bleu, ngrams, tokenizers = _kernels()
    n_rows = len(out)
    found, offsets = encoder.plain_words(work, pieces)
    n_references = int(reference_offsets[-1])
    # No text has more bytes than all, no row more references. What is not used of the scratch is no memory yet.
    longest = min(int(offsets[n_rows + n_references]), ngrams.TEXT_LIMIT)
    rows = work.array("long_pairs", n_rows, np.int64)
    n_others, n_without = bleu.bleu_texts(
        found,
        offsets,
        n_rows,
        reference_offsets,
        max_order,
        rule,
        unit,
        work.vocabulary.seed,
        work.array("word_table", ngrams.TABLE_WORDS + 1, np.uint64),
        work.array("edges", 3 * (longest + tokenizers.SPARE_EDGES), np.int32),
        work.array("bits", 2 * longest + 8, np.uint64),
        work.array("overlap", 6 * max_order + 24, np.uint64),
        work.array("lengths", n_references + 1, np.int64),
        out,
        rows,
    )
    if not n_others:
        return int(n_without)
    rows = rows[:n_others].copy()
    counts = np.diff(reference_offsets)
    is_left = np.zeros(n_rows, np.bool_)
    is_left[rows] = True
    texts = np.concatenate([rows, n_rows + np.flatnonzero(np.repeat(is_left, counts))])
    block = encoder.ids_of_words(work, found, offsets, texts)
    others = np.zeros((n_others, out.shape[1]), np.int64)
    own_offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[rows])])
    _count_block(work, block, own_offsets, max_order, rule, unit, others)
    out[rows] = others
    return int(n_without) + block.n_without_tokens(n_others)


def _count_by_ids(
    work: Workspace,
    encoder: Encoder,
    pieces: list[Piece],
    reference_offsets: npt.NDArray[np.int64],
    max_order: int,
    rule: int,
    unit: int,
    out: npt.NDArray[np.int64],
) -> int:
    """Count rows of any length; give the number of predictions without a token."""
    block = encoder.encode(work, pieces)
    _count_block(work, block, reference_offsets, max_order, rule, unit, out)
    return block.n_without_tokens(len(out))


def _count_block(
    work: Workspace,
    block: TokenBlock,
    reference_offsets: npt.NDArray[np.int64],
    max_order: int,
    rule: int,
    unit: int,
    out: npt.NDArray[np.int64],
) -> None:
    from .._kernels.bleu import bleu_long_rows, bleu_rows

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
