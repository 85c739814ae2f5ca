"""Find words in text as sacrebleu's char does; the scan of scan_char.py writes the same words."""

from __future__ import annotations

import numpy as np

from .jit import kernel
from .windows import NOT_IN_PLACE, _control_spaces, _part, _wide_spaces, _window_end, blanks64, continuations64, controls64
from .word_bits import not_ascii64

_0 = np.uint64(0)
_1 = np.uint64(1)
_2 = np.uint64(2)


@kernel(wraps=True)
def find_char(data, offsets, n_texts, classes, edges, edge_offsets):
    """Find the words of texts as sacrebleu's char does: every code point that is not white space is a word.

    Args:
        data: uint8, valid UTF-8; 65 bytes more than the texts have.
        offsets: int64 (n_texts + 1,), where texts begin in `data`; below 2 ** 31.
        n_texts: int64.
        classes: uint8, not used by this tokenizer.
        edges: int32, output: where the words begin and end, in turn: twice the bytes of the texts, and SPARE_FOUND.
        edge_offsets: int64 (n_texts + 1,), output: where the edges of a text begin.

    Returns:
        The number of edges, or NOT_IN_PLACE.
    """
    n = _0
    n_ends = _0
    for text in range(n_texts):
        edge_offsets[text] = np.int64(_2 * n)
        begin = np.uint64(offsets[text])
        end = np.uint64(offsets[text + 1])
        before = _0
        p = begin
        while p < end:
            others = not_ascii64(data, p)
            n_live, inside = _window_end(data, p, end, others)
            words = inside & ~blanks64(data, p)
            controls = controls64(data, p) & inside
            if controls != _0:
                spaces, odd = _control_spaces(data, begin, p, controls)
                words &= ~spaces
                if odd & _1 != _0:
                    return NOT_IN_PLACE
            continuations = _0
            if others != _0:
                continuations = continuations64(data, p)
                words &= ~_wide_spaces(data, p, inside)
            n, n_ends, before, _ = _part(p, n_live, inside, words, words, continuations, before, before, n, n_ends, edges)
            p += n_live

    edge_offsets[n_texts] = np.int64(_2 * n)
    return np.int64(_2 * n)
