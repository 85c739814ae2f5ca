"""Drop the tokens of flagged words, such as stop words, from texts of token ids."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel


@kernel
def drop_words(ids, id_offsets, n_texts, dropped, kept_ids, kept_offsets):
    """Copy the ids whose word is not flagged.

    Args:
        ids: int32, token ids of all texts.
        id_offsets: int64 (n_texts + 1,), where texts, or lines, begin in `ids`.
        n_texts: int64.
        dropped: uint8 (n_ids + 1,), by id: not zero where the word is dropped.
        kept_ids: int32, output; it may be `ids` itself.
        kept_offsets: int64 (n_texts + 1,), output; it may be `id_offsets` itself.

    Returns:
        The number of ids kept.
    """
    at = np.int64(0)
    begin = id_offsets[0]
    for text in range(n_texts):
        end = id_offsets[text + 1]
        kept_offsets[text] = at
        for k in range(begin, end):
            token = ids[k]
            if dropped[token] == 0:
                kept_ids[at] = token
                at += 1
        begin = end
    kept_offsets[n_texts] = at
    return at
