"""Counts of a block of pairs for the kinds of ROUGE that compare texts line by line: scratch is sized here, the kernels do the rest."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ..tokenization import TokenBlock, Workspace
from .whole_texts import weight_table

KEPT_COLUMNS_WORDS = 1 << 17  # one MiB of columns is kept whole; beyond this the union LCS works from checkpoints
Integers = npt.NDArray[np.int64]


def _longest(block: TokenBlock, n_rows: int, n_pairs: int) -> tuple[int, int, int]:
    """Give the tokens of the predictions' longest line, of the references' longest line, and of the longest prediction."""
    from .._kernels.tokenizers import longest_lines

    assert block.text_lines is not None
    of_predictions, of_references, text = longest_lines(block.offsets, block.text_lines, n_rows, n_rows + n_pairs)
    return int(of_predictions), int(of_references), int(text)


def count_union(
    work: Workspace, block: TokenBlock, clip: TokenBlock, n_rows: int, pair_rows: Integers, column: int, out: Integers
) -> None:
    """Count a column of union LCS: ROUGE-Lsum, and ROUGE-L of ROUGE-1.5.5."""
    from .._kernels.lcs import union_pairs

    assert block.text_lines is not None
    n_prediction, n_reference, n_prediction_text = _longest(block, n_rows, len(pair_rows))
    clips_apart = clip is not block
    n_words = n_reference // 64 + 1
    stride = max(n_prediction, 1)
    if stride * n_words > KEPT_COLUMNS_WORDS:
        stride = math.isqrt(n_prediction) + 1
    union_pairs(
        block.ids,
        block.offsets,
        block.text_lines,
        clip.ids,
        clip.offsets if clips_apart else block.offsets,
        np.int64(clips_apart),
        n_rows,
        pair_rows,
        len(pair_rows),
        work.array("masks", block.n_ids + 1, np.uint64),
        work.array("starts", block.n_ids + 1, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("left", block.n_ids + 1, np.int64),
        work.array("places", n_reference + 1, np.int64),
        work.array("place_masks", n_reference + 1, np.uint64),
        work.array("columns", max(stride * n_words, n_prediction + 1), np.uint64),
        work.array("checkpoints", (n_prediction // stride + 3) * n_words, np.uint64),
        stride,
        work.array("union", n_words, np.uint64),
        work.array("bits", 4 * n_prediction_text, np.uint64),
        column,
        out,
    )


def count_weighted_union(
    work: Workspace, block: TokenBlock, clip: TokenBlock, n_rows: int, pair_rows: Integers, weight: float
) -> npt.NDArray[np.float64]:
    """Give the weighted union LCS, the weight of the prediction, and the sum of the weights of the reference's lines: (n_pairs, 3)."""
    from .._kernels.lcs import bit_table_words, weighted_union_pairs

    assert block.text_lines is not None
    n_pairs, n_texts = len(pair_rows), n_rows + len(pair_rows)
    texts = clip.as_texts(n_texts)
    n_prediction, n_reference, _ = _longest(block, n_rows, n_pairs)
    longest_text = int(np.diff(texts.offsets[: n_texts + 1]).max(initial=0))
    out = np.empty((n_pairs, 3), np.float64)
    weighted_union_pairs(
        block.ids,
        block.offsets,
        block.text_lines,
        texts.ids,
        texts.offsets,
        n_rows,
        pair_rows,
        n_pairs,
        weight_table(work, weight, max(longest_text, n_prediction, n_reference)),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("left", block.n_ids + 1, np.int64),
        work.array("weighted_scores", n_prediction + 1, np.float64),
        work.array("weighted_runs", n_prediction + 1, np.int64),
        work.array("bit_table", int(bit_table_words(block.offsets, block.text_lines, n_rows, pair_rows, n_pairs)), np.uint64),
        work.array("marked", n_reference, np.uint8),
        out,
    )
    return out


def count_distinct_lcs(work: Workspace, block: TokenBlock, n_rows: int, pair_rows: Integers, column: int, out: Integers) -> None:
    """Count a column of distinct words on the LCSs of all lines with all lines: ROUGE-L of the package ``rouge``."""
    from .._kernels.lcs import bit_table_words, set_lcs_pairs

    assert block.text_lines is not None
    n_pairs = len(pair_rows)
    n_line = max(_longest(block, n_rows, n_pairs)[:2])
    set_lcs_pairs(
        block.ids,
        block.offsets,
        block.text_lines,
        n_rows,
        pair_rows,
        n_pairs,
        np.int64(1),
        np.int64(column),
        work.array("starts", block.n_ids + 1, np.int64),
        work.array("counts", block.n_ids + 1, np.int64),
        work.array("sides", block.n_ids + 1, np.uint8),
        work.array("places", n_line, np.int64),
        work.array("place_masks", n_line, np.uint64),
        work.array("column", (n_line + 63) // 64, np.uint64),
        work.array("bit_table", int(bit_table_words(block.offsets, block.text_lines, n_rows, pair_rows, n_pairs)), np.uint64),
        out,
    )
