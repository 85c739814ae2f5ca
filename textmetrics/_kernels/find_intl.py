"""Find words in text as sacrebleu's intl does; the scan of scan_intl.py writes the same words."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .simd import (
    U0,
    U1,
    U2,
    U3,
    U4,
    U63,
    U64,
    E3s64,
    E4s64,
    blanks64,
    character_bytes,
    code_point,
    continuations64,
    controls64,
    digits64,
    from_B8_64,
    hiragana64,
    katakana64,
    letters_and_digits64,
    load8_unchecked,
    not_ascii64,
    ranges64,
    trailing_zeros,
    without_trailing_space,
)
from .windows import _control_spaces, _part, _spread, _window_end

_LOW_BYTE = np.uint64(0xFF)
# Bits of the table of classes.
_WHITESPACE = np.uint8(1)
_PUNCTUATION = np.uint8(2)
_SYMBOL = np.uint8(4)
_NUMBER = np.uint8(8)

_symbols64 = ranges64((36, 0), (43, 0), (60, 2), (94, 0), (96, 0), (124, 0), (126, 0))
# Letters, told by the first bytes of theirs.
_letter_leads64 = ranges64((0xC4, 6), (0xD0, 1), (0xE5, 4), (0xEB, 1))
_C3s64 = ranges64((0xC3, 0))
_signs64 = ranges64((0x97, 0), (0xB7, 0))
_D7s64 = ranges64((0xD7, 0))
_hebrew64 = ranges64((0x90, 31))
_odd_kana64 = ranges64((0x9B, 1), (0xA0, 0), (0xBB, 0))


@kernel(wraps=True)
def _letters(data, p):
    """Give the first bytes of many letters beyond ASCII, those of Latin, Cyrillic, Hebrew, Hangul, kana and Han most of all."""
    next_ = p + U1
    letters = _letter_leads64(data, p)
    letters |= _C3s64(data, p) & ~_signs64(data, next_)
    letters |= _D7s64(data, p) & _hebrew64(data, next_)
    letters |= E4s64(data, p) & from_B8_64(data, next_)
    kana = katakana64(data, next_) & ~_odd_kana64(data, p + U2)
    return letters | (E3s64(data, p) & (kana | hiragana64(data, next_)))


@kernel(wraps=True)
def _stays_by_class(data, begin, i, classes):
    """Tell whether the last of several characters of punctuation, at i, is part of the number behind it."""
    n = U0
    kind = _PUNCTUATION
    while kind & _PUNCTUATION != 0:
        n += U1
        if i == begin:
            kind = _NUMBER  # no rule matches at the text's beginning, as behind a number
            break
        j = i - U1
        while j > begin and data[j] & 0xC0 == 0x80:
            j -= U1
        kind = classes[code_point(load8_unchecked(data, j), i - j)]
        i = j
    return ((n & U1) == U1) == (kind & _NUMBER != 0)


@kernel(wraps=True)
def find_intl(data, offsets, first, last, classes, edges, edge_offsets):
    """Find the words of texts as sacrebleu's intl does.

    Args:
        data: uint8, valid UTF-8; 65 bytes more than the texts have.
        offsets: int64 (last + 1,), where texts begin in `data`; below 2 ** 31.
        first, last: int64, texts first … last - 1.
        classes: uint8 (0x200000,), as code_points.classes() gives them.
        edges: int32, output: where the words begin and end, in turn: twice the bytes of the texts, and SPARE_FOUND.
        edge_offsets: int64 (last + 1,), output: where the edges of a text begin; given for the first.

    Returns:
        The texts seen to, so `last`; or the first text whose words are not pieces of it, for it holds what is rewritten first, or NUL.
    """
    n = np.uint64(edge_offsets[first])
    for text in range(first, last):
        edge_offsets[text] = np.int64(n)
        begin = np.uint64(offsets[text])
        end = np.uint64(offsets[text + 1])
        end = without_trailing_space(data, begin, end)
        before = U0
        alone_before = U0
        numbers_before = U1 << U63  # no rule matches at the text's ends, as between numbers
        marks_before = U0
        p = begin
        while p < end:
            others = not_ascii64(data, p)
            n_live, inside = _window_end(data, p, end, others)
            others &= inside
            words = inside & ~blanks64(data, p)
            numbers = digits64(data, p) & inside
            controls = controls64(data, p) & inside
            alone = words & ~(letters_and_digits64(data, p) | others | controls)
            marks = alone & ~_symbols64(data, p)
            if controls != U0:
                spaces, odd = _control_spaces(data, begin, p, controls)
                words &= ~spaces
                if odd & U1 != U0:
                    return np.int64(text)
            continuations = U0
            # Punctuation of two, three and four bytes, by its first.
            marks_2 = U0
            marks_3 = U0
            marks_4 = U0
            if others != U0:
                continuations = continuations64(data, p)
                left = others & ~(continuations | _letters(data, p))
                while left != U0:
                    at = trailing_zeros(left)
                    lowest = left & (U0 - left)
                    word = load8_unchecked(data, p + at)
                    n_bytes = character_bytes(word & _LOW_BYTE)
                    kind = classes[code_point(word, n_bytes)]
                    bits = ((U1 << n_bytes) - U1) << at
                    if kind & _WHITESPACE != 0:
                        words &= ~bits
                    elif kind & _PUNCTUATION != 0:
                        alone |= bits
                        marks_2 |= lowest if n_bytes == U2 else U0
                        marks_3 |= lowest if n_bytes == U3 else U0
                        marks_4 |= lowest if n_bytes == U4 else U0
                    elif kind & _SYMBOL != 0:
                        alone |= bits
                    elif kind & _NUMBER != 0:
                        numbers |= bits
                    left ^= lowest
            behind = (numbers << U1) | (numbers_before >> U63)
            ahead = numbers | ~inside
            of_number = (marks & (ahead >> U1)) | (marks_2 & (ahead >> U2)) | (marks_3 & (ahead >> U3)) | (marks_4 & (ahead >> U4))
            all_marks = marks | _spread(marks_2, U2) | _spread(marks_3, U3) | _spread(marks_4, U4)
            joined = of_number & behind
            left = of_number & ((all_marks << U1) | (marks_before >> U63))
            while left != U0:
                if _stays_by_class(data, begin, p + trailing_zeros(left), classes):
                    joined |= left & (U0 - left)
                left &= left - U1
            if joined != U0:
                alone &= ~(joined | _spread(joined & marks_2, U2) | _spread(joined & marks_3, U3) | _spread(joined & marks_4, U4))
            n, before, alone_before = _part(p, n_live, inside, words, alone, continuations, before, alone_before, n, edges)
            numbers_before = numbers << (U64 - n_live)
            marks_before = all_marks << (U64 - n_live)
            p += n_live
    edge_offsets[last] = np.int64(n)
    return last
