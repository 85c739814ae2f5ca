"""The union LCS of many short reference lines at once: laid side by side in one word of 64 bits, moved and walked back together.

A line's positions are bits one after another, and a guard bit, zero in the columns, stands behind each line: the carry of a line's
addition ends there. The walk back (see union.py) takes in each line the highest bit of those where it may stop. It runs on reversed
words, in which that is the lowest, and one subtraction finds it in all lines: what the bits below it lend is at most the next guard.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U2, U4, U8, U16, U32, popcount

BITS = 64  # positions and guards of a group of lines; a line of so many tokens stands alone

_ODD = np.uint64(0x5555555555555555)
_PAIRS = np.uint64(0x3333333333333333)
_NIBBLES = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x00FF00FF00FF00FF)
_DOUBLE_BYTES = np.uint64(0x0000FFFF0000FFFF)


@kernel
def _reversed(word):
    """Give a uint64 with its bits in reverse."""
    word = ((word >> U1) & _ODD) | ((word & _ODD) << U1)
    word = ((word >> U2) & _PAIRS) | ((word & _PAIRS) << U2)
    word = ((word >> U4) & _NIBBLES) | ((word & _NIBBLES) << U4)
    word = ((word >> U8) & _BYTES) | ((word & _BYTES) << U8)
    word = ((word >> U16) & _DOUBLE_BYTES) | ((word & _DOUBLE_BYTES) << U16)
    return (word >> U32) | (word << U32)


@kernel(wraps=True)
def _pack(ids, line_offsets, line, last, masks):
    """Write the masks of the reference lines from `line` on that fit into one word.

    Args:
        ids: int32, token ids.
        line_offsets: int64, line l is ids[line_offsets[l]:line_offsets[l + 1]].
        line, last: int64, lines; the first has at most BITS tokens.
        masks: uint64, by id, all zero; output: the bits of its positions. `_unpack` makes them zero again.

    Returns:
        One past the last line that fits; the guards; and, in a reversed word, the last position of each line.
    """
    at = U0
    guards = U0
    lasts = U0
    while line < last:
        begin = np.uint64(line_offsets[line])
        n_tokens = np.uint64(line_offsets[line + 1]) - begin
        if at + n_tokens > np.uint64(BITS):
            break
        line += 1
        if n_tokens == U0:
            continue
        for k in range(n_tokens):
            masks[np.uint64(ids[begin + k])] |= U1 << (at + k)
        at += n_tokens
        lasts |= U1 << (np.uint64(BITS) - at)
        if at < np.uint64(BITS):
            guards |= U1 << at
        at += U1
    return line, guards, lasts


@kernel
def _unpack(ids, begin, end, masks):
    """Make the masks of ids[begin:end] zero again."""
    for k in range(np.uint64(begin), np.uint64(end)):
        masks[np.uint64(ids[k])] = U0


@kernel(wraps=True)
def _union_of_lines(ids, line_offsets, first, last, masks, guards, lasts, lows, stops, moves):
    """Give the union of a group of lines with all lines of a prediction, as bits.

    Args:
        ids, line_offsets: as for `_pack`.
        first, last: int64, the prediction's lines.
        masks, guards, lasts: of the group, as `_pack` gives them.
        lows: uint64, by token of the prediction, output: its mask.
        stops, moves: uint64, by token of the prediction, scratch.
    """
    begin = np.uint64(line_offsets[first])
    n_tokens = np.uint64(line_offsets[last]) - begin
    for k in range(n_tokens):
        lows[k] = masks[np.uint64(ids[begin + k])]
    free = ~guards
    for line in range(first, last):
        column = free
        for k in range(np.uint64(line_offsets[line]) - begin, np.uint64(line_offsets[line + 1]) - begin):
            mask = lows[k]
            column = ((column + (column & mask)) | (column & ~mask)) & free
            stops[k] = column
    # The walk stops at a match and at a zero bit; where it stops without a match it goes on from the same position.
    for k in range(n_tokens):
        mask = _reversed(lows[k])
        column = _reversed(stops[k])
        stops[k] = mask | ~column
        moves[k] = mask | column
    union = U0
    for line in range(first, last):
        below = ~U0  # positions not yet passed, and guards
        line_begin = np.uint64(line_offsets[line]) - begin
        k = np.uint64(line_offsets[line + 1]) - begin
        while k > line_begin:
            k -= U1
            stop = stops[k] & below
            passed = (stop ^ (stop - lasts)) & moves[k]
            union |= passed & stop
            below &= ~passed
    return _reversed(union)


@kernel(wraps=True)
def _clip_alone(union, lows, n_tokens):
    """Count the positions of a union that find a token each among those whose masks are lows[:n_tokens]."""
    taken = U0
    for k in range(np.uint64(n_tokens)):
        free = lows[k] & union
        union ^= free & (U0 - free)
        taken += np.uint64(free != U0)
    return np.int64(taken)


@kernel(wraps=True)
def _clip_group(union, lows, n_tokens, unused):
    """Count as `_clip_alone` does, with tokens that unused[:n_tokens] (uint64, all ones or zero) leaves; those taken become zero."""
    before = popcount(union)
    for k in range(np.uint64(n_tokens)):
        free = lows[k] & union & unused[k]
        union ^= free & (U0 - free)
        unused[k] = unused[k] if free == U0 else U0
    return np.int64(before - popcount(union))
