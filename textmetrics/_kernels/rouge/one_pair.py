"""One pair of short texts from bytes to counts in one call: crossing from Python once is most of what so little work costs."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..inputs import read_row
from .short_texts import rouge_texts

# Of one type with what Python passes, so that no kernel is compiled twice.
_ONE = np.int64(1)
_TWO = np.int64(2)
# What comes of a pair.
COUNTED, NOT_COUNTED, WITHOUT_WORDS = range(3)


@kernel
def write_scores(counts, codes, out):
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
        for c in range(n_codes):
            for k in range(3):
                out[3 * (n_codes + c) + k] = counts[0, c, k]
    return came


@kernel(holds_gil=True)
def count_pair(texts, marks, data, integers, codes, max_order, seed, table, edges, bits, ends, counts, out):
    """Count and score a pair as rouge-score tokenizes it.

    Args:
        texts: int64, the address of a list of two str, a prediction and its reference; 0 where they are in `data` already.
        marks: int64, the address of those of `text_marks`; of no use where `texts` is 0.
        data: uint8, the prediction's UTF-8 and the reference's, one after the other, and SPARE_BYTES more; written where `texts` are given.
        integers: int64 (5,): 0 and where the two texts end in `data`, written as `data` is; behind these, scratch.
        codes, max_order, seed, table, edges, bits, ends: as for rouge_texts.
        counts: int64 (1, at least n_codes, 3), scratch.
        out: float64 (3 * n_codes,), output: precision, recall and F1 of each; or (6 * n_codes,): and behind them the counts.

    Returns:
        COUNTED; WITHOUT_WORDS: the same, where the prediction has no words, or where the columns show that the reference has none;
        NOT_COUNTED: the texts are not for this kernel.
    """
    if texts != 0 and not read_row(texts, _TWO, marks, data, integers):
        return NOT_COUNTED
    integers[3] = 0
    n_others, n_without = rouge_texts(
        data, integers[:3], _ONE, integers[3:4], _ONE, _ONE, codes, max_order, seed, table, edges, bits, ends, counts, integers[4:5]
    )
    if n_others != 0:
        return NOT_COUNTED
    came = write_scores(counts, codes, out)
    return WITHOUT_WORDS if n_without != 0 else came
