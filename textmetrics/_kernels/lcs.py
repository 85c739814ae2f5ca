"""Longest common subsequence of token sequences of any length, in linear memory.

The dynamic programme runs on bits (Crochemore et al. 2001; Hyyrö 2004): a column of differences is a row of 64-bit words. A token
touches only the words in which it occurs and those its carry reaches, so rare tokens cost next to nothing.
"""

from __future__ import annotations

import numpy as np

from .bits import popcount
from .jit import kernel

_0 = np.uint64(0)
_1 = np.uint64(1)
_63 = np.uint64(63)


@kernel
def place(ids, begin, end, starts, counts, places, masks):
    """List, for each token of a text, the words of 64 positions in which it occurs.

    Args:
        ids: int32, token ids.
        begin, end: int64, the text is ids[begin:end].
        starts: int64 (n_ids + 1,), output by id: where its list begins.
        counts: int64 (n_ids + 1,), by id, all zero; output: how long its list is.
        places: int64 (n_tokens,), output: indexes of words, ascending within a list.
        masks: uint64 (n_tokens,), output: the positions within that word.

    Assumes:
        `unplace` is called with the same text when the lists are no longer needed: it makes `counts` zero again.
    """
    # `starts` serves as "the last word seen, plus one" while lists are counted.
    for k in range(begin, end):
        starts[ids[k]] = 0
    for k in range(begin, end):
        token = np.int64(ids[k])
        word = ((k - begin) >> 6) + 1
        if starts[token] != word:
            starts[token] = word
            counts[token] += 1
    at = 0
    for k in range(begin, end):
        token = np.int64(ids[k])
        # A count is turned negative once its list has its place.
        if counts[token] > 0:
            starts[token] = at
            at += counts[token]
            counts[token] = -counts[token]
    for k in range(begin, end):
        token = np.int64(ids[k])
        counts[token] = 0
    for k in range(begin, end):
        token = np.int64(ids[k])
        word = (k - begin) >> 6
        last = starts[token] + counts[token] - 1
        if counts[token] == 0 or places[last] != word:
            counts[token] += 1
            last += 1
            places[last] = word
            masks[last] = _0
        masks[last] |= _1 << (np.uint64(k - begin) & _63)


@kernel
def unplace(ids, begin, end, counts):
    """Make `counts` zero again for the tokens of a text."""
    for k in range(begin, end):
        counts[ids[k]] = 0


@kernel(wraps=True)
def advance(token, starts, counts, places, masks, column, n_words, active):
    """Move a column of differences over one token of the other text; give how many words are in use now.

    Args:
        token: int64, an id.
        starts, counts, places, masks: the lists that `place` made.
        column: uint64 (n_words,), the column: a zero bit is a step up. All words from `active` on are all ones.
        n_words: int64, only words below this are moved.
        active: int64, words in use.
    """
    # Unsigned throughout: a signed index costs a test for being negative.
    carry = _0
    at = _0  # the word that the carry goes to
    in_use = np.uint64(active)
    begin = np.uint64(starts[token] if counts[token] > 0 else 0)
    for entry in range(begin, begin + np.uint64(counts[token])):
        word = np.uint64(places[entry])
        if word >= np.uint64(n_words):
            break
        while carry != _0 and at < word and at < in_use:
            before = column[at]
            column[at] = (before + _1) | before
            carry = np.uint64(before == ~_0)
            at += _1
        # A carry that reached words of all ones passes through them unchanged, up to this word.
        before = column[word]
        both = before & masks[entry]
        total = before + both
        carried = np.uint64(total < both)
        total += carry
        carried |= np.uint64(total < carry)
        column[word] = total | (before - both)
        carry = carried
        at = word + _1
        in_use = max(in_use, at)
    while carry != _0 and at < in_use:
        before = column[at]
        column[at] = (before + _1) | before
        carry = np.uint64(before == ~_0)
        at += _1
    return np.int64(in_use)


@kernel(wraps=True)
def lcs_length(ids, bit_begin, bit_end, begin, end, starts, counts, places, masks, column):
    """Give the length of the longest common subsequence of ids[bit_begin:bit_end] and ids[begin:end].

    Args:
        ids: int32, token ids.
        bit_begin, bit_end: int64, the text laid out as bits: the shorter one for speed.
        begin, end: int64, the other text.
        starts: int64 (n_ids + 1,), scratch.
        counts: int64 (n_ids + 1,), scratch, all zero; left zero.
        places: int64 (n_tokens,), scratch, n_tokens of the first text.
        masks: uint64 (n_tokens,), scratch.
        column: uint64 (n_tokens / 64 rounded up,), scratch.
    """
    place(ids, bit_begin, bit_end, starts, counts, places, masks)
    n_words = (bit_end - bit_begin + 63) >> 6
    for word in range(n_words):
        column[word] = ~_0
    active = 0
    for k in range(begin, end):
        active = advance(np.int64(ids[k]), starts, counts, places, masks, column, n_words, active)
    unplace(ids, bit_begin, bit_end, counts)
    length = 0
    for word in range(n_words):
        length += np.int64(popcount(~column[word]))
    return length
