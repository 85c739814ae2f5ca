"""Intern words: equal words get equal ids; a seeded hash finds the slot, the bytes decide."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U3, U8, U32, bytes_before_zero, load8_unchecked, mix, popcount

# A vocabulary's counters, an int64 array beside its tables.
N_WORDS = 0  # ids given so far; they begin at 1
N_ARENA_BYTES = 1  # bytes of the arena in use
SLOT_MASK = 2  # slots of the table in use, less one
N_COUNTERS = 3

_FIRST_SLOTS = 256  # of a vocabulary of few words; it takes more as it grows
_LOWS = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_LOW_BYTE = np.uint64(0xFF)
_ID = np.uint64(0xFFFFFFFF)
_TAG = np.uint64(0xFFFFFFFF00000000)


@kernel(wraps=True)
def _grow(table, hashes, counters):
    """Take twice as many slots of the table and put every word where it now belongs."""
    n_slots = np.uint64(2 * (counters[SLOT_MASK] + 1))
    mask = n_slots - U1
    for slot in range(n_slots):
        table[slot] = U0
    for word in range(U1, np.uint64(counters[N_WORDS] + 1)):
        slot = hashes[word] & mask
        while table[slot] != U0:
            slot = (slot + U1) & mask
        table[slot] = (hashes[word] & _TAG) | word
    counters[SLOT_MASK] = np.int64(mask)


@kernel(wraps=True)
def _add(slot, key, rest, h, table, hashes, keys, counters):
    """Give the next id to the word of this key, and room for it in the table; give the id."""
    word = np.uint64(counters[N_WORDS] + 1)
    table[slot] = (h & _TAG) | word
    hashes[word] = h
    keys[U2 * word] = key
    keys[U2 * word + U1] = rest
    counters[N_WORDS] = np.int64(word)
    # A quarter full at most: a second probe is a mispredicted branch.
    if 4 * counters[N_WORDS] > counters[SLOT_MASK]:
        _grow(table, hashes, counters)
    return word


@kernel(wraps=True)
def _long_word_bytes(words, begin):
    """Count the bytes of the word that begins at uint64 index `begin`."""
    p = begin
    x = load8_unchecked(words, p)
    ones = bytes_before_zero(x)
    while ones == ~U0:
        p += U8
        x = load8_unchecked(words, p)
        ones = bytes_before_zero(x)
    return p - begin + (popcount(ones) >> U3)


@kernel(wraps=True)
def _long_word(words, begin, n_bytes, table, hashes, keys, arena, word_starts, counters, seed):
    """Find or add a word of sixteen bytes or more; give its id."""
    h = seed
    for k in range(n_bytes):
        h = (h ^ np.uint64(words[begin + k])) * seed
        h ^= h >> U32
    key = load8_unchecked(words, begin)
    rest = load8_unchecked(words, begin + U8)
    mask = np.uint64(counters[SLOT_MASK])
    slot = h & mask
    while table[slot] != U0:
        word = table[slot] & _ID
        # A shorter word's second key ends in a zero byte, a long one's does not: only long words pass this line.
        if hashes[word] == h and keys[U2 * word] == key and keys[U2 * word + U1] == rest:
            start = np.uint64(word_starts[word])
            k = U0
            while k < n_bytes and arena[start + k] == words[begin + k]:
                k += U1
            if k == n_bytes and arena[start + k] == 0:
                return word
        slot = (slot + U1) & mask
    word = _add(slot, key, rest, h, table, hashes, keys, counters)
    start = np.uint64(counters[N_ARENA_BYTES])
    word_starts[word] = np.int64(start)
    for k in range(n_bytes):
        arena[start + k] = words[begin + k]
    arena[start + n_bytes] = 0
    counters[N_ARENA_BYTES] = np.int64(start + n_bytes + U1)
    return word


@kernel(wraps=True)
def intern_words(
    words, word_offsets, n_texts, table, hashes, keys, arena, word_starts, counters, seed, ids, id_offsets
):
    """Give every word of the texts its id in a vocabulary, adding the words that are new.

    Args:
        words: uint8, tokens parted by zero bytes.
        word_offsets: int64 (n_texts + 1,), where the words of a text begin.
        n_texts: int64.
        table: uint64, slots: the upper half of a word's hash over its id; zero is empty.
        hashes: uint64, by id.
        keys: uint64, by id: the first sixteen bytes of the word, filled with zeros.
        arena: uint8, the words of sixteen bytes or more, each ended by a zero.
        word_starts: int64, by id: where such a word begins in `arena`.
        counters: int64 (N_COUNTERS,), the state of the vocabulary.
        seed: uint64, odd and random: crafted words cannot make the table slow.
        ids: int32, output: the ids of all texts' words, from 1.
        id_offsets: int64 (n_texts + 1,), output: where the ids of a text begin.

    Returns:
        The number of ids written.

    Assumes:
        Sixteen bytes of `words` may be read from any word. With n the words so far and those to come: `hashes` and
        `word_starts` hold n + 1, `keys` 2 n + 2, `table` 8 n or as many as are in use now, `arena` the bytes so far and
        the bytes to come; the first two `keys`, of no word, are zero.
    """
    n = U0
    mask = np.uint64(counters[SLOT_MASK])
    for text in range(n_texts):
        id_offsets[text] = np.int64(n)
        p = np.uint64(word_offsets[text])
        end = np.uint64(word_offsets[text + 1])
        while p < end:
            key = load8_unchecked(words, p)
            if key & _LOW_BYTE == U0:
                p += U1
                continue
            rest = load8_unchecked(words, p + U8)
            ones = bytes_before_zero(key)
            more = bytes_before_zero(rest)
            # One path for words of up to fifteen bytes: a branch on the length would be mispredicted at every sixth word.
            if ones != ~U0:
                more = U0
            elif more == ~U0:
                n_bytes = _long_word_bytes(words, p)
                word = _long_word(words, p, n_bytes, table, hashes, keys, arena, word_starts, counters, seed)
                mask = np.uint64(counters[SLOT_MASK])
                ids[n] = np.int32(word)
                n += U1
                p += n_bytes + U1
                continue
            key &= ones
            rest &= more
            # Both halves go through the seed: words crafted to cancel in a plain sum of the two would collide under any seed.
            h = mix(key ^ mix(rest, seed), seed)
            tag = h & _TAG
            slot = h & mask
            while True:
                entry = table[slot]
                word = entry & _ID
                if (entry ^ tag) <= _ID and keys[U2 * word] == key and keys[U2 * word + U1] == rest:
                    break
                if entry == U0:
                    word = _add(slot, key, rest, h, table, hashes, keys, counters)
                    mask = np.uint64(counters[SLOT_MASK])
                    break
                slot = (slot + U1) & mask
            ids[n] = np.int32(word)
            n += U1
            p += ((popcount(ones) + popcount(more)) >> U3) + U1
    id_offsets[n_texts] = np.int64(n)
    return np.int64(n)


def table_words(n_bytes: int) -> int:
    """Give the words of scratch that `intern_alone` needs for words of so many bytes together, zeros between them included."""
    n_tokens = n_bytes // 2 + 2
    slots = _FIRST_SLOTS
    while slots < 8 * n_tokens:
        slots *= 2
    return slots + 3 * n_tokens + 3


@kernel
def intern_alone(words, word_offsets, n_texts, n_tokens, counters, word_starts, tables, arena, seed, ids, id_offsets):
    """Give the words of a few short texts ids in a vocabulary of their own.

    Args:
        n_tokens: int64, at least as many as there are words.
        counters: int64 (N_COUNTERS,), scratch.
        word_starts: int64 (n_tokens + 1,), scratch.
        tables: uint64, scratch: as many words as `table_words` gives.

    The other arguments are those of `intern_words`.

    Returns:
        The number of different words, and where their keys begin in `tables`.
    """
    slots = _FIRST_SLOTS
    for slot in range(slots):
        tables[slot] = U0
    for k in range(N_COUNTERS):
        counters[k] = 0
    counters[SLOT_MASK] = slots - 1
    while slots < 8 * n_tokens:
        slots *= 2
    key_begin = slots + n_tokens + 1
    keys = tables[key_begin : key_begin + 2 * n_tokens + 2]
    keys[0] = U0
    keys[1] = U0
    intern_words(
        words, word_offsets, n_texts, tables[:slots], tables[slots:key_begin], keys, arena, word_starts, counters, seed, ids, id_offsets
    )
    return counters[N_WORDS], key_begin
