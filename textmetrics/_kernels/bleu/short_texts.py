"""BLEU of short predictions from words to counts in one pass: what short_texts.py is to ROUGE."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..inputs import read_row
from ..ngrams import (
    BIT_SIDE_LIMIT,
    TEXT_LIMIT,
    _enter_words,
    _look_up_words,
    _next_stamp,
    _word_keys,
    match,
)
from ..simd import U0, U1, popcount
from ..tokenizers import SPARE_FOUND, find_13a
from .brevity import bleu_scores, reference_length
from .ids import write_row

# Of one type with what Python passes, so that no kernel is compiled twice.
_NONE = np.int64(0)
_ONE = np.int64(1)
# Places in `settings`.
MAX_ORDER, RULE, UNIT, SMOOTHING, EFFECTIVE_ORDER, COMPENSATES, N_SETTINGS = range(7)


@kernel(wraps=True)
def bleu_texts(
    found, offsets, n_rows, reference_offsets, max_order, rule, unit, seed, table, scratch, bits, ends, lengths, out, others
):
    """Count rows of words; list those that are not counted.

    Args:
        found: the bytes of texts, uint8, SPARE_BYTES more than there are; and where their words begin and end, in turn, int32: predictions
            before references. Without these, all rows are listed.
        offsets: int64, where the edges of a text's words begin.
        n_rows: int64, predictions.
        reference_offsets: int64 (n_rows + 1,): the references of a row are texts n_rows + reference_offsets[row] … .
        max_order, rule, unit: as for bleu_rows.
        seed, table: as for rouge_texts.
        scratch: int32, for as many words as the longest text has (or the longest that has up to TEXT_LIMIT edges), and one more.
        bits: uint64, scratch: four for each of these words, and 8.
        ends: uint64 (6 * max_order + 18,), scratch.
        lengths: int64, scratch: one more than the references of the row that has most.
        out: int64 (n_rows, 3 * max_order + 2), output, as that of bleu_rows.
        others: int64 (n_rows,), output: the rows not counted here, because a text is long.

    Returns:
        The number of rows listed in `others`, and of predictions without a word among those that are not.
    """
    n_others = 0
    n_without = 0
    n_taken = 2 * max(max_order, 2) + 2
    taken = ends[:n_taken]
    data, edges = found
    part = len(bits) >> 2
    lows = bits[:part]
    highs = bits[part : 2 * part]
    keys = bits[2 * part :]
    for row in range(n_rows):
        begin = offsets[row]
        end = offsets[row + 1]
        first = n_rows + reference_offsets[row]
        last = n_rows + reference_offsets[row + 1]
        longest = 0
        for reference in range(first, last):
            longest = max(longest, offsets[reference + 1] - offsets[reference])
        if end - begin > 2 * BIT_SIDE_LIMIT or longest > TEXT_LIMIT or len(edges) == 0:
            others[n_others] = row
            n_others += 1
            continue
        n_prediction = np.uint64(end - begin) >> U1
        of_prediction = edges[begin:end]
        n_without += np.int64(n_prediction == U0)
        for k in range(n_taken):
            taken[k] = U0
        stamp = _next_stamp(table)
        _word_keys(data, of_prediction, n_prediction, U0, seed, keys, scratch)
        _enter_words(keys, n_prediction, table, stamp, seed, scratch)
        lengths[0] = 0
        for reference in range(first, last):
            of_reference = edges[offsets[reference] : offsets[reference + 1]]
            n_reference = np.uint64(len(of_reference)) >> U1
            lengths[reference - first + 1] = lengths[reference - first] + np.int64(n_reference)
            _word_keys(data, of_reference, n_reference, U0, seed, keys, scratch)
            _look_up_words(keys, n_reference, table, stamp, seed, scratch, data, of_reference, of_prediction, U0, lows, highs)
            match(lows, highs, n_reference, n_prediction, max_order, taken, ends[n_taken:])
        length = reference_length(lengths, _NONE, last - first, np.int64(n_prediction), rule, unit)
        write_row(out, row, max_order, np.int64(n_prediction), length, unit)
        for n in range(1, max_order + 1):
            out[row, n - 1] = np.int64(popcount(taken[2 * n]) + popcount(taken[2 * n + 1]))
    return n_others, n_without


@kernel(holds_gil=True)
def bleu_row(texts, n_texts, marks, data, integers, settings, value, seed, table, edges, bits, ends, counts, out):
    """Count and score one row as sacrebleu does, tokenized by 13a.

    Args:
        texts: int64, the address of a list of str, a prediction and its references; 0 where they are in `data` already.
        n_texts: int64, how many there are.
        marks: int64, the address of those of `text_marks`; of no use where `texts` is 0.
        data: uint8, their UTF-8, one after the other, and SPARE_BYTES more; written where `texts` are given.
        integers: int64 (3 * n_texts + 8,): where the texts begin in `data`, and the end, written as `data` is; behind these, scratch.
        settings: int64 (N_SETTINGS,): the largest order, and as for bleu_rows and bleu_scores.
        value: float64, the smoothing's.
        seed, table, ends: as for bleu_texts.
        edges: int32, scratch: three times the bytes of `data`, SPARE_FOUND and 2.
        bits: uint64, scratch: four times the bytes of `data`, and 8.
        counts: int64 (1, at least 3 * max_order + 2), scratch.
        out: float64 (1 + 3 * max_order + 2,), output: the score from 0 to 1, and the counts in the order of bleu_rows.

    Returns:
        The score from 0 to 100; -1 where the texts are not for this kernel, or the prediction has no words.
    """
    if texts != 0 and not read_row(texts, n_texts, marks, data, integers):
        return -1.0
    max_order = settings[MAX_ORDER]
    n_ends = n_texts + 1
    edge_offsets = integers[n_ends : 2 * n_ends]
    reference_offsets = integers[2 * n_ends : 2 * n_ends + 2]
    reference_offsets[0] = 0
    reference_offsets[1] = n_texts - 1
    n_edges = 2 * integers[n_texts] + SPARE_FOUND
    edge_offsets[0] = 0
    if find_13a(data, integers[:n_ends], _NONE, n_texts, data[:0], edges, edge_offsets) != n_texts:
        return -1.0
    n_others, n_without = bleu_texts(
        (data, edges), edge_offsets, _ONE, reference_offsets, max_order, settings[RULE], settings[UNIT], seed, table, edges[n_edges:],
        bits, ends, integers[2 * n_ends + 3 :], counts, integers[2 * n_ends + 2 : 2 * n_ends + 3],
    )  # fmt: skip
    if n_others + n_without != 0:
        return -1.0
    bleu_scores(
        counts, max_order, settings[UNIT], settings[SMOOTHING], value, settings[EFFECTIVE_ORDER], out[:0], _NONE, settings[COMPENSATES],
        out[:1],
    )  # fmt: skip
    for k in range(1, len(out)):
        out[k] = counts[0, k - 1]
    score = float(out[0])
    out[0] = min(score / 100.0, 1.0)
    return score
