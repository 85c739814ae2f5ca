"""The table of code point classes: what it is made from, and that it is complete."""

from __future__ import annotations

from importlib.metadata import distribution

import numpy as np
import pytest

from tests.oracle import unicode_ranges
from textmetrics import code_points

UNICODE_VERSION = "18.0"


def test_the_table_is_what_the_properties_give() -> None:
    description = distribution("regex").read_text("METADATA") or ""
    if f"supports Unicode {UNICODE_VERSION}" not in description:
        pytest.skip(f"the installed regex is not of Unicode {UNICODE_VERSION}, from which the table was made")
    made = np.frombuffer(unicode_ranges.point_classes(), np.uint8)
    different = np.flatnonzero(made != code_points.classes())
    assert [hex(point) for point in different[:20]] == []


def test_the_runs_unpack_to_what_was_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [(3, 0), (256, 7), (70_000, 255), (1, 1)]
    monkeypatch.setattr(code_points, "RUNS", unicode_ranges.encode(runs))
    expected = np.repeat(np.array([0, 7, 255, 1], np.uint8), [3, 256, 70_000, 1])
    assert np.array_equal(code_points.classes.__wrapped__(), expected)


def test_the_table_has_every_code_point_and_is_shared() -> None:
    classes = code_points.classes()
    assert classes.shape == (code_points.N_CODE_POINTS,)
    assert classes.dtype == np.uint8
    assert classes.flags.writeable and classes.flags.c_contiguous
    assert code_points.classes() is classes


def test_white_space_is_where_strings_split() -> None:
    white = np.flatnonzero(code_points.classes() & code_points.WHITESPACE)
    expected = [p for p in range(code_points.N_CODE_POINTS) if not 0xD800 <= p <= 0xDFFF and not chr(p).split()]
    assert white.tolist() == expected


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("a", code_points.WORD),
        ("7", code_points.WORD | code_points.NUMBER),
        (",", code_points.PUNCTUATION),
        ("+", code_points.SYMBOL),
        ("\u0301", code_points.WORD | code_points.MARK),
        ("\u200d", code_points.WORD | code_points.ZH),
        ("中", code_points.WORD | code_points.IDEOGRAPH | code_points.ZH),
        ("カ", code_points.WORD | code_points.IDEOGRAPH),
        ("€", code_points.SYMBOL | code_points.ZH),
        ("\U00020000", code_points.WORD | code_points.IDEOGRAPH),
        ("\x00", 0),
    ],
)
def test_some_characters_have_the_classes_one_expects(character: str, expected: int) -> None:
    assert code_points.classes()[ord(character)] == expected
