"""The char scan by hand: code points, not graphemes, and no white space."""

from __future__ import annotations

import pytest

from tests.scan_helper import SCANS
from tests.strategies import hostile_texts

SCAN = SCANS["char"]


@pytest.mark.parametrize("name", sorted(hostile_texts))
def test_a_hostile_text_is_its_code_points(name: str) -> None:
    text = hostile_texts[name]
    assert SCAN.one(text) == [character for character in text if not character.isspace()]


def test_marks_and_joiners_are_words() -> None:
    assert SCAN.one("e\u0301 \U0001f468\u200d\U0001f469") == ["e", "\u0301", "\U0001f468", "\u200d", "\U0001f469"]
