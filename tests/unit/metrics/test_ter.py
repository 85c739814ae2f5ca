"""What TER accepts, refuses and returns."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.metrics import Ter, ter

PREDICTIONS = ["on the mat the cat sat", "a dog", "", "x"]
REFERENCES = ["the cat sat on the mat", "a big dog", "", "x y"]


def test_rates_worked_by_hand() -> None:
    # One shift over six words; "big" is missing: one over three; nothing to edit, and no word; one
    # over two.
    result = ter(PREDICTIONS, REFERENCES)
    assert result.edits.tolist() == [1, 1, 0, 1]
    assert result.shifts.tolist() == [1, 0, 0, 0]
    assert result.reference_lengths.tolist() == [6.0, 3.0, 0.0, 2.0]
    assert result.scores.tolist() == [1 / 6, 1 / 3, 0.0, 0.5]
    assert result.score == 3 / 11 and result.percent == 100 * (3 / 11)
    assert repr(result) == "TerResult(4 rows, TER 0.2727)"


def test_without_reference_words_the_rate_is_one_or_zero() -> None:
    assert ter(["a b"], [""]).score == 1.0 and ter(["a b"], [""]).scores.tolist() == [1.0]
    assert ter([""], [""]).score == 0.0
    assert ter([], []).score == 0.0


def test_several_references_count_the_fewest_edits_and_the_mean_length() -> None:
    result = ter(["a b"], [["a b c d", "a", "b a"]])
    # One edit against the second (drop b) and against the third (shift): the first of equal ones
    # is taken.
    assert (result.edits.tolist(), result.shifts.tolist()) == ([1], [0])
    assert result.reference_lengths.tolist() == [7 / 3]


def test_thirds_add_up_in_the_order_of_rows() -> None:
    references = [["a", "a", "a b"], ["a", "a b", "a b"], ["a b", "a b", "a b c"]] * 7
    result = ter(["a"] * 21, references)
    expected = 0.0
    for own in references:
        expected += sum(len(text.split()) for text in own) / 3
    assert result.reference_length == expected


@pytest.mark.parametrize(
    "column",
    [
        list,
        tuple,
        np.array,
        pd.Series,
        pl.Series,
        pa.array,
        lambda rows: pa.chunked_array([rows[:1], rows[1:]]),
        lambda rows: pa.array(rows, pa.large_string()),
    ],
)
def test_columns_of_every_kind(column) -> None:
    assert (
        ter(column(PREDICTIONS), column(REFERENCES)).statistics
        == ter(PREDICTIONS, REFERENCES).statistics
    )


@pytest.mark.parametrize(
    "options", [{}, {"normalized": True}, {"no_punct": True, "case_sensitive": True}]
)
def test_columns_of_lists_and_of_arrow_give_the_same_with_every_option(options) -> None:
    predictions, references = (
        ["It's a Dog's life, 1,000."] * 2,
        [["it's, a dog's", "A life."], ["1,000 dogs"]],
    )
    expected = ter(predictions, references, **options).statistics
    assert ter(pa.array(predictions), pa.array(references), **options).statistics == expected


def test_token_ids() -> None:
    padded = np.array([[1, 2, 3], [4, -100, -100]])
    result = ter(padded, [[1, 3, 2], [5]])
    assert result.edits.tolist() == [1, 1]
    assert ter([[1, 2]], [[[3, 4, 5], [1, 2]]]).reference_lengths.tolist() == [2.5]


def test_missing_values_are_named_or_skipped() -> None:
    with pytest.raises(InputError, match=r"predictions\[1\] is None"):
        ter(["a", None], ["a", "b"])
    result = ter(["a", None, "c"], ["a", "b", "d"], missing="skip")
    assert result.skipped_rows.tolist() == [1] and result.edits.tolist() == [0, 1]


def test_mistakes_are_named() -> None:
    with pytest.raises(InputError, match="expected one row of references for each prediction"):
        ter(["a"], ["a", "b"])
    with pytest.raises(InputError, match=r"references\[0\] is empty"):
        ter(["a"], [[]])
    with pytest.raises(InputTypeError):
        ter([1.5], ["a"])
    for options in ({}, {"normalized": True}):
        with pytest.raises(
            InputError, match=r"references\[1\]\[1\] holds the lone surrogate"
        ) as raised:
            ter(["a", "b"], [["a", "a"], ["b", "\ud800"]], **options)
        assert raised.value.row == 1
    with pytest.raises(ConfigurationError, match="normalized is 1; expected True or False"):
        Ter(normalized=1)  # type: ignore[arg-type]  # that is the point


def test_configurations_are_values() -> None:
    metric = Ter(normalized=True, case_sensitive=True)
    assert pickle.loads(pickle.dumps(metric)) == metric == Ter.from_signature(metric.signature)
    assert hash(metric) == hash(Ter(normalized=True, case_sensitive=True))
    assert (
        metric.score(["A b."], ["A b ."]).score
        == pickle.loads(pickle.dumps(metric)).score(["A b."], ["A b ."]).score
    )
    with pytest.raises(ConfigurationError, match="a signature of bleu"):
        Ter.from_signature("bleu|version:textmetrics-0.1.0")
    with pytest.raises(ConfigurationError, match="sets stemmer, unknown here"):
        Ter.from_signature("ter|stemmer:porter|version:textmetrics-0.1.0")


def test_statistics_of_other_settings_are_refused() -> None:
    statistics = Ter().statistics(PREDICTIONS, REFERENCES)
    assert statistics.fields == Ter().fields
    assert Ter().result(statistics).score == ter(PREDICTIONS, REFERENCES).score
    with pytest.raises(InputError, match="these statistics were made with"):
        Ter(normalized=True).result(statistics)


def test_an_interval_holds_the_score_and_does_not_depend_on_threads() -> None:
    result = ter(PREDICTIONS * 10, REFERENCES * 10)
    interval = result.bootstrap(seed=3)
    assert interval.low < interval.estimate == result.score < interval.high
    assert interval == result.bootstrap(seed=3, threads=2)
