"""The 13a scan by hand: each rule of mteval-v13a alone, and where they meet."""

from __future__ import annotations

import pytest

from tests.scan_helper import SCANS

SCAN = SCANS["13a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\n\u3000", []),
        ("The cat sat.", ["The", "cat", "sat", "."]),
        ("(a)b/c", ["(", "a", ")", "b", "/", "c"]),
        ("don't", ["don't"]),
        # Points stay between digits only.
        ("1,234.56", ["1,234.56"]),
        ("a.b 1.b a.1", ["a", ".", "b", "1", ".", "b", "a", ".", "1"]),
        (".5", [".", "5"]),
        ("5.", ["5", "."]),
        # Of several points the last may keep a digit: after a digit an even number parts it, after none an odd one.
        ("1..2", ["1", ".", ".", "2"]),
        ("1...2", ["1", ".", ".", ".2"]),
        ("a..2", ["a", ".", ".2"]),
        ("a.,.2", ["a", ".", ",", ".", "2"]),
        # A hyphen is parted after a digit only.
        ("5-a a-5 --", ["5", "-", "a", "a-5", "--"]),
        ("٣-a ٣.٣", ["٣-a", "٣", ".", "٣"]),
        # Entities are undone in order, once.
        ("&amp;lt; &amp;quot;", ["<", "&", "quot", ";"]),
        ("&quot;a&gt;", ['"', "a", ">"]),
        ("&am", ["&", "am"]),
        ("a<skipped>b <skip", ["ab", "<", "skip"]),
        ("<ski<skipped>pped>", ["<", "skipped", ">"]),
        ("&am<skipped>p;", ["&"]),
        # A hyphen joins lines, but not at the text's end.
        ("exam-\nple", ["example"]),
        ("&-\namp;", ["&"]),
        ("1-\n.5", ["1.5"]),
        ("end-\n", ["end-"]),
        ("--\n\nx", ["-", "x"]),
        ("1\n.5", ["1", ".", "5"]),
        # White space of all kinds splits, and only white space.
        ("a\u00a0b\u0085c\u1680d\u2028e\u205ff\u3000g\x1ch", list("abcdefgh")),
        ("a\u200bb \u00a1 \u1681 \u2030 \u3001", ["a\u200bb", "\u00a1", "\u1681", "\u2030", "\u3001"]),
        ("a\x00b \x00", ["a\x00b", "\x00"]),
    ],
)
def test_each_rule_does_what_mteval_does(text: str, expected: list[str]) -> None:
    assert SCAN.one(text) == expected


@pytest.mark.parametrize("n_letters", range(20))
def test_rules_do_not_depend_on_where_eight_bytes_end(n_letters: int) -> None:
    letters = "x" * n_letters
    before = [letters] if letters else []
    assert SCAN.one(f"{letters}, &lt; 1.5") == [*before, ",", "<", "1.5"]
    assert SCAN.one(f"{letters}1,5") == [f"{letters}1,5"]


def test_rows_that_are_rewritten_leave_the_others_alone() -> None:
    texts = ["&amp;" * 9, "a.b", "", "&lt;skipped&gt;" * 5, "1-\n2", "z" * 30]
    assert SCAN(texts, begin=3) == [["&"] * 9, ["a", ".", "b"], [], ["<", "skipped", ">"] * 5, ["12"], ["z" * 30]]


def test_the_most_words_fit() -> None:
    text = "&amp;" + "," * 200
    assert SCAN([text] * 3) == [["&"] + [","] * 200] * 3
