"""Counts of a block of pairs for the kinds of ROUGE that compare whole texts: scratch is sized here, the kernels do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ..inputs import Column
from ..tokenization import Encoder, TokenBlock, Workspace, read

Integers = npt.NDArray[np.int64]
_LEFT_ALONE = -1  # the code of a column that kernels pass over


def count_ngrams_and_lcs(
    work: Workspace,
    block: TokenBlock,
    n_rows: int,
    pair_rows: Integers,
    codes: Integers,
    out: Integers,
) -> None:
    """Count the columns of ROUGE-N and ROUGE-L; `codes` are those of the kernel rouge_ids."""
    from .._kernels.rouge import N_SIDES, rouge_ids
    from .._kernels.simd import ID_LIMIT

    n_pairs = len(pair_rows)
    longest = 0
    if codes.max() > 2:
        longest = _longest(block, n_rows + n_pairs)
        codes = _orders_of(codes, longest)
    max_order = max(0, *codes.tolist())
    if block.n_ids >= ID_LIMIT:  # more than the kernel of short texts tells apart
        _count_long_pairs(work, block, n_rows, pair_rows, np.arange(n_pairs), codes, max_order, out)
        return
    long_pairs = work.array("long_pairs", n_pairs, np.int64)
    n_long = rouge_ids(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        n_pairs,
        codes,
        max_order,
        work.array("bit_sides", N_SIDES, np.int32),
        work.array("bits", 2 * longest, np.uint64),
        work.array("overlap", 6 * max_order + 24, np.uint64),
        out,
        long_pairs,
    )
    if n_long:
        _count_long_pairs(work, block, n_rows, pair_rows, long_pairs[:n_long], codes, max_order, out)


def _orders_of(codes: Integers, longest: int) -> Integers:
    """Give the codes but for the orders of n-grams that no text of `longest` tokens has.

    Their columns are left alone and stay zero, so that scratch grows with the text, not with the
    order that is asked for.
    """
    return np.where(codes > longest, _LEFT_ALONE, codes)


@cache  # blocks are short, and to look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from .._kernels import ngrams, rouge, tokenizers

    return ngrams, rouge, tokenizers


def count_short_texts(
    work: Workspace,
    encoder: Encoder,
    pieces: Sequence[tuple[Column, int, int]],
    n_rows: int,
    pair_rows: Integers,
    codes: Integers,
    out: Integers,
) -> tuple[Integers, int]:
    """Count the columns of ROUGE-N and ROUGE-L without ids.

    Args:
        work: this thread's scratch.
        encoder: a plain one.
        pieces: the rows of the predictions' and the references' columns.
        n_rows: predictions.
        pair_rows, codes, out: as for the kernel rouge_ids.

    Returns:
        int64, the pairs not counted, because they are long or hold what the kernel does not fold; and how many predictions have no word.
    """
    ngrams, rouge, tokenizers = _kernels()
    is_text = encoder.finds_words_in_text
    data, offsets = read(work, pieces) if is_text else encoder.parted_words(work, pieces)  # type: ignore[arg-type]  # ids go another way
    n_pairs = len(pair_rows)
    if codes.max() > 2:  # a word has a byte, and another is between it and the next
        n_bytes = int(np.diff(offsets[: n_rows + n_pairs + 1]).max(initial=0))
        codes = _orders_of(codes, (n_bytes + 1) // 2)
    max_order = max(0, *codes.tolist())
    # No text has more bytes than all. What is not used of the scratch is no memory yet.
    longest = min(int(offsets[n_rows + n_pairs]), ngrams.TEXT_LIMIT)
    others = work.array("long_pairs", n_pairs, np.int64)
    n_others, n_without = rouge.rouge_texts(
        data,
        offsets,
        n_rows,
        pair_rows,
        n_pairs,
        np.int64(is_text),
        codes,
        max_order,
        work.vocabulary.seed,
        work.array("word_table", ngrams.TABLE_WORDS + 1, np.uint64),
        work.array("edges", 3 * (longest + tokenizers.SPARE_EDGES), np.int32),
        work.array("bits", 2 * longest + 8, np.uint64),
        work.array("overlap", 6 * max_order + 24, np.uint64),
        out,
        others,
    )
    return others[:n_others].copy(), int(n_without)


def _count_long_pairs(
    work: Workspace,
    block: TokenBlock,
    n_rows: int,
    pair_rows: Integers,
    long_pairs: Integers,
    codes: Integers,
    max_order: int,
    out: Integers,
) -> None:
    """Count the pairs whose two texts are both too long for the kernel of short ones."""
    from .._kernels.rouge import rouge_long_pairs

    lengths = np.diff(block.offsets[: n_rows + len(pair_rows) + 1])
    n_prediction = int(lengths[pair_rows[long_pairs]].max())
    n_reference = int(lengths[n_rows + long_pairs].max())
    longest = max(n_prediction, n_reference)
    slots = max(8, 1 << (4 * n_prediction).bit_length())
    rouge_long_pairs(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        long_pairs,
        len(long_pairs),
        codes,
        len(codes),
        max_order,
        work.vocabulary.seed,
        work.array("ngram_table", 2 * slots, np.uint64),
        work.array("grams", n_prediction + 1, np.int64),
        work.array("gram_counts", 3 * n_prediction + 3, np.int64),
        work.array("reference_grams", n_reference + 1, np.int64),
        work.array("matches", max_order + 1, np.int64),
        work.array("starts", block.n_ids + 1, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("places", longest, np.int64),
        work.array("place_masks", longest, np.uint64),
        work.array("column", longest // 64 + 1, np.uint64),
        work.array("kept_tokens", n_prediction + n_reference, np.int32),
        work.array("block_masks", 4 * min(block.n_ids, longest), np.uint64),
        work.array("carries", longest, np.uint8),
        out,
    )


def _longest(block: TokenBlock, n_texts: int) -> int:
    """Give the tokens of the longest text."""
    return int(np.diff(block.offsets[: n_texts + 1]).max(initial=0))


def count_skipgrams(
    work: Workspace, block: TokenBlock, n_rows: int, pair_rows: Integers, gap: int, unigrams: str, column: int, out: Integers
) -> None:
    """Count a column of skip-bigrams: ROUGE-S, or with unigrams ROUGE-SU."""
    from .._kernels.ngrams import ALL_BUT_LAST_UNIGRAMS, ALL_UNIGRAMS, NO_UNIGRAMS, skipgram_pairs

    counted = {"none": NO_UNIGRAMS, "all": ALL_UNIGRAMS, "all-but-last": ALL_BUT_LAST_UNIGRAMS}[unigrams]
    n_both = 2 * _longest(block, n_rows + len(pair_rows))
    skipgram_pairs(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        len(pair_rows),
        np.int64(gap),
        np.int64(counted),
        np.int64(column),
        work.array("heads", 2 * block.n_ids + 2, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("skip_tokens", n_both, np.int64),
        work.array("skip_positions", n_both, np.int64),
        work.array("skip_nexts", n_both, np.int64),
        out,
    )


def weight_table(work: Workspace, weight: float, n_tokens: int) -> npt.NDArray[np.float64]:
    """Tabulate f(k) = k ** weight with the C library's power, which the reference programs use."""
    table = work.weights.get(weight)
    if table is None or len(table) <= n_tokens:
        # Not NumPy's power: its last bit may differ, and ties, and with them the walk back, depend on it.
        table = work.weights[weight] = np.asarray([float(k) ** weight for k in range(n_tokens + n_tokens // 4 + 64)])
    return table


def count_weighted(
    work: Workspace, block: TokenBlock, n_rows: int, pair_rows: Integers, weight: float
) -> npt.NDArray[np.float64]:
    """Give the weighted LCS of whole texts and the weights of both: float64 (n_pairs, 3)."""
    from .._kernels.lcs import weighted_lcs_pairs

    n = _longest(block, n_rows + len(pair_rows))
    out = np.empty((len(pair_rows), 3), np.float64)
    weighted_lcs_pairs(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        len(pair_rows),
        weight_table(work, weight, n),
        work.array("weighted_scores", n + 1, np.float64),
        work.array("weighted_runs", n + 1, np.int64),
        out,
    )
    return out


def count_distinct_ngrams(
    work: Workspace, block: TokenBlock, n_rows: int, pair_rows: Integers, columns: dict[int, int], out: Integers
) -> None:
    """Count columns of distinct n-grams; `columns` tells the column of an order."""
    from .._kernels.ngrams import set_pairs

    longest = _longest(block, n_rows + len(pair_rows))
    n_both = 2 * longest
    max_order = min(max(columns), longest)  # beyond, there is nothing to count
    set_pairs(
        block.ids,
        block.offsets,
        n_rows,
        pair_rows,
        len(pair_rows),
        np.int64(max_order),
        np.asarray([columns.get(order, -1) for order in range(max_order + 1)], np.int64),
        work.vocabulary.seed,
        work.array("ngram_table", 8 * n_both + 8, np.uint64),
        work.array("grams", n_both, np.int64),
        work.array("gram_sides", n_both + 1, np.uint8),
        out,
    )
