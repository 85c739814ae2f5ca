"""All that a call works in, in one array: handing an array from Python to a kernel takes as long as counting some words.

The array is uint64: an odd random number, where each part begins, where the last one ends, the parts. Seen as int64 it is `at`, and a part
is scratch[at[PART] : at[PART + 1]].
"""

from __future__ import annotations

SEED = 0
# Texts (uint8) and where they begin (int64), and words of BLEU (uint8), with SPARE_BYTES behind text and behind words; as for rouge_texts,
# the table, edges (int32), bits and ends.
DATA, INTEGERS, WORDS, TABLE, EDGES, BITS, ENDS = range(1, 8)
# A second array, for stemming: words (uint8), as many words as `table_words` gives, masks and their like, ids (int32), spelled words
# (uint8), and where these begin and end (int64).
BYTES, TABLES, MASKS, IDS, SPELLED, BY_SPELLED = range(1, 7)
