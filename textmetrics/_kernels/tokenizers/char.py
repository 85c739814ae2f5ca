"""Characters as tokens, as sacrebleu's char: a scan that writes them parted by zeros, and ids of code points in one pass."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U2,
    U3,
    U6,
    U7,
    U8,
    U16,
    U56,
    U64,
    character_bytes,
    code_point,
    load8,
    space_bytes,
    space_leads8,
    spaces8,
    store8,
    trailing_zeros,
    unicode_spaces8,
)

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOW_BYTE = np.uint64(0xFF)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGHS = np.uint64(0x8080808080808080)
_ONES = np.uint64(0x0101010101010101)
_FROM_SPACE = np.uint64(0x6060606060606060)

_BLANK = np.uint64(0x20)
# Four times a lead of two bytes and what follows it: the bits that tell them, and those that count.
_PAIR_MARKS = np.uint64(0xC0E0C0E0C0E0C0E0)
_PAIRS = np.uint64(0x80C080C080C080C0)
_LEADS = np.uint64(0x001F001F001F001F)
_CONTINUATIONS = np.uint64(0x003F003F003F003F)
_PAIR = np.uint64(0x7FF)
_NEXT_LINE = np.uint64(0x86)  # the ids of white space: of U+0085
_NO_BREAK = np.uint64(0xA1)  # of U+00A0


@kernel(wraps=True)
def scan_char(data, offsets, first, last, classes, words, word_offsets, text, at):
    """Write the words of rows first … last - 1 into `words`, beginning at `at`; give where they end.

    Args:
        data: uint8 (n_bytes + 3,), UTF-8, and anything behind it.
        offsets: int64 (n_rows + 1,), where rows begin in `data`.
        first: int64, the first row.
        last: int64, one past the last row.
        classes: uint8, not used by this tokenizer.
        words: uint8, output: words parted by zero bytes, at least one after each row.
        word_offsets: int64, output: row first + k begins at word_offsets[text + k].
        text: int64, the index of the first row in `word_offsets`.
        at: int64, where to begin in `words`.

    Assumes:
        len(words) ≥ at + 2 · n_bytes + n_rows + 16.
    """
    target = np.uint64(at)
    for row in range(first, last):
        word_offsets[text + row - first] = np.int64(target)
        i = np.uint64(offsets[row])
        end = np.uint64(offsets[row + 1])
        # The row begins with a character, so that what goes on from one is written behind one.
        n_bytes = U1
        while i < end and n_bytes != U0:
            n_bytes = space_bytes(data, i) | np.uint64(data[i] & 0xC0 == 0x80)
            i += n_bytes
        while i < end:
            word = load8(data, i)
            special = space_leads8(word)
            if special != U0:
                special = unicode_spaces8(word, load8(data, i + U1))
            special |= ~((word & _LOWS) + _FROM_SPACE) & ~word & _HIGHS
            n_bytes = min(trailing_zeros(special) >> U3, end - i)
            if n_bytes == U0:
                # White space but the blank, and control characters. Of other characters this is the first byte.
                n_bytes = space_bytes(data, i)
                if n_bytes == U0:
                    words[target] = data[i] if data[i] != 0 else np.uint8(0xFF)
                    words[target + U1] = 0
                    target += U2
                    n_bytes = U1
                i += n_bytes
                continue
            # Each byte is written with a zero behind it. What comes next is written behind that zero if it is a character's first byte,
            # else over it; and over a blank.
            spaces = spaces8(word)
            counted = _ALL >> (U64 - (n_bytes << U3))
            visible = ((~spaces & _HIGHS) >> U6) & counted
            inside = (word & ~(word << U1) & (visible << U6)) >> U7
            word = (word ^ (spaces >> U2)) & counted
            ends = (visible - inside) * _ONES  # where it ends, for each byte, and that zero
            places = ends + _ONES - visible
            before = target - U1
            store8(words, target, U0)
            store8(words, target + U8, U0)
            for _ in range(8):
                words[before + (places & _LOW_BYTE)] = np.uint8(word & _LOW_BYTE)
                places >>= U8
                word >>= U8
            target += ends >> U56
            i += n_bytes
        words[target] = 0
        target += U1
    return np.int64(target)


@kernel(wraps=True)
def character_ids(data, offsets, texts, n_texts, ids, id_offsets):
    """Write the ids of the code points of some texts that are not white space: each is one more than the code point.

    Args:
        data: uint8, valid UTF-8.
        offsets: int64, where texts begin in `data`.
        texts: int64 (n_texts,), which texts.
        n_texts: int64.
        ids: int32, output: as many as these texts have bytes, and eight.
        id_offsets: int64 (n_texts + 1,), output: where the ids of a text begin.

    Returns:
        The largest id.
    """
    n = U0
    seen = U0
    for k in range(n_texts):
        id_offsets[k] = np.int64(n)
        i = np.uint64(offsets[texts[k]])
        end = np.uint64(offsets[texts[k] + 1])
        while i < end:
            word = load8(data, i)
            if i + U8 <= end and word & _HIGHS == U0 and (word + _FROM_SPACE) & _HIGHS == _HIGHS:
                # Printable ASCII: each is written, and what is behind a blank over it.
                for _ in range(8):
                    byte = word & _LOW_BYTE
                    ids[n] = np.int32(byte + U1)
                    n += np.uint64(byte != _BLANK)
                    word >>= U8
                i += U8
                continue
            if word & _PAIR_MARKS == _PAIRS and i + U8 <= end:
                # Four characters of two bytes.
                pairs = ((word & _LEADS) << U6) | ((word >> U8) & _CONTINUATIONS)
                for _ in range(4):
                    found = (pairs & _PAIR) + U1
                    seen = max(seen, found)
                    ids[n] = np.int32(found)
                    n += np.uint64((found != _NEXT_LINE) & (found != _NO_BREAK))
                    pairs >>= U16
                i += U8
                continue
            n_bytes = space_bytes(data, i)
            if n_bytes != U0:
                i += n_bytes
                continue
            n_bytes = character_bytes(data[i])
            found = code_point(word, n_bytes) + U1
            seen = max(seen, found)
            ids[n] = np.int32(found)
            n += U1
            i += n_bytes
    id_offsets[n_texts] = np.int64(n)
    return max(np.int64(seen), np.int64(0x80))
