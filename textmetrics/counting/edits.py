"""Ids become edits: TER with shifts, and aligned words, one row per prediction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from .. import parallel
from ..inputs import Column, Pairs
from ..tokenization import CustomTokenizer, TokenBlock, Workspace, block_rows, workspace

Integers = npt.NDArray[np.int64]
BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the second-level cache
TER_FIELDS = 4  # edits, shifts, words of all references, references
EDIT_FIELDS = 4  # hits, substitutions, deletions, insertions


class BlockEncoder(Protocol):
    """What makes ids of a block of texts."""

    def encode(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> TokenBlock:
        """Return the ids of rows first … last - 1 of each column in `pieces`."""


class Chunks(NamedTuple):
    """Alignments of rows, as runs of one operation.

    Attributes:
        offsets: int64 (n_rows + 1,), where the chunks of a row begin.
        values: int32 (n_chunks, 5): operation (0 equal, 1 substitute, 2 delete, 3 insert),
            reference start and end, prediction start and end.
    """

    offsets: Integers
    values: npt.NDArray[np.int32]


def count_ter(encoder: BlockEncoder, pairs: Pairs, threads: int | None) -> Integers:
    """Return edits, shifts, reference words and references: int64 (n_rows, 4).

    Edits and shifts are those of the reference that needs the fewest edits, the first of several.
    """
    out = np.zeros((pairs.n_rows, TER_FIELDS), np.int64)
    pairs = _flat(encoder, pairs)

    def count_block(first: int, last: int) -> None:
        from .._kernels.edits import ter_rows

        own_offsets = pairs.reference_offsets[first : last + 1] - pairs.reference_offsets[first]
        n_rows = last - first
        with workspace() as work:
            block = encoder.encode(work, pairs.block(first, last))
            n_references = int(own_offsets[-1])
            lengths = np.diff(block.offsets[: n_rows + n_references + 1])
            longest = int(lengths[:n_rows].max()), int(lengths[n_rows:].max())
            tables, candidates = _ter_scratch(work, block.n_ids, *longest)
            ter_rows(
                block.ids, block.offsets, n_rows, own_offsets, tables, candidates, out[first:last]
            )

    threads = parallel.threads_for(pairs.n_bytes, threads)
    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, threads)
    return out


def count_edits(encoder: BlockEncoder, pairs: Pairs, threads: int | None) -> Integers:
    """Return hits, substitutions, deletions and insertions: int64 (n_rows, 4)."""
    out = np.zeros((pairs.n_rows, EDIT_FIELDS), np.int64)
    pairs = _flat(encoder, pairs)

    def count_block(first: int, last: int) -> None:
        with workspace() as work:
            _align_block(work, encoder, pairs, first, last, None, out[first:last])

    threads = parallel.threads_for(pairs.n_bytes, threads)
    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, threads)
    return out


def align(encoder: BlockEncoder, pairs: Pairs, threads: int | None) -> Chunks:
    """Return the alignment of each prediction with its one reference."""
    from .._kernels.edits import chunk_rows

    parts: dict[int, Chunks] = {}
    pairs = _flat(encoder, pairs)

    def align_block(first: int, last: int) -> None:
        n_rows = last - first
        begins, ends = np.zeros(n_rows, np.int64), np.zeros(n_rows, np.int64)
        counts = np.zeros((n_rows, EDIT_FIELDS), np.int64)
        with workspace() as work:
            ops = _align_block(work, encoder, pairs, first, last, (begins, ends), counts)
            offsets = np.zeros(n_rows + 1, np.int64)
            none = np.zeros((0, 5), np.int32)
            n_chunks = int(chunk_rows(ops, begins, ends, n_rows, offsets, none))
            values = np.zeros((n_chunks, 5), np.int32)
            chunk_rows(ops, begins, ends, n_rows, offsets, values)
        parts[first] = Chunks(offsets, values)

    threads = parallel.threads_for(pairs.n_bytes, threads)
    parallel.for_each_block(pairs.n_rows, block_rows(pairs, BLOCK_BYTES), align_block, threads)
    found = [parts[first] for first in sorted(parts)]
    sizes = np.concatenate([np.diff(part.offsets) for part in found] or [np.zeros(0, np.int64)])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    values = np.concatenate([part.values for part in found] or [np.zeros((0, 5), np.int32)])
    return Chunks(offsets, values)


def _flat(encoder: Any, pairs: Pairs) -> Pairs:
    """Lay all references into one column for tokenizers that name rows in what they raise."""
    is_custom = isinstance(getattr(encoder, "tokenizer", None), CustomTokenizer)
    return pairs.flat() if is_custom else pairs


def _align_block(
    work: Workspace,
    encoder: BlockEncoder,
    pairs: Pairs,
    first: int,
    last: int,
    positions: tuple[Integers, Integers] | None,
    counts: Integers,
) -> npt.NDArray[np.uint8]:
    """Count, and where `positions` are given return operations and write where a row's stand."""
    from .._kernels.edits import align_rows

    n_rows = last - first
    block = encoder.encode(work, pairs.block(first, last))
    lengths = np.diff(block.offsets[: 2 * n_rows + 1])
    scratch = _alignment_scratch(
        work, block.n_ids, int(lengths[n_rows:].max()), int(lengths[:n_rows].max())
    )
    ops = np.zeros(0 if positions is None else int(lengths.sum()), np.uint8)
    begins = np.zeros(0, np.int64)
    if positions is not None:
        begins = positions[0]
        np.cumsum(lengths[:n_rows] + lengths[n_rows:], out=positions[1])
    align_rows(block.ids, block.offsets, n_rows, scratch, ops, begins, counts)
    return ops


def _alignment_scratch(work: Workspace, n_ids: int, n_reference: int, n_prediction: int) -> Any:
    from .._kernels import edits

    n_words = edits.table_words(n_reference, n_prediction)
    return edits.AlignmentScratch(
        work.array("edit_masks", 2 * n_ids + 2, np.uint64),
        work.array("edit_carry", n_prediction + 1, np.uint8),
        work.array("edit_table", n_words, np.uint64),
        work.array("edit_costs", 2 * n_reference + 2, np.int64),
        work.array("edit_stack", edits.FRAME * edits.MOST_FRAMES, np.int64),
    )


def _ter_scratch(work: Workspace, n_ids: int, n: int, m: int) -> tuple[Any, Any]:
    """Return the scratch for predictions of up to n words and references of up to m."""
    from .._kernels import edits

    def array(name: str, size: int, kind: Any) -> Any:
        return work.array(f"ter_{name}", size, kind)

    found = edits.TableScratch(
        work.array("edit_masks", 2 * n_ids + 2, np.uint64),
        array("starts", n_ids + 1, np.int64),
        array("counts", n_ids + 1, np.int64),
        array("places", m, np.int64),
        array("position_masks", m, np.uint64),
        array("aligned", m + 1, np.int64),
        array("reference_errors", m + 1, np.int64),
        array("near_errors", m // 64 + 1, np.uint64),
        array("costs", 2 * m + 4, np.int64),
        array("operations", edits.plain_cells(n, m), np.uint8),
        array("word_masks", n + 1, np.uint64),
        array("rows", edits.ROW * (n + 1), np.uint64),
        array("first_columns", n + 1, np.int64),
        array("positive", n + 1, np.uint64),
        array("negative", n + 1, np.uint64),
        array("diagonal", n + 1, np.uint64),
        array("above", n + 1, np.uint64),
        array("scores", n + 1, np.int64),
        array("prediction_errors", n + 1, np.int64),
    )
    candidates = edits.CandidateScratch(
        array("candidates", edits.CANDIDATE * edits.CANDIDATE_ROOM, np.int32),
        array("following", edits.CANDIDATE_ROOM, np.int32),
        array("heads", 2 * (edits.LONGEST_SHIFT + 1), np.int32),
        array("original", n + 1, np.int32),
        array("moved", n + 1, np.int32),
        array("spare", n + 1, np.int32),
        work.array("edit_carry", n + 1, np.uint8),
        array("free_costs", m + 1, np.int64),
    )
    return found, candidates
