"""The table of code point classes: what it is made from, and that it is complete."""

from __future__ import annotations

from importlib.metadata import distribution

import numpy as np
import pytest

from tests.oracle import unicode_ranges
from textmetrics.tokenization import unicode_classes

UNICODE_VERSION = "18.0"


def test_the_table_is_what_the_properties_give() -> None:
    description = distribution("regex").read_text("METADATA") or ""
    if f"supports Unicode {UNICODE_VERSION}" not in description:
        pytest.skip(f"the installed regex is not of Unicode {UNICODE_VERSION}, from which the table was made")
    made = np.frombuffer(unicode_ranges.point_classes(), np.uint8)
    different = np.flatnonzero(made != unicode_classes.classes()[: unicode_classes.N_CODE_POINTS])
    assert [hex(point) for point in different[:20]] == []


def test_the_runs_unpack_to_what_was_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [(3, 0), (256, 7), (70_000, 255), (1, 1)]
    expected = np.repeat(np.array([0, 7, 255, 1], np.uint8), [3, 256, 70_000, 1])
    monkeypatch.setattr(unicode_classes, "RUNS", unicode_ranges.encode(runs))
    monkeypatch.setattr(unicode_classes, "N_CODE_POINTS", len(expected))
    classes = unicode_classes.classes.__wrapped__()
    assert np.array_equal(classes[: len(expected)], expected)
    assert not classes[len(expected) :].any()


def test_the_table_has_every_code_point_and_is_shared() -> None:
    classes = unicode_classes.classes()
    assert classes.shape == (unicode_classes.N_CLASSES,)
    assert classes.dtype == np.uint8
    assert classes.flags.writeable and classes.flags.c_contiguous
    assert unicode_classes.classes() is classes


def test_white_space_is_where_strings_split() -> None:
    white = np.flatnonzero(unicode_classes.classes() & unicode_classes.WHITESPACE)
    expected = [p for p in range(unicode_classes.N_CODE_POINTS) if not 0xD800 <= p <= 0xDFFF and not chr(p).split()]
    assert white.tolist() == expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("a", unicode_classes.WORD),
        ("7", unicode_classes.WORD | unicode_classes.NUMBER),
        (",", unicode_classes.PUNCTUATION),
        ("+", unicode_classes.SYMBOL),
        ("\u0301", unicode_classes.WORD | unicode_classes.MARK),
        ("\u200d", unicode_classes.WORD | unicode_classes.ZH),
        ("中", unicode_classes.WORD | unicode_classes.IDEOGRAPH | unicode_classes.ZH),
        ("カ", unicode_classes.WORD | unicode_classes.IDEOGRAPH),
        ("€", unicode_classes.SYMBOL | unicode_classes.ZH),
        ("\U00020000", unicode_classes.WORD | unicode_classes.IDEOGRAPH),
        ("\x00", 0),
    ],
)
def test_some_characters_have_the_classes_one_expects(character: str, expected: int) -> None:
    assert unicode_classes.classes()[ord(character)] == expected
