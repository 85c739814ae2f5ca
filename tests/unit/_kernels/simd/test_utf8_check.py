"""The kernel that looks at bytes from outside agrees with Python's own decoder on what is UTF-8."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import byte_rows
from textmetrics._kernels.simd.utf8_check import is_utf8

# Bytes at the ends of the ranges of RFC 3629's table of well-formed sequences.
EDGES = bytes(
    [
        0x00,
        0x7F,
        0x80,
        0x8F,
        0x90,
        0x9F,
        0xA0,
        0xBF,
        0xC0,
        0xC1,
        0xC2,
        0xDF,
        0xE0,
        0xE1,
        0xEC,
        0xED,
        0xEE,
    ]
)
EDGES += bytes([0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF])


def _look(rows: Sequence[bytes]) -> bool:
    """Run the kernel on rows behind bytes of none, in memory that ends where the rows do."""
    before = b"\xe2\x84"
    data = np.frombuffer(before + b"".join(rows), np.uint8)
    return bool(is_utf8(data, np.cumsum([len(before), *map(len, rows)], dtype=np.int64), len(rows)))


def _is_utf8(row: bytes) -> bool:
    try:
        row.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("n_before", [0, 1, 2, 60, 63, 64, 66])
def test_sequences_of_every_kind_are_told_as_python_tells_them(n_before: int) -> None:
    for sequence in map(bytes, itertools.product(EDGES, repeat=2)):
        row = b"a" * n_before + sequence + b"b" * 70
        assert _look([row]) == _is_utf8(row), row
    for sequence in map(bytes, itertools.product(EDGES[8:], EDGES[:8], EDGES[:8])):
        row = b"a" * n_before + sequence
        assert _look([row]) == _is_utf8(row), row


@pytest.mark.parametrize("n_before", range(60, 70))
def test_characters_across_a_window_of_64_bytes_are_seen_whole(n_before: int) -> None:
    row = "a" * n_before + "é" + "猫" * 3 + "\U0001f469" * 2 + "\U0010ffff" + "b" * 130
    encoded = row.encode()
    assert _look([encoded])
    for i in range(n_before, len(encoded) - 130):
        for damaged in (
            encoded[:i] + encoded[i + 1 :],
            encoded[:i] + b"\x80" + encoded[i:],
            encoded[:i] + b"\xff" + encoded[i + 1 :],
        ):
            assert _look([damaged]) == _is_utf8(damaged), damaged


@given(st.lists(byte_rows(), min_size=1, max_size=6))
def test_rows_are_told_as_python_tells_them(rows: list[bytes]) -> None:
    assert _look(rows) == all(map(_is_utf8, rows))


@pytest.mark.parametrize(
    "rows",
    [
        ["é".encode()[:1], "é".encode()[1:]],
        [b"a" * 70 + b"\xe7\x8c", b"\xab" + b"a" * 70],
        [b"a", b"\xc2"],
    ],
)
def test_a_character_is_not_shared_by_rows(rows: list[bytes]) -> None:
    assert not _look(rows)
    assert _look([b"".join(rows), b""]) == _is_utf8(b"".join(rows))


def test_no_text_and_empty_texts_are_utf8() -> None:
    assert _look([])
    assert _look([b""])
    assert _look([b"", b"a", b"", "é".encode(), b""])
