"""Arrow columns from outside are checked: what is not UTF-8 or points nowhere is named, not scored."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.strategies import byte_rows
from textmetrics.errors import InputError, InputTypeError

GOOD = ["the cat sat", "é" * 70, "naïve 猫", "a b"]
BAD = b"\xc3\xa9 \xf8\xff\xff\xff"  # U+00E9, a blank, and what begins no character
SAID = r"holds the byte 0xF8 at position 3, which is not UTF-8 \(invalid start byte\)"
METRIC = tm.Rouge(("rouge1", "rougeL"), tokenizer="unicode")
TABLES = ("unicode", "intl", "zh")  # tokenizers that look code points up


def as_text(array: Any, kind: Any) -> Any:
    """Call an Arrow array of bytes one of text, as a file or another library may."""
    return pa.Array.from_buffers(kind, len(array), array.buffers(), array.null_count, array.offset)


def strings(rows: Sequence[bytes | str | None]) -> Any:
    """Make a column of text of any bytes."""
    return as_text(
        pa.array([row.encode() if isinstance(row, str) else row for row in rows], pa.binary()),
        pa.string(),
    )


class Capsule:
    """What another library hands over: nothing but the PyCapsule interface."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self.array.__arrow_c_array__(requested_schema)


FORMS: dict[str, Any] = {
    "string": strings,
    "large_string": lambda rows: strings(rows).cast(pa.large_string()),
    "string_view": lambda rows: as_text(
        strings(rows).cast(pa.binary()).cast(pa.binary_view()), pa.string_view()
    ),
    "dictionary": lambda rows: pa.DictionaryArray.from_arrays(np.arange(len(rows)), strings(rows)),
    "dictionary of large_string": lambda rows: pa.DictionaryArray.from_arrays(
        np.arange(len(rows))[::-1].copy(), strings(rows[::-1]).cast(pa.large_string())
    ),
    "sliced": lambda rows: strings([BAD, *rows, BAD])[1:-1],
    "chunked": lambda rows: pa.chunked_array(
        [strings(rows[:1]), strings([]), strings([BAD, *rows[1:]])[1:]]
    ),
    "capsule": lambda rows: Capsule(strings(rows)),
    "pandas arrow": lambda rows: pd.Series(
        pd.arrays.ArrowExtensionArray(pa.chunked_array([strings(rows)]))
    ),
}


def lists(rows: Sequence[Sequence[Any]], values: Any, kind: Any = pa.list_) -> Any:
    """Make a column of lists of the values, which are made of a flat list of texts."""
    flat = values([text for row in rows for text in row])
    offsets = pa.array(
        np.cumsum([0, *map(len, rows)]), pa.int64() if kind is pa.large_list else pa.int32()
    )
    return pa.Array.from_buffers(
        kind(flat.type), len(rows), [None, offsets.buffers()[1]], children=[flat]
    )


NESTED_FORMS: dict[str, Any] = {
    "list": lambda rows: lists(rows, strings),
    "large_list": lambda rows: lists(rows, FORMS["large_string"], pa.large_list),
    "list of string_view": lambda rows: lists(rows, FORMS["string_view"]),
    "list of dictionary": lambda rows: lists(rows, FORMS["dictionary"]),
    "fixed_size_list": lambda rows: pa.FixedSizeListArray.from_arrays(
        strings([text for row in rows for text in row]), len(rows[0])
    ),
    "sliced": lambda rows: lists([[BAD, "x"], *rows, [BAD, "x"]], strings)[1:-1],
    "sliced values": lambda rows: lists(rows, FORMS["sliced"]),
    "chunked": lambda rows: pa.chunked_array(
        [lists(rows[:1], strings), lists([[BAD, BAD], *rows[1:]], strings)[1:]]
    ),
}


def spoilt(rows: list[Any], k: int) -> list[Any]:
    """Put the bytes that are not UTF-8 into row k."""
    return [*rows[:k], BAD, *rows[k + 1 :]]


@pytest.mark.parametrize("tokenizer", TABLES)
def test_bytes_that_made_tokenizers_read_beyond_their_table_are_named(tokenizer: str) -> None:
    with pytest.raises(
        ValueError, match=rf"^predictions\[1\] {SAID}; expected text in UTF-8\."
    ) as caught:
        tm.bleu(strings(["a", BAD]), ["a", "b"], tokenizer=tokenizer)
    assert caught.value.row == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", [0, 2, 3])
def test_every_form_of_arrow_text_names_the_row_and_the_byte(form: str, row: int) -> None:
    make = FORMS[form]
    with pytest.raises(InputError, match=rf"^predictions\[{row}\] {SAID}") as caught:
        tm.rouge(make(spoilt(GOOD, row)), GOOD)
    assert caught.value.row == row
    with pytest.raises(InputError, match=rf"^references\[{row}\] {SAID}"):
        tm.bleu(GOOD, make(spoilt(GOOD, row)))
    assert METRIC.statistics(make(GOOD), GOOD) == METRIC.statistics(GOOD, GOOD)


@pytest.mark.parametrize("form", NESTED_FORMS)
def test_lists_of_references_name_the_reference(form: str) -> None:
    make = NESTED_FORMS[form]
    rows = [[text, "x"] for text in GOOD]
    assert METRIC.statistics(GOOD, make(rows)) == METRIC.statistics(GOOD, rows)
    with pytest.raises(InputError, match=rf"^references\[2\]\[1\] {SAID}") as caught:
        tm.rouge(GOOD, make([*rows[:2], ["x", BAD], *rows[3:]]))
    assert caught.value.row == 2


@pytest.mark.parametrize(
    "options",
    [
        {"tokenizer": str.split},
        {"max_words": 3},
        {"definition": "rouge-1.5.5", "max_bytes": 2},
        {"definition": "pltrdy"},
    ],
    ids=str,
)
def test_the_row_is_named_on_every_way_to_tokens(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=rf"^predictions\[2\] {SAID}"):
        tm.Rouge(("rouge1", "rougeL"), **options).score(strings(spoilt(GOOD, 2)), GOOD)


def test_the_row_is_named_where_texts_are_lowercased() -> None:
    with pytest.raises(InputError, match=rf"^predictions\[2\] {SAID}"):
        tm.bleu(strings(spoilt(GOOD, 2)), GOOD, lowercase=True)


def test_a_long_row_that_is_counted_apart_is_named_as_the_caller_knows_it() -> None:
    long = b"a b " * 2000 + BAD
    with pytest.raises(InputError, match=r"^predictions\[2\] holds the byte 0xF8 at position 8003"):
        tm.rouge(strings(["a", "b", long, "c"]), ["a", "b", "a b " * 3000, "c"])


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"ab\xe7\x8c", r"0xE7 at position 2, which is not UTF-8 \(unexpected end of data\)"),
        (b"\xed\xa0\x80", r"0xED at position 0, which is not UTF-8 \(invalid continuation byte\)"),
        (b"a\xc0\x80", r"0xC0 at position 1"),
        (b"\xf4\x90\x80\x80", r"0xF4 at position 0"),
    ],
)
def test_what_utf8_forbids_is_named(bad: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        tm.rouge(strings([bad]), ["a"])


def test_a_character_cut_in_two_by_rows_is_no_text() -> None:
    with pytest.raises(InputError, match=r"predictions\[0\] holds the byte 0xC3 at position 1"):
        tm.rouge(strings([b"a\xc3", b"\xa9b"]), ["a", "b"])


def test_bytes_under_a_null_are_not_looked_at() -> None:
    array = pa.Array.from_buffers(
        pa.string(), 3, [pa.py_buffer(b"\x05"), *strings(["a b", BAD, "c"]).buffers()[1:]]
    )
    result = tm.rouge(array, ["a b", "b", "c"], missing="skip")
    assert result["rouge1"].f1.tolist() == [1.0, 1.0]
    assert result.skipped_rows.tolist() == [1]
    nested = pa.Array.from_buffers(
        pa.list_(pa.string()), 3, [pa.py_buffer(b"\x05"), pa.py_buffer(np.array([0, 1, 3, 4], np.int32))],
        children=[strings(["a b", BAD, BAD, "c"])],
    )  # fmt: skip
    assert tm.rouge(["a b", "x", "c"], nested, missing="skip")["rouge1"].f1.tolist() == [1.0, 1.0]


def test_a_row_that_is_skipped_for_its_null_is_not_decoded() -> None:
    with pytest.raises(InputError, match=SAID):
        tm.rouge(strings(["a", BAD, None]), ["a", "b", "c"], missing="skip")
    assert tm.rouge(strings(["a", BAD]), [["a"], [None]], missing="skip").n_rows == 1


@given(
    st.lists(byte_rows(), min_size=1, max_size=5),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(["rouge-score", *TABLES]),
)
def test_texts_are_scored_as_python_decodes_them_or_named(
    rows: list[bytes], form: str, tokenizer: str
) -> None:
    metric = tm.Rouge(("rouge1", "rougeL"), tokenizer=tokenizer)
    texts: list[str] = []
    for k, row in enumerate(rows):
        try:
            texts.append(row.decode())
        except UnicodeDecodeError as error:
            said = f"holds the byte 0x{row[error.start]:02X} at position {error.start},"
            with pytest.raises(InputError, match=rf"^predictions\[{k}\] {said}"):
                metric.statistics(FORMS[form](rows), ["a"] * len(rows))
            return
    assert metric.statistics(FORMS[form](rows), texts) == metric.statistics(texts, texts)


# Layouts: an array is made in good order over memory of our own, which is then written to.


def _altered(make: Any, numbers: Sequence[int], dtype: Any) -> Any:
    """Make an array over a buffer of zeros, and then write numbers into it."""
    buffer = np.zeros(len(numbers), dtype)
    array = make(pa.py_buffer(buffer))
    buffer[:] = numbers
    return array


def _with_offsets(kind: Any, offsets: Sequence[int], dtype: Any = np.int32) -> Any:
    data = pa.py_buffer(b"abcdef")
    return _altered(
        lambda buffer: pa.Array.from_buffers(kind, len(offsets) - 1, [None, buffer, data]),
        offsets,
        dtype,
    )


def _with_list_offsets(
    kind: Any, offsets: Sequence[int], dtype: Any = np.int32, values: Any = None
) -> Any:
    values = pa.array(["a", "b", "c"]) if values is None else values
    return _altered(
        lambda buffer: pa.Array.from_buffers(
            kind(values.type), len(offsets) - 1, [None, buffer], children=[values]
        ),
        offsets,
        dtype,
    )


def _with_indices(indices: Sequence[int]) -> Any:
    def make(buffer: Any) -> Any:
        return pa.DictionaryArray.from_arrays(
            pa.Array.from_buffers(pa.int32(), len(indices), [None, buffer]), pa.array(["a", "b"])
        )

    return _altered(make, indices, np.int32)


def _with_views(length: int, buffer_index: int, offset: int) -> Any:
    text = b"a long string that no view holds by itself"
    prefix = int.from_bytes(text[offset : offset + 4].ljust(4), "little", signed=True)

    def make(buffer: Any) -> Any:
        return pa.Array.from_buffers(pa.string_view(), 1, [None, buffer, pa.py_buffer(text)])

    return _altered(make, [length, prefix, buffer_index, offset], np.int32)


DAMAGED: dict[str, Any] = {
    "decreasing": lambda: _with_offsets(pa.string(), [0, 4, 2, 6]),
    "negative within": lambda: _with_offsets(pa.string(), [0, -4, 6]),
    "negative first": lambda: _with_offsets(pa.string(), [-1, 3]),
    "beyond the data": lambda: _with_offsets(pa.string(), [0, 7]),
    "far beyond the data": lambda: _with_offsets(pa.large_string(), [0, 3, 1 << 40], np.int64),
    "decreasing, large": lambda: _with_offsets(pa.large_string(), [0, 4, 2, 6], np.int64),
    "of a slice": lambda: _with_offsets(pa.string(), [0, 1, 4, 2, 6])[1:],
    "of a chunk": lambda: pa.chunked_array(
        [pa.array(["a"]), _with_offsets(pa.string(), [0, 4, 2, 6])]
    ),
    "lists decreasing": lambda: _with_list_offsets(pa.list_, [0, 2, 1, 3]),
    "lists beyond": lambda: _with_list_offsets(pa.list_, [0, 1, 9]),
    "large lists negative": lambda: _with_list_offsets(pa.large_list, [0, -2, 3], np.int64),
    "texts of lists": lambda: _with_list_offsets(
        pa.list_, [0, 1, 3], values=_with_offsets(pa.string(), [0, 4, 2, 6])
    ),
    "ids of lists": lambda: _with_list_offsets(pa.list_, [0, 2, 1, 3], values=pa.array([1, 2, 3])),
    "lists of lists": lambda: _with_list_offsets(
        pa.list_, [0, 1, 3], values=_with_list_offsets(pa.list_, [0, 2, 1, 3])
    ),
    "index beyond the dictionary": lambda: _with_indices([0, 2]),
    "negative index": lambda: _with_indices([0, -1]),
    "texts of a dictionary": lambda: pa.DictionaryArray.from_arrays(
        [0, 1, 2], _with_offsets(pa.string(), [0, 4, 2, 6])
    ),
    "view of too many bytes": lambda: _with_views(1000, 0, 0),
    "view of no buffer": lambda: _with_views(20, 7, 0),
    "view beyond its buffer": lambda: _with_views(20, 0, 30),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_layout_that_leads_nowhere_is_an_error_of_one_sentence(damage: str) -> None:
    column = DAMAGED[damage]()
    n_rows = len(column)
    with pytest.raises(
        InputError,
        match=r"^references is a damaged Arrow column, in the chunk of rows \d to \d: .+ Expected one",
    ):
        tm.rouge(["a"] * n_rows, column)
    with pytest.raises(InputError, match=r"^predictions is a damaged Arrow column"):
        tm.rouge(column, ["a"] * n_rows)


def test_damage_outside_the_slice_does_not_matter() -> None:
    column = _with_offsets(pa.string(), [5, 0, 1, 2])[1:]
    assert tm.rouge(column, ["a", "b"])["rouge1"].f1.tolist() == [1.0, 1.0]
    nested = _with_list_offsets(pa.list_, [2, 0, 1, 2])[1:]
    assert tm.rouge(["a", "b"], nested)["rouge1"].f1.tolist() == [1.0, 1.0]


@given(st.lists(st.integers(-2, 8), min_size=2, max_size=6), st.booleans())
def test_any_offsets_are_refused_or_read_as_arrow_reads_them(
    offsets: list[int], is_large: bool
) -> None:
    kind, dtype = (pa.large_string(), np.int64) if is_large else (pa.string(), np.int32)
    column = _with_offsets(kind, offsets, dtype)
    n_rows = len(column)
    if all(0 <= begin <= end <= 6 for begin, end in itertools.pairwise(offsets)):
        assert tm.rouge(column, column.to_pylist())["rouge1"].f1.tolist() == [
            float(text != "") for text in column.to_pylist()
        ]
    else:
        with pytest.raises(InputError, match="damaged Arrow column"):
            tm.rouge(column, ["a"] * n_rows)


def test_strings_deeper_than_in_lists_are_no_texts_whatever_their_bytes() -> None:
    deep = _with_list_offsets(
        pa.list_, [0, 1], values=_with_list_offsets(pa.list_, [0, 1], values=strings([BAD]))
    )
    with pytest.raises(InputTypeError, match="references is an Arrow column of list<"):
        tm.rouge(["a"], deep)
