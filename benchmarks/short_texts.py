"""The parts of the kernel that counts short texts, each timed by what the time grows when it is added."""

from __future__ import annotations

from typing import Any

import numpy as np

from textmetrics._kernels.compiler.jit import kernel
from textmetrics._kernels.ngrams.bit_side import BIT_SIDE_LIMIT
from textmetrics._kernels.ngrams.word_table import (
    TABLE_WORDS,
    _enter_words,
    _look_up_words,
    _next_stamp,
    _word_keys,
)
from textmetrics._kernels.rouge.short_texts import rouge_texts
from textmetrics._kernels.simd.byte_masks import SPARE_BYTES
from textmetrics._kernels.tokenizers.word_edges import SPARE_EDGES, _word_edges
from textmetrics.inputs.text_column import encode

from .machine import best_of

BLOCK_ROWS = 400  # about as many as the package takes at once
ROUNDS = 60

_0 = np.uint64(0)
_TEXT = np.int64(1)
_CASE = np.uint64(0x2020202020202020)
_LIMIT = np.uint64(BIT_SIDE_LIMIT)


@kernel(wraps=True)
def some_parts(data, offsets, n_rows, with_table, seed, table, edges, bits):
    """Find the words of every pair, and enter and look them up if told so, as rouge_texts does."""
    n_words = _0
    room = len(edges) // 3
    for row in range(n_rows):
        of_first = edges[:room]
        of_other = edges[room : 2 * room]
        n_first, _ = _word_edges(data, np.uint64(offsets[row]), np.uint64(offsets[row + 1]), _TEXT, of_first)
        n_other, _ = _word_edges(data, np.uint64(offsets[n_rows + row]), np.uint64(offsets[n_rows + row + 1]), _TEXT, of_other)
        n_words += n_first + n_other
        n_bits = min(n_first, n_other)
        if with_table == 0 or n_bits > _LIMIT:
            continue
        of_bits, of_words = (of_first, of_other) if n_first < n_other else (of_other, of_first)
        stamp = _next_stamp(table)
        part = len(bits) >> 2
        keys = bits[2 * part :]
        n_words_other = max(n_first, n_other)
        _word_keys(data, of_bits, n_bits, _CASE, seed, keys, edges[2 * room :])
        _enter_words(keys, n_bits, table, stamp, seed, edges[2 * room :])
        _word_keys(data, of_words, n_words_other, _CASE, seed, keys, edges[2 * room :])
        _look_up_words(
            keys, n_words_other, table, stamp, seed, edges[2 * room :], data, of_words, of_bits, _CASE, bits[:part], bits[part : 2 * part]
        )  # fmt: skip
    return n_words


def parts_of_short_texts(pairs: tuple[list[str], list[str]]) -> dict[str, tuple[float, str]]:
    """Time the parts on one thread, for ROUGE-1, 2, L of predictions and references.

    Returns:
        Seconds for all pairs, and what the part does, by part.
    """
    blocks = []
    longest = 0
    for first in range(0, len(pairs[0]), BLOCK_ROWS):
        sides = [side[first : first + BLOCK_ROWS] for side in pairs]
        data, offsets = encode([*sides[0], *sides[1]])
        longest = max(longest, int(np.diff(offsets).max()))
        blocks.append((np.frombuffer(data + bytes(SPARE_BYTES), np.uint8).copy(), offsets, len(sides[0])))
    seed = np.uint64(0x9E3779B97F4A7C15)
    table, ends = np.zeros(TABLE_WORDS + 1, np.uint64), np.zeros(64, np.uint64)
    edges, bits = np.zeros(3 * (longest + SPARE_EDGES), np.int32), np.zeros(2 * longest + 8, np.uint64)
    codes, rows = np.asarray([1, 2, 0], np.int64), np.arange(BLOCK_ROWS)
    out, others = np.zeros((BLOCK_ROWS, 3, 3), np.int64), np.zeros(BLOCK_ROWS, np.int64)

    def some(with_table: int) -> Any:
        return [some_parts(data, offsets, n, with_table, seed, table, edges, bits) for data, offsets, n in blocks]

    def whole() -> Any:
        return [
            rouge_texts(data, offsets, n, rows, n, 1, codes, 2, seed, table, edges, bits, ends, out, others) for data, offsets, n in blocks
        ]

    calls = (lambda: some(0), lambda: some(1), whole)
    # In turn, and the least of each: differences of times that were taken apart would be those of the machine's moods.
    rounds = [[best_of(call, 1) for call in calls] for _ in range(ROUNDS)]
    finding, with_table, together = (min(times) for times in zip(*rounds, strict=True))
    return {
        "scanning": (finding, "where words begin and end, 64 bytes at a time"),
        "interning": (with_table - finding, "the shorter text's words entered in a small table, the other's looked up"),
        "counting": (together - with_table, "clipped matches and the LCS, by the bits of positions"),
    }
