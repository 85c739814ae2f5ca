"""Clipped n-gram matches of texts of any length: an n-gram is the interned pair (its first n - 1 tokens, last token)."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U3, U4, U32, U64

_PLACE = np.uint64(0xFFFF)
_LOW_HALF = np.uint64(0xFFFFFFFF)


@kernel
def _fold(counts, of_reference, of_best, n_kinds):
    """Keep the larger count, of the best reference so far or of this one, whose counts are left zero."""
    for kind in range(U1, n_kinds + U1):
        counts[of_best + kind] = max(counts[of_best + kind], counts[of_reference + kind])
        counts[of_reference + kind] = 0


@kernel
def _clipped(counts, of_best, n_kinds):
    """Add up the counts of the prediction, none larger than in the best reference."""
    total = 0
    for kind in range(U1, n_kinds + U1):
        total += min(counts[kind], counts[of_best + kind])
    return total


@kernel(wraps=True)
def _match_by_square(n_tokens, n_words, reference_offsets, first, last, max_order, table, grams, counts, reference_grams, matches):
    """Count the matches of orders 2 … max_order where the square (n-gram, next token) fits into the table, four places a word.

    `grams` and `reference_grams` hold at each token its number, 0 where the prediction has no such token; they are left with the number of
    the n-gram that begins there below it. The other arguments are those of clipped_matches.
    """
    of_reference = n_tokens + U1
    of_best = of_reference + of_reference
    width = n_words + U1
    n_kinds = n_words
    for order in range(2, max_order + 1):
        behind = np.uint64(order - 1)
        n_grams = n_tokens - behind if n_tokens > behind else U0
        for place in range(((n_kinds + U1) * width >> U2) + U1):
            table[place] = U0
        for k in range(n_grams + U1):
            counts[k] = 0
            counts[of_reference + k] = 0
            counts[of_best + k] = 0
        n_kinds = U0
        for k in range(n_grams):
            gram = np.uint64(grams[k])
            place = (gram & _LOW_HALF) * width + (np.uint64(grams[k + behind]) >> U32)
            shift = (place & U3) << U4
            four = table[place >> U2]
            kind = (four >> shift) & _PLACE
            # Whether it is new is written down either way: nothing to guess.
            n_kinds += np.uint64(kind == U0)
            kind = n_kinds if kind == U0 else kind
            table[place >> U2] = four | (kind << shift)
            grams[k] = np.int64((gram & ~_LOW_HALF) | kind)
            counts[kind] += 1
        at = U0
        for reference in range(first, last):
            n_reference = np.uint64(reference_offsets[reference + 1] - reference_offsets[reference])
            # Of no n-gram and no token the places are empty.
            for k in range(at, at + (n_reference - behind if n_reference > behind else U0)):
                gram = np.uint64(reference_grams[k])
                place = (gram & _LOW_HALF) * width + (np.uint64(reference_grams[k + behind]) >> U32)
                kind = (table[place >> U2] >> ((place & U3) << U4)) & _PLACE
                reference_grams[k] = np.int64((gram & ~_LOW_HALF) | kind)
                counts[of_reference + kind] += 1
            _fold(counts, of_reference, of_best, n_kinds)
            at += n_reference
        matches[order] = _clipped(counts, of_best, n_kinds)


@kernel(wraps=True)
def clipped_matches(ids, begin, end, reference_offsets, first, last, max_order, seed, table, grams, counts, reference_grams, matches):
    """Count, for every order, the n-grams of a text that its references match, clipped by the largest count of any.

    Args:
        ids: int32, token ids, positive.
        begin, end: int64, the prediction is ids[begin:end].
        reference_offsets: int64, reference r is ids[reference_offsets[r]:reference_offsets[r + 1]].
        first, last: int64, references first … last - 1.
        max_order: int64, orders 1 … max_order.
        seed: uint64, odd and random.
        table: uint64, scratch: slots, each the number of an n-gram, and behind them the n-grams by number.
        grams: int64 (n_tokens,), scratch: the n-gram that begins at each token of the prediction.
        counts: int64 (3 * n_tokens + 3,), scratch: by n-gram its count in the prediction, in one reference, in the best one.
        reference_grams: int64, scratch: for each reference where the prediction's n-grams begin in it.
        matches: int64 (max_order + 1,), output: clipped matches at 1 … max_order.

    Assumes:
        `table` has 8 words a token of the prediction, and 8 at the least, a power of two; `reference_grams` has room for the tokens
        of all these references and one more.
    """
    n_tokens = np.uint64(end - begin)
    prediction = np.uint64(begin)
    n_slots = np.uint64(4)
    shift = U64 - np.uint64(2)  # the highest bits of the product are the slot
    while n_slots < np.uint64(4) * n_tokens:
        n_slots += n_slots
        shift -= U1
    slots = table[:n_slots]
    keys = table[n_slots:]
    mask = n_slots - U1
    of_reference = n_tokens + U1
    of_best = of_reference + of_reference
    for order in range(1, max_order + 1):
        behind = np.uint64(order - 1)
        n_grams = n_tokens - behind if n_tokens > behind else U0
        for slot in range(n_slots):
            slots[slot] = U0
        for k in range(n_grams + U1):
            counts[k] = 0
            counts[of_reference + k] = 0
            counts[of_best + k] = 0
        n_kinds = U0
        for k in range(n_grams):
            # Ids are below 2^31, so a pair is one key.
            key = np.uint64(ids[prediction + k + behind])
            if order > 1:
                key |= np.uint64(grams[k]) << U32
            keys[U0] = key
            slot = (key * seed) >> shift
            kind = slots[slot]
            while keys[kind] != key:
                slot = (slot + U1) & mask
                kind = slots[slot]
            # Whether it is new is written down either way: nothing to guess.
            n_kinds += np.uint64(kind == U0)
            kind = n_kinds if kind == U0 else kind
            slots[slot] = kind
            keys[kind] = key
            grams[k] = np.int64(kind)
            counts[kind] += 1
        is_square = (order == 1) & (n_tokens <= _PLACE) & ((n_tokens + U1) * (n_kinds + U1) < U4 * np.uint64(len(table)))
        if is_square:
            for k in range(n_tokens):
                grams[k] |= grams[k] << 32
        at = U0
        for reference in range(first, last):
            # At `at` stands the number of tokens at which an n-gram of the prediction begins, and behind it these tokens and their n-grams.
            reference_begin = np.uint64(reference_offsets[reference])
            n_reference = np.uint64(reference_offsets[reference + 1]) - reference_begin
            if n_reference == U0:
                continue
            n_found = n_reference
            if order > 1:
                n_found = np.uint64(reference_grams[at])
                # The last of them may end with the reference.
                if n_found > U0 and (np.uint64(reference_grams[at + n_found]) >> U32) + behind >= n_reference:
                    n_found -= U1
            n_live = U0
            for found in range(n_found):
                k = found
                before = U0
                if order > 1:
                    entry = np.uint64(reference_grams[at + U1 + found])
                    k = entry >> U32
                    before = entry << U32
                key = np.uint64(ids[reference_begin + k + behind]) | before
                keys[U0] = key
                slot = (key * seed) >> shift
                kind = slots[slot]
                while keys[kind] != key:
                    slot = (slot + U1) & mask
                    kind = slots[slot]
                counts[of_reference + kind] += 1
                if is_square:
                    reference_grams[at + k] = np.int64((kind << U32) | kind)
                    continue
                reference_grams[at + U1 + n_live] = np.int64((k << U32) | kind)
                n_live += np.uint64(kind != U0)
            if is_square:
                _fold(counts, of_reference, of_best, n_kinds)
                at += n_reference
                continue
            # No n-gram of the next order begins at the last token; where it would stand, the next reference writes.
            reference_grams[at] = np.int64(min(n_live, n_reference - U1))
            if n_live > U0:
                _fold(counts, of_reference, of_best, n_kinds)
            at += n_reference
        matches[order] = _clipped(counts, of_best, n_kinds)
        if is_square:
            _match_by_square(n_tokens, n_kinds, reference_offsets, first, last, max_order, table, grams, counts, reference_grams, matches)
            return
