"""Two short texts compared word by word where they lie: no ids, a table of the shorter one's words that stays in the nearest cache.

The shorter text of a pair, its *bit side* (see bit_side.py), enters a small table: for every word the bits of its positions. The words of
the other text are looked up, which gives the rows of bits that the walk needs. Loops over words have no branch that depends on
them, since a mispredicted one costs as much as five words: what does not fit, a word whose place is taken, is listed and seen to
behind the loop. A long word is told by its hash there, and its bytes are compared with those of the words that it matched.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    LONG_WORD,
    U0,
    U1,
    U2,
    U3,
    U4,
    U8,
    U16,
    U32,
    U55,
    U56,
    U57,
    U63,
    U64,
    load8_unchecked,
    trailing_zeros,
)

# A slot is four words: eight bytes of a word; seven more below the stamp; the bits of its first 64 positions; those of the others.
TABLE_WORDS = 4 * 512

_LOW_BYTE = np.uint64(0xFF)
_SEVEN_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_GATHER = np.uint64(0x0102040810204080)
_SLOT_MASK = np.uint64(TABLE_WORDS - 1)
_PLACE = np.uint64((1 << 56) - 1)
_LONGEST_SHORT = np.uint64(LONG_WORD - 1)
# Above the seven bytes: a word has been displaced from this slot; the word is a long one; the stamp.
_DISPLACED = np.uint64(1 << 56)
_LONG = np.uint64(1 << 57)
_STAMP = np.uint64(58)
_LAST_STAMP = np.uint64(63)
_FIRST_BYTES = np.asarray([(1 << (8 * min(n, 8))) - 1 for n in range(LONG_WORD)], np.uint64)
_NEXT_BYTES = np.asarray([(1 << (8 * max(n - 8, 0))) - 1 for n in range(LONG_WORD)], np.uint64)

TEXT_LIMIT = 1 << 17  # bytes: scratch is kept for texts as long as this


@kernel(wraps=True)
def _long_hash(data, start, n_bytes, case, seed):
    """Hash a word of at least LONG_WORD bytes: sixteen from either end, which is all of most, and what is between."""
    end = start + n_bytes
    head = ((load8_unchecked(data, start) | case) * seed) ^ (load8_unchecked(data, start + U8) | case)
    tail = ((load8_unchecked(data, end - U16) | case) * seed) ^ (load8_unchecked(data, end - U8) | case)
    for at in range(start + U16, end - U16, U8):
        head = (head ^ (head >> U32) ^ (load8_unchecked(data, at) | case)) * seed
    h = (head ^ (head >> U32)) * seed + (tail ^ (tail >> U32))
    return (h ^ (h >> U32)) * seed


@kernel(wraps=True)
def _word_keys(data, edges, n_tokens, case, seed, keys, misses):
    """Write the keys of words, two for each: its first eight bytes, and seven more; of a long word its hash, and its length with LONG.

    Args:
        data: uint8, text.
        edges: int32, where its words begin and end.
        n_tokens: uint64.
        case: uint64, the bits that lower the case of eight bytes: or-ed to all that is read.
        seed: uint64, odd and random: crafted words cannot make the table slow.
        keys: uint64 (2 * n_tokens,), output.
        misses: int32 (n_tokens + 1,), scratch.
    """
    n_misses = U0
    for token in range(n_tokens):
        start = np.uint64(edges[U2 * token])
        n_bytes = np.uint64(edges[U2 * token + U1]) - start
        misses[n_misses] = np.int32(token)
        n_misses += np.uint64(n_bytes > _LONGEST_SHORT)
        n_bytes = min(n_bytes, _LONGEST_SHORT)
        keys[U2 * token] = (load8_unchecked(data, start) | case) & _FIRST_BYTES[n_bytes]
        keys[U2 * token + U1] = (load8_unchecked(data, start + U8) | case) & _NEXT_BYTES[n_bytes]
    for k in range(n_misses):
        token = np.uint64(misses[k])
        start = np.uint64(edges[U2 * token])
        n_bytes = np.uint64(edges[U2 * token + U1]) - start
        keys[U2 * token] = _long_hash(data, start, n_bytes, case, seed)
        keys[U2 * token + U1] = _LONG | n_bytes


@kernel(wraps=True)
def _slot(key, rest, seed):
    """Give the first index of the slot where a word is looked for first."""
    return (((key ^ (rest * seed)) * seed) >> U55) << U2


@kernel(wraps=True)
def _find(keys, token, table, stamp, seed):
    """Find the slot of a word whose first slot another has taken; an empty one where it is in none.

    Returns:
        The slot where it was looked for first, the slot found, and whether that is empty.
    """
    key = keys[U2 * token]
    rest = keys[U2 * token + U1] | (stamp << _STAMP)
    first = _slot(key, keys[U2 * token + U1], seed)
    slot = first
    while True:
        other = table[slot + U1] & ~_DISPLACED
        if (other >> _STAMP) != stamp:
            return first, slot, True
        if table[slot] == key and other == rest:
            return first, slot, False
        slot = (slot + U4) & _SLOT_MASK


@kernel(wraps=True)
def _enter_words(keys, n_tokens, table, stamp, seed, misses):
    """Enter the words of a bit side: each into the slot that its hash gives, with the bits of its positions.

    Args:
        keys: uint64 (2 * n_tokens,), as `_word_keys` writes them. Long words of one hash and one length are one word here.
        n_tokens: uint64, at most BIT_SIDE_LIMIT.
        table: uint64 (TABLE_WORDS,), slots of other stamps are empty.
        stamp: uint64, of `_next_stamp`.
        seed: uint64, odd and random.
        misses: int32 (n_tokens + 1,), scratch.
    """
    tag = stamp << _STAMP
    n_misses = U0
    for token in range(n_tokens):
        key = keys[U2 * token]
        rest = keys[U2 * token + U1]
        slot = _slot(key, rest, seed)
        rest |= tag
        old_key = table[slot]
        old_rest = table[slot + U1]
        is_empty = np.uint64((old_rest >> _STAMP) != stamp)
        is_same = np.uint64(((old_key ^ key) | ((old_rest ^ rest) & ~_DISPLACED)) == U0)
        fits = is_empty | is_same
        new = U0 - is_empty
        table[slot] = (old_key & ~new) | (key & new)
        table[slot + U1] = (old_rest & ~new) | (rest & new)
        bit = fits << (token & U63)
        is_low = U0 - np.uint64(token < U64)
        table[slot + U2] = (table[slot + U2] & ~new) | (bit & is_low)
        table[slot + U3] = (table[slot + U3] & ~new) | (bit & ~is_low)
        misses[n_misses] = np.int32(token)
        n_misses += fits ^ U1
    for k in range(n_misses):
        token = np.uint64(misses[k])
        first, slot, is_empty = _find(keys, token, table, stamp, seed)
        table[first + U1] |= _DISPLACED
        if is_empty:
            table[slot] = keys[U2 * token]
            table[slot + U1] = keys[U2 * token + U1] | tag
            table[slot + U2] = U0
            table[slot + U3] = U0
        table[slot + U2 + np.uint64(token >= U64)] |= U1 << (token & U63)


@kernel(wraps=True)
def _same_only(bits, bit_edges, at, data, start, n_bytes, case):
    """Give those bits, of positions from `at` on, at which the bit side has the word data[start:start + n_bytes], of words as long."""
    left = bits
    while left != U0:
        lowest = left & (U0 - left)
        other = np.uint64(bit_edges[U2 * (at + trailing_zeros(left))])
        # Eight bytes at a time, the last of them from the end back.
        differ = (load8_unchecked(data, start + n_bytes - U8) ^ load8_unchecked(data, other + n_bytes - U8)) & ~case
        for k in range(U0, n_bytes - U8, U8):
            differ |= (load8_unchecked(data, start + k) ^ load8_unchecked(data, other + k)) & ~case
        if differ != U0:
            bits ^= lowest
        left ^= lowest
    return bits


@kernel(wraps=True)
def _look_up_words(keys, n_tokens, table, stamp, seed, misses, data, edges, bit_edges, case, lows, highs):
    """Look up the words of the other text: where each stands in the bit side.

    Args:
        data, edges, case: what long words are compared by: as for `_word_keys`.
        bit_edges: int32, where the words of the bit side begin and end.
        lows, highs: uint64 (n_tokens,), output: the bits of its first 64 positions and of the others.

    The other arguments are those of `_enter_words`.
    """
    tag = stamp << _STAMP
    displaced = (tag | _LONG | _DISPLACED) >> U56
    n_misses = U0
    for token in range(n_tokens):
        key = keys[U2 * token]
        rest = keys[U2 * token + U1]
        slot = _slot(key, rest, seed)
        rest |= tag
        other = table[slot + U1]
        is_displaced = np.uint64(((other | _LONG) >> U56) == displaced)
        is_same = np.uint64(((table[slot] ^ key) | ((other & ~_DISPLACED) ^ rest)) == U0)
        lows[token] = table[slot + U2] & (U0 - is_same)
        highs[token] = table[slot + U3] & (U0 - is_same)
        misses[n_misses] = np.int32(token)
        n_misses += (is_displaced & (is_same ^ U1)) | (is_same & ((rest & _LONG) >> U57))
    for k in range(n_misses):
        token = np.uint64(misses[k])
        _, slot, is_empty = _find(keys, token, table, stamp, seed)
        lows[token] = U0 if is_empty else table[slot + U2]
        highs[token] = U0 if is_empty else table[slot + U3]
        if keys[U2 * token + U1] & _LONG != U0:
            start = np.uint64(edges[U2 * token])
            n_bytes = np.uint64(edges[U2 * token + U1]) - start
            lows[token] = _same_only(lows[token], bit_edges, U0, data, start, n_bytes, case)
            highs[token] = _same_only(highs[token], bit_edges, U64, data, start, n_bytes, case)


@kernel
def _next_stamp(table):
    """Empty the table for the next pair, by a new stamp; give it. The word behind the table keeps the last one."""
    stamp = table[TABLE_WORDS] + U1
    if stamp > _LAST_STAMP:
        for k in range(TABLE_WORDS):
            table[k] = U0
        stamp = U1
    table[TABLE_WORDS] = stamp
    return stamp
