"""One row of BLEU, a prediction and its references, from bytes to a score in one call: what one_pair.py is to ROUGE."""

from __future__ import annotations

import numpy as np

from .bleu_counts import bleu_rows
from .brevity import bleu_scores
from .intern import N_COUNTERS, intern_alone
from .jit import kernel
from .scan_13a import scan_13a

# Of one type with what Python passes, so that no kernel is compiled twice.
_NONE = np.int64(0)
_ONE = np.int64(1)
_SPARE = 128  # bytes behind the words, so that they can be read eight at a time
# Places in `settings`.
MAX_ORDER, RULE, UNIT, SMOOTHING, EFFECTIVE_ORDER, COMPENSATES, N_SETTINGS = range(7)


@kernel
def score_row(data, n_texts, settings, value, seed, bytes_scratch, integers, tables, masks, ids, out, score):
    """Count and score a row as sacrebleu does, tokenized by 13a.

    Args:
        data: uint8, the prediction's UTF-8 and the references', one after the other.
        n_texts: int64, how many there are.
        settings: int64 (N_SETTINGS,): the largest order, and as for bleu_rows and bleu_scores.
        value: float64, the smoothing's.
        seed: uint64, as for intern_words.
        bytes_scratch: uint8 (7 * n_bytes + 6 * n_texts + 512,), scratch.
        integers: int64 (2 * n_bytes + 6 * n_texts + 64,): where the texts begin in `data`, and the end; behind these, scratch.
        tables: uint64, scratch: as many words as `table_words` gives for 3 * n_bytes.
        masks: uint64 (3 * n_bytes + 6 * max_order + 64,), all zero; left zero, but for the last 6 * max_order + 24.
        ids: int32 (2 * n_bytes + 8,), scratch.
        out: int64 (1, 3 * max_order + 2), output, as that of bleu_rows.
        score: float64 (1,), output, from 0 to 100.

    Returns:
        0, or 1 where the prediction is too long for this kernel: its matches are not counted.
    """
    max_order = settings[MAX_ORDER]
    n_bytes = integers[n_texts]
    at = n_texts + 1
    offsets = integers[:at]
    word_offsets = integers[at : 2 * at]
    id_offsets = integers[2 * at : 3 * at]
    reference_offsets = integers[3 * at : 3 * at + 2]
    reference_offsets[0] = 0
    reference_offsets[1] = n_texts - 1
    long_rows = integers[3 * at + 2 : 3 * at + 3]
    counters = integers[3 * at + 3 : 3 * at + 3 + N_COUNTERS]
    by_word = integers[3 * at + 3 + N_COUNTERS :]
    n_words_bytes = 3 * n_bytes + 2 * n_texts + _SPARE
    words = bytes_scratch[:n_words_bytes]
    end = scan_13a(data, offsets, _NONE, n_texts, bytes_scratch[:0], words, word_offsets, _NONE, _NONE)
    word_offsets[n_texts] = end
    for k in range(end, end + 32):
        words[k] = 0
    n_tokens = end // 2 + 2
    intern_alone(
        words, word_offsets, n_texts, n_tokens, counters, by_word, tables, bytes_scratch[n_words_bytes:], seed, ids, id_offsets
    )
    scratch = masks[len(masks) - (6 * max_order + 24) :]
    n_long = bleu_rows(
        ids, id_offsets, _ONE, reference_offsets, max_order, settings[RULE], settings[UNIT], masks, scratch, out, long_rows
    )
    if n_long == 0:
        bleu_scores(
            out, max_order, settings[UNIT], settings[SMOOTHING], value, settings[EFFECTIVE_ORDER], score[:0], _NONE,
            settings[COMPENSATES], score,
        )  # fmt: skip
    return n_long
