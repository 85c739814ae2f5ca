"""The char scan by hand: code points, not graphemes, and no white space."""

from __future__ import annotations

import pytest

from tests.conftest import JIT_IS_ON
from tests.scan_helper import SCANS
from tests.strategies import hostile_texts

SCAN = SCANS["char"]


@pytest.mark.parametrize("name", sorted(hostile_texts))
def test_a_hostile_text_is_its_code_points(name: str) -> None:
    text = hostile_texts[name]
    assert SCAN.one(text) == [character for character in text if not character.isspace()]


def test_marks_and_joiners_are_words() -> None:
    assert SCAN.one("e\u0301 \U0001f468\u200d\U0001f469") == ["e", "\u0301", "\U0001f468", "\u200d", "\U0001f469"]


@pytest.mark.parametrize("n_before", range(9))
def test_white_space_is_known_wherever_among_eight_bytes_it_begins(n_before: int) -> None:
    step = 1 if JIT_IS_ON else 41
    points = [*range(0x300), *range(0x300, 0xD800, 7 * step), *range(0x1670, 0x1690), *range(0x1FF0, 0x2070), *range(0x2FF0, 0x3010)]
    before = ["é" if k == 3 and n_before > 4 else "x" for k in range(n_before)]
    texts = ["".join(before) + chr(point) + "y 中" for point in points]
    assert SCAN(texts) == [[character for character in text if not character.isspace()] for text in texts]
