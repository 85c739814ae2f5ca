"""Words of texts without ids: where they stand in the text, or parted by zero bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from .text_blocks import SPARE_BYTES
from .tokenizers import Tokenizer, code_point_classes
from .workspace import Workspace

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]
# Bytes, and where the words begin and end in them, in turn. Where there are no such edges, words are parted by zero bytes.
FoundWords = tuple[Bytes, npt.NDArray[np.int32]]
MOST_REWRITTEN = 10  # texts of a block whose words are not pieces of them; where there are more, all of the block is scanned


def scan_words(work: Workspace, tokenizer: Tokenizer, data: Any, offsets: Offsets, n_texts: int) -> tuple[Bytes, Offsets]:
    """Give the words of texts, parted by zero bytes, and where those of a text begin, int64 (n_texts + 1,)."""
    scan = tokenizer.kernel()
    size = tokenizer.growth * int(offsets[n_texts]) + 4 * n_texts + 64 + SPARE_BYTES
    words = work.array("words", size, np.uint8)
    word_offsets = work.array("word_offsets", n_texts + 1, np.int64)
    at = int(scan(data, offsets, 0, n_texts, code_point_classes(tokenizer), words, word_offsets, 0, 0))
    word_offsets[n_texts] = at
    words[at : at + 32] = 0
    return words, word_offsets


def find_words(work: Workspace, tokenizer: Tokenizer, data: Bytes, offsets: Offsets, n_texts: int) -> tuple[FoundWords, Offsets]:
    """Give the words of texts, and where the edges of a text's words begin, int64 (n_texts + 1,).

    Words are found where they stand in the text, if each is a piece of it. Where int32 does not hold the edges, there are none: the words
    are parted by zero bytes, and told is where a text begins. There are none either where words are code points, and the bytes the text.
    """
    if tokenizer.of_characters:
        return (data, np.zeros(0, np.int32)), offsets
    from .._kernels.tokenizers import LAST_PLACE, SPARE_EDGES, SPARE_FOUND, find_parted

    edge_offsets = work.array("edge_offsets", n_texts + 1, np.int64)
    find = tokenizer.finder()
    n_bytes = int(offsets[n_texts])  # and the words behind the texts
    if find is not None and n_bytes <= LAST_PLACE:
        edges = work.array("found_edges", 2 * n_bytes + SPARE_FOUND + SPARE_EDGES, np.int32)
        edge_offsets[0] = 0
        text = -1
        for _ in range(MOST_REWRITTEN):
            text = int(find(data, offsets, text + 1, n_texts, code_point_classes(tokenizer), edges, edge_offsets))
            if text == n_texts:
                return (data, edges), edge_offsets
            # Its words, as the scan writes them, behind all texts.
            words, own_offsets = scan_words(work, tokenizer, data, offsets[text : text + 2], 1)
            ends = own_offsets[:2] + n_bytes
            if ends[1] > LAST_PLACE:
                break
            data = _with(data, n_bytes, words[: ends[1] - n_bytes])
            n_bytes = int(ends[1])
            first = int(edge_offsets[text])
            find_parted(data, ends, 1, edges[first:], edge_offsets[text:])
            edge_offsets[text : text + 2] += first
    words, word_offsets = scan_words(work, tokenizer, data, offsets, n_texts)
    n_bytes = int(word_offsets[n_texts])
    if n_bytes > LAST_PLACE:
        return (words, np.zeros(0, np.int32)), word_offsets
    edges = work.array("found_edges", n_bytes + SPARE_EDGES, np.int32)
    find_parted(words, word_offsets, n_texts, edges, edge_offsets)
    return (words, edges), edge_offsets


def _with(data: Bytes, n_bytes: int, words: Bytes) -> Bytes:
    """Write words behind the first bytes of an array, in a longer copy where it is too short."""
    size = n_bytes + len(words) + SPARE_BYTES
    if len(data) < size:
        longer = np.empty(size + size // 4, np.uint8)
        longer[:n_bytes] = data[:n_bytes]
        data = longer
    data[n_bytes : n_bytes + len(words)] = words
    return data


def some_words(work: Workspace, found: FoundWords, offsets: Offsets, texts: Offsets) -> tuple[Bytes, Offsets]:
    """Give the words of some of the texts that `find_words` gave, as `scan_words` does."""
    from .._kernels.tokenizers import part_words

    data, edges = found
    begins, ends = offsets[texts], offsets[texts + 1]
    if not len(edges):
        pieces = [data[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        own_offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - begins)])
        return np.concatenate([*pieces, np.zeros(SPARE_BYTES, np.uint8)]), own_offsets
    # No more than all bytes, and a zero a word. What is not used of it is no memory yet.
    words = work.array("some_words", len(data) + int((ends - begins).sum()) // 2 + SPARE_BYTES, np.uint8)
    own_offsets = work.array("word_offsets", len(texts) + 1, np.int64)
    part_words(data, edges, offsets, texts, len(texts), words, own_offsets)
    return words, own_offsets
