"""Where words begin and end: of text, of words parted by zero bytes, and the way back to such words."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U8,
    U63,
    U64,
    filled64,
    letters_and_digits64,
    load8_unchecked,
    not_ascii64,
    popcount,
    store8,
    write_places,
)

LAST_PLACE = (1 << 31) - 1  # edges are int32: text beyond is not for these kernels
SPARE_EDGES = 40  # places behind the last edge that may be written

_WORDS = np.int64(0)  # what is parted by zeros, for _word_edges


@kernel(wraps=True)
def _write_edges(found, p, edges, n):
    """Write p and more for every bit that is set: uint64, at edges[n] and behind, with SPARE_EDGES places to spare; give their end."""
    if found == U0:  # often so in another script
        return n
    write_places(found, p, edges, n)
    return n + popcount(found)


@kernel(wraps=True)
def _word_edges(data, begin, end, is_text, edges):
    """Write where the words in data[begin:end] begin and end, in turn.

    Args:
        data: uint8, text, of which the words are the runs of ASCII letters and digits; or words parted by zero bytes.
        begin, end: uint64.
        is_text: int64, which of the two.
        edges: int32 (end - begin + SPARE_EDGES,), output.

    Returns:
        The number of words; and bits, of which one is set where a byte is not ASCII.
    """
    n = U0
    before = U0
    others = U0
    p = begin
    while p < end:
        inside = ~U0 if end - p >= U64 else (U1 << (end - p)) - U1
        bits = (letters_and_digits64(data, p) if is_text else filled64(data, p)) & inside
        others |= not_ascii64(data, p) & inside
        found = bits ^ ((bits << U1) | before)
        before = bits >> U63
        n = _write_edges(found, p, edges, n)
        p += U64
    edges[n] = np.int32(end)
    return (n + before) >> U1, others


@kernel(wraps=True)
def find_parted(words, offsets, n_texts, edges, edge_offsets):
    """Find the words of texts whose words are parted by zero bytes.

    Args:
        words: uint8, SPARE_BYTES more than the texts have.
        offsets: int64 (n_texts + 1,), where texts begin in `words`; below 2 ** 31.
        n_texts: int64.
        edges: int32, output: where words begin and end, in turn: the bytes of the texts, and SPARE_EDGES.
        edge_offsets: int64 (n_texts + 1,), output: where the edges of a text begin.
    """
    n = U0
    for text in range(n_texts):
        edge_offsets[text] = np.int64(n)
        found, _ = _word_edges(words, np.uint64(offsets[text]), np.uint64(offsets[text + 1]), _WORDS, edges[n:])
        n += U2 * found
    edge_offsets[n_texts] = np.int64(n)


@kernel(wraps=True)
def part_words(data, edges, edge_offsets, texts, n_texts, words, offsets):
    """Write the words of some texts one after another, each with a zero byte behind it.

    Args:
        data: uint8, text, seven bytes more than there are.
        edges: int32, where its words begin and end, in turn.
        edge_offsets: int64, where the edges of a text begin.
        texts: int64 (n_texts,), which texts.
        n_texts: int64.
        words: uint8, output: a byte more for each word than it has, and eight.
        offsets: int64 (n_texts + 1,), output: where a text begins in `words`.
    """
    at = U0
    for k in range(n_texts):
        offsets[k] = np.int64(at)
        for edge in range(np.uint64(edge_offsets[texts[k]]), np.uint64(edge_offsets[texts[k] + 1]), U2):
            begin = np.uint64(edges[edge])
            n_bytes = np.uint64(edges[edge + U1]) - begin
            for i in range(U0, n_bytes, U8):
                store8(words, at + i, load8_unchecked(data, begin + i))
            at += n_bytes
            words[at] = 0
            at += U1
    offsets[n_texts] = np.int64(at)
