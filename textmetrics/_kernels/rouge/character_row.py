"""One prediction and its references from str to the counts of chrF in one call.

Crossing from Python to a kernel is most of what so little work costs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..compiler import kernel
from ..inputs import read_row
from ..ngrams import short_character_pairs
from ..tokenizers import code_point_ids, scan_whitespace, separate_punctuation
from .short_texts import rouge_texts

_ZERO = np.int64(0)
_ONE = np.int64(1)  # of one type with what Python passes, so that no kernel is compiled twice


class CharacterRowScratch(NamedTuple):
    """What `count_character_row` works in; n is the room for bytes of text, m that for texts.

    Attributes:
        data: uint8 (n + SPARE_BYTES,): the texts' UTF-8.
        offsets: int64 (m + 1,): where texts begin in `data`.
        ids: int32 (n + 8,).
        id_offsets, word_offsets, separated_offsets: int64 (m + 1,).
        characters: CharacterScratch.
        words: uint8 (n + m + 8 + SPARE_BYTES,).
        separated: uint8 (2 * n + m + 8 + SPARE_BYTES,).
        table, edges, bits, ends: as for rouge_texts, whose longest text has 2 * n + m bytes.
        pair_rows: int64 (m,), zeros.
        others: int64 (m,).
        counts: int64 (m, n_orders or more, 3).
    """

    data: Any
    offsets: Any
    ids: Any
    id_offsets: Any
    word_offsets: Any
    separated_offsets: Any
    characters: Any
    words: Any
    separated: Any
    table: Any
    edges: Any
    bits: Any
    ends: Any
    pair_rows: Any
    others: Any
    counts: Any


@kernel(holds_gil=True)
def count_character_row(
    texts, n_texts, marks, char_order, codes, left_out, is_stripped, seed, scratch, out
):
    """Count the n-grams of a prediction and each of its references.

    Args:
        texts: int64, the address of a list of str, the prediction and its references; 0 where they
            are in the scratch already.
        n_texts: int64, at most as many as there is room for.
        marks: int64, the address of those of `text_marks`; of no use where `texts` is 0.
        char_order: int64, the longest n-grams of characters.
        codes: int64 (n_orders,), as for rouge_texts: negative for n-grams of characters, then 1 …
            the longest of words.
        left_out, is_stripped: as for code_point_ids.
        seed: uint64, odd and random.
        scratch: CharacterRowScratch.
        out: int64 (n_texts - 1, 3 * n_orders), output: of each order the prediction's n-grams, the
            reference's, and the matches.

    Returns:
        Whether the row was counted: its texts are str, short, and valid Unicode.
    """
    data = scratch.data
    offsets = scratch.offsets
    if texts != 0 and not read_row(texts, n_texts, marks, data, offsets):
        return False
    n_pairs = n_texts - 1
    n_orders = len(codes)
    if char_order > 0:
        code_point_ids(
            data, offsets, n_texts, left_out, is_stripped, scratch.ids, scratch.id_offsets
        )
        n_left = short_character_pairs(
            scratch.ids, scratch.id_offsets, _ONE, scratch.pair_rows, n_pairs, char_order,
            scratch.characters, scratch.counts, scratch.others,
        )  # fmt: skip
        if n_left != 0:
            return False
    if n_orders > char_order:
        words = scratch.words
        separated = scratch.separated
        scratch.word_offsets[n_texts] = scan_whitespace(
            data, offsets, _ZERO, n_texts, left_out, words, scratch.word_offsets, _ZERO, _ZERO
        )
        separate_punctuation(
            words, scratch.word_offsets, n_texts, separated, scratch.separated_offsets
        )
        n_left, _ = rouge_texts(
            separated, scratch.separated_offsets, _ONE, scratch.pair_rows, n_pairs, _ZERO, codes,
            n_orders - char_order, seed, scratch.table, scratch.edges, scratch.bits, scratch.ends,
            scratch.counts, scratch.others,
        )  # fmt: skip
        if n_left != 0:
            return False
    for pair in range(n_pairs):
        for order in range(n_orders):
            out[pair, 3 * order] = scratch.counts[pair, order, 1]
            out[pair, 3 * order + 1] = scratch.counts[pair, order, 2]
            out[pair, 3 * order + 2] = scratch.counts[pair, order, 0]
    return True
