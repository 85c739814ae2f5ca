"""Counting for BLEU: matches, totals and lengths of every row, block by block through the kernels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from . import parallel
from .columns import Pairs
from .token_ids import Encoder, TokenBlock, block_rows, warn_of_dropped_tokens
from .workspace import Workspace, workspace

BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the processor's second-level cache


def count_rows(
    encoder: Encoder, max_order: int, rule: int, unit: int, pairs: Pairs, threads: int | None
) -> npt.NDArray[np.int64]:
    """Count rows as the kernel bleu_rows does: int64 (n_rows, 3 * max_order + 2)."""
    out = np.zeros((pairs.n_rows, 3 * max_order + 2), np.int64)
    offsets = pairs.reference_offsets
    n_without: list[int] = []

    def count_block(first: int, last: int) -> None:
        reference_first, reference_last = int(offsets[first]), int(offsets[last])
        with workspace() as work:
            block = encoder.encode(work, [(pairs.predictions, first, last), (pairs.references, reference_first, reference_last)])
            n_without.append(block.n_without_tokens(last - first))
            _count_block(work, block, offsets[first : last + 1] - reference_first, max_order, rule, unit, out[first:last])

    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, parallel.threads_for(pairs.n_bytes, threads))
    warn_of_dropped_tokens(encoder.tokenizer, pairs, sum(n_without))
    return out


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
    scratch = work.array("overlap", 6 * max_order + 24, np.uint64)
    long_rows = work.array("long_pairs", n_rows, np.int64)
    n_long = bleu_rows(block.ids, block.offsets, n_rows, reference_offsets, max_order, rule, unit, masks, scratch, out, long_rows)
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
