"""Texts as the ids of all their code points, but for white space at either end."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U6,
    U8,
    U16,
    character_bytes,
    code_point,
    load8,
    without_leading_space,
    without_trailing_space,
)

_LEAD_OF_2 = np.uint64(0x1F)
_CONTINUATION = np.uint64(0x3F)
# Four times a lead of two bytes and what follows it, and the bits that tell them.
_PAIR_MARKS = np.uint64(0xC0E0C0E0C0E0C0E0)
_PAIRS = np.uint64(0x80C080C080C080C0)
_HIGHS = np.uint64(0x8080808080808080)


@kernel
def stripped_code_point_ids(data, offsets, n_texts, ids, id_offsets):
    """Write the ids of the code points of texts: each is one more than the code point.

    Args:
        data: uint8, valid UTF-8.
        offsets: int64 (n_texts + 1,), where texts begin.
        n_texts: int64.
        ids: int32, output: as many as the texts have bytes, and eight.
        id_offsets: int64 (n_texts + 1,), output: where the ids of a text begin.

    Returns:
        A number that no id is above.
    """
    n = U0
    seen = np.uint64(0x80)
    for k in range(n_texts):
        id_offsets[k] = np.int64(n)
        begin = np.uint64(offsets[k])
        i = without_leading_space(data, begin, np.uint64(offsets[k + 1]))
        end = without_trailing_space(data, i, np.uint64(offsets[k + 1]))
        while i < end:
            plain = i
            word = load8(data, plain)
            while plain + U8 <= end and word & _HIGHS == U0:
                plain += U8
                word = load8(data, plain)
            if plain > i:
                for j in range(plain - i):  # a loop that the compiler makes vectors of
                    ids[n + j] = np.int32(data[i + j]) + np.int32(1)
                n += plain - i
                i = plain
                continue
            if word & _PAIR_MARKS == _PAIRS and i + U8 <= end:
                # Four characters of two bytes.
                for _ in range(4):
                    found = (((word & _LEAD_OF_2) << U6) | ((word >> U8) & _CONTINUATION)) + U1
                    seen = max(seen, found)
                    ids[n] = np.int32(found)
                    n += U1
                    word >>= U16
                i += U8
                continue
            n_bytes = character_bytes(data[i])
            found = code_point(word, n_bytes) + U1
            seen = max(seen, found)
            ids[n] = np.int32(found)
            n += U1
            i += n_bytes
    id_offsets[n_texts] = np.int64(n)
    return np.int64(seen)
