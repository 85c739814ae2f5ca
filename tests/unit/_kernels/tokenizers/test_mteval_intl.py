"""The intl scan by hand: punctuation and symbols of all of Unicode, numbers of all of Unicode."""

from __future__ import annotations

import pytest

from tests.conftest import JIT_IS_ON
from tests.scan_helper import SCANS
from textmetrics.tokenization.unicode_classes import PUNCTUATION, SYMBOL, WHITESPACE, classes

SCAN = SCANS["intl"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("don't (stop)", ["don", "'", "t", "(", "stop", ")"]),
        ("1,234.56 ٣٫٤ ½.²", ["1,234.56", "٣٫٤", "½.²"]),
        # A number before the last point keeps it, as the script does.
        ("in 2023.", ["in", "2023."]),
        ("in 2023. ", ["in", "2023."]),
        ("in 2023. So", ["in", "2023", ".", "So"]),
        (".5", [".5"]),
        ("..5", [".", ".", "5"]),
        ("1..5", ["1", ".", ".", "5"]),
        ("1...5", ["1", ".", ".", ".5"]),
        ("a。5", ["a", "。", "5"]),
        ("a。。5", ["a", "。", "。5"]),
        # Symbols are always alone.
        ("€5+1=6 1€2", ["€", "5", "+", "1", "=", "6", "1", "€", "2"]),
        ("\U0001f44b\U0001f3fd!", ["\U0001f44b", "\U0001f3fd", "!"]),
        ("“quoted”…", ["“", "quoted", "”", "…"]),
        # Nothing is undone; marks and letters stay together.
        ("&lt;", ["&", "lt", ";"]),
        ("cafe\u0301 हिन्दी।", ["cafe\u0301", "हिन्दी", "।"]),
        ("a\x00b\x00.", ["a\x00b\x00", "."]),
    ],
)
def test_each_rule_does_what_sacrebleu_does(text: str, expected: list[str]) -> None:
    assert SCAN.one(text) == expected


def test_the_most_words_fit() -> None:
    assert SCAN(["!" * 300, "a!" * 100]) == [["!"] * 300, ["a", "!"] * 100]


def test_every_character_is_parted_as_its_class_says() -> None:
    # All of two bytes; of the others what may be looked at by ranges of bytes, or a part of it.
    step = 1 if JIT_IS_ON else 7
    points = [*range(0x80, 0x800, step), *range(0x800, 0xD800, 3 * step), *range(0xE000, 0x110000, 97 * step)]
    kinds = classes()
    for before in ("a", "seventh"):
        expected = []
        for point in points:
            character = chr(point)
            if kinds[point] & WHITESPACE:
                expected.append([before, "b"])
            elif kinds[point] & (PUNCTUATION | SYMBOL):
                expected.append([before, character, "b"])
            else:
                expected.append([f"{before}{character}b"])
        assert SCAN([f"{before}{chr(point)}b" for point in points]) == expected
