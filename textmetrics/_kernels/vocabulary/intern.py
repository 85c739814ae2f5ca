"""Intern the words of whole texts: many at once, where they stand, in a vocabulary that is kept.

The edges of a text's words are found first, by bit masks (see word_table.py). The words are then looked up without a branch that depends
on them, so that the processor has many slots under way at once; those that are not where their hash says are listed and seen to behind
the loop. A slot is half a line of the cache, with all that a look-up reads.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    LONG_WORD,
    U0,
    U1,
    U2,
    U4,
    U8,
    U32,
    U63,
    U64,
    filled64,
    letters_and_digits64,
    load8_unchecked,
    newlines64,
    not_ascii64,
    popcount,
)
from ..tokenizers import SPARE_EDGES, _write_edges, lowers_to_ascii
from .intern_few import N_ARENA_BYTES, N_WORDS, SLOT_MASK

SLOT_WORDS = 4  # of a slot: a word's first eight bytes; the next eight; its id, and above it that of its stem, if it has one; nothing
PIECE = 1 << 12  # bytes of text whose words are looked up together
EDGES = 2 * PIECE + SPARE_EDGES  # texts of one byte have two each
LONGEST_WORD = 1 << 30  # bytes, so that edges are integers of 32 bits

_ID = np.uint64(0xFFFFFFFF)
_BYTE = np.uint64(0xFF)
_LOWER_CASE = np.uint64(0x2020202020202020)
_LONGEST_SHORT = np.uint64(LONG_WORD - 1)
_PIECE = np.uint64(PIECE)
_LONGEST_WORD = np.uint64(LONGEST_WORD)
_SLOT_WORDS = np.uint64(SLOT_WORDS)
_FIRST_BYTES = np.asarray([(1 << (8 * min(n, 8))) - 1 for n in range(LONG_WORD)], np.uint64)
_NEXT_BYTES = np.asarray([(1 << (8 * max(n - 8, 0))) - 1 for n in range(LONG_WORD)], np.uint64)


@kernel(wraps=True)
def _hash(key, rest, seed):
    """Hash a word of up to fifteen bytes; the upper bits are the good ones."""
    return (key ^ (rest * seed)) * seed


@kernel
def _unused_bits(mask):
    """Give by how many bits a hash is shifted down to a number of a slot, mask being the last."""
    return U64 - popcount(mask)


@kernel
def _free_slot(h, table, counters):
    """Give the first index of the first empty slot for a hash."""
    mask = np.uint64(counters[SLOT_MASK])
    slot = (h >> _unused_bits(mask)) * _SLOT_WORDS
    while table[slot] != U0:
        slot = (slot + _SLOT_WORDS) & (mask * _SLOT_WORDS)
    return slot


@kernel
def _fill(slot, word, table, keys, stem_ids):
    """Write a word, and its stem, into a slot."""
    table[slot] = keys[U2 * word]
    table[slot + U1] = keys[U2 * word + U1]
    table[slot + U2] = word | (np.uint64(stem_ids[word]) << U32)


@kernel
def _add(key, rest, h, table, hashes, keys, stem_ids, counters):
    """Give the next id to the word of this key, and room for it in the table; give the id."""
    word = np.uint64(counters[N_WORDS] + 1)
    hashes[word] = h
    keys[U2 * word] = key
    keys[U2 * word + U1] = rest
    stem_ids[word] = 0
    counters[N_WORDS] = np.int64(word)
    if 2 * counters[N_WORDS] <= counters[SLOT_MASK]:
        _fill(_free_slot(h, table, counters), word, table, keys, stem_ids)
        return word
    # Half full at most, so that most words stand where their hash says. Take twice as many slots.
    counters[SLOT_MASK] = 2 * counters[SLOT_MASK] + 1
    for k in range(_SLOT_WORDS * np.uint64(counters[SLOT_MASK] + 1)):
        table[k] = U0
    for other in range(U1, word + U1):
        _fill(_free_slot(hashes[other], table, counters), other, table, keys, stem_ids)
    return word


@kernel(wraps=True)
def _find_or_add(data, start, n_bytes, case, table, hashes, keys, arena, word_starts, stem_ids, counters, seed):
    """Find or add any word; give its id."""
    is_long = n_bytes > _LONGEST_SHORT
    key = load8_unchecked(data, start) | case
    rest = load8_unchecked(data, start + U8) | case
    if is_long:
        h = seed
        for k in range(n_bytes):
            h = (h ^ (np.uint64(data[start + k]) | (case & _BYTE))) * seed
            h ^= h >> U32
    else:
        key &= _FIRST_BYTES[n_bytes]
        rest &= _NEXT_BYTES[n_bytes]
        h = _hash(key, rest, seed)
    mask = np.uint64(counters[SLOT_MASK])
    slot = (h >> _unused_bits(mask)) * _SLOT_WORDS
    while table[slot] != U0:
        word = table[slot + U2] & _ID
        # A shorter word's second key ends in a zero byte, a long one's does not.
        if table[slot] == key and table[slot + U1] == rest:
            if not is_long:
                return word
            if hashes[word] == h:
                at = np.uint64(word_starts[word])
                k = U0
                while k < n_bytes and arena[at + k] == data[start + k] | np.uint8(case & _BYTE):
                    k += U1
                if k == n_bytes and arena[at + k] == 0:
                    return word
        slot = (slot + _SLOT_WORDS) & (mask * _SLOT_WORDS)
    word = _add(key, rest, h, table, hashes, keys, stem_ids, counters)
    if is_long:
        at = np.uint64(counters[N_ARENA_BYTES])
        word_starts[word] = np.int64(at)
        for k in range(n_bytes):
            arena[at + k] = data[start + k] | np.uint8(case & _BYTE)
        arena[at + n_bytes] = 0
        counters[N_ARENA_BYTES] = np.int64(at + n_bytes + U1)
    return word


@kernel(wraps=True)
def _look_up(data, edges, n_tokens, case, shift, table, mask, seed, ids, n, sought, misses):
    """Write the ids of words that stand where their hash says to ids[n:]; list the other words, and give their number."""
    unused = _unused_bits(mask)
    for token in range(n_tokens):
        start = np.uint64(edges[U2 * token])
        n_bytes = np.uint64(edges[U2 * token + U1]) - start
        is_long = np.uint64(n_bytes > _LONGEST_SHORT)
        n_bytes = min(n_bytes, _LONGEST_SHORT)
        key = (load8_unchecked(data, start) | case) & _FIRST_BYTES[n_bytes]
        rest = (load8_unchecked(data, start + U8) | case) & _NEXT_BYTES[n_bytes]
        sought[U4 * token] = key & (is_long - U1)  # zero, which is the key of no word, for a long one
        sought[U4 * token + U1] = rest
        sought[U4 * token + U2] = (_hash(key, rest, seed) >> unused) * _SLOT_WORDS
    # In a loop of its own, which is short, so that the processor has many slots under way at once.
    n_misses = U0
    for token in range(n_tokens):
        slot = sought[U4 * token + U2]
        other = (table[slot] ^ sought[U4 * token]) | (table[slot + U1] ^ sought[U4 * token + U1])
        found = (table[slot + U2] >> shift) & _ID
        ids[n + token] = np.int32(found)
        misses[n_misses] = np.int32(token)
        n_misses += np.uint64(other != U0) | np.uint64(found == U0)
    return n_misses


@kernel(wraps=True)
def _word_edges(data, begin, end, is_text, by_line, edges, n_before, line_offsets, line):
    """Write where the words in data[begin:end] begin and end, in turn, and which of them is the first of each line.

    Args:
        data, is_text, by_line: as for `intern_texts`.
        begin, end: uint64.
        edges: int32 (end - begin + SPARE_EDGES,), output.
        n_before: uint64, the words of text before this.
        line_offsets: int64, output from uint64 index `line` on, an entry a newline: how many words come before it.

    Returns:
        Twice the number of words; bits, of which one is set where a byte of text is not ASCII; and one past the last line written.
    """
    n = U0
    before = U0
    others = U0
    p = begin
    while p < end:
        inside = ~U0 if end - p >= U64 else (U1 << (end - p)) - U1
        if is_text:
            bits = letters_and_digits64(data, p) & inside
            others |= not_ascii64(data, p) & inside
        else:
            bits = filled64(data, p) & inside
        found = bits ^ ((bits << U1) | before)
        before = bits >> U63
        if by_line:
            newlines = newlines64(data, p) & inside
            begun = n_before + ((n + U1) >> U1)
            while newlines != U0:
                line_offsets[line] = np.int64(begun + popcount(found & bits & ((newlines & (U0 - newlines)) - U1)))
                line += U1
                newlines &= newlines - U1
        n = _write_edges(found, p, edges, n)
        p += U64
    edges[n] = np.int32(end)
    return n + before, others, line


@kernel
def _is_within(data, p, is_text):
    """Tell whether the byte at p is part of a word."""
    byte = data[p]
    if not is_text:
        return byte != 0
    lower = byte | np.uint8(32)
    return (byte >= 48 and byte <= 57) or (lower >= 97 and lower <= 122)


@kernel
def _piece_end(data, p, end, is_text):
    """Give where to part a text that goes on from p, so that no word is parted."""
    if end - p <= _PIECE:
        return end
    stop = p + _PIECE
    while stop > p and _is_within(data, stop - U1, is_text):
        stop -= U1
    if stop == p:
        stop = p + _PIECE
        while stop < end and _is_within(data, stop, is_text):
            stop += U1
    return stop


@kernel(wraps=True)
def intern_texts(
    data, offsets, n_texts, is_text, by_line, of_stems, edges, sought, misses, table, hashes, keys, arena, word_starts, stem_ids, counters,
    seed, ids, id_offsets, text_lines, pending,
):  # fmt: skip
    """Give every word of the texts its id in a vocabulary, adding the words that are new.

    Args:
        data: uint8, words parted by zero bytes, or text as rouge-score tokenizes it; 63 bytes more than the texts have.
        offsets: int64 (n_texts + 1,), where a text begins.
        n_texts: int64.
        is_text: int64, 1 where `data` is text, 0 where it is words.
        by_line: int64, 1: newlines part texts; for text only.
        of_stems: int64, 1: a word's id is that of its stem, where it has one.
        edges: int32 (EDGES,), scratch.
        sought: uint64 (2 * EDGES,), scratch.
        misses: int32 (EDGES,), scratch.
        table: uint64, slots of SLOT_WORDS; a first word of zero is an empty slot.
        hashes: uint64, by id.
        keys: uint64, by id: the first sixteen bytes of the word, filled with zeros.
        arena: uint8, the words of LONG_WORD bytes or more, each ended by a zero.
        word_starts: int64, by id: where such a word begins in `arena`.
        stem_ids: int32, by id: the stem's, or zero.
        counters: int64 (N_COUNTERS,), the state of the vocabulary.
        seed: uint64, odd and random: crafted words cannot make the table slow.
        ids: int32, output: the ids of all texts' words, from 1.
        id_offsets: int64, output: where the ids of a text, or of a line, begin: one more than there are.
        text_lines: int64 (n_texts + 1,), output: where the lines of a text begin in `id_offsets`; not written unless by_line.
        pending: int32, output: places in `ids` of words without a stem, which have the words' own ids there; as long as `ids`.

    Returns:
        The number of ids written, and of those pending; in place of the first -1 where the text holds U+212A or U+0130, which lower-case
        to ASCII letters, and -2 where a word is longer than LONGEST_WORD.

    Assumes:
        With n the words so far and those to come: `hashes`, `word_starts` and `stem_ids` hold n + 1, `keys` 2 n + 2, `table` 4 n slots or
        as many as are in use now, `arena` the bytes so far and the bytes to come.
    """
    case = _LOWER_CASE if is_text else U0
    shift = U32 if of_stems else U0
    n = U0
    n_pending = U0
    line = U0
    base = U0  # where the text begins whose edges are at hand
    n_edges = U0
    for text in range(n_texts + 1):
        p = np.uint64(offsets[text])
        end = p
        if text < n_texts:
            end = np.uint64(offsets[text + 1])
            if by_line:
                text_lines[text] = np.int64(line)
            id_offsets[line] = np.int64(n + (n_edges >> U1))
            line += U1
        while True:
            stop = _piece_end(data, p, end, is_text)
            if n_edges != U0 and (stop - base > _PIECE or text == n_texts):
                piece = data[base:]
                n_tokens = n_edges >> U1
                mask = np.uint64(counters[SLOT_MASK])
                n_misses = _look_up(piece, edges, n_tokens, case, shift, table, mask, seed, ids, n, sought, misses)
                for k in range(n_misses):
                    token = np.uint64(misses[k])
                    start = np.uint64(edges[U2 * token])
                    n_bytes = np.uint64(edges[U2 * token + U1]) - start
                    word = _find_or_add(piece, start, n_bytes, case, table, hashes, keys, arena, word_starts, stem_ids, counters, seed)
                    found = np.int64(word)
                    if of_stems:
                        found = np.int64(stem_ids[word])
                        if found == 0:
                            found = np.int64(word)
                            pending[n_pending] = np.int32(n + token)
                            n_pending += U1
                    ids[n + token] = np.int32(found)
                n += n_tokens
                n_edges = U0
            if n_edges == U0:
                base = p
            if p == end:
                break
            if stop - base > _LONGEST_WORD:
                return np.int64(-2), np.int64(0)
            piece = data[base:]
            begin = p - base
            n_before = n + (n_edges >> U1)
            n_found, others, line = _word_edges(piece, begin, stop - base, is_text, by_line, edges[n_edges:], n_before, id_offsets, line)
            n_edges += n_found
            # A character may be parted from the rest of its bytes.
            if is_text and others != U0 and lowers_to_ascii(piece, np.int64(begin), np.int64(min(stop - base + U2, end - base))):
                return np.int64(-1), np.int64(0)
            p = stop
    if by_line:
        text_lines[n_texts] = np.int64(line)
    id_offsets[line] = np.int64(n)
    return np.int64(n), np.int64(n_pending)


@kernel
def give_stems(first, last, found, table, hashes, stem_ids, counters):
    """Give the words of ids first … last - 1 their stems' ids, found[0] to the first of them (int32)."""
    mask = np.uint64(counters[SLOT_MASK])
    for word in range(np.uint64(first), np.uint64(last)):
        stem = found[word - np.uint64(first)]
        stem_ids[word] = stem
        slot = (hashes[word] >> _unused_bits(mask)) * _SLOT_WORDS
        while table[slot + U2] & _ID != word:
            slot = (slot + _SLOT_WORDS) & (mask * _SLOT_WORDS)
        table[slot + U2] = word | (np.uint64(stem) << U32)


@kernel
def settle(ids, pending, n_pending, stem_ids):
    """Replace the words' ids at the places pending[:n_pending] by those of their stems."""
    for k in range(np.uint64(n_pending)):
        place = np.uint64(pending[k])
        ids[place] = stem_ids[np.uint64(ids[place])]
