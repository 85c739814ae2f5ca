"""Scan texts in any script: words are runs of letters, marks and numbers; Han and kana characters are words alone."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    character_bytes,
    code_point,
    letters_and_digits8,
    load8,
    spaces8,
    store8,
    trailing_zeros,
)
from .separators import write_separator

_HIGHS = np.uint64(0x8080808080808080)
_FIRST_JOINER = np.uint64(0x200C)
_LAST_JOINER = np.uint64(0x200D)

# Bits of the table of classes.
_WORD = np.uint8(16)
_MARK = np.uint8(32)
_IDEOGRAPH = np.uint8(64)

# What the last character written was part of.
_NOTHING = 0
_RUN = 1
_ALONE = 2


@kernel
def _scan(data, begin, end, classes, words, start):
    """Write the words of data[begin:end] from `start` on; give where they end."""
    at = start
    i = begin
    state = _NOTHING
    # Where the word ends if no letter follows the joiners written after it.
    word_end = start
    while i < end:
        byte = data[i]
        word = load8(data, i)
        if byte < 0x80:
            plain = letters_and_digits8(word)
            spaces = spaces8(word)
            n_plain = min(trailing_zeros(~(plain | spaces) & _HIGHS) >> U3, end - i)
            if state != _RUN:
                at = write_separator(words, start, word_end)
            elif n_plain == U0 or byte == 0x20:
                at = word_end
            if n_plain == U0:
                words[at] = 0
                at += U1
                i += U1
                state = _NOTHING
            else:
                store8(words, at, word ^ (spaces >> U2))
                at += n_plain
                i += n_plain
                state = _NOTHING if words[at - U1] == 0 else _RUN
            word_end = at
            continue
        n_bytes = character_bytes(byte)
        point = code_point(word, n_bytes)
        kind = classes[point]
        i += n_bytes
        if kind & _MARK != 0:
            # Marks belong to what they follow; after a separator they are nobody's.
            if state != _NOTHING:
                store8(words, at, word)
                at += n_bytes
                word_end = at
        elif kind & _IDEOGRAPH != 0:
            at = write_separator(words, start, word_end)
            store8(words, at, word)
            at += n_bytes
            word_end = at
            state = _ALONE
        elif (point == _FIRST_JOINER) | (point == _LAST_JOINER):
            if state == _RUN:
                store8(words, at, word)
                at += n_bytes
            else:
                state = _NOTHING
        elif kind & _WORD != 0:
            if state != _RUN:
                at = write_separator(words, start, word_end)
            store8(words, at, word)
            at += n_bytes
            word_end = at
            state = _RUN
        else:
            state = _NOTHING
    return word_end


@kernel
def scan_unicode(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    A word begins with a letter or number (general categories L*, N*) and goes on with letters, marks and numbers (M*);
    the joiners U+200C and U+200D are part of it where a letter, mark or number follows them. A character of Han,
    Hiragana or Katakana is a word that only marks continue. Everything else separates, marks after no word among it.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8 (0x200000,), as unicode_classes.classes() gives them.
        words: uint8, output: words parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + 2 · n_bytes + 4 · n_rows + 8: a text that is not UTF-8 may end within a
        character, which is read on behind it.
    """
    end = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(end)
        end = _scan(data, np.uint64(offsets[row]), np.uint64(offsets[row + 1]), classes, words, end)
        words[end] = 0
        end += U1
    return np.int64(end)
