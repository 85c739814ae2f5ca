"""Clipped n-gram matches of texts of any length: an n-gram is the interned pair (its first n - 1 tokens, last token)."""

from __future__ import annotations

import numpy as np

from .intern import mix
from .jit import kernel

_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)
_32 = np.uint64(32)


@kernel(wraps=True)
def _find(table, mask, key, seed):
    """Give the slot of a key, or of the empty place where it belongs."""
    slot = mix(key, seed) & mask
    while table[_2 * slot] != key and table[_2 * slot] != _0:
        slot = (slot + _1) & mask
    return slot


@kernel(wraps=True)
def clipped_matches(
    ids, begin, end, reference_offsets, first, last, max_order, seed, table, grams, counts, reference_grams, matches
):
    """Count, for every order, the n-grams of a text that its references match, clipped by the largest count of any.

    Args:
        ids: int32, token ids, positive.
        begin, end: int64, the prediction is ids[begin:end].
        reference_offsets: int64, reference r is ids[reference_offsets[r]:reference_offsets[r + 1]].
        first, last: int64, references first … last - 1.
        max_order: int64, orders 1 … max_order.
        seed: uint64, odd and random.
        table: uint64, scratch: pairs (key, n-gram id).
        grams: int64 (n_tokens,), scratch: the n-gram that begins at each token of the prediction.
        counts: int64 (3 * n_tokens + 3,), scratch: by n-gram id its count in the prediction, in one reference, in the best one.
        reference_grams: int64, scratch: as `grams`, for all the references' tokens.
        matches: int64 (max_order + 1,), output: clipped matches at 1 … max_order.

    Assumes:
        `table` has 4 slots a token of the prediction at the least, a power of two of pairs; `reference_grams` has room for
        the tokens of all these references.
    """
    n_tokens = end - begin
    n_slots = 4
    while n_slots < 4 * n_tokens:
        n_slots *= 2
    mask = np.uint64(n_slots - 1)
    for order in range(1, max_order + 1):
        n_grams = max(n_tokens - order + 1, 0)
        for k in range(np.uint64(2 * n_slots)):
            table[k] = _0
        of_reference = n_tokens + 1
        of_best = 2 * (n_tokens + 1)
        for k in range(n_grams + 1):
            counts[k] = 0
            counts[of_reference + k] = 0
            counts[of_best + k] = 0
        n_kinds = 0
        for k in range(n_grams):
            # Ids are below 2^31, so a pair is one key; the last token's id is positive, so no key is zero.
            key = np.uint64(ids[begin + k + order - 1])
            if order > 1:
                key |= np.uint64(grams[k]) << _32
            slot = _find(table, mask, key, seed)
            if table[_2 * slot] == _0:
                n_kinds += 1
                table[_2 * slot] = key
                table[_2 * slot + _1] = np.uint64(n_kinds)
            kind = np.int64(table[_2 * slot + _1])
            grams[k] = kind
            counts[kind] += 1
        at = 0
        for reference in range(first, last):
            reference_begin = reference_offsets[reference]
            n_reference = reference_offsets[reference + 1] - reference_begin
            n_matched = 0
            for k in range(n_reference - order + 1):
                before = np.int64(0)
                if order > 1:
                    before = reference_grams[at + k]
                    if before == 0:
                        continue
                key = np.uint64(ids[reference_begin + k + order - 1]) | (np.uint64(before) << _32)
                slot = _find(table, mask, key, seed)
                kind = np.int64(0)
                if table[_2 * slot] != _0:
                    kind = np.int64(table[_2 * slot + _1])
                    counts[of_reference + kind] += 1
                    n_matched += 1
                reference_grams[at + k] = kind
            if n_matched > 0:
                for kind in range(1, n_kinds + 1):
                    counts[of_best + kind] = max(counts[of_best + kind], counts[of_reference + kind])
                    counts[of_reference + kind] = 0
            at += max(n_reference, 0)
        total = 0
        for kind in range(1, n_kinds + 1):
            total += min(counts[kind], counts[of_best + kind])
        matches[order] = total
