"""Spell out words of a vocabulary, so that they can be stemmed where they stand."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U8, U56

_BYTE = np.uint64(0xFF)
SPARE = 16  # zero bytes after each word: a stem may be longer by a few
EMPTY = 0xFE  # stands for a word without bytes


@kernel
def spell_words(first, last, keys, arena, word_starts, words, starts, ends):
    """Write the words of ids first … last - 1 one after another, each with SPARE zero bytes behind it.

    Args:
        first, last: int64, ids.
        keys: uint64, by id: the first sixteen bytes of a word, filled with zeros.
        arena: uint8, the words of sixteen bytes or more, each ended by a zero.
        word_starts: int64, by id: where such a word begins in `arena`.
        words: uint8, output.
        starts: int64 (last - first + 1,), output: where each word begins, and the end of all.
        ends: int64 (last - first,), output: where each word ends.

    Assumes:
        `words` has room for 32 bytes a word and the bytes of `arena`.
    """
    at = np.int64(0)
    for word in range(first, last):
        starts[word - first] = at
        rest = keys[2 * word + 1]
        if rest >> U56 != U0:
            k = word_starts[word]
            while arena[k] != 0:
                words[at] = arena[k]
                at += 1
                k += 1
        else:
            key = keys[2 * word]
            while key != U0:
                words[at] = np.uint8(key & _BYTE)
                at += 1
                key >>= U8
            while rest != U0:
                words[at] = np.uint8(rest & _BYTE)
                at += 1
                rest >>= U8
        ends[word - first] = at
        for k in range(at, at + SPARE):
            words[k] = 0
        at += SPARE
    starts[last - first] = at


@kernel
def seal_words(n_words, words, starts, ends):
    """Write zero bytes from the end of each word to the next, and EMPTY where nothing of a word is left."""
    for word in range(n_words):
        if ends[word] == starts[word]:
            words[ends[word]] = EMPTY
            ends[word] += 1
        for k in range(ends[word], starts[word + 1]):
            words[k] = 0


@kernel
def remap(ids, n_ids, new_ids):
    """Replace each of ids[:n_ids] (int32) by new_ids[id] (int32), in place."""
    for k in range(n_ids):
        ids[k] = new_ids[ids[k]]
