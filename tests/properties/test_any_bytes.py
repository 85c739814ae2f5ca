"""Kernels keep to their arrays whatever bytes they are given; the lane with bounds checked sees it.

Texts are checked before kernels see them: these kernels would survive a text that was not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.strategies import byte_rows
from textmetrics._kernels.tokenizers.char import character_ids
from textmetrics._kernels.tokenizers.limits import limit_bytes, limit_words
from textmetrics._kernels.tokenizers.lines import count_newlines, split_lines
from textmetrics._kernels.tokenizers.windows import SPARE_FOUND
from textmetrics.counting.pairs import count_pairs
from textmetrics.counting.rows import count_rows
from textmetrics.inputs.pairs import Pairs
from textmetrics.tokenization.encoder import Encoder
from textmetrics.tokenization.text_blocks import SPARE_BYTES
from textmetrics.tokenization.tokenizers import TOKENIZERS, code_point_classes, resolve

GUARD = 64
Rows = list[bytes]
rows_of_bytes = st.builds(
    lambda rows, n_times: rows * n_times,  # what each takes too much adds up
    st.lists(byte_rows(), min_size=1, max_size=5),
    st.sampled_from([1, 1, 1, 9]),
)
# What stands behind the last text: the end of no character, of one cut short, or one that goes on.
behind = st.sampled_from([b"\0", b"7", b"\x80", b"\xbf", b"\xff"])


def laid_out(
    rows: Rows, before: bytes, after: bytes
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Lay rows out as they are read, behind bytes that belong to none."""
    data = np.frombuffer(before + b"".join(rows) + after * SPARE_BYTES, np.uint8).copy()
    return data, np.cumsum([len(before), *map(len, rows)], dtype=np.int64)


def guarded(size: int, dtype: Any) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Make an output array, and one behind it that must stay as it is."""
    both = np.full(size + GUARD, 0xEE, dtype)  # type: ignore[arg-type]  # a size is a shape
    return both[:size], both[size:]


@pytest.mark.parametrize("name", TOKENIZERS)
@given(rows=rows_of_bytes, before=behind, after=behind)
def test_scans_write_in_the_room_that_they_ask_for(
    name: str, rows: Rows, before: bytes, after: bytes
) -> None:
    tokenizer = TOKENIZERS[name]
    data, offsets = laid_out(rows, before, after)
    n_bytes = int(offsets[-1] - offsets[0])
    n_spare = 16 if tokenizer.of_characters else 8
    per_row = 4 if tokenizer.uses_classes else 1
    size = tokenizer.growth * n_bytes + per_row * len(rows) + n_spare
    words, guard = guarded(size, np.uint8)
    word_offsets = np.zeros(len(rows), np.int64)
    end = tokenizer.kernel()(
        data, offsets, 0, len(rows), code_point_classes(tokenizer), words, word_offsets, 0, 0
    )
    assert (guard == 0xEE).all()
    assert (np.diff([*word_offsets.tolist(), end]) > 0).all()
    assert (words[[*(word_offsets[1:] - 1).tolist(), end - 1]] == 0).all()


@pytest.mark.parametrize("name", [name for name, tokenizer in TOKENIZERS.items() if tokenizer.find])
@given(rows=rows_of_bytes, before=behind, after=behind)
def test_finds_write_in_the_room_that_they_ask_for(
    name: str, rows: Rows, before: bytes, after: bytes
) -> None:
    tokenizer = TOKENIZERS[name]
    data, offsets = laid_out(rows, before, after)
    edges, guard = guarded(2 * int(offsets[-1] - offsets[0]) + SPARE_FOUND, np.int32)
    edge_offsets = np.zeros(len(rows) + 1, np.int64)
    done = tokenizer.finder()(
        data, offsets, 0, len(rows), code_point_classes(tokenizer), edges, edge_offsets
    )
    assert (guard == 0xEE).all()
    for k in range(int(done)):
        own = edges[edge_offsets[k] : edge_offsets[k + 1]]
        assert len(own) % 2 == 0
        assert (np.diff(own) >= 0).all()
        assert ((offsets[k] <= own) & (own <= offsets[k + 1])).all()


@given(rows=rows_of_bytes, before=behind, after=behind)
def test_ids_of_characters_are_no_larger_than_told(rows: Rows, before: bytes, after: bytes) -> None:
    data, offsets = laid_out(rows, before, after)
    ids, guard = guarded(int(offsets[-1] - offsets[0]) + 8, np.int32)
    id_offsets = np.zeros(len(rows) + 1, np.int64)
    largest = character_ids(data, offsets, np.arange(len(rows)), len(rows), ids, id_offsets)
    assert (guard == 0xEE).all()
    assert (np.diff(id_offsets) >= 0).all()
    assert ((ids[: id_offsets[-1]] > 0) & (ids[: id_offsets[-1]] <= largest)).all()


@given(rows=rows_of_bytes, before=behind, after=behind, limit=st.integers(1, 20))
def test_texts_are_cut_and_split_into_lines_within_themselves(
    rows: Rows, before: bytes, after: bytes, limit: int
) -> None:
    data, offsets = laid_out(rows, before, after)
    n_bytes = int(offsets[-1] - offsets[0])
    for by_line in (None, 0, 1):
        limited, guard = guarded(n_bytes, np.uint8)
        limited_offsets = np.zeros(len(rows) + 1, np.int64)
        if by_line is None:
            limit_words(data, offsets, len(rows), limit, limited, limited_offsets)
        else:
            limit_bytes(data, offsets, len(rows), limit, by_line, limited, limited_offsets)
        assert (guard == 0xEE).all()
        for k, row in enumerate(rows):
            assert row.startswith(limited[limited_offsets[k] : limited_offsets[k + 1]].tobytes())
    n_lines = len(rows) + b"".join(rows).count(b"\n")
    assert count_newlines(data, int(offsets[0]), int(offsets[-1])) == n_lines - len(rows)
    starts, guard = guarded(n_lines + 1, np.int64)
    assert (
        split_lines(data, offsets, 0, len(rows), starts, np.zeros(len(rows), np.int64), 0, 0)
        == n_lines
    )
    assert (guard == 0xEE).all()


class Unchecked:
    """A column of any bytes, which counting reads without a look."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.name = "rows"
        self.n_bytes = sum(map(len, rows))

    def __len__(self) -> int:
        return len(self.rows)

    def encoded(
        self, first: int, last: int, lowercase: bool = False
    ) -> tuple[bytes, npt.NDArray[np.int64]]:
        assert not lowercase
        rows = self.rows[first:last]
        return b"".join(rows), np.cumsum([0, *map(len, rows)], dtype=np.int64)

    def strings(self, first: int, last: int) -> list[str]:
        return [row.decode(errors="replace") for row in self.rows[first:last]]

    def take(self, rows: npt.NDArray[np.int64]) -> Unchecked:
        return Unchecked([self.rows[k] for k in rows])


def pairs_of(rows: Rows) -> Pairs:
    """Pair rows with themselves."""
    column: Any = Unchecked(rows)
    return Pairs(column, column, np.arange(len(rows) + 1), np.zeros(0, np.int64))


def are_utf8(rows: Rows) -> bool:
    """Tell whether all rows are UTF-8; of others, words may go on behind the end of their row."""
    try:
        return all(row.decode() is not None for row in rows)
    except UnicodeDecodeError:
        return False


@pytest.mark.filterwarnings("ignore::textmetrics.errors.TokensDroppedWarning")
@pytest.mark.parametrize("stemmer", [None, "porter"])
@pytest.mark.parametrize("name", TOKENIZERS)
@given(rows=rows_of_bytes, n_times=st.sampled_from([1, 40]))
def test_rouge_counts_any_bytes(name: str, stemmer: str | None, rows: Rows, n_times: int) -> None:
    types = ("rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum", "rougeS4")
    plan = tm.Rouge(types, tokenizer=name, stemmer=stemmer)._plan
    counts = count_pairs(plan, pairs_of([row * n_times for row in rows]), 1)
    assert ((counts[:, :, 0] >= 0) & (counts[:, :, 0] <= counts[:, :, 1:].min(axis=2))).all()
    if are_utf8(rows):
        assert (counts == counts[:, :, :1]).all()


@pytest.mark.filterwarnings("ignore::textmetrics.errors.TokensDroppedWarning")
@pytest.mark.parametrize("name", TOKENIZERS)
@given(rows=rows_of_bytes, n_times=st.sampled_from([1, 40]))
def test_bleu_counts_any_bytes(name: str, rows: Rows, n_times: int) -> None:
    counts = count_rows(
        Encoder(resolve(name)), 4, 0, 1, pairs_of([row * n_times for row in rows]), 1
    )
    assert ((counts[:, :4] >= 0) & (counts[:, :4] <= counts[:, 4:8])).all()
    if are_utf8(rows):
        assert (counts[:, :4] == counts[:, 4:8]).all()
        assert (counts[:, 12] == counts[:, 13]).all()
