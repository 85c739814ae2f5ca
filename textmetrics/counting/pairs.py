"""Counting for ROUGE: matches and totals of every (prediction, reference) pair, block by block through the kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .. import parallel
from ..errors import InputError
from ..inputs import IdColumn, Pairs, Piece
from ..tokenization import (
    CustomTokenizer,
    TokenBlock,
    Workspace,
    block_rows,
    warn_of_dropped_tokens,
    workspace,
)
from .plan import LARGEST_WEIGHTED, LCS_CODE, Counted, Plan

BLOCK_BYTES = 1 << 18  # text of a block: its ids and tables stay in the processor's second-level cache
ID_BLOCK_BYTES = 1 << 21  # where token ids come in: less is done for each, and half of them may be padding


def count_pairs(plan: Plan, pairs: Pairs, threads: int | None) -> npt.NDArray[np.int64]:
    """Count matches, prediction totals and reference totals.

    Returns:
        int64 (n_pairs, n_columns, 3), one row for each reference; weighted columns in 1 / unit.

    Raises:
        InputError: A weighted count is too large to keep.
    """
    out = np.zeros((len(pairs.references), len(plan.columns), 3), np.int64)
    offsets = pairs.reference_offsets
    if isinstance(plan.encoder.tokenizer, CustomTokenizer):
        pairs = pairs.flat()  # it numbers texts over all rows in what it raises
    n_without: list[int] = []
    block_size = block_rows(pairs, ID_BLOCK_BYTES if isinstance(pairs.predictions, IdColumn) else BLOCK_BYTES)
    all_rows = np.arange(block_size)

    def count_block(first: int, last: int) -> None:
        reference_first, reference_last = int(offsets[first]), int(offsets[last])
        pair_rows = all_rows[: last - first]
        if not pairs.one_reference:
            pair_rows = np.repeat(pair_rows, np.diff(offsets[first : last + 1]))
        with workspace() as work:
            block = _Block(plan, work, pairs.block(first, last), first, last - first, pair_rows, out[reference_first:reference_last])
            n_without.append(block.count_directly() if plan.is_direct and not isinstance(pairs.predictions, IdColumn) else block.count())

    parallel.for_each_block(pairs.n_rows, block_size, count_block, parallel.threads_for(pairs.n_bytes, threads))
    warn_of_dropped_tokens(plan.encoder.tokenizer, pairs, sum(n_without))
    return out


@dataclass
class _Block:
    """Rows that are counted together.

    Attributes:
        plan: what is counted.
        work: this thread's scratch.
        pieces: the rows of the predictions' and the references' columns.
        first: the number of the first row.
        n_rows: predictions.
        pair_rows: int64 (n_pairs,), the prediction of each reference.
        out: int64 (n_pairs, n_columns, 3), output.
    """

    plan: Plan
    work: Workspace
    pieces: list[Piece]
    first: int
    n_rows: int
    pair_rows: npt.NDArray[np.int64]
    out: npt.NDArray[np.int64]

    @property
    def n_pairs(self) -> int:
        """Count the references."""
        return len(self.pair_rows)

    @property
    def n_texts(self) -> int:
        """Count predictions and references."""
        return self.n_rows + self.n_pairs

    def count(self) -> int:
        """Count all columns; give the number of predictions without a token."""
        plan, encoder = self.plan, self.plan.encoder
        if plan.clips_apart:
            tokens, texts = self._encode_apart()
            self._count_lines(tokens, texts)
            self._count_texts(texts)
        elif plan.by_line or plan.by_sentence:
            tokens = encoder.encode(self.work, self.pieces, lines=True)
            self._count_lines(tokens, tokens)
            n_without = tokens.n_without_tokens(self.n_rows)
            if plan.by_text:
                whole = encoder.tokenizer.splits_lines
                self._count_texts(tokens.as_texts(self.n_texts) if whole else encoder.encode(self.work, self.pieces))
            return n_without
        else:
            tokens = encoder.encode(self.work, self.pieces)
            self._count_texts(tokens)
        return tokens.n_without_tokens(self.n_rows)

    def count_directly(self) -> int:
        """Count short texts without ids, and the others as `count` does; give the number of predictions without a token."""
        from .whole_texts import count_short_texts

        plan = self.plan
        others, n_without = count_short_texts(self.work, plan.encoder, self.pieces, self.n_rows, self.pair_rows, plan.codes, self.out)
        if not len(others):
            return n_without
        if len(others) == self.n_pairs == self.n_rows:
            return self.count()
        (predictions, first, _), (references, reference_first, _) = self.pieces
        assert not isinstance(predictions, IdColumn)
        assert not isinstance(references, IdColumn)
        taken = predictions.take(first + self.pair_rows[others]), references.take(reference_first + others)
        out = np.zeros((len(others), *self.out.shape[1:]), np.int64)
        pieces: list[Piece] = [(column, 0, len(others)) for column in taken]
        n_without += _Block(self.plan, self.work, pieces, 0, len(others), np.arange(len(others)), out).count()
        self.out[others] = out
        return n_without

    def _encode_apart(self) -> tuple[TokenBlock, TokenBlock]:
        """Give lines, each held to the limit, and texts held to it as a whole, with ids of one vocabulary."""
        both = self.plan.encoder.encode(self.work, [*self.pieces, *self.pieces], lines=True, n_limited_lines=len(self.pieces))
        assert both.text_lines is not None
        begins = both.text_lines[self.n_texts : 2 * self.n_texts + 1]
        return both, TokenBlock(both.ids, both.offsets[begins], None, both.n_ids)

    def _count_lines(self, lines: TokenBlock, texts: TokenBlock) -> None:
        """Count the columns that compare line by line; matches are clipped by the counts in `texts`."""
        from . import line_by_line as counts

        for k, column in enumerate(self.plan.columns):
            if column.kind == "union":
                counts.count_union(self.work, lines, texts, self.n_rows, self.pair_rows, k, self.out)
            elif column.kind == "weighted-union":
                weighted = counts.count_weighted_union(self.work, lines, texts, self.n_rows, self.pair_rows, column.weight)
                self._keep(weighted, k, column)
            elif column.kind == "distinct-lcs":
                counts.count_distinct_lcs(self.work, lines, self.n_rows, self.pair_rows, k, self.out)

    def _count_texts(self, texts: TokenBlock) -> None:
        """Count the columns that compare whole texts."""
        from . import whole_texts as counts

        columns = self.plan.columns
        if self.plan.codes.max() >= LCS_CODE:
            counts.count_ngrams_and_lcs(self.work, texts, self.n_rows, self.pair_rows, self.plan.codes, self.out)
        if any(column.kind == "distinct-ngrams" for column in columns):
            orders = {column.n: k for k, column in enumerate(columns) if column.kind == "distinct-ngrams"}
            counts.count_distinct_ngrams(self.work, texts, self.n_rows, self.pair_rows, orders, self.out)
        for k, column in enumerate(columns):
            if column.kind == "skip":
                counts.count_skipgrams(self.work, texts, self.n_rows, self.pair_rows, column.n, column.unigrams, k, self.out)
            elif column.kind == "weighted":
                self._keep(counts.count_weighted(self.work, texts, self.n_rows, self.pair_rows, column.weight), k, column)

    def _keep(self, weighted: npt.NDArray[np.float64], k: int, column: Counted) -> None:
        """Keep weighted counts as integers."""
        if len(weighted) and weighted.max() * column.unit >= LARGEST_WEIGHTED:
            row = self.first + int(self.pair_rows[weighted.max(axis=1).argmax()])
            raise InputError(
                f"the texts of row {row} are too long for ROUGE-W with weight {column.weight:g}: their weighted length is "
                f"{weighted.max():.3g}; expected less than {LARGEST_WEIGHTED / column.unit:.3g}. Choose a smaller weight or cut the texts.",
                row,
            )
        self.out[:, k] = np.rint(weighted * column.unit)
