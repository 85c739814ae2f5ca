"""The zh scan by hand: Chinese characters alone, the slip in sacrebleu's ranges, and 13a's rules without padding."""

from __future__ import annotations

import pytest

from tests.conftest import JIT_IS_ON
from tests.scan_helper import SCANS
from textmetrics.tokenization.unicode_classes import WHITESPACE, ZH, classes

SCAN = SCANS["zh"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \u3000 ", []),
        ("我有 3 本 English 书。", ["我", "有", "3", "本", "English", "书", "。"]),
        ("日本語カナ", ["日", "本", "語", "カナ"]),
        # U+2001 to U+2A6D count as Chinese; ideographs of extension B do not.
        ("a\u201cb\u201d€5\u2192\u2a6d\u2a6e", ["a", "\u201c", "b", "\u201d", "€", "5", "\u2192", "\u2a6d", "\u2a6e"]),
        ("\U00020000\U00020001", ["\U00020000\U00020001"]),
        # The text is not padded: points at its ends have no character to be parted from.
        ("5.", ["5."]),
        (" 5. ", ["5."]),
        (".5", [".5"]),
        ("a.", ["a", "."]),
        ("...", [".", ".", "."]),
        ("..5", [".", ".", "5"]),
        ("5.。", ["5", ".", "。"]),
        ("5-中 中-5", ["5", "-", "中", "中", "-5"]),
        # Nothing is undone.
        ("&lt; <skipped> a-\nb", ["&", "lt", ";", "<", "skipped", ">", "a-", "b"]),
        ("\x00中", ["\x00", "中"]),
    ],
)
def test_each_rule_does_what_sacrebleu_does(text: str, expected: list[str]) -> None:
    assert SCAN.one(text) == expected


def test_the_most_words_fit() -> None:
    assert SCAN(["a.b" * 50, "." * 200, "中." * 50]) == [
        ["a", *([".", "ba"] * 49), ".", "b"],
        ["."] * 200,
        ["中", "."] * 50,
    ]


def test_every_character_is_parted_as_its_class_says() -> None:
    step = 1 if JIT_IS_ON else 7
    points = [*range(0x80, 0x800, step), *range(0x800, 0xD800, 3 * step), *range(0xE000, 0x110000, 97 * step)]
    kinds = classes()
    for before in ("a", "seventh"):
        expected = []
        for point in points:
            character = chr(point)
            if kinds[point] & WHITESPACE:
                expected.append([before, "中", "b"])
            elif kinds[point] & ZH:
                expected.append([before, character, "中", "b"])
            else:
                expected.append([f"{before}{character}", "中", "b"])
        assert SCAN([f"{before}{chr(point)}中b" for point in points]) == expected
