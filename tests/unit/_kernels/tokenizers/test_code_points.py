"""Code points and the words of chrF++ as the kernels find them, against Python and the oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.oracle.characters import (
    PUNCTUATION,
    REGEX_SPACES,
    SPLIT_SPACES,
    characters,
    torchmetrics_characters,
    words,
)
from tests.strategies import hostile_texts, texts
from textmetrics._kernels.tokenizers.code_points import code_point_ids, separate_punctuation
from textmetrics._kernels.tokenizers.whitespace import scan_whitespace

SPELLINGS = {
    ("", 0): str,
    (SPLIT_SPACES, 0): characters,
    (REGEX_SPACES, 0): lambda text: characters(text, REGEX_SPACES),
    (" ", 1): torchmetrics_characters,
}
rows_of_texts = st.lists(
    texts() | st.text(" \tab.(дש\x85\xa0\u3000中🙂\0\x7f\x1c", max_size=60), min_size=1, max_size=4
)


def encoded(rows: list[str]) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]  # bytes and offsets
    """Lay texts out as UTF-8, one byte behind the beginning."""
    data = [row.encode() for row in rows]
    return np.frombuffer(b"7" + b"".join(data), np.uint8).copy(), 1 + np.cumsum(
        [0, *map(len, data)], dtype=np.int64
    )


def spelled(rows: list[str], left_out: str, is_stripped: int) -> list[str]:
    """Give the characters of texts, in the room that the kernel asks for."""
    data, offsets = encoded(rows)
    table = np.zeros(max(map(ord, left_out), default=0x20) + 1, np.uint8)
    table[list(map(ord, left_out))] = 1
    ids = np.full(len(data) - 1 + 8, -9, np.int32)
    id_offsets = np.full(len(rows) + 1, -9, np.int64)
    code_point_ids(data, offsets, len(rows), table, is_stripped, ids, id_offsets)
    bounds = id_offsets.tolist()
    return [
        "".join(chr(k - 1) for k in ids[bounds[text] : bounds[text + 1]].tolist())
        for text in range(len(rows))
    ]


def split(rows: list[str]) -> list[list[str]]:
    """Give the words of texts, in the room that the kernel asks for."""
    data, offsets = encoded(rows)
    found = np.full(len(data) + len(rows) + 8, 88, np.uint8)
    found_offsets = np.zeros(len(rows) + 1, np.int64)
    n_bytes = int(
        scan_whitespace(
            data, offsets, 0, len(rows), np.zeros(0, np.uint8), found, found_offsets, 0, 0
        )
    )
    found_offsets[-1] = n_bytes
    out = np.full(n_bytes + n_bytes // 2 + 8, 88, np.uint8)
    out_offsets = np.full(len(rows) + 1, -9, np.int64)
    separate_punctuation(found[: n_bytes + 7].copy(), found_offsets, len(rows), out, out_offsets)
    bounds = out_offsets.tolist()
    pieces = [bytes(out[bounds[text] : bounds[text + 1]].tolist()) for text in range(len(rows))]
    assert all(not piece or piece.endswith(b"\0") for piece in pieces)
    return [
        [word.replace(b"\xff", b"\0").decode() for word in piece.split(b"\0")[:-1]]
        for piece in pieces
    ]


@given(rows=rows_of_texts, kind=st.sampled_from(list(SPELLINGS)))
def test_characters_are_those_of_python(rows: list[str], kind: tuple[str, int]) -> None:
    assert spelled(rows, *kind) == [SPELLINGS[kind](row) for row in rows]


@pytest.mark.parametrize("around", ["", "abcdefgh", "a b c d "])
def test_every_character_is_told_for_what_it_is(around: str) -> None:
    step = 1 if JIT_IS_ON else 97
    points = [
        *range(0, 0x3100, step),
        *range(0x3100, 0xD800, 31 * step),
        *range(0xE000, 0x110000, 97 * step),
        0x10FFFF,
    ]
    rows = [around + chr(point) + around for point in points]
    for kind, spell in SPELLINGS.items():
        assert spelled(rows, *kind) == [spell(row) for row in rows]


@given(rows=rows_of_texts)
def test_words_are_those_of_the_oracle(rows: list[str]) -> None:
    assert split(rows) == [words(row) for row in rows]


@pytest.mark.parametrize("mark", PUNCTUATION)
def test_one_mark_is_separated_from_a_word_and_none_from_a_character(mark: str) -> None:
    forms = [
        mark,
        mark * 2,
        mark * 3,
        f"{mark}hi",
        f"hi{mark}",
        f"({mark}",
        f"é{mark}",
        f"{mark}é{mark}",
        "abcdefgh" + mark,
    ]
    long = [mark + "x" * n for n in range(5, 20)] + ["x" * n + mark for n in range(5, 20)]
    assert split([" ".join(forms + long)]) == [words(" ".join(forms + long))]


@pytest.mark.parametrize("name", sorted(hostile_texts))
def test_a_hostile_text_is_split_as_the_oracle_does(name: str) -> None:
    assert split([hostile_texts[name]]) == [words(hostile_texts[name])]


def test_words_of_several_texts_stay_apart() -> None:
    for n_rows in (1, 2, 50):
        assert split(["(a b."] * n_rows) == [["(", "a", "b", "."]] * n_rows
