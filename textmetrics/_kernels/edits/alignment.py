"""Levenshtein alignments as RapidFuzz chooses them among the optimal ones, in bounded memory.

Long pairs are divided in the middle of the prediction (Hirschberg 1975) exactly where RapidFuzz
divides them, since the division decides which optimal alignment is found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compiler import kernel
from ..simd import U1, U63
from .strips import fill, last_column

EQUAL, SUBSTITUTE, DELETE, INSERT = range(4)
# RapidFuzz divides a pair whose table would have so many bytes, unless a side is short.
SPLIT_BYTES = 1 << 20
SHORT_REFERENCE = 65
SHORT_PREDICTION = 10
FRAME = 6  # integers of a part on the stack: its ends, the bound of its distance, its kind
MOST_FRAMES = 256  # three for each halving of the prediction, which has fewer than 2**63 words

_WHOLE, _PREFIX = 0, 1


class AlignmentScratch(NamedTuple):
    """Scratch of the alignment of a block of pairs; `masks` is all zero between calls.

    Attributes:
        masks: uint64 (2 * n_ids + 2,), positions of a word in two strips.
        carry: uint8 (longest prediction + 1,), horizontal differences below the strip before.
        table: uint64 (`table_words`,), vertical differences of +1 and of -1 in turn.
        costs: int64 (2 * longest reference + 2,), distances of two halves.
        stack: int64 (FRAME * MOST_FRAMES,).
    """

    masks: npt.NDArray[np.uint64]
    carry: npt.NDArray[np.uint8]
    table: npt.NDArray[np.uint64]
    costs: npt.NDArray[np.int64]
    stack: npt.NDArray[np.int64]


def table_words(n_reference: int, n_prediction: int) -> int:
    """Return the 64-bit words that the table of one pair of at most these lengths can need.

    A table that is not divided has fewer than 2**22 cells in its band; the band of a part whose
    distance is known reaches over at most as many again, and every strip spans 64 columns more.
    """
    whole = (n_reference // 64 + 1) * n_prediction
    return 2 * min(whole, (1 << 17) + 2 * n_reference + n_prediction + 128)


@kernel
def _trace(ids, a, n, b, m, most, width, table, ops, at, counts):
    """Follow the table back from its last cell.

    Args:
        ids, a, n, b, m, most, table: as in `strips.fill`.
        width: int64, what `strips.fill` returned.
        ops: uint8, output: operations, written backwards below `at`; not where it is empty.
        at: int64.
        counts: int64 (4,), output: operations are added.

    Returns:
        Where the operations begin.
    """
    writes = len(ops) > 0
    i = n
    j = m
    n_equal = np.int64(0)
    n_substituted = np.int64(0)
    n_deleted = np.int64(0)
    n_inserted = np.int64(0)
    while i > 0 and j > 0:
        strip = (i - 1) >> 6
        bit = np.uint64(i - 1) & U63
        base = strip * width
        if width < m:
            base -= max(np.int64(0), (strip << 6) - most)
        if (table[np.uint64(2 * (base + j - 1))] >> bit) & U1:
            i -= 1
            n_deleted += 1
            operation = DELETE
        else:
            j -= 1
            if j > 0 and (table[np.uint64(2 * (base + j) - 1)] >> bit) & U1:
                n_inserted += 1
                operation = INSERT
            else:
                i -= 1
                if ids[a + i] == ids[b + j]:
                    n_equal += 1
                    operation = EQUAL
                else:
                    n_substituted += 1
                    operation = SUBSTITUTE
        if writes:
            at -= 1
            ops[at] = operation
    n_deleted += i
    n_inserted += j
    if writes:
        for _ in range(i):
            at -= 1
            ops[at] = DELETE
        for _ in range(j):
            at -= 1
            ops[at] = INSERT
    counts[EQUAL] += n_equal
    counts[SUBSTITUTE] += n_substituted
    counts[DELETE] += n_deleted
    counts[INSERT] += n_inserted
    return at


@kernel
def _push(stack, depth, a, n, b, m, most, kind):
    at = depth * FRAME
    stack[at] = a
    stack[at + 1] = n
    stack[at + 2] = b
    stack[at + 3] = m
    stack[at + 4] = most
    stack[at + 5] = kind
    return depth + 1


@kernel
def _align(ids, a, n, b, m, scratch, ops, at, counts):
    """Align a prediction with its reference, from the end; return where the operations begin."""
    writes = len(ops) > 0
    stack = scratch.stack
    depth = _push(stack, np.int64(0), a, n, b, m, max(n, m), _WHOLE)
    while depth > 0:
        depth -= 1
        frame = depth * FRAME
        a = stack[frame]
        n = stack[frame + 1]
        b = stack[frame + 2]
        m = stack[frame + 3]
        most = stack[frame + 4]
        if stack[frame + 5] == _PREFIX:
            counts[EQUAL] += n
            if writes:
                for _ in range(n):
                    at -= 1
                    ops[at] = EQUAL
            continue
        n_before = np.int64(0)
        while n > 0 and m > 0 and ids[a] == ids[b]:
            a += 1
            b += 1
            n -= 1
            m -= 1
            n_before += 1
        while n > 0 and m > 0 and ids[a + n - 1] == ids[b + m - 1]:
            n -= 1
            m -= 1
            counts[EQUAL] += 1
            if writes:
                at -= 1
                ops[at] = EQUAL
        if n_before > 0:
            depth = _push(stack, depth, a, n_before, b, n_before, most, _PREFIX)
        most = min(most, max(n, m))
        band = min(n, 2 * most + 1)
        if (2 * band * m) // 8 < SPLIT_BYTES or n < SHORT_REFERENCE or m < SHORT_PREDICTION:
            width = np.int64(0)
            if n > 0 and m > 0:
                width = fill(ids, a, n, b, m, most, scratch.masks, scratch.carry, scratch.table)
            at = _trace(ids, a, n, b, m, most, width, scratch.table, ops, at, counts)
            continue
        half = m >> 1
        left = scratch.costs[: n + 1]
        right = scratch.costs[n + 1 : 2 * n + 2]
        last_column(ids, a, n, b, half, 1, most, scratch.masks, scratch.carry, left)
        last_column(
            ids, a + n - 1, n, b + m - 1, m - half, -1, most, scratch.masks, scratch.carry, right
        )
        cut = np.int64(0)
        for k in range(1, n + 1):
            if left[k] + right[n - k] < left[cut] + right[n - cut]:
                cut = k
        left_cost = left[cut]
        right_cost = right[n - cut]
        depth = _push(stack, depth, a, cut, b, half, left_cost, _WHOLE)
        depth = _push(stack, depth, a + cut, n - cut, b + half, m - half, right_cost, _WHOLE)
    return at


@kernel
def align_rows(ids, offsets, n_rows, scratch, ops, op_begins, counts):
    """Align each prediction with its one reference.

    Args:
        ids: int32, word ids from 1.
        offsets: int64 (2 * n_rows + 1,), where texts begin: the predictions, then the references.
        n_rows: int64.
        scratch: `AlignmentScratch` of the longest texts.
        ops: uint8, output: operations of row r stand below the sum of the lengths of the texts of
            rows 0 … r; of length 0 they are counted only.
        op_begins: int64 (n_rows,), output: where they begin; not where `ops` is empty.
        counts: int64 (n_rows, 4), output: equal, substituted, deleted and inserted words.
    """
    end = np.int64(0)
    for row in range(n_rows):
        b = offsets[row]
        m = offsets[row + 1] - b
        a = offsets[n_rows + row]
        n = offsets[n_rows + row + 1] - a
        counts[row, :] = 0
        end += n + m
        at = _align(ids, a, n, b, m, scratch, ops, end, counts[row])
        if len(ops) > 0:
            op_begins[row] = at
    return 0


@kernel
def chunk_rows(ops, op_begins, op_ends, n_rows, chunk_offsets, chunks):
    """Join runs of one operation into chunks.

    Args:
        ops, op_begins: as `align_rows` wrote them.
        op_ends: int64 (n_rows,), where they end.
        n_rows: int64.
        chunk_offsets: int64 (n_rows + 1,), output: where the chunks of a row begin.
        chunks: int32 (n_chunks, 5), output: operation, reference start and end, prediction start
            and end; of length 0, the chunks are counted only.
    """
    n_chunks = np.int64(0)
    chunk_offsets[0] = 0
    for row in range(n_rows):
        i = np.int32(0)
        j = np.int32(0)
        at = op_begins[row]
        while at < op_ends[row]:
            operation = ops[at]
            start_i = i
            start_j = j
            while at < op_ends[row] and ops[at] == operation:
                if operation != INSERT:
                    i += np.int32(1)
                if operation != DELETE:
                    j += np.int32(1)
                at += 1
            if len(chunks) > 0:
                chunks[n_chunks, 0] = operation
                chunks[n_chunks, 1] = start_i
                chunks[n_chunks, 2] = i
                chunks[n_chunks, 3] = start_j
                chunks[n_chunks, 4] = j
            n_chunks += 1
        chunk_offsets[row + 1] = n_chunks
    return n_chunks
