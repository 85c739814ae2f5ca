"""Find words in text as sacrebleu's 13a and zh do; the scans of scan_13a.py and scan_zh.py write the same words."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .scan_13a import _is_rewritten
from .simd import (
    U0,
    U1,
    U2,
    U3,
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
    is_digit,
    katakana64,
    letters_and_digits64,
    load8_unchecked,
    not_ascii64,
    ranges64,
    trailing_zeros,
    without_leading_space,
    without_trailing_space,
)
from .windows import _control_spaces, _part, _wide_spaces, _window_end

_LOW_BYTE = np.uint64(0xFF)
# Bits of the table of classes.
_WHITESPACE = np.uint8(1)
_ZH = np.uint8(128)

_points64 = ranges64((44, 0), (46, 0))
_hyphens64 = ranges64((45, 0))
_apostrophes64 = ranges64((39, 0))
_entities64 = ranges64((38, 0), (60, 0))
# Chinese characters but few, and others that are none, told by the first byte or two of theirs.
_ideograph_leads64 = ranges64((0xE5, 3))
_E9s64 = ranges64((0xE9, 0))
_from_BE_64 = ranges64((0xBE, 1))
_plain_leads64 = ranges64((0xC3, 28), (0xEB, 1))


@kernel(wraps=True)
def _zh_or_space(data, p, leads, classes):
    """Give the bytes of Chinese characters, as sacrebleu's zh takes them, and those of white space beyond ASCII."""
    next_ = p + U1
    chinese = leads & (
        _ideograph_leads64(data, p) | (E4s64(data, p) & from_B8_64(data, next_)) | (_E9s64(data, p) & ~_from_BE_64(data, next_))
    )
    kana = E3s64(data, p) & (hiragana64(data, next_) | katakana64(data, next_))
    left = leads & ~(chinese | kana | _plain_leads64(data, p))
    chinese |= (chinese << U1) | (chinese << U2)
    spaces = U0
    while left != U0:
        at = trailing_zeros(left)
        word = load8_unchecked(data, p + at)
        n_bytes = character_bytes(word & _LOW_BYTE)
        kind = classes[code_point(word, n_bytes)]
        bits = ((U1 << n_bytes) - U1) << at
        if kind & _WHITESPACE != 0:
            spaces |= bits
        elif kind & _ZH != 0:
            chinese |= bits
        left &= left - U1
    return chinese, spaces


@kernel(wraps=True)
def _stays(data, begin, i, at_begin):
    """Tell whether the last of several points, at i, is part of the number behind it."""
    n = U1
    while i > begin and (data[i - U1] == 44 or data[i - U1] == 46):
        i -= U1
        n += U1
    after_digit = is_digit(data[i - U1]) if i > begin else at_begin
    return ((n & U1) == U1) == after_digit


@kernel(wraps=True)
def _find_13a(data, offsets, first, last, is_zh, classes, edges, edge_offsets):
    """Find the words of texts as 13a does, or, with `is_zh`, as zh does; the arguments are those of `find_13a`."""
    n = np.uint64(edge_offsets[first])
    for text in range(first, last):
        edge_offsets[text] = np.int64(n)
        begin = np.uint64(offsets[text])
        end = np.uint64(offsets[text + 1])
        if is_zh:
            end = without_trailing_space(data, begin, end)
            begin = without_leading_space(data, begin, end)
        before = U0
        alone_before = U0
        digits_before = U0
        points_before = U0
        at_begin = np.uint64(is_zh)  # beside a point, the text's ends act as digits in zh, as other characters in 13a
        p = begin
        while p < end:
            others = not_ascii64(data, p)
            n_live, inside = _window_end(data, p, end, others)
            others &= inside
            words = inside & ~blanks64(data, p)
            digits = digits64(data, p) & inside
            points = _points64(data, p) & inside
            hyphens = _hyphens64(data, p) & inside
            controls = controls64(data, p) & inside
            alone = words & ~(letters_and_digits64(data, p) | others | points | hyphens | _apostrophes64(data, p) | controls)
            if controls != U0:
                spaces, odd = _control_spaces(data, begin, p, controls)
                words &= ~spaces
                if odd & (U1 if is_zh else U3) != U0:
                    return np.int64(text)
            continuations = U0
            if others != U0:
                continuations = continuations64(data, p)
                if is_zh:
                    chinese, spaces = _zh_or_space(data, p, others & ~continuations, classes)
                    alone |= chinese
                    words &= ~spaces
                else:
                    words &= ~_wide_spaces(data, p, inside)
            after_digit = (digits << U1) | (digits_before >> U63)
            before_digit = ((digits | ~inside) if is_zh else digits) >> U1
            if not is_zh:
                left = _entities64(data, p) & inside
                while left != U0:
                    if _is_rewritten(data, p + trailing_zeros(left), end):
                        return np.int64(text)
                    left &= left - U1
            alone |= (points & ~((after_digit | at_begin) & before_digit)) | (hyphens & after_digit)
            left = points & ((points << U1) | (points_before >> U63)) & before_digit
            while left != U0:
                if _stays(data, begin, p + trailing_zeros(left), is_zh != 0):
                    alone &= ~(left & (U0 - left))
                left &= left - U1
            n, before, alone_before = _part(p, n_live, inside, words, alone, continuations, before, alone_before, n, edges)
            digits_before = digits << (U64 - n_live)
            points_before = points << (U64 - n_live)
            at_begin = U0
            p += n_live
    edge_offsets[last] = np.int64(n)
    return last


@kernel
def find_13a(data, offsets, first, last, classes, edges, edge_offsets):
    """Find the words of texts as sacrebleu's 13a does.

    Args:
        data: uint8, valid UTF-8; 65 bytes more than the texts have.
        offsets: int64 (last + 1,), where texts begin in `data`; below 2 ** 31.
        first, last: int64, texts first … last - 1.
        classes: uint8, not used by this tokenizer.
        edges: int32, output: where the words begin and end, in turn: twice the bytes of the texts, and SPARE_FOUND.
        edge_offsets: int64 (last + 1,), output: where the edges of a text begin; given for the first.

    Returns:
        The texts seen to, so `last`; or the first text whose words are not pieces of it, for it holds what is rewritten first, or NUL.
    """
    return _find_13a(data, offsets, first, last, np.int64(0), classes, edges, edge_offsets)


@kernel
def find_zh(data, offsets, first, last, classes, edges, edge_offsets):
    """Find the words of texts as sacrebleu's zh does.

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
    return _find_13a(data, offsets, first, last, np.int64(1), classes, edges, edge_offsets)
