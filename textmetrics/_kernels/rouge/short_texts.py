"""ROUGE-N and ROUGE-L of short texts from bytes to counts in one pass: neither words nor ids are written."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..ngrams import (
    BIT_SIDE_LIMIT,
    BITS,
    TEXT_LIMIT,
    _enter_words,
    _look_up_words,
    _match_more_orders,
    _next_stamp,
    _walk_one_word,
    _walk_two_words,
    _word_keys,
    write_pair,
)
from ..simd import U0
from ..tokenizers import LAST_PLACE, _word_edges, lowers_to_ascii

LONG_TEXTS = 2048  # bytes: where both texts have more, neither is a bit side, as good as never

_LOWER_CASE = np.uint64(0x2020202020202020)  # makes a capital letter small, and leaves digits and small letters


@kernel(wraps=True)
def rouge_texts(data, offsets, n_rows, pair_rows, n_pairs, is_text, codes, max_order, seed, table, edges, bits, ends, out, others):
    """Count matches and totals of pairs of texts; list the pairs that are not counted.

    Args:
        data: uint8, text as rouge-score tokenizes it, or words parted by zero bytes: predictions before references. SPARE_BYTES more
            than the texts have.
        offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `data`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair, ascending; its reference is text n_rows + pair.
        n_pairs: int64.
        is_text: int64, 1 where `data` is text, 0 where it is words.
        codes, max_order: as for rouge_ids.
        seed: uint64, odd and random.
        table: uint64 (TABLE_WORDS + 1,), zeros at first, then left as it is from call to call.
        edges: int32, scratch: three times the bytes of the longest text (or of the longest that has up to TEXT_LIMIT bytes) and
            SPARE_EDGES.
        bits: uint64, scratch: twice the bytes of that text, and 8.
        ends: uint64 (6 * max_order + 18,), scratch.
        out: int64 (n_pairs, n_codes, 3), output: matches, prediction total, reference total.
        others: int64 (n_pairs,), output: the pairs not counted here: long ones, and those with U+212A or U+0130, which lower-case to
            ASCII letters.

    Returns:
        The number of pairs listed in `others`, and of predictions without a word among the short ones.
    """
    n_others = 0
    n_without = 0
    n_taken = 2 * max(max_order, 2) + 2
    taken = ends[:n_taken]
    room = len(edges) // 3
    of_prediction = edges[:room]
    of_reference = edges[room : 2 * room]
    misses = edges[2 * room :]
    part = len(bits) >> 2
    lows = bits[:part]
    highs = bits[part : 2 * part]
    keys = bits[2 * part :]
    case = _LOWER_CASE if is_text else U0
    known = -1  # the prediction whose edges are at hand
    n_prediction = U0
    is_odd = False
    for pair in range(n_pairs):
        row = pair_rows[pair]
        begin = offsets[row]
        end = offsets[row + 1]
        other_begin = offsets[n_rows + pair]
        other_end = offsets[n_rows + pair + 1]
        longer = max(end - begin, other_end - other_begin)
        if min(end - begin, other_end - other_begin) > LONG_TEXTS or longer > TEXT_LIMIT or other_end > LAST_PLACE:
            others[n_others] = pair
            n_others += 1
            continue
        if row != known:
            known = row
            n_prediction, not_ascii = _word_edges(data, np.uint64(begin), np.uint64(end), is_text, of_prediction)
            is_odd = is_text and not_ascii != U0 and lowers_to_ascii(data, begin, end)
            n_without += np.int64(n_prediction == U0)
        n_reference, not_ascii = _word_edges(data, np.uint64(other_begin), np.uint64(other_end), is_text, of_reference)
        is_other = is_odd or (is_text and not_ascii != U0 and lowers_to_ascii(data, other_begin, other_end))
        # Clipped matches and LCS lengths are symmetric: the shorter text becomes the bits.
        n_bits = min(n_prediction, n_reference)
        if is_other or n_bits > np.uint64(BIT_SIDE_LIMIT):
            others[n_others] = pair
            n_others += 1
            continue
        stamp = _next_stamp(table)
        for k in range(n_taken):
            taken[k] = U0
        # Arrays are chosen, and each kernel called, in one place: another call of it would be optimised, and waited for, once more.
        of_bits, of_other = (of_prediction, of_reference) if n_prediction < n_reference else (of_reference, of_prediction)
        n_other = max(n_prediction, n_reference)
        _word_keys(data, of_bits, n_bits, case, seed, keys, misses)
        _enter_words(keys, n_bits, table, stamp, seed, misses)
        _word_keys(data, of_other, n_other, case, seed, keys, misses)
        _look_up_words(keys, n_other, table, stamp, seed, misses, data, of_other, of_bits, case, lows, highs)
        # As `walk` does: a kernel in between would be optimised once more, too.
        if max_order > 2:
            _match_more_orders(lows, highs, n_other, n_bits, max_order, taken, ends[n_taken:])
        if n_bits <= np.uint64(BITS):
            lcs = _walk_one_word(lows, n_other, taken)
        else:
            lcs = _walk_two_words(lows, highs, n_other, taken)
        write_pair(out, pair, codes, taken, lcs, np.int64(n_prediction), np.int64(n_reference))
    return n_others, n_without
