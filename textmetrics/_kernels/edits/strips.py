"""Strips of 64 reference words that are moved over a prediction, on bits (Myers 1999, Hyyrö 2003).

A strip hands the horizontal differences below it to the next. Where the distance is known to be at
most so much, strips span only the columns that an optimal alignment can reach: other cells are
overestimated, and never chosen.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U63


@kernel(wraps=True)
def _step(bits, positive, negative, in_positive, in_negative):
    """Move a strip over one word of the prediction.

    Args:
        bits: uint64, the positions of the word in the strip.
        positive, negative: uint64, vertical differences of +1 and -1 in the column before.
        in_positive, in_negative: uint64, 1 where the difference above the strip is +1, or -1.

    Returns:
        The vertical differences, and 1 where the difference at the 64th row is +1, or -1.
    """
    vertical = bits | negative
    bits |= in_negative
    horizontal = (((bits & positive) + positive) ^ positive) | bits
    right = negative | ~(horizontal | positive)
    left = positive & horizontal
    out_positive = right >> U63
    out_negative = left >> U63
    right = (right << U1) | in_positive
    left = (left << U1) | in_negative
    return left | ~(vertical | right), right & vertical, out_positive, out_negative


@kernel(wraps=True)
def _note_strip(ids, begin, end, part, masks):
    """Note the positions of reference ids[begin:end] in a strip, at 2 * id + part."""
    bit = U1
    for k in range(begin, end):
        masks[2 * np.int64(ids[k]) + part] |= bit
        bit <<= U1


@kernel
def _forget_strip(ids, begin, end, part, masks):
    for k in range(begin, end):
        masks[2 * np.int64(ids[k]) + part] = U0


@kernel(wraps=True)
def _fill_two(ids, a, b, m, at, masks, carry, table):
    """Fill two strips of reference words from `a` on, the second a column behind the first.

    The processor works on both at once, where one waits for its own results most of the time.
    """
    width = np.uint64(m)
    words = np.uint64(b)
    at = np.uint64(at) << U1
    below = at + ((width - U1) << U1)
    positive = ~U0
    negative = U0
    positive_below = ~U0
    negative_below = U0
    between_positive = U1
    between_negative = U0
    word_before = U0
    for j in range(width):
        word = np.uint64(ids[words + j]) << U1
        if j > U0:
            positive_below, negative_below, out_positive, out_negative = _step(
                masks[word_before | U1],
                positive_below,
                negative_below,
                between_positive,
                between_negative,
            )
            table[below] = positive_below
            table[below + U1] = negative_below
            carry[j - U1] = np.uint8(out_positive | (out_negative << U1))
        above = np.uint64(carry[j])
        positive, negative, between_positive, between_negative = _step(
            masks[word], positive, negative, above & U1, above >> U1
        )
        table[at] = positive
        table[at + U1] = negative
        word_before = word
        at += U2
        below += U2
    positive_below, negative_below, out_positive, out_negative = _step(
        masks[word_before | U1], positive_below, negative_below, between_positive, between_negative
    )
    table[below] = positive_below
    table[below + U1] = negative_below
    carry[width - U1] = np.uint8(out_positive | (out_negative << U1))


@kernel(wraps=True)
def fill(ids, a, n, b, m, most, masks, carry, table):
    """Fill the table of reference ids[a : a + n] and prediction ids[b : b + m].

    Args:
        ids: int32, word ids.
        a, n, b, m: int64.
        most: int64, the distance is not above it.
        masks, carry, table: as in `alignment.AlignmentScratch`.

    Returns:
        The number of columns that a strip has in the table: all, or those of the band from the
        first one on.
    """
    width = min(m, 64 + 2 * most)
    # Above the first strip, and where the strip before has no column, distances rise.
    for j in range(m):
        carry[j] = 1
    n_strips = (n + 63) >> 6
    strip = np.int64(0)
    while strip < n_strips:
        begin = strip << 6
        end = min(n, begin + 64)
        _note_strip(ids, a + begin, a + end, 0, masks)
        if width == m and end < n:
            last = min(n, end + 64)
            _note_strip(ids, a + end, a + last, 1, masks)
            _fill_two(ids, a, b, m, strip * width, masks, carry, table)
            _forget_strip(ids, a + begin, a + end, 0, masks)
            _forget_strip(ids, a + end, a + last, 1, masks)
            strip += 2
            continue
        positive = ~U0
        negative = U0
        at = np.uint64(strip * width) << U1
        first = np.int64(0)
        last = m
        if width < m:
            first = max(first, begin - most)
            last = min(last, begin + 64 + most)
        for j in range(np.uint64(first), np.uint64(last)):
            above = np.uint64(carry[j])
            positive, negative, out_positive, out_negative = _step(
                masks[np.uint64(ids[np.uint64(b) + j]) << U1],
                positive,
                negative,
                above & U1,
                above >> U1,
            )
            carry[j] = np.uint8(out_positive | (out_negative << U1))
            table[at] = positive
            table[at + U1] = negative
            at += U2
        _forget_strip(ids, a + begin, a + end, 0, masks)
        strip += 1
    return width


@kernel(wraps=True)
def last_column(ids, a, n, b, m, step, most, masks, carry, costs):
    """Write the distances of all beginnings of a reference to a whole prediction: n + 1 costs.

    Args:
        ids: int32.
        a, n, b, m: int64; the reference is n ids from `a` on, the prediction m from `b` on.
        step: int64, 1, or -1 to read both backwards from there.
        most, masks, carry: as in `fill`.
        costs: int64, output.
    """
    costs[0] = m
    for j in range(m):
        carry[j] = 1
    above = np.int64(0)  # the distance above the strip, before its first column
    for strip in range((n + 63) >> 6):
        begin = strip << 6
        end = min(n, begin + 64)
        bit = U1
        for k in range(begin, end):
            masks[2 * np.int64(ids[a + step * k])] |= bit
            bit <<= U1
        last = min(m, begin + 64 + most)
        next_first = max(np.int64(0), end - most)
        positive = ~U0
        negative = U0
        below = above + 64
        above = below
        for j in range(max(np.int64(0), begin - most), last):
            in_positive = np.uint64(carry[j]) & U1
            in_negative = np.uint64(carry[j]) >> U1
            positive, negative, out_positive, out_negative = _step(
                masks[2 * np.int64(ids[b + step * j])], positive, negative, in_positive, in_negative
            )
            carry[j] = np.uint8(out_positive | (out_negative << U1))
            below += np.int64(out_positive) - np.int64(out_negative)
            if j < next_first:
                above = below
        # Of the last strip, which has fewer rows, the 64th row was followed: it has the columns'
        # costs.
        for k in range(begin + 63, begin - 1, -1):
            bit = np.uint64(k - begin)
            difference = np.int64((positive >> bit) & U1) - np.int64((negative >> bit) & U1)
            if k < end:
                masks[2 * np.int64(ids[a + step * k])] = U0
                # Beyond the band: a distance that no optimal alignment has.
                costs[k + 1] = below if last == m else n + m
            below -= difference
    return 0
