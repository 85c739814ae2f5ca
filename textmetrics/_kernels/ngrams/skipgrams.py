"""Clipped skip-bigram matches of ROUGE-S and ROUGE-SU (Lin 2004), for any gap, in linear memory.

A skip-bigram is an ordered pair of tokens of a text with at most `gap` tokens between them. For each word a that both
texts have, one sweep over the reference counts the pairs (a, b) by b: at every token, as many as there are occurrences
of a near enough before it. A sweep over the prediction takes from these counts. Tokens that only one text has are left
out first; the others keep their positions.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel

_ADD = 0
_TAKE = 1
_CLEAR = 2

NO_UNIGRAMS = 0
ALL_UNIGRAMS = 1  # Lin 2004
ALL_BUT_LAST_UNIGRAMS = 2  # ROUGE-1.5.5: its loop ends before the last token


@kernel
def _sweep(tokens, positions, nexts, end, first, width, action, counts):
    """Add the pairs of one word with every later word to `counts`, or take them out and give how many there were.

    Args:
        tokens, positions, nexts: int64, a text's kept tokens, their positions, and one past the index of the same
            word's next occurrence, or zero.
        end: int64, one past the text's last index.
        first: int64, the index of the word's first occurrence.
        width: int64, the largest difference of positions.
        action: int64, _ADD, _TAKE or _CLEAR.
        counts: int64, by id.
    """
    n_open = 0  # occurrences near enough before token j
    oldest = first  # the first of them
    entering = first  # the occurrence after them, -1 for none
    taken = 0
    j = first
    while j < end:
        while n_open > 0 and positions[j] - positions[oldest] > width:
            n_open -= 1
            oldest = nexts[oldest] - 1
        if n_open == 0:
            if entering < 0:
                break
            j = entering
        elif action == _ADD:
            counts[tokens[j]] += n_open
        elif action == _CLEAR:
            counts[tokens[j]] = 0
        else:
            n = min(n_open, counts[tokens[j]])
            counts[tokens[j]] -= n
            taken += n
        if j == entering:
            n_open += 1
            entering = nexts[entering] - 1
        j += 1
    return taken


@kernel
def _keep_shared(ids, begin, end, side, at, heads, tokens, positions):
    """List the tokens of ids[begin:end] that the other side has too, from index `at` on; give where the list ends."""
    for k in range(begin, end):
        token = np.int64(ids[k])
        if heads[2 * token + 1 - side] != 0:
            tokens[at] = token
            positions[at] = k - begin
            at += 1
    return at


@kernel
def _link(begin, end, side, heads, tokens, nexts):
    """Chain the occurrences of each word among the kept tokens begin … end - 1."""
    for k in range(begin, end):
        back = begin + end - 1 - k
        token = tokens[back]
        nexts[back] = heads[2 * token + side]
        heads[2 * token + side] = back + 1


@kernel
def _unigram_matches(n_reference, n_prediction, tokens, positions, middle, n_kept, counts):
    """Count clipped matches of the tokens at positions below n_reference and n_prediction."""
    matches = 0
    for k in range(middle):
        if positions[k] < n_reference:
            counts[tokens[k]] += 1
    for k in range(middle, n_kept):
        if positions[k] < n_prediction and counts[tokens[k]] > 0:
            counts[tokens[k]] -= 1
            matches += 1
    for k in range(middle):
        counts[tokens[k]] = 0
    return matches


@kernel
def n_skipgrams(n_tokens, gap, unigrams):
    """Count the skip-bigrams of a text of n tokens, and its unigrams where they are counted too."""
    width = max(n_tokens - 1, 0)
    if gap >= 0:
        width = min(width, gap + 1)
    n = width * n_tokens - width * (width + 1) // 2
    if unigrams == ALL_UNIGRAMS:
        n += n_tokens
    elif unigrams == ALL_BUT_LAST_UNIGRAMS:
        n += max(n_tokens - 1, 0)
    return n


@kernel
def skipgram_matches(
    ids, begin, end, reference_begin, reference_end, gap, unigrams, heads, counts, tokens, positions, nexts
):
    """Count the clipped skip-bigram matches of two texts.

    Args:
        ids: int32, token ids.
        begin, end: int64, the prediction is ids[begin:end].
        reference_begin, reference_end: int64, the reference is ids[reference_begin:reference_end].
        gap: int64, tokens between the two of a pair at most; negative: any number.
        unigrams: int64, NO_UNIGRAMS, ALL_UNIGRAMS or ALL_BUT_LAST_UNIGRAMS count besides the pairs.
        heads: int64 (2 * n_ids + 2,), by id, all zero; left zero.
        counts: int64 (n_ids + 1,), by id, all zero; left zero.
        tokens, positions, nexts: int64, scratch: room for the tokens of both texts.
    """
    for k in range(reference_begin, reference_end):
        heads[2 * np.int64(ids[k])] = 1
    for k in range(begin, end):
        heads[2 * np.int64(ids[k]) + 1] = 1
    middle = _keep_shared(ids, reference_begin, reference_end, 0, 0, heads, tokens, positions)
    n_kept = _keep_shared(ids, begin, end, 1, middle, heads, tokens, positions)
    for k in range(reference_begin, reference_end):
        heads[2 * np.int64(ids[k])] = 0
    for k in range(begin, end):
        heads[2 * np.int64(ids[k]) + 1] = 0
    matches = 0
    if unigrams != NO_UNIGRAMS:
        n_left_out = 1 if unigrams == ALL_BUT_LAST_UNIGRAMS else 0
        n_reference = reference_end - reference_begin - n_left_out
        n_prediction = end - begin - n_left_out
        matches += _unigram_matches(n_reference, n_prediction, tokens, positions, middle, n_kept, counts)
    width = max(end - begin, reference_end - reference_begin)
    if gap >= 0:
        width = min(width, gap + 1)
    _link(0, middle, 0, heads, tokens, nexts)
    _link(middle, n_kept, 1, heads, tokens, nexts)
    for k in range(middle):
        token = tokens[k]
        if heads[2 * token] == k + 1:
            for action in range(3):  # one call, because each is compiled into the loop
                first = heads[2 * token + 1] - 1 if action == _TAKE else k
                last = n_kept if action == _TAKE else middle
                matches += _sweep(tokens, positions, nexts, last, first, width, action, counts)
    for k in range(middle):
        heads[2 * tokens[k]] = 0
        heads[2 * tokens[k] + 1] = 0
    return matches


@kernel
def skipgram_pairs(
    ids, id_offsets, n_rows, pair_rows, n_pairs, gap, unigrams, column, heads, counts, tokens, positions, nexts, out
):
    """Count the skip-bigram matches and totals of pairs.

    Args:
        ids: int32, token ids of all texts, predictions before references.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        gap: int64, tokens between the two of a pair at most; negative: any number.
        unigrams: int64, NO_UNIGRAMS, ALL_UNIGRAMS or ALL_BUT_LAST_UNIGRAMS count besides the pairs.
        column: int64, the column of `out` to write.
        heads: int64 (2 * n_ids + 2,), by id, all zero; left zero.
        counts: int64 (n_ids + 1,), by id, all zero; left zero.
        tokens, positions, nexts: int64, scratch: room for the tokens of any pair.
        out: int64 (n_pairs, n_columns, 3), output: matches, prediction total, reference total.
    """
    for pair in range(n_pairs):
        begin = id_offsets[pair_rows[pair]]
        end = id_offsets[pair_rows[pair] + 1]
        reference_begin = id_offsets[n_rows + pair]
        reference_end = id_offsets[n_rows + pair + 1]
        out[pair, column, 0] = skipgram_matches(
            ids, begin, end, reference_begin, reference_end, gap, unigrams, heads, counts, tokens, positions, nexts
        )
        out[pair, column, 1] = n_skipgrams(end - begin, gap, unigrams)
        out[pair, column, 2] = n_skipgrams(reference_end - reference_begin, gap, unigrams)
