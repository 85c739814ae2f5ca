"""Lay texts out as the kernels take them, and run the kernels of complete ROUGE on single batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from textmetrics._kernels.lcs.distinct import set_lcs_pairs
from textmetrics._kernels.lcs.weighted import (
    bit_table_words,
    weighted_lcs_pairs,
    weighted_union_pairs,
)
from textmetrics._kernels.ngrams.distinct import set_pairs
from textmetrics._kernels.ngrams.skipgrams import skipgram_pairs
from textmetrics._kernels.vocabulary.intern_few import N_COUNTERS, SLOT_MASK, intern_words
from textmetrics._kernels.vocabulary.stop_words import drop_words

Tokens = Sequence[int]
Lines = Sequence[Tokens]
SEED = np.uint64(0x9E3779B97F4A7C15)


def lay_out(texts: Sequence[Tokens]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Join texts of token ids; give the ids and where each text begins."""
    ids = np.array([token for text in texts for token in text], np.int32)
    return ids, np.cumsum([0, *map(len, texts)], dtype=np.int64)


def lay_out_lines(
    texts: Sequence[Lines],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Join texts of lines of token ids; give the ids, where each line begins, and the first line of each text."""
    ids, line_offsets = lay_out([line for text in texts for line in text])
    return ids, line_offsets, np.cumsum([0, *map(len, texts)], dtype=np.int64)


def by_id(texts: Sequence[Tokens], dtype: Any = np.int64, words: int = 1) -> npt.NDArray[Any]:
    """Make zeros, one an id and one more."""
    return np.zeros(words * (max((token for text in texts for token in text), default=0) + 1), dtype)


def flat(text: Lines) -> list[int]:
    """Join the lines of a text."""
    return [token for line in text for token in line]


def longest(texts: Sequence[Tokens]) -> int:
    """Give the most tokens of any text."""
    return max(map(len, texts), default=0)


def _pair_rows(pairs: Sequence[Any]) -> npt.NDArray[np.int64]:
    return np.arange(len(pairs), dtype=np.int64)


def skipgrams(pairs: Sequence[tuple[Tokens, Tokens]], gap: int, unigrams: int = 0) -> list[list[int]]:
    """Give matches, prediction total and reference total of each pair; check that scratch by id is left zero."""
    texts = [p for p, _ in pairs] + [r for _, r in pairs]
    ids, offsets = lay_out(texts)
    heads, counts = by_id(texts, words=2), by_id(texts)
    scratch = [np.full(2 * longest(texts), -7, np.int64) for _ in range(3)]
    out = np.full((len(pairs), 2, 3), -1, np.int64)
    skipgram_pairs(
        ids, offsets, len(pairs), _pair_rows(pairs), len(pairs), gap, unigrams, 1, heads, counts, *scratch, out
    )
    assert not heads.any() and not counts.any()
    assert (out[:, 0] == -1).all()
    rows: list[list[int]] = out[:, 1].tolist()
    return rows


def weight_table(weight: float, n_tokens: int) -> npt.NDArray[np.float64]:
    """Tabulate f(k) = k ** weight with the C library's power, which the reference programs use."""
    return np.array([float(k) ** weight for k in range(n_tokens + 1)])


def weighted_lcs(pairs: Sequence[tuple[Tokens, Tokens]], weight: float) -> list[list[float]]:
    """Give the paper's weighted LCS of each pair and f of both lengths."""
    texts = [p for p, _ in pairs] + [r for _, r in pairs]
    ids, offsets = lay_out(texts)
    n = longest(texts)
    out = np.full((len(pairs), 3), -1.0)
    weights = weight_table(weight, n)
    scores, runs = np.empty(n + 1), np.empty(n + 1, np.int64)
    weighted_lcs_pairs(ids, offsets, len(pairs), _pair_rows(pairs), len(pairs), weights, scores, runs, out)
    return out.tolist()


def weighted_union(
    pairs: Sequence[tuple[Lines, Lines]], weight: float, clip: Sequence[tuple[Tokens, Tokens]] | None = None
) -> list[list[float]]:
    """Give ROUGE-1.5.5's weighted hits, prediction base and inner reference base of each pair.

    Args:
        pairs: Lines of token ids of predictions and references.
        weight: The exponent.
        clip: The texts whose counts clip, if they are not the lines joined.
    """
    texts = [p for p, _ in pairs] + [r for _, r in pairs]
    ids, line_offsets, text_lines = lay_out_lines(texts)
    clip_texts = [flat(text) for text in texts] if clip is None else [p for p, _ in clip] + [r for _, r in clip]
    clip_ids, clip_offsets = lay_out(clip_texts)
    every = [*map(flat, texts), *clip_texts]
    counts, left = by_id(every), by_id(every)
    n_line = longest([line for text in texts for line in text])
    rows = _pair_rows(pairs)
    n_words = bit_table_words(line_offsets, text_lines, len(pairs), rows, len(pairs))
    out = np.full((len(pairs), 3), -1.0)
    weighted_union_pairs(
        ids, line_offsets, text_lines, clip_ids, clip_offsets, len(pairs), rows, len(pairs),
        weight_table(weight, longest(every)), counts, left, np.empty(n_line + 1), np.empty(n_line + 1, np.int64),
        np.empty(n_words, np.uint64), np.empty(n_line, np.uint8), out,
    )  # fmt: skip
    assert not counts.any() and not left.any()
    return out.tolist()


def set_overlap(pairs: Sequence[tuple[Tokens, Tokens]], max_order: int) -> list[list[list[int]]]:
    """Give shared, prediction's and reference's distinct n-grams of orders 1 … max_order of each pair."""
    texts = [p for p, _ in pairs] + [r for _, r in pairs]
    ids, offsets = lay_out(texts)
    n = max((len(p) + len(r) for p, r in pairs), default=0)
    out = np.full((len(pairs), max_order, 3), -1, np.int64)
    columns = np.arange(-1, max_order, dtype=np.int64)
    set_pairs(
        ids, offsets, len(pairs), _pair_rows(pairs), len(pairs), max_order, columns, SEED,
        np.empty(8 * n + 8, np.uint64), np.empty(n, np.int64), np.empty(n + 1, np.uint8), out,
    )  # fmt: skip
    return out.tolist()


def set_lcs(pairs: Sequence[tuple[Lines, Lines]], distinct: bool) -> list[list[int]]:
    """Give the package `rouge`'s summary-level LCS overlap and totals of each pair."""
    texts = [p for p, _ in pairs] + [r for _, r in pairs]
    ids, line_offsets, text_lines = lay_out_lines(texts)
    every = [flat(text) for text in texts]
    counts, sides = by_id(every), by_id(every, np.uint8)
    n_line = longest([line for text in texts for line in text])
    rows = _pair_rows(pairs)
    n_words = bit_table_words(line_offsets, text_lines, len(pairs), rows, len(pairs))
    out = np.full((len(pairs), 1, 3), -1, np.int64)
    set_lcs_pairs(
        ids, line_offsets, text_lines, len(pairs), rows, len(pairs), int(distinct), 0, by_id(every), counts, sides,
        np.empty(n_line, np.int64), np.empty(n_line, np.uint64), np.empty((n_line + 63) // 64, np.uint64),
        np.empty(n_words, np.uint64), out,
    )  # fmt: skip
    assert not counts.any() and not sides.any()
    found: list[list[int]] = out[:, 0].tolist()
    return found


def kept(texts: Sequence[Tokens], dropped: Sequence[int], in_place: bool = False) -> list[list[int]]:
    """Drop flagged ids from texts."""
    ids, offsets = lay_out(texts)
    flags = np.zeros(max([0, *ids.tolist(), *dropped]) + 1, np.uint8)
    flags[list(dropped)] = 1
    kept_ids, kept_offsets = (ids, offsets) if in_place else (np.empty_like(ids), np.empty_like(offsets))
    n = drop_words(ids, offsets, len(texts), flags, kept_ids, kept_offsets)
    assert n == kept_offsets[-1]
    return [kept_ids[kept_offsets[k] : kept_offsets[k + 1]].tolist() for k in range(len(texts))]


def encode(rows: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Join rows of bytes behind three bytes that belong to none; give the bytes and where each row begins."""
    data = np.frombuffer(bytearray(b"zz\n" + b"".join(rows)), np.uint8)
    return data, np.cumsum([3, *map(len, rows)], dtype=np.int64)


def scan(kernel: Any, rows: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Run a scan kernel that needs no table; give the words buffer, with room to read on, and where rows begin."""
    data, offsets = encode(rows)
    words = np.full(len(data) + 2 * len(rows) + 64, 88, np.uint8)
    word_offsets = np.zeros(len(rows) + 1, np.int64)
    end = kernel(data, offsets, 0, len(rows), np.zeros(0, np.uint8), words, word_offsets, 0, 0)
    word_offsets[-1] = end
    words[end:] = 0
    return words, word_offsets


def token_ids(words: npt.NDArray[np.uint8], word_offsets: npt.NDArray[np.int64]) -> list[list[int]]:
    """Intern the words of rows; give the ids of each row."""
    n_texts, n = len(word_offsets) - 1, len(words)
    slots = 1 << (8 * n + 64).bit_length()
    counters = np.zeros(N_COUNTERS, np.int64)
    counters[SLOT_MASK] = slots - 1
    ids, offsets = np.zeros(n, np.int32), np.zeros(n_texts + 1, np.int64)
    intern_words(
        words, word_offsets, n_texts, np.zeros(slots, np.uint64), np.zeros(n + 1, np.uint64),
        np.zeros(2 * n + 2, np.uint64), np.zeros(2 * n + 32, np.uint8),
        np.zeros(n + 1, np.int64), counters, SEED, ids, offsets,
    )  # fmt: skip
    return [ids[offsets[k] : offsets[k + 1]].tolist() for k in range(n_texts)]
