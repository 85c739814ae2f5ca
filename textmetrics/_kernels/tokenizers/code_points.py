"""Texts as code points and as the words of chrF++."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import (
    U0,
    U1,
    U3,
    U8,
    character_bytes,
    code_point,
    load8,
    store8,
    trailing_zeros,
    without_leading_space,
    without_trailing_space,
)

_LOW_BYTE = np.uint64(0xFF)
_BLANK = np.uint64(0x20)
_HIGHS = np.uint64(0x8080808080808080)
_LOWS = np.uint64(0x7F7F7F7F7F7F7F7F)
_FROM_SPACE = np.uint64(0x6060606060606060)


@kernel(wraps=True)
def code_point_ids(data, offsets, n_texts, left_out, is_stripped, ids, id_offsets):
    """Write the code points of texts, each one more than it is.

    Args:
        data: uint8, valid UTF-8.
        offsets: int64 (n_texts + 1,), where texts begin in `data`.
        n_texts: int64.
        left_out: uint8, by code point: not zero where it is left out; those beyond are not.
        is_stripped: int64, white space at both ends is left out.
        ids: int32, output: as many as the texts have bytes, and eight.
        id_offsets: int64 (n_texts + 1,), output: where the ids of a text begin.
    """
    n = U0
    n_known = np.uint64(len(left_out))
    blank = _BLANK if left_out[_BLANK] else ~U0
    for text in range(n_texts):
        id_offsets[text] = np.int64(n)
        i = np.uint64(offsets[text])
        end = np.uint64(offsets[text + 1])
        if is_stripped:
            end = without_trailing_space(data, i, end)
            i = without_leading_space(data, i, end)
        while i < end:
            word = load8(data, i)
            if i + U8 <= end and word & _HIGHS == U0 and (word + _FROM_SPACE) & _HIGHS == _HIGHS:
                # Printable ASCII: each is written, and what is behind a blank over it.
                for _ in range(8):
                    byte = word & _LOW_BYTE
                    ids[n] = np.int32(byte + U1)
                    n += np.uint64(byte != blank)
                    word >>= U8
                i += U8
                continue
            n_bytes = character_bytes(data[i])
            found = code_point(word, n_bytes)
            ids[n] = np.int32(found + U1)
            n += np.uint64(left_out[found] == 0) if found < n_known else U1
            i += n_bytes
    id_offsets[n_texts] = np.int64(n)


@kernel
def _is_punctuation(byte):
    """Tell whether a byte is one of the 32 punctuation marks of ASCII."""
    return (
        ((byte >= 0x21) & (byte <= 0x2F))
        | ((byte >= 0x3A) & (byte <= 0x40))
        | ((byte >= 0x5B) & (byte <= 0x60))
        | ((byte >= 0x7B) & (byte <= 0x7E))
    )


@kernel(wraps=True)
def separate_punctuation(words, word_offsets, n_texts, out, out_offsets):
    """Separate one punctuation mark from the end of every word, or else from its beginning.

    Args:
        words: uint8, words each with a zero byte behind it, and seven bytes more behind the last.
        word_offsets: int64 (n_texts + 1,), where the words of a text begin.
        n_texts: int64.
        out: uint8, output: the words, likewise; one and a half times as many bytes, and eight.
        out_offsets: int64 (n_texts + 1,), output.
    """
    at = U0
    for text in range(n_texts):
        out_offsets[text] = np.int64(at)
        i = np.uint64(word_offsets[text])
        end = np.uint64(word_offsets[text + 1])
        while i < end:
            start = at
            while True:
                eight = load8(words, i)
                store8(out, at, eight)
                zeros = ~((((eight & _LOWS) + _LOWS) | eight) | _LOWS)
                n_bytes = trailing_zeros(zeros) >> U3
                i += n_bytes
                at += n_bytes
                if zeros != U0:
                    break
            i += U1
            if at == start:
                continue  # two zero bytes: no word
            if at - start > U1:
                last = at - U1
                if _is_punctuation(out[last]):
                    out[at] = out[last]
                    out[last] = 0
                    at += U1
                elif _is_punctuation(out[start]):
                    for k in range(at - start - U1):
                        out[at - k] = out[at - k - U1]
                    out[start + U1] = 0
                    at += U1
            out[at] = 0
            at += U1
    out_offsets[n_texts] = np.int64(at)
