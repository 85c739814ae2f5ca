"""Texts whose words are their code points, as sacrebleu's char takes them: a word's id is told by the code point itself."""

from __future__ import annotations

import numpy as np

from .compiler import kernel
from .simd import U0, U1, U6, U8, U16, character_bytes, code_point, load8, space_bytes

_LOW_BYTE = np.uint64(0xFF)
_BLANK = np.uint64(0x20)
_HIGHS = np.uint64(0x8080808080808080)
# Four times a lead of two bytes and what follows it: the bits that tell them, and those that count.
_PAIR_MARKS = np.uint64(0xC0E0C0E0C0E0C0E0)
_PAIRS = np.uint64(0x80C080C080C080C0)
_LEADS = np.uint64(0x001F001F001F001F)
_CONTINUATIONS = np.uint64(0x003F003F003F003F)
_PAIR = np.uint64(0x7FF)
_NEXT_LINE = np.uint64(0x86)  # the ids of white space: of U+0085
_NO_BREAK = np.uint64(0xA1)  # of U+00A0
_FROM_SPACE = np.uint64(0x6060606060606060)


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
