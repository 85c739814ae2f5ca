"""The scans of jiwer's words and characters against Python's own functions."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scan_helper import scan
from tests.strategies import hostile_texts, nasty_texts, texts
from textmetrics._kernels.tokenizers import scan_jiwer, stripped_code_point_ids

SPACES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000"
)
spaced_texts = st.text(st.sampled_from(SPACES + "  ab\x00\x7f\x84\u200bé中\U0001f600"), max_size=40)


def jiwer_words(text: str) -> list[str]:
    """Split as jiwer's default transforms do."""
    return [word for word in re.sub(r"\s\s+", " ", text).strip().split(" ") if word]


def characters(rows: list[str]) -> list[str]:
    """Return what the kernel takes for the characters of texts."""
    encoded = [row.encode() for row in rows]
    data = np.frombuffer(b" " + b"".join(encoded) + b" ", np.uint8).copy()
    offsets = 1 + np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    ids, id_offsets = np.full(len(data) + 8, -1, np.int32), np.zeros(len(rows) + 1, np.int64)
    limit = int(stripped_code_point_ids(data, offsets, len(rows), ids, id_offsets))
    assert ids[: id_offsets[-1]].max(initial=0) <= limit
    return ["".join(chr(k - 1) for k in ids[b:e]) for b, e in itertools.pairwise(id_offsets)]


@given(st.lists(st.one_of(spaced_texts, texts(), nasty_texts()), min_size=1, max_size=4))
def test_words(rows: list[str]) -> None:
    rows = [row.replace("\xff", "") for row in rows]
    assert scan(scan_jiwer, rows, growth=1) == [jiwer_words(row) for row in rows]


@given(st.lists(st.one_of(spaced_texts, texts(), nasty_texts()), min_size=1, max_size=4))
def test_characters(rows: list[str]) -> None:
    assert characters(rows) == [row.strip() for row in rows]


@pytest.mark.parametrize("name", hostile_texts)
def test_hostile_texts(name: str) -> None:
    text = hostile_texts[name]
    assert scan(scan_jiwer, [text, text], growth=1) == [jiwer_words(text)] * 2
    assert characters([text, text]) == [text.strip()] * 2


@pytest.mark.parametrize("space", SPACES)
def test_white_space_alone_is_part_of_a_word_but_for_the_blank(space: str) -> None:
    expected = ["a", "b"] if space == " " else [f"a{space}b"]
    assert scan(scan_jiwer, [f"a{space}b"], growth=1) == [expected]
    assert scan(scan_jiwer, [f"{space}a{space}{space}b{space}"], growth=1) == [["a", "b"]]
