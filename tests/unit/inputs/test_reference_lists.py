"""Lists copied by kernels: the same items, the same errors and the same counts of references as Python's own way gives."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.conftest import READS_OBJECTS as READS
from textmetrics.errors import InputError
from textmetrics.inputs import reference_lists
from textmetrics.inputs.pairs import pair_rows
from textmetrics.inputs.reference_lists import NestedTexts

needs_kernels = pytest.mark.skipif(not READS, reason="lists are read by compiled kernels, in CPython")


class OtherList(list):  # type: ignore[type-arg]  # of anything
    """A list of a class of its own, which may give anything."""


@pytest.fixture(autouse=True)
def _kernels_read_few_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_lists, "FEW_ROWS", 0)


def _texts(n: int) -> list[str]:
    return [f"text {k} \u20ac" for k in range(n)]


def test_this_interpreter_keeps_lists_as_expected() -> None:
    assert (reference_lists._list_reader() is not None) == READS


@given(sizes=st.lists(st.integers(1, 70), min_size=1, max_size=90), data=st.data())
def test_items_are_those_of_the_lists(sizes: list[int], data: st.DataObject) -> None:
    texts = iter(_texts(sum(sizes)))
    rows: list[Any] = [data.draw(st.sampled_from([list, tuple]))(itertools.islice(texts, size)) for size in sizes]
    first = data.draw(st.integers(0, len(rows)))
    last = data.draw(st.integers(first, len(rows)))
    expected = list(itertools.chain.from_iterable(rows[first:last]))
    offsets = reference_lists.row_offsets(rows)
    assert (offsets is not None) == READS
    if offsets is not None:
        assert offsets.tolist() == [0, *itertools.accumulate(sizes)]
        assert reference_lists.flattened(rows, first, last, len(expected)) == expected
        for n_items in {len(expected) + 1, max(len(expected) - 1, 0)} - {len(expected)}:
            assert reference_lists.flattened(rows, first, last, n_items) is None


@needs_kernels
def test_items_are_counted_once_more_while_they_are_held() -> None:
    texts = _texts(300)
    rows = [texts[k : k + 3] for k in range(0, 300, 3)]
    before = list(map(sys.getrefcount, texts))
    own: Any = [reference_lists.flattened(rows, 0, 100, 300), reference_lists.flattened(rows, 0, 100, 299)]
    assert [after - held for held, after in zip(before, map(sys.getrefcount, texts), strict=True)] == [1] * 300
    del own
    assert list(map(sys.getrefcount, texts)) == before


def test_few_rows_are_left_to_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (reference_lists.row_offsets([["a"]] * 10) is not None) == READS
    monkeypatch.undo()
    assert reference_lists.row_offsets([["a"]] * 10) is None


NO_NESTED_TEXTS: list[list[Any]] = [
    [["a"], None],
    [["a"], "b"],
    [["a"], []],
    [[], ["a"]],
    [["a"], np.array(["b"])],
    [["a"], OtherList(["b"])],
    [OtherList(["a"]), ["b"]],
    [["a"], 7],
    [["a"], {"b": 1}],
    [[None], ["b"]],
    [[1], ["b"]],
    OtherList([["a"], ["b"]]),
]


@pytest.mark.parametrize("rows", NO_NESTED_TEXTS)
def test_other_rows_are_left_to_python(rows: Any) -> None:
    assert reference_lists.nested_texts(rows, "references") is None


def _outcome(references: Any) -> tuple[Any, ...]:
    predictions = ["text 1 2 3"] * len(references)
    try:
        return tuple(tm.Bleu().statistics(predictions, references, threads=2).values.ravel().tolist())
    except (TypeError, ValueError) as error:
        return type(error), str(error), getattr(error, "row", None)


CHANGES: dict[str, Callable[[list[Any]], Any]] = {
    "nothing": lambda row: row,
    "a tuple": tuple,
    "an array": np.array,
    "a list of its own class": OtherList,
    "None": lambda _: None,
    "NaN": lambda _: float("nan"),
    "a str": lambda row: row[0],
    "bytes": lambda row: row[0].encode(),
    "a number": lambda _: 7,
    "a mapping": lambda row: dict.fromkeys(row),
    "empty": lambda _: [],
    "an empty tuple": lambda _: (),
    "None in it": lambda row: [*row, None],
    "NaN in a tuple": lambda row: (*row, float("nan")),
    "a list in it": lambda row: [row],
    "a number in it": lambda row: [row[0], 3],
    "bytes in it": lambda row: [row[0].encode()],
    "a surrogate in it": lambda row: [*row, "a\ud800"],
}


@needs_kernels
@pytest.mark.parametrize("place", [0, 1, 2999])
@pytest.mark.parametrize("change", CHANGES)
def test_kernels_and_python_say_the_same(change: str, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Any] = [[f"text {k} {n} 3 " * 20 for n in range(1 + k % 3)] * (1 + 30 * (k % 100 == 0)) for k in range(3000)]
    rows[place] = CHANGES[change](rows[place])
    found = _outcome(rows)
    monkeypatch.setattr(reference_lists, "_list_reader", lambda: None)
    assert found == _outcome(rows)


@needs_kernels
@pytest.mark.parametrize("change", [None, "text", 7, [], ["a", "b"], OtherList(["a"]), (), {"a": 1}])
def test_rows_that_change_after_they_were_looked_at_are_an_error(change: Any) -> None:
    rows: list[Any] = [["a"], ("b",), ["c"]]
    column = pair_rows(["a"] * 3, rows).references
    assert isinstance(column, NestedTexts)
    rows[1] = change
    assert column.texts(0, 1).rows == ["a"]
    with pytest.raises(InputError, match="references changed while it was read"):
        column.texts(0, 3)
    rows.pop()
    with pytest.raises(InputError, match="references changed while it was read"):
        column.texts(2, 3)


@needs_kernels
def test_a_text_of_a_block_is_named_by_its_place_among_all() -> None:
    column = reference_lists.nested_texts([["a"], ["b", "c"], ("d", "e")], "references")
    assert column is not None
    assert len(column) == 5
    assert [column.texts(1, 3).place(k) for k in range(4)] == [
        (f"references[{row}][{k}]", row) for row, k in ((1, 0), (1, 1), (2, 0), (2, 1))
    ]


def test_a_tokenizer_of_python_gets_every_reference() -> None:
    rows = [[f"a b {k}", "a c"] for k in range(50)]
    own = tm.Bleu(str.split).statistics(["a b"] * 50, rows)
    assert own.values.tolist() == tm.Bleu("none").statistics(["a b"] * 50, rows).values.tolist()
