"""Words found where they stand in the text, against those that the scans of the same tokenizers write."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.scan_helper import SCANS
from tests.strategies import texts
from textmetrics._kernels.simd.byte_masks import SPARE_BYTES
from textmetrics._kernels.tokenizers.windows import SPARE_FOUND
from textmetrics._kernels.tokenizers.word_edges import SPARE_EDGES, find_parted, part_words
from textmetrics.tokenization.tokenizers import TOKENIZERS, code_point_classes

NAMES = ["13a", "zh", "intl"]
REWRITTEN = ("\0", "-\n", "<skipped>", "&quot;", "&amp;", "&lt;", "&gt;")
PIECES = [
    *" \t\n\r\x1c\x7f.,-–5'&<>!$^éא×Дש", *"‐“”。、カたっー゛゠・가中字你㐀䷀龻龼", *"€²½٣१।🙂𐄀", "\U0001d7ce",
    "\x85", "\xa0", "\u1680", "\u2028", "\u205f", "\u3000", "ab", "seventeen", "слово", "中文", "...", "1,000.5", "12", *REWRITTEN,
]  # fmt: skip


@st.composite
def pieced_texts(draw: st.DrawFn) -> str:
    """Draw a text of pieces that tokenizers tell apart, as long as some windows of 64 bytes or as parts of one."""
    chosen = random.Random(draw(st.integers(0, 2**32)))
    n_pieces = draw(st.sampled_from([0, 1, 2, 3, 10, 30, 63, 64, 65, 90]))
    kinds = chosen.sample(PIECES[: draw(st.sampled_from([len(PIECES), len(PIECES) - len(REWRITTEN)]))], chosen.choice([2, 5, 20]))
    return "".join(chosen.choice(kinds) for _ in range(n_pieces))


def laid_out(rows: list[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Lay rows out behind one another and behind a number; a number too lies behind them, so that reading past a row's end is seen."""
    return np.frombuffer(b"7" + b"".join(rows) + b"7" * SPARE_BYTES, np.uint8).copy(), 1 + np.cumsum([0, *map(len, rows)], dtype=np.int64)


def found(name: str, rows: list[str]) -> list[list[str]] | None:
    """Give the words of each text, in the room that the kernel asks for; None where they are not pieces of it."""
    data, offsets = laid_out([row.encode() for row in rows])
    edges = np.full(2 * int(offsets[-1] - 1) + SPARE_FOUND, -9, np.int32)  # type: ignore[arg-type]  # a size is a shape
    edge_offsets = np.full(len(rows) + 1, -9, np.int64)
    edge_offsets[0] = 0
    tokenizer = TOKENIZERS[name]
    text = tokenizer.finder()(data, offsets, 0, len(rows), code_point_classes(tokenizer), edges, edge_offsets)
    if text < len(rows):
        assert isinstance(found(name, rows[:text]), list)  # it is the first
        return None
    n = int(edge_offsets[-1])
    spelled = [data[begin:end].tobytes().decode() for begin, end in edges[:n].reshape(-1, 2).tolist()]
    return [spelled[begin // 2 : end // 2] for begin, end in zip(edge_offsets[:-1].tolist(), edge_offsets[1:].tolist(), strict=True)]


@pytest.mark.parametrize("name", NAMES)
@given(rows=st.lists(pieced_texts() | texts(), min_size=1, max_size=3))
def test_the_words_are_those_that_the_scan_writes(name: str, rows: list[str]) -> None:
    rows = [row.encode(errors="replace").decode() for row in rows]
    words = found(name, rows)
    if words is None:
        assert any("\0" in row or (name == "13a" and any(piece in row for piece in REWRITTEN)) for row in rows)
    else:
        assert words == SCANS[name](rows)
        assert not any("\0" in row for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_character_is_told_for_what_it_is(name: str) -> None:
    step = 1 if JIT_IS_ON else 97
    points = [*range(1, 0xD800, step), *range(0xE000, 0x20000, step), *range(0x20000, 0x110000, 97 * step)]
    for first in range(0, len(points), 5000):
        rows = [f"{before}{chr(point)}{after}" for point in points[first : first + 5000] for before, after in (("a", "b"), ("1", "2"))]
        assert found(name, rows) == SCANS[name](rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_place_in_a_window_is_alike(name: str) -> None:
    for piece in ("a.5", "5.,5", "a.,5", "5–6", "5“。6", "中.文", "x\u3000y", "Д\xa0Ж", "1-2", "a🙂b", "𐄀5", ".", "5", "。"):
        rows = ["x" * n_before + piece + "y" * n_after for n_before in (0, *range(50, 70)) for n_after in (0, 1, 2, 70)]
        assert found(name, rows) == SCANS[name](rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", REWRITTEN)
def test_what_is_rewritten_before_it_is_parted_is_not_found(name: str, text: str) -> None:
    for n_before in (0, 1, *range(54, 66)):
        words = found(name, ["plain", "a" * n_before + text])
        assert (words is None) == (text == "\0" or name == "13a")


@given(rows=st.lists(st.lists(st.text("ab\u00e9\u4e2d", min_size=1, max_size=30), max_size=40), min_size=1, max_size=4))
def test_words_parted_by_zeros_are_found_and_written_back(rows: list[list[str]]) -> None:
    written = [b"".join(word.encode() + b"\0" for word in row) for row in rows]
    words, offsets = laid_out(written)
    edges = np.full(int(offsets[-1] - 1) + SPARE_EDGES, -9, np.int32)  # type: ignore[arg-type]  # a size is a shape
    edge_offsets = np.full(len(rows) + 1, -9, np.int64)
    find_parted(words, offsets, len(rows), edges, edge_offsets)
    assert (np.diff(edge_offsets) == [2 * len(row) for row in rows]).all()
    chosen = np.arange(len(rows))[::-1].copy()
    out = np.full(int(offsets[-1] - 1) + 8, 0xEE, np.uint8)
    own_offsets = np.full(len(rows) + 1, -9, np.int64)
    part_words(words, edges, edge_offsets, chosen, len(chosen), out, own_offsets)
    assert [out[own_offsets[k] : own_offsets[k + 1]].tobytes() for k in range(len(rows))] == written[::-1]
