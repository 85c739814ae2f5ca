"""What WER and CER accept, refuse and return."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from textmetrics.compat import jiwer
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.metrics.error_rates import Chunk
from textmetrics.metrics.word_errors import CharacterErrors, WordErrors, cer, wer

PREDICTIONS = ["the cat sat on mat", "a", ""]
REFERENCES = ["the cat sits on the mat", "", "b c"]


def test_rates_worked_by_hand() -> None:
    # "sits" became "sat", "the" is missing: 4 hits, 1 substitution, 1 deletion. Then one word too
    # many, two too few.
    result = wer(PREDICTIONS, REFERENCES)
    assert result.statistics.values.tolist() == [[4, 1, 1, 0], [0, 0, 0, 1], [0, 0, 2, 0]]
    assert result.wer == result.score == (1 + 3 + 1) / 8
    assert result.mer == 5 / 9
    assert result.wip == (4 / 8) * (4 / 6) and result.wil == 1 - (4 / 8) * (4 / 6)
    assert (result.reference_length, result.prediction_length, result.n_rows) == (8, 6, 3)
    assert result.rows.rate.tolist() == result.scores.tolist() == [2 / 6, 1.0, 1.0]
    assert result.rows.mer.tolist() == [2 / 6, 1.0, 1.0]
    assert result.rows.wip.tolist() == [(4 / 6) * (4 / 5), 0.0, 0.0]
    assert result.rows.wil.tolist() == [1 - (4 / 6) * (4 / 5), 1.0, 1.0]
    assert repr(result) == "WordErrorResult(3 rows, WER 0.6250, MER 0.5556, WIL 0.6667, WIP 0.3333)"


def test_without_reference_words_the_rate_is_the_number_of_insertions() -> None:
    result = wer(["a b", ""], ["", ""])
    assert (result.wer, result.mer, result.wil, result.wip) == (2.0, 1.0, 1.0, 0.0)
    result = wer([""], [""])
    assert (result.wer, result.mer, result.wil, result.wip) == (0.0, 0.0, 0.0, 1.0)
    assert wer([], []).wer == 0.0 and wer([], []).alignments == []


def test_characters_count_blanks_but_not_at_the_ends() -> None:
    result = cer([" a cat\n"], ["a bat"])
    assert (result.cer, result.hits, result.substitutions) == (0.2, 4, 1)
    assert cer(["ab"], ["a b"]).deletions == 1
    assert repr(result).startswith("CharacterErrorResult(1 rows, CER 0.2000")


def test_alignments_of_rows() -> None:
    result = wer(["a x c d", ""], ["a b c", ""])
    assert result.alignments == [
        [
            Chunk("equal", 0, 1, 0, 1),
            Chunk("substitute", 1, 2, 1, 2),
            Chunk("equal", 2, 3, 2, 3),
            Chunk("insert", 3, 3, 3, 4),
        ],
        [],
    ]
    assert result.chunks.offsets.tolist() == [0, 4, 4]
    with pytest.raises(InputError, match="made of statistics, which hold no words"):
        WordErrors().result(result.statistics).alignments  # noqa: B018  # it raises


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
    ],
)
@pytest.mark.parametrize("function", [wer, cer])
@pytest.mark.parametrize("lowercase", [False, True])
def test_columns_of_every_kind(column, function, lowercase) -> None:
    predictions, references = [*PREDICTIONS, "É a"], [*REFERENCES, "é A"]
    expected = function(predictions, references, lowercase=lowercase)
    found = function(column(predictions), column(references), lowercase=lowercase)
    assert found.statistics == expected.statistics and found.alignments == expected.alignments


def test_token_ids_and_one_reference_in_a_list() -> None:
    assert wer([[1, 2, 3]], np.array([[1, 3, -100]])).statistics.values.tolist() == [[2, 0, 0, 1]]
    assert cer([[1, 2, 3]], [[1, 3]]).statistics.values.tolist() == [[2, 0, 0, 1]]
    assert wer(["a b"], [["a c"]]).wer == 0.5


def test_several_references_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"references\[1\] has 2 references; expected one"
    ) as raised:
        wer(["a", "b"], [["a"], ["b", "c"]])
    assert raised.value.row == 1


def test_missing_values_are_named_or_skipped() -> None:
    with pytest.raises(InputError, match=r"references\[1\] is None"):
        wer(["a", "b"], ["a", None])
    assert cer(["a", "b"], ["a", None], missing="skip").skipped_rows.tolist() == [1]


@pytest.mark.parametrize("function", [wer, cer])
@pytest.mark.parametrize("lowercase", [False, True])
def test_lone_surrogates_are_named(function, lowercase) -> None:
    with pytest.raises(InputError, match=r"predictions\[1\] holds the lone surrogate"):
        function(["a", "\ud800"], ["a", "b"], lowercase=lowercase)


def test_tokenizers() -> None:
    assert wer(["a\tb"], ["a b"]).wer == 1.0  # a tab alone is part of a word
    assert wer(["a\tb"], ["a b"], tokenizer="whitespace").wer == 0.0
    assert wer(["a,b"], ["a b"], tokenizer=lambda text: text.replace(",", " ").split()).wer == 0.0
    with pytest.raises(ConfigurationError, match="unknown tokenizer"):
        WordErrors(tokenizer="jiwr")


def test_a_transform_comes_in_place_of_the_tokenizer() -> None:
    clean = jiwer.Compose(
        [jiwer.ToLowerCase(), jiwer.RemovePunctuation(), jiwer.ReduceToListOfListOfWords()]
    )
    result = wer(["The Cat."], ["the cat"], transform=clean)
    assert result.wer == 0.0 and result.alignments == [[Chunk("equal", 0, 2, 0, 2)]]
    joined = wer(["a b", "c"], ["a", "b c"], transform=jiwer.wer_contiguous)
    assert (joined.wer, joined.n_rows) == (0.0, 1)
    assert WordErrors.from_signature(result.signature, transform=clean) == WordErrors(
        transform=clean
    )


def test_a_transform_that_drops_every_word_leaves_insertions_only() -> None:
    drop = jiwer.Compose(
        [jiwer.RemoveSpecificWords(["b", "c"]), jiwer.Strip(), jiwer.ReduceToListOfListOfWords()]
    )
    result = wer(["a"], ["b c"], transform=drop)
    assert (result.reference_length, result.wer) == (0, 1.0)


def test_transforms_that_do_not_fit_are_named() -> None:
    with pytest.raises(InputTypeError, match="expected a list of lists of str"):
        wer(["a"], ["b"], transform=jiwer.ToLowerCase())
    uneven = jiwer.Compose([jiwer.RemoveEmptyStrings(), jiwer.ReduceToListOfListOfWords()])
    with pytest.raises(InputError, match="1 sentences of the predictions and 2 of the references"):
        wer(["a", ""], ["a", "b"], transform=uneven)
    with pytest.raises(InputTypeError, match="token ids have no text to transform"):
        wer([[1]], [[2]], transform=uneven)
    with pytest.raises(ConfigurationError, match="transform is 'lower'; expected a callable"):
        CharacterErrors(transform="lower")  # type: ignore[arg-type]  # that is the point


@pytest.mark.parametrize(
    "metric",
    [WordErrors(lowercase=True), WordErrors("13a"), CharacterErrors(), CharacterErrors(True)],
)
def test_configurations_are_values(metric) -> None:
    assert (
        pickle.loads(pickle.dumps(metric))
        == metric
        == type(metric).from_signature(metric.signature)
    )
    running = metric.accumulator()
    for prediction, reference in zip(PREDICTIONS, REFERENCES, strict=True):
        running.update([prediction], [reference])
    whole = metric.score(PREDICTIONS, REFERENCES, threads=2)
    assert running.compute().statistics == whole.statistics
    assert running.compute().score == whole.score
    assert metric.score_rows(PREDICTIONS, REFERENCES).tolist() == whole.scores.tolist()
    with pytest.raises(ConfigurationError, match="a signature of ter"):
        type(metric).from_signature("ter|version:textmetrics-0.1.0")


@pytest.mark.parametrize("function", [wer, cer])
def test_results_are_pickled_with_their_alignments(function) -> None:
    result = function(PREDICTIONS, REFERENCES)
    copy = pickle.loads(pickle.dumps(result))
    assert copy.alignments == result.alignments and copy.score == result.score
    of_statistics = WordErrors().result(WordErrors().statistics(PREDICTIONS, REFERENCES))
    assert pickle.loads(pickle.dumps(of_statistics)).score == of_statistics.score


def test_an_interval_holds_the_score() -> None:
    result = wer(PREDICTIONS * 10, REFERENCES * 10)
    interval = result.bootstrap(seed=3)
    assert interval.low < interval.estimate == result.score < interval.high
