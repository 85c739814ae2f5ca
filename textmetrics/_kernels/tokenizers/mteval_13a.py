"""sacrebleu's tokenizer 13a (mteval-v13a): a scan that writes words parted by zeros, and a faster search for words
where they stand, which leaves the few texts that are rewritten first to the scan. The search does zh too."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U4,
    U5,
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
    is_ascii_space,
    is_digit,
    is_space3,
    katakana64,
    letters_and_digits8,
    letters_and_digits64,
    load8,
    load8_unchecked,
    not_ascii64,
    ranges64,
    space_leads8,
    spaces8,
    store8,
    trailing_zeros,
    without_leading_space,
    without_trailing_space,
)
from .separators import points_end, write_isolated, write_points
from .windows import _control_spaces, _part, _wide_spaces, _window_end

_LOW_BYTE = np.uint64(0xFF)

_HIGHS = np.uint64(0x8080808080808080)
_N_PATTERNS = 6
_TO_REWRITE = np.uint64(0xFFFFFFFFFFFFFFFF)

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
        classes: uint8 (0x200000,), as unicode_classes.classes() gives them.
        edges: int32, output: where the words begin and end, in turn: twice the bytes of the texts, and SPARE_FOUND.
        edge_offsets: int64 (last + 1,), output: where the edges of a text begin; given for the first.

    Returns:
        The texts seen to, so `last`; or the first text whose words are not pieces of it, for it holds what is rewritten first, or NUL.
    """
    return _find_13a(data, offsets, first, last, np.int64(1), classes, edges, edge_offsets)
