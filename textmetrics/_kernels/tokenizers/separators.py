"""What several scans share: eight bytes at a time, white space and code points in UTF-8, stripping."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U1, U2

_LOW_BYTE = np.uint64(0xFF)


@kernel
def without_leading_continuations(data, begin, end):
    """Give where the first character of data[begin:end] begins: at `begin` in UTF-8.

    Whoever walks back from behind it to the beginning of a character then stays within the text.
    """
    while begin < end and data[begin] & 0xC0 == 0x80:
        begin += U1
    return begin


# Without a branch, so that Numba drops the reference counts of the arrays that are passed.
@kernel
def write_separator(words, start, at):
    """Part what follows from what was written, unless a zero byte or the row's start does; give the new end."""
    words[at] = 0
    return at + np.uint64(words[at - np.uint64(at > start)] != 0)


@kernel
def write_isolated(words, start, at, byte):
    """Write an ASCII character as a word of its own; give the new end."""
    at = write_separator(words, start, at)
    words[at] = byte
    words[at + U1] = 0
    return at + U2


@kernel
def write_points(data, i, end, after_digit, before_digit_at_end, words, start, at):
    """Write the run of [.,] from i on as mteval's rules part it; give the new end.

    With k characters after x and before y, every one but the last is a word of its own. The last is parted from what
    is before it unless k is 1 and x and y are digits, and from y unless y is a digit and k is odd after a digit, even
    after none.

    Args:
        data: uint8, the text's bytes.
        i: uint64, where the run begins.
        end: uint64, where it ends, as points_end gives it.
        after_digit: x is a digit.
        before_digit_at_end: y is a digit.
        words: uint8, output.
        start: uint64, where the row's words begin in `words`.
        at: uint64, where to write.
    """
    length = end - i
    for j in range(i, end - U1):
        at = write_isolated(words, start, at, data[j])
    if length > U1 or not after_digit or not before_digit_at_end:
        at = write_separator(words, start, at)
    words[at] = data[end - U1]
    at += U1
    if not before_digit_at_end or ((length & U1) == U1) != after_digit:
        words[at] = 0
        at += U1
    return at


@kernel
def points_end(data, i, end):
    """Find where the run of [.,] that begins at i ends."""
    j = i + U1
    while j < end and (data[j] == 46 or data[j] == 44):
        j += U1
    return j
