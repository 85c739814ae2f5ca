"""Longest common subsequence of token sequences of any length, in linear memory.

The dynamic programme runs on bits (Crochemore et al. 2001; Hyyrö 2004): a column of differences is a row of 64-bit words. A token
touches only the words in which it occurs and those its carry reaches, so rare tokens cost next to nothing.

Long texts with frequent tokens go another way: blocks of 256 positions, one after another, each over a window of the other text's tokens.
All that a block needs of those before it is one bit a token, the carry. A window holds what a common subsequence longer than one already
known may match; of texts that are alike that is a narrow band.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U3, U4, U6, U63, popcount

BLOCK = 256  # positions that are moved over a window of tokens together: four words
REACH = 64  # tokens to either side of an alignment within which a first, good one is sought
WORDS_A_MATCH = 16  # words of a block that are moved in the time that a word found in a list takes
LEAST_TOKENS = 2048  # of the longer text: below, seeking the band costs more than three hundredths of the whole


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
            masks[last] = U0
        masks[last] |= U1 << (np.uint64(k - begin) & U63)


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
    carry = U0
    at = U0  # the word that the carry goes to
    in_use = np.uint64(active)
    begin = np.uint64(starts[token] if counts[token] > 0 else 0)
    for entry in range(begin, begin + np.uint64(counts[token])):
        word = np.uint64(places[entry])
        if word >= np.uint64(n_words):
            break
        while carry != U0 and at < word and at < in_use:
            before = column[at]
            column[at] = (before + U1) | before
            carry = np.uint64(before == ~U0)
            at += U1
        # A carry that reached words of all ones passes through them unchanged, up to this word.
        before = column[word]
        both = before & masks[entry]
        total = before + both
        carried = np.uint64(total < both)
        total += carry
        carried |= np.uint64(total < carry)
        column[word] = total | (before - both)
        carry = carried
        at = word + U1
        in_use = max(in_use, at)
    while carry != U0 and at < in_use:
        before = column[at]
        column[at] = (before + U1) | before
        carry = np.uint64(before == ~U0)
        at += U1
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
        column[word] = ~U0
    active = np.int64(0)
    for k in range(begin, end):
        active = advance(np.int64(ids[k]), starts, counts, places, masks, column, n_words, active)
    unplace(ids, bit_begin, bit_end, counts)
    length = 0
    for word in range(n_words):
        length += np.int64(popcount(~column[word]))
    return length


@kernel(wraps=True)
def _move_word(column, mask, carry):
    """Move one word of a column over one token; give the word and the carry to the next."""
    both = column & mask
    total = column + both
    carried = np.uint64(total < both)
    total += carry
    carried |= np.uint64(total < carry)
    return total | (column - both), carried


@kernel(wraps=True)
def _move_block(bits, first, last, tokens, low, high, masks, carries):
    """Move the block of columns of bits[first:last] over tokens[low:high].

    Args:
        bits: int32, tokens of the text laid out as bits.
        first, last: int64, up to 256 of them.
        tokens: int32, the other text.
        low, high: int64, the window.
        masks: uint64, four words a token, all zero; left zero.
        carries: uint8, by token of the other text, 0 or 1: the carries into the block; replaced by those out of it.
    """
    begin = np.uint64(first)
    for k in range(begin, np.uint64(last)):
        position = np.uint64(k) - begin
        masks[np.uint64(bits[k]) * U4 + (position >> U6)] |= U1 << (position & U63)
    # A word waits for its own last value and for a carry: four words side by side keep the processor busy.
    word_0 = ~U0
    word_1 = ~U0
    word_2 = ~U0
    word_3 = ~U0
    for k in range(np.uint64(low), np.uint64(high)):
        at = np.uint64(tokens[k]) * U4
        word_0, carry = _move_word(word_0, masks[at], np.uint64(carries[k]))
        word_1, carry = _move_word(word_1, masks[at + U1], carry)
        word_2, carry = _move_word(word_2, masks[at + U2], carry)
        word_3, carry = _move_word(word_3, masks[at + U3], carry)
        carries[k] = carry
    for k in range(begin, np.uint64(last)):
        masks[np.uint64(bits[k]) * U4 + ((np.uint64(k) - begin) >> U6)] = U0


@kernel
def lcs_in_windows(bits, n_bits, tokens, n_tokens, known, reach, masks, carries):
    """Give the length of the longest common subsequence within a window a block; `known` if that is longer.

    Let f(i, j) be the length for the first i bits and the first j tokens, as far as matches lie within the windows. After the block that
    ends at i, f(i, j) is the sum of the first j carries: behind its window no token has been met, so the carries are zero, and before it
    no bit of the block has matched, so they pass through. Windows only move on, so this stays exact for the matches within them.

    Where `reach` is negative, the windows hold every common subsequence of more than `known` tokens, all its matches. Say that one has p
    matches in blocks before the one that begins at i, and they lie within windows, so that p ≤ f(i, j) for any j tokens that hold them.
    - Its first match from i on is with token j (from 0). The rest has at most n_bits - i matches, so
      known + 1 ≤ p + n_bits - i ≤ f(i, j) + n_bits - i: the window may begin at the first j for which this holds.
    - Its last match in this block is with token j. Up to there it has at most p + width matches, and n_tokens - j - 1 tokens follow, so
      known + 1 ≤ p + width + n_tokens - j - 1 with p ≤ f(i, n_tokens): the window may end behind the last such j.
    So its matches in this block lie within the window too. Both ends move on with i, as f gains at most the width a block.

    Args:
        bits: int32 (n_bits,), tokens of the text laid out as bits, numbered from 0.
        n_bits: int64.
        tokens: int32 (n_tokens,), the other text.
        n_tokens: int64.
        known: int64, the length of a common subsequence, 0 for none.
        reach: int64, negative: windows hold all longer ones, and the result is exact. Otherwise they reach so many tokens to either side
            of the alignment with the fewest edits so far, and the sweep ends where less than half of the bits match: a lower bound, fast.
        masks: uint64 (4 * n_kinds,), all zero; left zero.
        carries: uint8 (n_tokens,), scratch.
    """
    for k in range(n_tokens):
        carries[k] = 0
    low = np.int64(0)
    high = np.int64(0)
    below = np.int64(0)  # f at `low`
    found = np.int64(0)  # f at `high`, and at any token behind it
    for first in range(0, n_bits, BLOCK):
        last = min(first + BLOCK, n_bits)
        if reach < 0:
            while below < known + 1 - (n_bits - first):
                if low == high:
                    return known  # nothing longer is left
                below += np.int64(carries[low])
                low += 1
            high = max(high, min(n_tokens, found + last - first + n_tokens - 1 - known))
        elif 2 * found < first:
            break
        else:
            # first + j - 2 f(first, j) edits lead to j.
            at = low
            fewest = low - 2 * below
            edits = fewest
            for k in range(low, high):
                edits += 1 - 2 * np.int64(carries[k])
                if edits <= fewest:
                    fewest = edits
                    at = k + 1
            while low < at - reach:
                below += np.int64(carries[low])
                low += 1
            high = max(high, min(n_tokens, at + BLOCK + reach))
        _move_block(bits, first, last, tokens, low, high, masks, carries)
        found = below
        for k in range(np.uint64(low), np.uint64(high)):
            found += np.int64(carries[k])
    return max(known, found)


@kernel
def long_lcs_length(ids, bit_begin, bit_end, begin, end, starts, counts, places, masks, column, kept, block_masks, carries, least_tokens):
    """Give what `lcs_length` gives, faster where tokens are frequent, and much faster where texts are alike.

    Args:
        ids, bit_begin, bit_end, begin, end, starts, counts, places, masks, column: those of `lcs_length`.
        kept: int32 (n_tokens of both texts,), scratch.
        block_masks: uint64 (4 * n_kinds,), all zero; left zero. n_kinds: distinct tokens of the first text.
        carries: uint8 (n_tokens of the other text,), scratch.
        least_tokens: int64, a band is sought only where the other text has so many tokens.
    """
    # What both begin or end with belongs to a longest common subsequence.
    ends = np.int64(0)
    while bit_begin < bit_end and begin < end and ids[bit_begin] == ids[begin]:
        bit_begin += 1
        begin += 1
        ends += 1
    while bit_begin < bit_end and begin < end and ids[bit_end - 1] == ids[end - 1]:
        bit_end -= 1
        end -= 1
        ends += 1
    # Keep the tokens that both have, numbered from 0: what only one has lengthens nothing and widens the band. Which have is hard to
    # foretell, so there are no branches: what is not kept is written over.
    n_kinds = np.int64(0)
    for k in range(bit_begin, bit_end):
        token = np.int64(ids[k])
        count = counts[token]
        starts[token] = n_kinds if count == 0 else starts[token]
        n_kinds += count == 0
        counts[token] = count + 1
    # The counts of tokens that the other text has too are turned negative.
    kept_tokens = kept[bit_end - bit_begin :]
    n_tokens = np.int64(0)
    n_matches = np.int64(0)
    for k in range(begin, end):
        token = np.int64(ids[k])
        count = abs(counts[token])
        kept_tokens[n_tokens] = starts[token]
        n_tokens += count != 0
        n_matches += count
        counts[token] = -count
    n_bits = np.int64(0)
    for k in range(bit_begin, bit_end):
        token = np.int64(ids[k])
        kept[n_bits] = starts[token]
        n_bits += counts[token] < 0
    unplace(ids, bit_begin, bit_end, counts)
    words = (n_bits + BLOCK - 1) // BLOCK * (BLOCK // 64)
    # A band is sought where that is a small part of the work that it may save; once more and further where the way was lost,
    # not where it was never found.
    known = np.int64(0)
    window = n_tokens
    reach = np.int64(REACH)
    if n_tokens < least_tokens or WORDS_A_MATCH * n_matches < 4 * words * (BLOCK + 2 * REACH):
        reach = np.int64(-1)
    while True:
        if reach < 0 and WORDS_A_MATCH * n_matches < words * window:
            begin = bit_end - bit_begin
            return ends + lcs_length(kept, np.int64(0), n_bits, begin, begin + n_tokens, starts, counts, places, masks, column)
        known = lcs_in_windows(kept, n_bits, kept_tokens, n_tokens, known, reach, block_masks, carries)
        if reach < 0:
            return ends + known
        window = min(n_tokens, BLOCK + (n_bits + n_tokens) // 2 - known)
        reach *= 4
        if known < BLOCK or 3 * window < n_tokens or 8 * (BLOCK + 2 * reach) > n_tokens:
            reach = np.int64(-1)
