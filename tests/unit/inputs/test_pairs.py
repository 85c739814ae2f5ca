"""Whatever holds texts or ids gives the counts of plain lists; what cannot be scored is named, with its row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import textmetrics as tm
from textmetrics.inputs.pairs import pair_rows

PREDICTIONS = ["the cat sat", "", "naïve 猫 \U0001f469‍\U0001f467", "a b"]
REFERENCES = ["the cat ran", "x", "naïve 猫", ""]
NESTED = [["the cat ran", "a cat"], ["x"], ["naïve 猫", "", "y"], [""]]
METRIC = tm.Rouge(types=("rouge1", "rougeL"), tokenizer="unicode")

FORMS: dict[str, Any] = {
    "tuple": tuple,
    "numpy objects": lambda rows: np.array(rows, dtype=object),
    "numpy strings": np.array,
    "numpy variable strings": lambda rows: np.array(rows, dtype=np.dtypes.StringDType()),
    "pandas": pd.Series,
    "pandas objects": lambda rows: pd.Series(rows, dtype=object),
    "pandas arrow": lambda rows: pd.Series(rows, dtype=pd.ArrowDtype(pa.string())),
    "polars": pl.Series,
    "arrow string": pa.array,
    "arrow large_string": lambda rows: pa.array(rows, pa.large_string()),
    "arrow string_view": lambda rows: pa.array(rows, pa.string_view()),
    "arrow dictionary": lambda rows: pa.array(rows).dictionary_encode(),
    "arrow sliced": lambda rows: pa.array(["first", *rows, "last"])[1:-1],
    "arrow chunked": lambda rows: pa.chunked_array([pa.array(rows[:1]), pa.array([], pa.string()), pa.array(["cut", *rows[1:]])[1:]]),
}
NESTED_FORMS: dict[str, Any] = {
    "tuples": lambda rows: tuple(map(tuple, rows)),
    "arrow": pa.array,
    "arrow large_string": lambda rows: pa.array(rows, pa.large_list(pa.large_string())),
    "arrow string_view": lambda rows: pa.array(rows, pa.list_(pa.string_view())),
    "arrow sliced": lambda rows: pa.array([["first"], *rows])[1:],
    "pandas": pd.Series,
    "polars": pl.Series,
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_text_counts_as_a_list(form: str) -> None:
    make = FORMS[form]
    assert METRIC.statistics(make(PREDICTIONS), make(REFERENCES)) == METRIC.statistics(PREDICTIONS, REFERENCES)


@pytest.mark.parametrize("form", NESTED_FORMS)
def test_every_form_of_several_references_counts_as_lists(form: str) -> None:
    assert METRIC.statistics(PREDICTIONS, NESTED_FORMS[form](NESTED)) == METRIC.statistics(PREDICTIONS, NESTED)


def test_a_datasets_column_counts_as_a_list() -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed; the integrations lane has it")
    table = datasets.Dataset.from_dict({"prediction": PREDICTIONS, "reference": NESTED})
    assert METRIC.statistics(table["prediction"], table["reference"]) == METRIC.statistics(PREDICTIONS, NESTED)


def test_one_text_is_one_row() -> None:
    assert METRIC.score("a b", "a c").n_rows == 1
    assert METRIC.score("a b", ["x", "a c"])["rouge1"][0].f1 == 0.5


@pytest.mark.parametrize(
    "ids",
    [
        np.array([[5, 6, 7], [8, -100, -100], [-100, -100, -100]]),
        np.array([[5, 6, 7], [8, -100, -100], [-100, -100, -100]], np.int32),
        np.ma.masked_array([[5, 6, 7], [8, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 1], [1, 1, 1]]),
        [[5, 6, 7], [8], []],
        [np.array([5, 6, 7]), np.array([8]), np.array([], np.int64)],
        [[5, 6, 7], [8, -100], [-100]],
        [[5 + 2**40, 6 + 2**40, 7 + 2**40], [8 + 2**40], []],
    ],
    ids=["padded", "padded int32", "masked", "lists", "arrays", "lists with padding", "large ids"],
)
def test_token_ids_count_as_words(ids: Any) -> None:
    words = ["five six seven", "eight", ""]
    metric = tm.Rouge(types=("rouge1", "rouge2", "rougeL"), tokenizer="whitespace")
    counts = metric.statistics(ids, ids)
    assert counts == metric.statistics(words, words)


def test_several_references_may_be_token_ids() -> None:
    ids, words = [[1, 2], []], ["a b", ""]
    several_ids, several_words = [[[1], [1, 2, 3]], [[]]], [["a", "a b c"], [""]]
    assert METRIC.statistics(ids, several_ids) == METRIC.statistics(words, several_words)
    cube = np.array([[[1, -100, -100], [1, 2, 3]]])
    assert METRIC.statistics([[1, 2]], cube) == METRIC.statistics(["a b"], [["a", "a b c"]])


BAD: list[tuple[Any, Any, type[Exception], str, int | None]] = [
    (["a", None], ["a", "b"], ValueError, r"predictions\[1\] is None", 1),
    (["a", "b"], ["a", float("nan")], ValueError, r"references\[1\] is nan", 1),
    (["a"], [["a", None]], ValueError, r"references\[0\]\[1\] is None", 0),
    (pd.Series(["a", None]), ["a", "b"], ValueError, r"predictions\[1\] is None", 1),
    (pa.array(["a", "b"]), pa.array(["a", None]), ValueError, r"references\[1\] is None", 1),
    (pa.array(["a"]), pa.array([["a", None]]), ValueError, r"references\[0\]\[1\] is None", 0),
    (["a", b"b"], ["a", "b"], TypeError, r"predictions\[1\] is bytes.*decode", 1),
    (["a", 3], ["a", "b"], TypeError, r"predictions\[1\] is 3, a int", 1),
    (["a", "b\ud800"], ["a", "b"], ValueError, r"predictions\[1\] holds the lone surrogate", 1),
    (["a", "b"], ["a"], ValueError, "2 rows and references has 1", None),
    (["a", "b", "c"], [["a", "b", "c"], ["d", "e", "f"]], ValueError, r"transposed.*zip\(\*references\)", None),
    (["a"], "a", TypeError, "references is one str", None),
    (["a", "b"], [["a"], []], ValueError, r"references\[1\] is empty", 1),
    (["a", "b"], [["a"], "b"], TypeError, r"references\[1\] is a str", 1),
    (["a", "b"], ["a", ["b"]], TypeError, r"references\[1\]", 1),
    (np.zeros((2, 3, 4)), ["a", "b"], TypeError, "logits", None),
    ([[1, -5]], [[1]], ValueError, r"predictions\[0\] holds the token id -5", 0),
    ([1, 2], [[1], [2]], TypeError, r"Pass \[ids\]", 0),
    ([[1]], ["a"], TypeError, "predictions are token ids and references are text", None),
    ((text for text in ["a"]), ["a"], TypeError, r"pass list\(predictions\)", None),
    ({"a": "b"}, ["a"], TypeError, "predictions is a dict", None),
    (7, ["a"], TypeError, "predictions is 7", None),
    (pa.table({"p": ["a"]}), ["a"], TypeError, r"columns \['p'\]", None),
    (pa.array([1.5]), ["a"], TypeError, "Arrow column of double", None),
]


@pytest.mark.parametrize(("predictions", "references", "kind", "message", "row"), BAD)
def test_what_cannot_be_scored_is_named(predictions: Any, references: Any, kind: type[Exception], message: str, row: int | None) -> None:
    with pytest.raises(kind, match=message) as caught:
        METRIC.score(predictions, references)
    assert isinstance(caught.value, tm.errors.TextmetricsError)
    assert getattr(caught.value, "row", None) == row


@pytest.mark.parametrize("form", [list, pd.Series, pa.array])
def test_missing_values_are_skipped_where_asked(form: Any) -> None:
    result = METRIC.score(form(["a", None, "c", "d"]), form(["a", "b", "c", None]), missing="skip")
    assert result.skipped_rows.tolist() == [1, 3]
    assert result["rouge1"].f1.tolist() == [1.0, 1.0]


def test_an_option_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="expected 'error' or 'skip'"):
        pair_rows(["a"], ["a"], missing="drop")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(ValueError, match="Did you mean 'whitespace'"):
        tm.Rouge(tokenizer="whitespce")
    with pytest.raises(ValueError, match="unknown stemmer"):
        tm.Rouge(stemmer="snowball")
    with pytest.raises(ValueError, match="unknown ROUGE type"):
        tm.Rouge(types=("rouge0",))
    with pytest.raises(ValueError, match="threads is 0"):
        tm.rouge(["a"], ["a"], threads=0)


def test_no_rows_have_no_mean() -> None:
    result = METRIC.score([], [])
    assert result.n_rows == 0
    assert np.isnan(result["rouge1"].mean.f1)
    assert tm.bleu([], []).score == 0
