"""Ids of code points, against the words that the scan of the tokenizer char writes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.scan_helper import SCANS
from tests.strategies import texts
from textmetrics._kernels.tokenizers.char import character_ids


def ids_of(rows: list[str], chosen: list[int]) -> list[list[int]]:
    """Give the ids of some of the texts, in the room that the kernel asks for."""
    encoded = [row.encode() for row in rows]
    data = np.frombuffer(b"7" + b"".join(encoded), np.uint8).copy()
    offsets = 1 + np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    ids = np.full(sum(len(encoded[text]) for text in chosen) + 8, -9, np.int32)  # type: ignore[arg-type]  # a size is a shape
    id_offsets = np.full(len(chosen) + 1, -9, np.int64)
    largest = character_ids(data, offsets, np.asarray(chosen, np.int64), len(chosen), ids, id_offsets)
    found = [ids[id_offsets[k] : id_offsets[k + 1]].tolist() for k in range(len(chosen))]
    assert all(0 < number <= largest for row in found for number in row)
    return found


def expected(rows: list[str]) -> list[list[int]]:
    return [[ord(word) + 1 for word in words] for words in SCANS["char"](rows)]


@given(rows=st.lists(texts() | st.text(" \tabéдש\x85\xa0\u3000中🙂\0\x7f", max_size=60), min_size=1, max_size=4))
def test_ids_are_the_code_points_of_the_words(rows: list[str]) -> None:
    rows = [row.encode(errors="replace").decode() for row in rows]
    backwards = list(range(len(rows)))[::-1]
    assert ids_of(rows, backwards) == expected(rows)[::-1]


@pytest.mark.parametrize("around", ["", "abcdefgh", "дддд"])
def test_every_character_is_told_for_what_it_is(around: str) -> None:
    step = 1 if JIT_IS_ON else 97
    points = [*range(0, 0xD800, step), *range(0xE000, 0x110000, 7 * step)]
    for first in range(0, len(points), 20_000):
        rows = [around + chr(point) + around for point in points[first : first + 20_000]]
        assert ids_of(rows, list(range(len(rows)))) == expected(rows)
