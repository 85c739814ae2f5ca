"""Blocks of text read from Python's lists are what Python's own encoding gives, whatever the list holds."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.conftest import READS_OBJECTS
from tests.strategies import texts
from textmetrics._kernels.inputs.strings import TextLayout
from textmetrics.errors import InputError, InputTypeError
from textmetrics.inputs.text_column import TextColumn, encode
from textmetrics.tokenization import text_blocks
from textmetrics.tokenization.workspace import Workspace

LONG = st.sampled_from(["x" * 5000, "é" * 9000, "\U0001f600" * 3000])
# Every width of a character and of its UTF-8, about where one becomes the next, for every width in which the interpreter keeps them.
EDGES = ["\0", "a", "\x7f", "\x80", "\xff", "\u0100", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"]
MIXED = st.lists(st.sampled_from(EDGES) | st.characters(exclude_categories=["Cs"]), max_size=80).map("".join)


@given(columns=st.lists(st.lists(texts() | MIXED | LONG, max_size=6), min_size=1, max_size=3), data=st.data())
def test_blocks_hold_the_bytes_of_their_rows(columns: list[list[str]], data: st.DataObject) -> None:
    work = Workspace()
    for _ in range(2):  # what an earlier block left is not seen
        pieces, expected = [], []
        for rows in columns:
            last = data.draw(st.integers(0, len(rows)))
            first = data.draw(st.integers(0, last))
            pieces.append((TextColumn(rows, "predictions"), first, last))
            expected += rows[first:last]
        block, offsets = text_blocks.read(work, pieces)  # type: ignore[arg-type]  # columns of texts
        joined, own = encode(expected)
        assert block[: offsets[-1]].tobytes() == joined
        assert offsets.tolist() == own.tolist()
        assert len(block) >= offsets[-1] + text_blocks.SPARE_BYTES


@pytest.mark.parametrize("widest", EDGES)
def test_characters_of_every_width_are_read_at_every_place(widest: str) -> None:
    rows = []
    for n in range(50):
        text = "".join(EDGES[: EDGES.index(widest) + 1][(7 * k + n) % (EDGES.index(widest) + 1)] for k in range(n))
        rows += [text, "b" * n + widest, widest * n + "b" * (n % 17), widest + text]
    block, offsets = text_blocks.read(Workspace(), [(TextColumn(rows, "predictions"), 0, len(rows))])
    assert [block[begin:end].tobytes() for begin, end in itertools.pairwise(offsets.tolist())] == [row.encode() for row in rows]


@pytest.mark.parametrize("surrogate", ["\ud800", "\udbff", "\udc00", "\udfff"])
@pytest.mark.parametrize("others", ["a", "\u20ac", "\U0001f600"])
def test_a_surrogate_is_found_at_every_place(surrogate: str, others: str) -> None:
    for n in range(35):
        rows = [others * 3, others * n + surrogate + others * (34 - n)]
        message = f"predictions[1] holds the lone surrogate {surrogate!r} at character {n};"
        with pytest.raises(InputError, match=re.escape(message)):
            text_blocks.read(Workspace(), [(TextColumn(rows, "predictions"), 0, 2)])


def test_this_interpreter_keeps_strings_as_expected() -> None:
    assert (text_blocks.text_layout().address != 0) == READS_OBJECTS


def test_what_the_kernel_cannot_read_python_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["a b", "\u20ac", "", "\xe9" * 40]
    expected = encode(rows)
    monkeypatch.setattr(text_blocks, "text_layout", lambda: TextLayout(0, None))
    block, offsets = text_blocks.read(Workspace(), [(TextColumn(rows, "predictions"), 0, 4)])
    assert (block[: offsets[-1]].tobytes(), offsets.tolist()) == (expected[0], expected[1].tolist())


class Text(str):
    """A str of a class of its own."""


def test_a_class_of_str_is_read_as_str() -> None:
    rows = ["a", Text("b \u20ac"), "c", Text("d"), "e" * 9000]
    block, offsets = text_blocks.read(Workspace(), [(TextColumn(rows, "predictions"), 0, 5)])
    assert block[: offsets[-1]].tobytes() == "".join(rows).encode()
    assert tm.rouge([Text("a b")], [Text("a")])["rouge1"].f1.tolist() == tm.rouge(["a b"], ["a"])["rouge1"].f1.tolist()


@pytest.mark.parametrize(
    ("bad", "error", "message"),
    [
        (None, InputError, r"references\[7\]"),
        (b"a", InputTypeError, r"references\[7\]"),
        (7, InputTypeError, r"references\[7\]"),
        ("a\ud800", InputError, r"references\[7\] holds the lone surrogate '\\ud800' at character 1"),
    ],
)
def test_what_is_no_text_is_named_with_its_row(bad: Any, error: type[Exception], message: str) -> None:
    for metric in (tm.Rouge(), tm.Bleu(), tm.Rouge(stemmer="porter")):
        with pytest.raises(error, match=message):
            metric.score(["a"] * 9, ["a"] * 7 + [bad, "a"])
        assert metric.score(["a"], ["a"]) is not None  # no error of the interpreter's is left behind


def test_a_list_that_shrinks_meanwhile_is_an_error() -> None:
    column = TextColumn(["a", "b", "c"], "predictions")
    column.rows = ["a"]
    with pytest.raises(InputError, match="predictions changed while it was read"):
        text_blocks.read(Workspace(), [(column, 0, 3)])


def test_long_rows_among_short_ones_are_found_room_for() -> None:
    rows = ["a"] * 2000 + ["word " * 40_000] + ["b"] * 10  # the column's size is told from some rows only
    block, offsets = text_blocks.read(Workspace(), [(TextColumn(rows, "predictions"), 0, len(rows))])
    assert block[: offsets[-1]].tobytes() == "".join(rows).encode()
