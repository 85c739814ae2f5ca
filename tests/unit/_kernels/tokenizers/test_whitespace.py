"""The white space scan by hand: what Python's str.split() does."""

from __future__ import annotations

import pytest

from tests.scan_helper import SCANS
from tests.strategies import hostile_texts

SCAN = SCANS["none"]


@pytest.mark.parametrize("name", sorted(hostile_texts))
def test_a_hostile_text_is_split_as_python_does(name: str) -> None:
    assert SCAN.one(hostile_texts[name]) == hostile_texts[name].split()


def test_every_row_count_gives_as_many_rows() -> None:
    for n_rows in (0, 1, 2, 50):
        assert SCAN(["a b"] * n_rows, begin=n_rows) == [["a", "b"]] * n_rows
