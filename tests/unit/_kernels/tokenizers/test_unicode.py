"""The Unicode word scan by hand, in the languages it is there for."""

from __future__ import annotations

import pytest

from tests.oracle.unicode_words import unicode_words
from tests.scan_helper import SCANS
from tests.strategies import hostile_texts

SCAN = SCANS["unicode"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("don't stop_me 3.5", ["don", "t", "stop", "me", "3", "5"]),
        ("यह एक वाक्य है।", ["यह", "एक", "वाक्य", "है"]),
        ("مرحبا، كيف", ["مرحبا", "كيف"]),
        ("ภาษาไทย", ["ภาษาไทย"]),
        ("한국어 문장.", ["한국어", "문장"]),
        ("我有3本 English书。", ["我", "有", "3", "本", "English", "书"]),
        # Kana are words alone, as Han characters are; the marks that voice them stay with them.
        ("カナa", ["カ", "ナ", "a"]),
        ("カ\u3099ー", ["カ\u3099", "ー"]),
        ("ｶﾞ", ["ｶﾞ"]),
        ("葛\U000e0100城", ["葛\U000e0100", "城"]),
        # Joiners are part of a word only inside it.
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("\u200da\u200d b\u200d\u200cc\u200d!", ["a", "b\u200d\u200cc"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("a\u200d中\u200db", ["a", "中", "b"]),
        # Marks that follow no word, such as those of emoji, are no words.
        ("❤\ufe0f 1\ufe0f\u20e3 \u0301", ["1\ufe0f\u20e3"]),
        ("\U0001f468\u200d\U0001f469", []),
        ("a\x00b", ["a", "b"]),
    ],
)
def test_words_are_what_a_reader_of_the_script_expects(text: str, expected: list[str]) -> None:
    assert SCAN.one(text) == expected


@pytest.mark.parametrize("name", sorted(hostile_texts))
def test_a_hostile_text_agrees_with_the_regular_expression(name: str) -> None:
    assert SCAN.one(hostile_texts[name]) == unicode_words(hostile_texts[name])


def test_the_most_words_fit() -> None:
    assert SCAN(["中 " * 99, "a!" * 99, "中a" * 99]) == [["中"] * 99, ["a"] * 99, ["中", "a"] * 99]
