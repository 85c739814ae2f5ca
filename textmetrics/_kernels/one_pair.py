"""One pair of short texts from bytes to counts in one call: crossing from Python once is most of what so little work costs."""

from __future__ import annotations

import numpy as np

from .intern import N_COUNTERS, intern_alone
from .jit import kernel
from .overlap import rouge_pairs
from .porter import stem_words
from .python_lists import read_row
from .rouge_texts import rouge_texts
from .scan_rouge_score import scan_rouge_score
from .scratch import BITS, BY_SPELLED, BYTES, DATA, EDGES, ENDS, IDS, INTEGERS, MASKS, SEED, SPELLED, TABLE, TABLES
from .spell import remap, seal_words, spell_words

# Of one type with what Python passes, so that no kernel is compiled twice.
_NONE = np.int64(0)
_ONE = np.int64(1)
_TWO = np.int64(2)
# Places in `settings`.
MAX_ORDER, STEMMED_ABOVE, CODES = range(3)
# What comes of a pair.
COUNTED, NOT_COUNTED, WITHOUT_WORDS = range(3)
# Places in the scratch of integers: offsets of texts, of words and of ids, three each; the prediction of the pair; the list of long
# pairs; a vocabulary's counters; and behind these, by word, where long ones stand in the arena. The counts stand at its end.
_WORD_OFFSETS = 3
_ID_OFFSETS = 6
_PAIR_ROW = 9
_LONG_PAIR = 10
_COUNTERS = 11
_BY_WORD = 16
_SPARE = 128  # bytes behind the words, so that they can be read eight at a time


@kernel
def _write(counts, codes, out):
    """Write precision, recall and F1 of a pair as rouge-score computes them, and the counts behind where there is room.

    Returns:
        COUNTED; WITHOUT_WORDS where a text has no words, as far as the columns show.
    """
    came = COUNTED
    n_codes = len(codes)
    for c in range(n_codes):
        matches, prediction_total, reference_total = counts[0, c, 0], counts[0, c, 1], counts[0, c, 2]
        precision = recall = f1 = 0.0
        if matches > 0:
            precision = matches / prediction_total
            recall = matches / reference_total
            # The order of operations is rouge-score's: the last bit depends on it.
            f1 = 2 * precision * recall / (precision + recall)
        elif codes[c] == 0 and (prediction_total == 0 or reference_total == 0):
            came = WITHOUT_WORDS
        out[3 * c] = precision
        out[3 * c + 1] = recall
        out[3 * c + 2] = f1
    if len(out) > 3 * n_codes:
        integers = out[3 * n_codes :].view(np.int64)
        for c in range(n_codes):
            for k in range(3):
                integers[3 * c + k] = counts[0, c, k]
    return came


@kernel(holds_gil=True)
def count_pair(texts, scratch, settings, out):
    """Count and score a pair as rouge-score tokenizes it.

    Args:
        texts: int64, the address of a list of two str, a prediction and its reference; 0 where they are in the scratch already, with
            where they begin and end.
        scratch: uint64, the parts from DATA to ENDS; the table is zeros at first, then left as it is from call to call.
        settings: int64 (CODES + n_codes,): the largest order; of stemming; the codes, which are those of rouge_texts.
        out: float64 (3 * n_codes,), output: precision, recall and F1 of each; or (6 * n_codes,): and, as int64, the counts.

    Returns:
        COUNTED; WITHOUT_WORDS: the same, where the prediction has no words, or where the columns show that the reference has none;
        NOT_COUNTED: the texts are not for this kernel.
    """
    at = scratch.view(np.int64)
    data = scratch[at[DATA] : at[DATA + 1]].view(np.uint8)
    integers = scratch[at[INTEGERS] : at[INTEGERS + 1]].view(np.int64)
    if texts != 0 and not read_row(texts, _TWO, data, integers):
        return NOT_COUNTED
    codes = settings[CODES:]
    integers[3] = 0
    counts = integers[len(integers) - 3 * len(codes) :].reshape((1, len(codes), 3))
    n_others, n_without = rouge_texts(
        data, integers[:3], _ONE, integers[3:4], _ONE, _ONE, codes, settings[MAX_ORDER], scratch[SEED],
        scratch[at[TABLE] : at[TABLE + 1]], scratch[at[EDGES] : at[EDGES + 1]].view(np.int32), scratch[at[BITS] : at[BITS + 1]],
        scratch[at[ENDS] : at[ENDS + 1]], counts, integers[4:5],
    )  # fmt: skip
    if n_others != 0:
        return NOT_COUNTED
    came = _write(counts, codes, out)
    return WITHOUT_WORDS if n_without != 0 else came


@kernel(holds_gil=True)
def count_stemmed_pair(texts, scratch, settings, out, stem_scratch, rules):
    """Count and score a pair of stemmed texts.

    Args:
        texts, scratch, settings, out: as for count_pair; words of more characters than settings[STEMMED_ABOVE] are stemmed.
        stem_scratch: uint64, the parts from BYTES to BY_SPELLED. The masks are zeros, but for the last n_bytes + 6 * max_order + 48 of
            the text's n_bytes; left so.
        rules: as for stem_words.

    Returns:
        As count_pair.
    """
    at = scratch.view(np.int64)
    data = scratch[at[DATA] : at[DATA + 1]].view(np.uint8)
    integers = scratch[at[INTEGERS] : at[INTEGERS + 1]].view(np.int64)
    if texts != 0 and not read_row(texts, _TWO, data, integers):
        return NOT_COUNTED
    codes = settings[CODES:]
    max_order = settings[MAX_ORDER]
    counts = integers[len(integers) - 3 * len(codes) :].reshape((1, len(codes), 3))
    seed = scratch[SEED]
    at = stem_scratch.view(np.int64)
    bytes_scratch = stem_scratch[at[BYTES] : at[BYTES + 1]].view(np.uint8)
    tables = stem_scratch[at[TABLES] : at[TABLES + 1]]
    masks = stem_scratch[at[MASKS] : at[MASKS + 1]]
    ids = stem_scratch[at[IDS] : at[IDS + 1]].view(np.int32)
    spelled = stem_scratch[at[SPELLED] : at[SPELLED + 1]].view(np.uint8)
    by_word = stem_scratch[at[BY_SPELLED] : at[BY_SPELLED + 1]].view(np.int64)
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
    stem_words(spelled, starts, ends, _NONE, n_words, rules, settings[STEMMED_ABOVE])
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
    ends_scratch = masks[len(masks) - (6 * max_order + 24) :]
    bits = masks[len(masks) - (6 * max_order + 24) - (n_bytes + 8) : len(masks) - (6 * max_order + 24)]
    n_long = rouge_pairs(
        ids, integers[_ID_OFFSETS:_PAIR_ROW], _ONE, integers[_PAIR_ROW:_LONG_PAIR], _ONE, codes, max_order, masks, bits, ends_scratch,
        counts, integers[_LONG_PAIR:_COUNTERS],
    )  # fmt: skip
    if n_long != 0:
        return NOT_COUNTED
    came = _write(counts, codes, out)
    has_words = integers[_ID_OFFSETS + 1] > integers[_ID_OFFSETS]
    return came if has_words else WITHOUT_WORDS
