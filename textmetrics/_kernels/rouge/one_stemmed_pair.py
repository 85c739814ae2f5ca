"""What single_row.py is to plain texts, for those that are stemmed: of its own, so that what stems is loaded only to stem."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..inputs import read_row
from ..tokenizers import scan_rouge_score
from ..vocabulary import N_COUNTERS, intern_alone, remap, seal_words, spell_words, stem_words
from .ids import rouge_ids
from .one_pair import NOT_COUNTED, WITHOUT_WORDS, write_scores

# Of one type with what Python passes, so that no kernel is compiled twice.
_NONE = np.int64(0)
_ONE = np.int64(1)
_TWO = np.int64(2)
# Places in the scratch of integers: offsets of texts, of words and of ids, three each; the prediction of the pair; the list of long
# pairs; a vocabulary's counters; and behind these, by word, where long ones stand in the arena.
_WORD_OFFSETS = 3
_ID_OFFSETS = 6
_PAIR_ROW = 9
_LONG_PAIR = 10
_COUNTERS = 11
_BY_WORD = 16
_SPARE = 128  # bytes behind the words, so that they can be read eight at a time


@kernel(holds_gil=True)
def count_stemmed_pair(
    texts, marks, data, integers, codes, max_order, seed, bytes_scratch, tables, sides, bits, ids, counts, out, rules, stemmed_above,
    spelled, by_word,
):
    """Count and score a pair of stemmed texts.

    Args:
        texts, marks, data: as for count_pair; n_bytes below is what both texts have.
        integers: int64 (n_bytes + 64,): as for count_pair; all behind the first three is scratch.
        codes, max_order: as for rouge_ids.
        seed: uint64, as for intern_words.
        bytes_scratch: uint8 (2 * n_bytes + 256,), scratch.
        tables: uint64, scratch: as many words as `table_words` gives for n_bytes.
        sides: int32, as for rouge_ids.
        bits: uint64 (n_bytes + 6 * max_order + 32,), scratch.
        ids: int32 (n_bytes + 8,), scratch.
        counts, out: as for count_pair.
        rules: as for stem_words.
        stemmed_above: int64, words of more characters than this are stemmed.
        spelled: uint8 (10 * n_bytes + 256,), scratch.
        by_word: int64 (n_bytes + 16,), scratch.

    Returns:
        As count_pair.
    """
    if texts != 0 and not read_row(texts, _TWO, marks, data, integers):
        return NOT_COUNTED
    n_bytes = integers[2]
    words = bytes_scratch[: n_bytes + _SPARE]
    word_offsets = integers[_WORD_OFFSETS:_ID_OFFSETS]
    n_written = scan_rouge_score(data, integers[:_WORD_OFFSETS], _NONE, _TWO, bytes_scratch[:0], words, word_offsets, _NONE, _NONE)
    word_offsets[2] = n_written
    for k in range(n_written, n_written + 32):
        words[k] = 0
    n_tokens = n_bytes // 2 + 2
    n_words, key_begin = intern_alone(
        words, word_offsets, _TWO, n_tokens, integers[_COUNTERS : _COUNTERS + N_COUNTERS], integers[_BY_WORD : _BY_WORD + n_tokens + 1],
        tables, bytes_scratch[n_bytes + _SPARE :], seed, ids, integers[_ID_OFFSETS:_PAIR_ROW],
    )  # fmt: skip
    keys = tables[key_begin : key_begin + 2 * n_tokens + 2]
    arena = bytes_scratch[n_bytes + _SPARE :]
    starts = by_word[: n_words + 1]
    ends = by_word[n_words + 1 : 2 * n_words + 1]
    spell_words(_ONE, n_words + 1, keys, arena, integers[_BY_WORD : _BY_WORD + n_tokens + 1], spelled, starts, ends)
    stem_words(spelled, starts, ends, _NONE, n_words, rules, stemmed_above)
    seal_words(n_words, spelled, starts, ends)
    for k in range(starts[n_words], starts[n_words] + 32):
        spelled[k] = 0
    # The stems' ids stand behind the words', and their offsets are not asked for.
    n_ids = integers[_PAIR_ROW - 1]
    stems = ids[n_ids + 1 :]
    integers[_PAIR_ROW] = 0
    integers[_LONG_PAIR] = starts[n_words]
    intern_alone(
        spelled, integers[_PAIR_ROW:_COUNTERS], _ONE, n_tokens, integers[_COUNTERS : _COUNTERS + N_COUNTERS],
        integers[_BY_WORD : _BY_WORD + n_tokens + 1], tables, bytes_scratch, seed, stems, by_word[n_words + 1 : n_words + 3],
    )  # fmt: skip
    remap(ids, n_ids, ids[n_ids:])
    integers[_PAIR_ROW] = 0
    n_long = rouge_ids(
        ids, integers[_ID_OFFSETS:_PAIR_ROW], _ONE, integers[_PAIR_ROW:_LONG_PAIR], _ONE, codes, max_order, sides,
        bits[6 * max_order + 24 :], bits[: 6 * max_order + 24], counts, integers[_LONG_PAIR:_COUNTERS],
    )  # fmt: skip
    if n_long != 0:
        return NOT_COUNTED
    came = write_scores(counts, codes, out)
    has_words = integers[_ID_OFFSETS + 1] > integers[_ID_OFFSETS]
    return came if has_words else WITHOUT_WORDS
