"""Scan texts as sacrebleu's 13a does (mteval-v13a): punctuation parted by rules about digits, entities undone."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .scan_bytes import points_end, write_isolated, write_points
from .simd import (
    U0,
    U1,
    U2,
    U3,
    U4,
    U5,
    U8,
    is_ascii_space,
    is_digit,
    is_space3,
    letters_and_digits8,
    load8,
    space_leads8,
    spaces8,
    store8,
    trailing_zeros,
    without_trailing_space,
)

_LOW_BYTE = np.uint64(0xFF)

_HIGHS = np.uint64(0x8080808080808080)
_N_PATTERNS = 6
_TO_REWRITE = np.uint64(0xFFFFFFFFFFFFFFFF)


@kernel
def is_punctuation(byte):
    """Tell whether 13a always makes a word of this ASCII character: all punctuation but ' , - and the full stop."""
    return (
        ((byte >= 33) & (byte <= 38))
        | ((byte >= 40) & (byte <= 43))
        | (byte == 47)
        | ((byte >= 58) & (byte <= 64))
        | ((byte >= 91) & (byte <= 96))
        | ((byte >= 123) & (byte <= 126))
    )


@kernel
def _pattern(k):
    """Give what is undone k-th: its first byte, the others, packed little-endian, their number, what it becomes."""
    if k == 0:
        return np.uint64(0x3C), np.uint64(0x3E64657070696B73), U8, U0  # <skipped>
    if k == 1:
        return np.uint64(0x2D), np.uint64(0x0A), U1, U0  # a hyphen at a line's end
    if k == 2:
        return np.uint64(0x26), np.uint64(0x3B746F7571), U5, np.uint64(0x22)  # &quot;
    if k == 3:
        return np.uint64(0x26), np.uint64(0x3B706D61), U4, np.uint64(0x26)  # &amp;
    if k == 4:
        return np.uint64(0x26), np.uint64(0x3B746C), U3, np.uint64(0x3C)  # &lt;
    return np.uint64(0x26), np.uint64(0x3B7467), U3, np.uint64(0x3E)  # &gt;


@kernel
def _begins(data, i, end, first, others, n_others):
    """Tell whether a pattern stands at i, before the end."""
    if data[i] != first or i + n_others >= end:
        return False
    for _ in range(n_others):
        i += U1
        if data[i] != others & _LOW_BYTE:
            return False
        others >>= U8
    return True


@kernel
def _is_rewritten(data, i, end):
    """Tell whether something that 13a rewrites before it parts words begins at i."""
    for k in range(_N_PATTERNS):
        first, others, n_others, _ = _pattern(k)
        if _begins(data, i, end, first, others, n_others):
            return True
    return False


@kernel
def _rewrite(data, begin, end, words):
    """Put the row, stripped and rewritten, at the end of `words`; give where it begins and ends there."""
    end = without_trailing_space(data, begin, end)
    start = np.uint64(words.size) - (end - begin)
    for k in range(end - begin):
        words[start + k] = data[begin + k]
    end = np.uint64(words.size)
    # One after another, each once from left to right: what one uncovers only the next may find.
    for k in range(_N_PATTERNS):
        first, others, n_others, becomes = _pattern(k)
        at = start
        i = start
        while i < end:
            if _begins(words, i, end, first, others, n_others):
                i += n_others
                words[at] = np.uint8(becomes)
                at += np.uint64(becomes != U0)
            else:
                words[at] = words[i]
                at += U1
            i += U1
        end = at
    return start, end


@kernel
def _scan(data, begin, end, rewritten, words, start):
    """Write the words of data[begin:end] from `start` on; give where they end, or _TO_REWRITE.

    `rewritten` is an int64, 0 or 1: for each of two constant booleans Numba would compile this anew.
    """
    at = start
    i = begin
    while i < end:
        word = load8(data, i)
        spaces = spaces8(word)
        special = ~(letters_and_digits8(word) | spaces | word) & _HIGHS
        if word & _HIGHS != U0:
            special |= space_leads8(word)
        store8(words, at, word ^ (spaces >> U2))
        if special == U0 and i + U8 <= end:
            # A branch, not a minimum: the next eight bytes are then read before this test is done.
            at += U8
            i += U8
            continue
        n_plain = min(trailing_zeros(special) >> U3, end - i)
        at += n_plain
        i += n_plain
        if i == end:
            break
        byte = data[i]
        if byte >= 0x80:
            second = data[i + U1]
            if byte == 0xC2:
                n_bytes = U2
                is_space = (second == 0x85) | (second == 0xA0)
            else:
                n_bytes = U3
                is_space = is_space3(byte, second, data[i + U2])
            words[at] = np.uint8(0) if is_space else byte
            at += U1
            i += n_bytes if is_space else U1
            continue
        after_digit = i > begin and is_digit(data[i - U1])
        following = data[i + U1] if i + U1 < end else np.uint8(0x20)
        isolated = is_punctuation(byte)
        if byte == 46 or byte == 44:
            if following == 46 or following == 44:
                stop = points_end(data, i, end)
                before_digit = stop < end and is_digit(data[stop])
                at = write_points(data, i, stop, after_digit, before_digit, words, start, at)
                i = stop
                continue
            isolated = not (after_digit and is_digit(following))
        elif byte == 45:
            if following == 10 and rewritten == 0:
                return _TO_REWRITE
            isolated = after_digit
        elif (byte == 38 or byte == 60) and rewritten == 0 and _is_rewritten(data, i, end):
            return _TO_REWRITE
        if isolated:
            at = write_isolated(words, start, at, byte)
        else:
            words[at] = np.uint8(0xFF) if byte == 0 else (np.uint8(0) if is_ascii_space(byte) else byte)
            at += U1
        i += U1
    return at


@kernel
def scan_13a(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: words parted by zero bytes, at least one after each row; its tail is scratch space.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + 3 · n_bytes + n_rows + 8: twice for the words, once for a row that is rewritten.
    """
    end = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(end)
        row_begin = np.uint64(offsets[row])
        row_end = np.uint64(offsets[row + 1])
        start = end
        end = _scan(data, row_begin, row_end, np.int64(0), words, start)
        if end == _TO_REWRITE:
            row_begin, row_end = _rewrite(data, row_begin, row_end, words)
            end = _scan(words, row_begin, row_end, np.int64(1), words, start)
        words[end] = 0
        end += U1
    return np.int64(end)
