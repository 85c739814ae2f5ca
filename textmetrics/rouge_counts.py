"""Counting for ROUGE: matches and totals of every (prediction, reference) pair, block by block through the kernels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import parallel
from .columns import Column, Pairs
from .token_ids import Encoder, TokenBlock, block_rows
from .workspace import Workspace, workspace

BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the processor's second-level cache
LSUM = -1  # what a column counts: n for ROUGE-N, LCS for ROUGE-L, LSUM for ROUGE-Lsum
LCS = 0
KEPT_COLUMNS_WORDS = 1 << 17  # one MiB of columns is kept whole; beyond this the union LCS works from checkpoints


@dataclass(frozen=True)
class Plan:
    """What is counted: one code a column."""

    codes: tuple[int, ...]
    encoder: Encoder


def count_pairs(plan: Plan, pairs: Pairs, threads: int | None) -> npt.NDArray[np.int64]:
    """Count matches, prediction totals and reference totals.

    Returns:
        int64 (n_pairs, n_columns, 3), one row for each reference.
    """
    out = np.zeros((len(pairs.references), len(plan.codes), 3), np.int64)
    offsets = pairs.reference_offsets

    def count_block(first: int, last: int) -> None:
        reference_first, reference_last = int(offsets[first]), int(offsets[last])
        pair_rows = np.repeat(np.arange(last - first), np.diff(offsets[first : last + 1]))
        with workspace() as work:
            pieces = [(pairs.predictions, first, last), (pairs.references, reference_first, reference_last)]
            _count_block(plan, work, pieces, last - first, pair_rows, out[reference_first:reference_last])

    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, parallel.threads_for(pairs.n_bytes, threads))
    return out


def _count_block(
    plan: Plan,
    work: Workspace,
    pieces: list[tuple[Column, int, int]],
    n_rows: int,
    pair_rows: npt.NDArray[np.int64],
    out: npt.NDArray[np.int64],
) -> None:
    codes = np.array(plan.codes, np.int64)
    by_line = LSUM in plan.codes
    by_text = max(plan.codes) >= LCS
    block = None
    if by_line:
        block = plan.encoder.encode(work, pieces, lines=True)
        _count_lines(work, block, n_rows, pair_rows, plan.codes.index(LSUM), out)
    if by_text:
        if block is None or not plan.encoder.tokenizer.splits_lines:
            block = plan.encoder.encode(work, pieces)
        elif block.text_lines is not None:
            n_texts = n_rows + len(pair_rows)
            block = TokenBlock(block.ids, block.offsets[block.text_lines[: n_texts + 1]], None, block.n_ids)
        _count_texts(work, block, n_rows, pair_rows, codes, out)


def _count_texts(
    work: Workspace,
    block: TokenBlock,
    n_rows: int,
    pair_rows: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    out: npt.NDArray[np.int64],
) -> None:
    """Count the columns of ROUGE-N and ROUGE-L."""
    from ._kernels.overlap import rouge_pairs

    n_pairs = len(pair_rows)
    max_order = max(int(codes.max()), 0)
    masks = work.array("masks", 2 * block.n_ids + 2, np.uint64)
    scratch = work.array("overlap", 6 * max_order + 24, np.uint64)
    long_pairs = work.array("long_pairs", n_pairs, np.int64)
    n_long = rouge_pairs(
        block.ids, block.offsets, n_rows, pair_rows, n_pairs, codes, len(codes), max_order, masks, scratch, out, long_pairs
    )
    if n_long:
        _count_long_texts(work, block, n_rows, pair_rows, long_pairs[:n_long], codes, max_order, out)


def _count_long_texts(
    work: Workspace,
    block: TokenBlock,
    n_rows: int,
    pair_rows: npt.NDArray[np.int64],
    long_pairs: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    max_order: int,
    out: npt.NDArray[np.int64],
) -> None:
    """Count the pairs whose two texts are both too long for the kernel of short ones."""
    from ._kernels.rouge_long import rouge_long_pairs

    lengths = np.diff(block.offsets[: n_rows + len(pair_rows) + 1])
    n_prediction = int(lengths[pair_rows[long_pairs]].max())
    n_reference = int(lengths[n_rows + long_pairs].max())
    longest = max(n_prediction, n_reference)
    slots = max(8, 1 << (4 * n_prediction).bit_length())
    rouge_long_pairs(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        long_pairs,
        len(long_pairs),
        codes,
        len(codes),
        max_order,
        work.vocabulary.seed,
        work.array("ngram_table", 2 * slots, np.uint64),
        work.array("grams", n_prediction + 1, np.int64),
        work.array("gram_counts", 3 * n_prediction + 3, np.int64),
        work.array("reference_grams", n_reference + 1, np.int64),
        work.array("matches", max_order + 1, np.int64),
        work.array("starts", block.n_ids + 1, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("places", longest, np.int64),
        work.array("place_masks", longest, np.uint64),
        work.array("column", longest // 64 + 1, np.uint64),
        out,
    )


def _count_lines(
    work: Workspace,
    block: TokenBlock,
    n_rows: int,
    pair_rows: npt.NDArray[np.int64],
    column: int,
    out: npt.NDArray[np.int64],
) -> None:
    """Count the column of ROUGE-Lsum."""
    from ._kernels.union_lcs import union_pairs

    assert block.text_lines is not None
    n_texts = n_rows + len(pair_rows)
    lengths = np.diff(block.offsets[: block.text_lines[n_texts] + 1])
    n_prediction = int(lengths[: block.text_lines[n_rows]].max(initial=0))
    n_reference = int(lengths[block.text_lines[n_rows] :].max(initial=0))
    n_words = n_reference // 64 + 1
    stride = max(n_prediction, 1)
    if stride * n_words > KEPT_COLUMNS_WORDS:
        stride = math.isqrt(n_prediction) + 1
    union_pairs(
        block.ids,
        block.offsets,
        block.text_lines,
        n_rows,
        pair_rows,
        len(pair_rows),
        work.array("masks", 2 * block.n_ids + 2, np.uint64),
        work.array("starts", block.n_ids + 1, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("left", block.n_ids + 1, np.int64),
        work.array("places", n_reference + 1, np.int64),
        work.array("place_masks", n_reference + 1, np.uint64),
        work.array("columns", max(stride * n_words, n_prediction + 1), np.uint64),
        work.array("checkpoints", (n_prediction // stride + 3) * n_words, np.uint64),
        stride,
        work.array("union", n_words, np.uint64),
        column,
        out,
    )
