"""sacrebleu's tokenizer intl (mteval-v14): a scan that writes words parted by zeros, and a faster search for words
where they stand."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U4,
    U8,
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
    letters_and_digits8,
    letters_and_digits64,
    load8,
    load8_unchecked,
    not_ascii64,
    ranges64,
    spaces8,
    store8,
    trailing_zeros,
    without_trailing_space,
)
from .separators import without_leading_continuations, write_separator
from .windows import _control_spaces, _part, _spread, _window_end

_LOW_BYTE = np.uint64(0xFF)
_LEAD_BITS = np.uint64(0xF0)
_LEAD_OF_3 = np.uint64(0xE0)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_SPACES = np.uint64(0x2020202020202020)
_BUT_LAST_BIT = np.uint64(0x7E7E7E7E7E7E7E7E)
# Bytes without their high bit; those that are added carry into it from the named byte on.
_LEAD_C3 = np.uint64(0x4343434343434343)
_FROM_C4 = np.uint64(0x3C3C3C3C3C3C3C3C)
_PAST_CA = np.uint64(0x3535353535353535)
_LEAD_D0 = np.uint64(0x5050505050505050)
_LEAD_D7 = np.uint64(0x5757575757575757)
_FROM_90 = np.uint64(0x7070707070707070)
_PAST_AF = np.uint64(0x5050505050505050)
_B7 = np.uint64(0x3737373737373737)

# Bits of the table of classes.
_WHITESPACE = np.uint8(1)
_PUNCTUATION = np.uint8(2)
_SYMBOL = np.uint8(4)
_NUMBER = np.uint8(8)
_SPECIAL = np.uint8(7)  # any of the first three

_symbols64 = ranges64((36, 0), (43, 0), (60, 2), (94, 0), (96, 0), (124, 0), (126, 0))
# Letters, told by the first bytes of theirs.
_letter_leads64 = ranges64((0xC4, 6), (0xD0, 1), (0xE5, 4), (0xEB, 1))
_C3s64 = ranges64((0xC3, 0))
_signs64 = ranges64((0x97, 0), (0xB7, 0))
_D7s64 = ranges64((0xD7, 0))
_hebrew64 = ranges64((0x90, 31))
_odd_kana64 = ranges64((0x9B, 1), (0xA0, 0), (0xBB, 0))


@kernel
def _letters8(word, following):
    """Give the high bit of each byte of a uint64 with which a Latin, Cyrillic or Hebrew letter of two bytes begins.

    `following` is the word one byte on. Some letters of these scripts are not told, nothing but letters and marks is.
    """
    low = word & _LOWS
    next_low = following & _LOWS
    # C4 to CA; D0 and D1.
    plain = (low + _FROM_C4) & ~(low + _PAST_CA)
    plain |= ~(((low & _BUT_LAST_BIT) ^ _LEAD_D0) + _LOWS)
    # C3 but the signs of multiplication and division, of which one bit is different; D7 from U+05D0 to U+05EF.
    plain |= ~((low ^ _LEAD_C3) + _LOWS) & (((next_low | _SPACES) ^ _B7) + _LOWS)
    plain |= ~((low ^ _LEAD_D7) + _LOWS) & (next_low + _FROM_90) & ~(next_low + _PAST_AF)
    return plain


@kernel(wraps=True)
def _scan(data, begin, end, classes, words, start):
    """Write the words of the stripped row data[begin:end] from `start` on; give where they end."""
    at = start
    i = begin
    # Of a run of punctuation: the characters seen, and whether it follows a number.
    length = U0
    after_number = False
    while i < end:
        word = load8(data, i)
        if word & _LEAD_BITS == _LEAD_OF_3:
            # Scripts of three bytes a character have long runs of them.
            if classes[code_point(word, U3)] & _SPECIAL == 0:
                store8(words, at, word)
                at += U3
                i += U3
                continue
        spaces = spaces8(word)
        leads = word & (word << U1) & _HIGHS
        special = (~(letters_and_digits8(word) | spaces | word) & _HIGHS) | (leads & (word << U2))
        leads ^= leads & (word << U2)
        if leads != U0:
            unknown = leads & ~_letters8(word, load8(data, i + U1))
            while unknown != U0:
                at_unknown = i + (trailing_zeros(unknown) >> U3)
                if at_unknown >= end or classes[code_point(load8(data, at_unknown), U2)] & _SPECIAL != 0:
                    special |= unknown & (U0 - unknown)
                    break
                unknown &= unknown - U1
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
        word = load8(data, i)
        n_bytes = character_bytes(byte)
        kind = classes[code_point(word, n_bytes)]
        if kind & _SPECIAL == 0 and byte >= 0x80:
            store8(words, at, word)
            at += n_bytes
            i += n_bytes
            continue
        isolated = (kind & (_PUNCTUATION | _SYMBOL)) != 0
        parted_after = isolated
        if kind & _PUNCTUATION != 0:
            # As 13a's points: with k characters, the last stays with what is before it if k is 1 and it is between
            # numbers, and with what follows if that is a number and k is odd after a number, even after none.
            if length == U0:
                after_number = i == begin  # no rule matches at the text's ends, as between numbers
                if i > begin:
                    j = i - U1
                    while data[j] & 0xC0 == 0x80:
                        j -= U1
                    after_number = classes[code_point(load8(data, j), i - j)] & _NUMBER != 0
            length += U1
            following = _NUMBER
            if i + n_bytes < end:
                word_after = load8(data, i + n_bytes)
                following = classes[code_point(word_after, character_bytes(word_after & _LOW_BYTE))]
            if following & _PUNCTUATION == 0:
                before_number = (following & _NUMBER) != 0
                isolated = length > U1 or not after_number or not before_number
                parted_after = not before_number or ((length & U1) == U1) != after_number
                length = U0
        if isolated:
            at = write_separator(words, start, at)
        store8(words, at, word)
        if kind & _WHITESPACE != 0:
            words[at] = 0
            at += U1
        else:
            if byte == 0:
                words[at] = 0xFF
            at += n_bytes
        if parted_after:
            words[at] = 0
            at += U1
        i += n_bytes
    return at


@kernel
def scan_intl(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

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
        row_begin = np.uint64(offsets[row])
        row_end = without_trailing_space(data, row_begin, np.uint64(offsets[row + 1]))
        row_begin = without_leading_continuations(data, row_begin, row_end)
        end = _scan(data, row_begin, row_end, classes, words, end)
        words[end] = 0
        end += U1
    return np.int64(end)


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
        classes: uint8 (0x200000,), as unicode_classes.classes() gives them.
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
