"""Clipped character n-grams of two texts, all orders in one pass and without a table of n-grams.

The shorter text of a pair is laid out as bits, as in bit_side.py, but with as many words of bits
as it takes: the mask of a character has bit k where character k of the shorter text is the same.
Walking along the longer text, E_n = (E_{n-1} << 1) & mask holds where in the shorter text the
n-gram ends that ends at the current character. Each n-gram takes the lowest such bit that no
earlier one took: the bits taken for order n are the clipped matches. The walk goes on to order n +
1 only where order n has matched, so unlike texts cost less than like ones. Where both texts are
long, words of bits cost more than a table: those pairs are left to clipped.py.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U6, U63, popcount
from .clipped import clipped_matches

CHARACTER_LIMIT = 384  # characters of the shorter text at most: six words of bits
N_CHARACTERS = 0x110000 + 1  # ids are one more than code points



class CharacterScratch(NamedTuple):
    """What `short_character_pairs` works in.

    Attributes:
        ranks: uint16 (N_CHARACTERS,), all zero; left zero: the number of a character of the shorter
            text.
        characters: int32 (CHARACTER_LIMIT + 1,): the character of each number.
        masks: uint64 ((CHARACTER_LIMIT + 1) * words,), all zero; left zero: the bits of each
            number.
        ends: uint64 (2 * (max_order + 1) * words,).
        free: uint64 ((max_order + 1) * words,).
    """

    ranks: Any
    characters: Any
    masks: Any
    ends: Any
    free: Any


@kernel(wraps=True)
def _lay_side(ids, begin, n_ids, n_words, scratch):
    """Number the characters of the shorter text from 1, and write the bits of their positions.

    Returns:
        How many different characters there are.
    """
    n = U0
    for k in range(n_ids):
        character = ids[begin + k]
        rank = np.uint64(scratch.ranks[character])
        # Whether it is new is written down either way: nothing to guess.
        n += np.uint64(rank == U0)
        rank = n if rank == U0 else rank
        scratch.ranks[character] = np.uint16(rank)
        scratch.characters[rank] = character
        scratch.masks[rank * n_words + (k >> U6)] |= U1 << (k & U63)
    return n


@kernel
def _clear_side(n, n_words, scratch):
    """Leave the tables of the shorter text zero."""
    for rank in range(U1, n + U1):
        scratch.ranks[scratch.characters[rank]] = 0
    for word in range(n_words, (n + U1) * n_words):
        scratch.masks[word] = U0


@kernel(wraps=True)
def _walk_one_word(ids, begin, n_ids, max_order, scratch):
    """Match the longer text against up to 64 characters."""
    ends = scratch.ends
    free = scratch.free
    deepest = U0
    for k in range(n_ids):
        mask = scratch.masks[scratch.ranks[ids[begin + k]]]
        limit = min(deepest + U1, max_order)
        order = U0
        found = mask
        while found != U0:
            order += U1
            before = ends[order]
            ends[order] = found
            found &= free[order]
            free[order] ^= found & (U0 - found)
            if order == limit:
                break
            found = (before << U1) & mask
        deepest = order


@kernel(wraps=True)
def _walk_two_words(ids, begin, n_ids, max_order, scratch):
    """Match the longer text against 65 to 128 characters."""
    ends = scratch.ends
    free = scratch.free
    deepest = U0
    for k in range(n_ids):
        rank = np.uint64(scratch.ranks[ids[begin + k]])
        low_mask = scratch.masks[rank + rank]
        high_mask = scratch.masks[rank + rank + U1]
        limit = min(deepest + U1, max_order)
        order = U0
        low = low_mask
        high = high_mask
        while low | high != U0:
            order += U1
            here = order + order
            low_before = ends[here]
            high_before = ends[here + U1]
            ends[here] = low
            ends[here + U1] = high
            # The lowest free bit of two words: the upper word's only where the lower has none.
            low &= free[here]
            high &= free[here + U1] if low == U0 else U0
            free[here] ^= low & (U0 - low)
            free[here + U1] ^= high & (U0 - high)
            if order == limit:
                break
            low = (low_before << U1) & low_mask
            high = ((high_before << U1) | (low_before >> U63)) & high_mask
        deepest = order


@kernel(wraps=True)
def _walk_words(ids, begin, n_ids, n_words, max_order, scratch):
    """Match the longer text against a shorter one of any number of words of bits."""
    ends = scratch.ends
    free = scratch.free
    old = U0
    new = (max_order + U1) * n_words
    for word in range(n_words):  # the empty n-gram ends everywhere
        ends[old + word] = ~U0
        ends[new + word] = ~U0
    deepest = U0
    for k in range(n_ids):
        mask = np.uint64(scratch.ranks[ids[begin + k]]) * n_words
        limit = min(deepest + U1, max_order)
        order = U0
        row = U0
        while order < limit:
            carry = np.uint64(order == U0)
            order += U1
            row += n_words
            any_end = U0
            chosen = n_words
            for word in range(n_words):
                before = ends[old + row - n_words + word]
                found = ((before << U1) | carry) & scratch.masks[mask + word]
                carry = before >> U63
                ends[new + row + word] = found
                any_end |= found
                chosen = word if found & free[row + word] != U0 else chosen
            if any_end == U0:
                order -= U1
                break
            if chosen != n_words:
                found = ends[new + row + chosen] & free[row + chosen]
                free[row + chosen] ^= found & (U0 - found)
        deepest = order
        old, new = new, old


@kernel
def _write_totals(out, pair, max_order, n_prediction, n_reference):
    """Write how many n-grams the texts of a pair have."""
    for n in range(max_order):
        out[pair, n, 1] = max(n_prediction - n, 0)
        out[pair, n, 2] = max(n_reference - n, 0)


@kernel
def short_character_pairs(
    ids, id_offsets, n_rows, pair_rows, n_pairs, max_order, scratch, out, long_pairs
):
    """Count pairs whose shorter text has up to CHARACTER_LIMIT characters; list the others.

    Args:
        ids: int32, code points of all texts, predictions before references, each one more than it
            is.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        max_order: int64, n-grams of 1 … max_order characters, at columns 0 … max_order - 1.
        scratch: CharacterScratch.
        out: int64 (n_pairs, max_order or more, 3), output: matches, prediction total, reference
            total.
        long_pairs: int64 (n_pairs,), output: pairs of which the totals alone are counted here.

    Returns:
        The number of pairs listed.
    """
    n_long = 0
    orders = np.uint64(max_order)
    for pair in range(n_pairs):
        begin = np.uint64(id_offsets[pair_rows[pair]])
        n_prediction = np.uint64(id_offsets[pair_rows[pair] + 1]) - begin
        reference = np.uint64(id_offsets[n_rows + pair])
        n_reference = np.uint64(id_offsets[n_rows + pair + 1]) - reference
        _write_totals(out, pair, max_order, np.int64(n_prediction), np.int64(n_reference))
        n_bits = min(n_prediction, n_reference)
        if n_bits > np.uint64(CHARACTER_LIMIT):
            long_pairs[n_long] = pair
            n_long += 1
            continue
        bit_begin, begin = (begin, reference) if n_prediction == n_bits else (reference, begin)
        n_others = max(n_prediction, n_reference)
        n_words = max((n_bits + U63) >> U6, U1)
        for word in range((orders + U1) * n_words):
            scratch.free[word] = ~U0
        n = _lay_side(ids, bit_begin, n_bits, n_words, scratch)
        if n_words == U1:
            _walk_one_word(ids, begin, n_others, orders, scratch)
        elif n_words == U1 + U1:
            _walk_two_words(ids, begin, n_others, orders, scratch)
        else:
            _walk_words(ids, begin, n_others, n_words, orders, scratch)
        _clear_side(n, n_words, scratch)
        for order in range(U1, orders + U1):
            taken = U0
            for word in range(order * n_words, (order + U1) * n_words):
                taken += popcount(~scratch.free[word])
            out[pair, order - U1, 0] = np.int64(taken)
    return n_long


@kernel
def long_character_pairs(
    ids,
    id_offsets,
    n_rows,
    pair_rows,
    pairs,
    n_pairs,
    max_order,
    seed,
    table,
    grams,
    counts,
    reference_grams,
    matches,
    out,
):
    """Count the matches of the pairs listed in `pairs`.

    The other arguments are those of short_character_pairs and of clipped_matches.
    """
    for k in range(n_pairs):
        pair = pairs[k]
        begin = id_offsets[pair_rows[pair]]
        end = id_offsets[pair_rows[pair] + 1]
        reference = n_rows + pair
        clipped_matches(
            ids,
            begin,
            end,
            id_offsets,
            reference,
            reference + 1,
            max_order,
            seed,
            table,
            grams,
            counts,
            reference_grams,
            matches,
        )
        for n in range(max_order):
            out[pair, n, 0] = matches[n + 1]
