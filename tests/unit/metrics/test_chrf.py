"""chrF: integers merge, options and inputs are checked, numbers are those worked by hand."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.characters import REGEX_SPACES, SPLIT_SPACES
from tests.strategies import text_corpora, text_rows
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.metrics.chrf import Chrf, chrf, first_highest, sentence_chrf
from textmetrics.metrics.chrf.definitions import REGEX_WHITE_SPACE, WHITE_SPACE

PREDICTIONS = ["the cat", "a dog", "x"]
REFERENCES = [["the cats", "a cat"], ["a fog"], ["y", "x", "x x"]]


def test_a_pair_worked_by_hand() -> None:
    """Of "ab c" and "ab d": 3 characters, of which a and b match; 2 pairs, of which ab; 1 triple.

    Precision and recall are both 2/3, 1/2 and 0, and 7/18 in the mean; equal precision and recall
    are F, whatever beta is.
    The words are ab c and ab d: 1 of 2 matches, and no pair.
    """
    result = chrf(["ab c"], ["ab d"], char_order=3, word_order=2)
    assert result.statistics.values.tolist() == [[3, 3, 2, 2, 2, 1, 1, 1, 0, 2, 2, 1, 1, 1, 0]]
    assert result.precisions.tolist() == result.recalls.tolist() == [2 / 3, 1 / 2, 0, 1 / 2, 0]
    assert result.f_scores.round(12).tolist() == [round(2 / 3, 12), 0.5, 0, 0.5, 0]
    assert result.score == pytest.approx((2 / 3 + 1 / 2 + 0 + 1 / 2 + 0) / 5, rel=1e-15)
    assert chrf(["ab c"], ["ab d"], char_order=3).score == pytest.approx(7 / 18, rel=1e-15)


def test_beta_is_the_weight_of_recall() -> None:
    """Of "ab" and "abcd", single characters: P = 1, R = 1/2, F = (1 + b²) / 2 / (b² + 1/2)."""
    for beta in (0, 0.5, 1, 2, 3):
        expected = (1 + beta**2) / 2 / (beta**2 + 0.5)
        assert chrf(["ab"], ["abcd"], char_order=1, beta=beta).score == pytest.approx(
            expected, rel=1e-15
        )


def test_scores_of_rows_have_precision_recall_and_f_of_every_order() -> None:
    found = sentence_chrf(PREDICTIONS, REFERENCES, char_order=2, word_order=1)
    whole = [
        sentence_chrf(p, r, char_order=2, word_order=1)
        for p, r in zip(PREDICTIONS, REFERENCES, strict=True)
    ]
    assert found.scores.tolist() == [one.scores[0] for one in whole]
    for part in ("precisions", "recalls", "f_scores"):
        assert getattr(found, part).shape == (3, 3)
        assert getattr(found, part).tolist() == [getattr(one, part)[0].tolist() for one in whole]
    assert repr(found) == "SentenceChrfResult(3 rows, chrF2+)"


def test_the_first_of_equally_good_references_counts() -> None:
    """The first shares one character of two, as the third does; the second one of four."""
    statistics = Chrf(char_order=1).statistics(["ab"], [["ac", "acde", "bd"]])
    assert statistics.values.tolist() == [[2, 2, 1]]
    offsets = np.asarray([0, 2, 3, 6])
    assert first_highest(np.asarray([0.5, 0.5, 0.0, 0.1, 0.3, 0.3]), offsets).tolist() == [0, 2, 4]


@pytest.mark.parametrize("definition", ["sacrebleu", "nltk", "torchmetrics"])
def test_statistics_merge(definition: str) -> None:
    metric = Chrf(definition=definition)
    whole = metric.score(PREDICTIONS, REFERENCES)
    running = metric.accumulator()
    running.update(PREDICTIONS[:1], REFERENCES[:1])
    other = pickle.loads(pickle.dumps(metric)).accumulator()
    other.update(PREDICTIONS[1:], REFERENCES[1:])
    running.merge(other)
    assert running.compute().score == whole.score
    assert running.compute().statistics == whole.statistics
    assert metric.score_rows(PREDICTIONS, REFERENCES).scores.tolist() == whole.scores.tolist()
    assert metric.row_scores(whole.statistics).tolist() == whole.scores.tolist()
    with pytest.raises(InputError, match="were made with"):
        Chrf(beta=3, definition=definition).result(whole.statistics)


@given(rows=text_corpora(), word_order=st.integers(0, 2), threads=st.integers(1, 3))
def test_rows_do_not_depend_on_each_other_or_on_threads(
    rows: list[Any], word_order: int, threads: int
) -> None:
    metric = Chrf(word_order=word_order)
    predictions, references = [text for text, _ in rows] * 3, [own for _, own in rows] * 3
    together = metric.statistics(predictions, references, threads=threads)
    alone = [metric.statistics(*row, threads=1).values[0].tolist() for row in rows]
    assert together.values.tolist() == alone * 3


def test_many_rows_in_blocks_on_threads_are_those_of_single_rows() -> None:
    predictions, references = (
        [f"{text} {k}" for k in range(9000) for text in PREDICTIONS],
        REFERENCES * 9000,
    )
    one = chrf(predictions, references, word_order=2, threads=1)
    two = chrf(predictions, references, word_order=2, threads=2)
    assert one.statistics == two.statistics
    assert (
        one.scores[:3].tolist()
        == sentence_chrf(predictions[:3], references[:3], word_order=2).scores.tolist()
    )


@pytest.mark.parametrize("definition", ["sacrebleu", "nltk", "torchmetrics"])
def test_an_interval_holds_the_score(definition: str) -> None:
    result = chrf(PREDICTIONS * 20, REFERENCES * 20, definition=definition)
    interval = result.bootstrap(seed=1)
    assert interval.low < interval.estimate == result.score < interval.high
    assert result.bootstrap(seed=1, threads=2) == interval


@pytest.mark.parametrize("definition", ["sacrebleu", "nltk", "torchmetrics"])
def test_nothing_scores_zero(definition: str) -> None:
    result = chrf([], [], definition=definition)
    assert (result.score, result.percent, result.scores.tolist(), result.n_rows) == (
        0.0,
        0.0,
        [],
        0,
    )
    for pair in (("", "a"), ("a", ""), ("", ""), (" \t", " ")):
        assert sentence_chrf([pair[0]], [pair[1]], definition=definition).scores[0] < 2e-16


def test_texts_come_in_columns_of_every_kind() -> None:
    flat = [own[0] for own in REFERENCES]
    expected = chrf(PREDICTIONS, flat).scores.tolist()
    for make in (
        np.asarray,
        pa.array,
        lambda texts: pa.chunked_array([texts[:1], texts[1:]]),
        tuple,
    ):
        assert chrf(make(PREDICTIONS), make(flat)).scores.tolist() == expected
    ragged = chrf(PREDICTIONS, REFERENCES).scores.tolist()
    assert chrf(pa.array(PREDICTIONS), pa.array(REFERENCES)).scores.tolist() == ragged


def row_alone_and_in_a_list(metric: Chrf, prediction: Any, references: Any) -> None:
    """Compare a row that comes as a str, which has its own kernel, with the same in a list."""
    alone = metric.score_rows(prediction, references)
    listed = metric.score_rows([prediction], [references])
    assert alone.statistics == listed.statistics
    assert alone.scores.tolist() == listed.scores.tolist()
    assert (
        metric.score(prediction, references).score == metric.score([prediction], [references]).score
    )


@given(
    row=text_rows(),
    definition=st.sampled_from(["sacrebleu", "torchmetrics"]),
    lowercase=st.booleans(),
)
def test_a_row_alone_scores_as_in_a_list(row: Any, definition: str, lowercase: bool) -> None:
    metric = Chrf(word_order=2, lowercase=lowercase, definition=definition)
    row_alone_and_in_a_list(metric, row[0], list(row[1]))
    row_alone_and_in_a_list(metric, row[0], row[1][0])


def test_rows_alone_that_are_long_or_many_score_as_in_a_list() -> None:
    text = "The cat sat on the mat. " * 20
    for references in (
        text[3:],
        [text] * 70,
        "a" * 9000,
        ["(a) b " * 900, "é" * 5000],
        [" . " * 60],
    ):
        for orders in ((6, 2), (6, 0), (0, 1), (30, 2)):
            row_alone_and_in_a_list(Chrf(*orders), text, references)


def test_a_row_alone_scores_where_a_list_cannot_be_read_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    metric = Chrf(word_order=2)
    expected = metric.score_rows("a b. é", ["a c.", "é"]).statistics
    counter = metric._row_counter
    monkeypatch.setattr(counter, "marks", 0)
    assert counter.count(["a b. é", "a c.", "é"]) is not None
    assert metric.score_rows("a b. é", ["a c.", "é"]).statistics == expected
    assert counter.count(["a", "b" * 9000]) is None
    assert counter.count(["a", "\ud800"]) is None
    assert counter.count(["a", 1]) is None


@pytest.mark.parametrize("lowercase", [False, True])
def test_faults_of_a_row_alone_are_reported_as_in_a_list(lowercase: bool) -> None:
    metric = Chrf(lowercase=lowercase)
    with pytest.raises(InputError, match="lone surrogate"):
        metric.score("a", ["b", "\ud800"])
    with pytest.raises(InputTypeError, match=r"references\[0\]\[1\] is 1"):
        metric.score("a", ["b", 1])
    with pytest.raises(InputError, match=r"references\[0\] is empty"):
        metric.score("a", [])


def test_missing_values_are_errors_or_skipped() -> None:
    with pytest.raises(InputError, match=r"predictions\[1\] is None"):
        chrf(["a", None], ["a", "b"])
    result = chrf(["a", None, "c"], ["a", "b", None], missing="skip")
    assert (result.n_rows, result.skipped_rows.tolist()) == (1, [1, 2])
    with pytest.raises(InputError, match=r"references\[1\] is empty"):
        chrf(["a", "b"], [["a"], []])


def test_token_ids_are_refused() -> None:
    with pytest.raises(InputTypeError, match="token ids have no characters"):
        chrf([[1, 2]], [[1, 2]])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {
            "char_order": 4,
            "word_order": 2,
            "beta": 1,
            "lowercase": True,
            "whitespace": True,
            "eps_smoothing": True,
        },
        {"beta": 0.1},
        {"beta": 3, "definition": "nltk"},
        {"word_order": 2, "definition": "torchmetrics"},
    ],
)
def test_a_signature_makes_the_same_configuration(options: dict[str, Any]) -> None:
    metric = Chrf(**options)
    assert Chrf.from_signature(metric.signature) == metric
    assert chrf(["a"], ["b"], **options).signature == metric.signature


def test_a_whole_beta_is_written_without_its_point() -> None:
    assert Chrf(beta=2.0).signature == Chrf().signature
    assert [Chrf(beta=beta, word_order=n).name for beta, n in ((2.0, 0), (1, 1), (0.5, 2))] == [
        "chrF2",
        "chrF1+",
        "chrF0.5++",
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"char_order": -1},
        {"char_order": 1.5},
        {"char_order": True},
        {"word_order": "2"},
        {"char_order": 0},
        {"beta": -1},
        {"beta": float("nan")},
        {"beta": float("inf")},
        {"beta": 1e200},
        {"beta": 10**400},
        {"beta": "2"},
        {"beta": None},
        {"definition": "sacreblue"},
        {"definition": "nltk", "word_order": 2},
        {"definition": "nltk", "eps_smoothing": True},
        {"definition": "torchmetrics", "eps_smoothing": True},
    ],
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Chrf(**options)


def test_parts_that_chrf_does_not_have_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="no part tokenizer"):
        Chrf.from_signature(Chrf().signature, tokenizer=str.split)


def test_a_row_alone_is_checked_for_options_of_the_call_too() -> None:
    for options in ({"missing": "drop"}, {"threads": 0}):
        with pytest.raises(ConfigurationError):
            chrf("a", "a", **options)


def test_a_beta_of_numpy_is_that_of_python() -> None:
    assert Chrf(beta=np.float32(0.5)) == Chrf(beta=0.5)
    assert type(Chrf(beta=np.int64(3)).beta) is int


def test_white_space_is_that_of_python_and_of_regex() -> None:
    assert (WHITE_SPACE, REGEX_WHITE_SPACE) == (SPLIT_SPACES, REGEX_SPACES)


def test_a_signature_of_another_metric_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="expected one of chrf"):
        Chrf.from_signature("gleu|tokenizer:13a|version:textmetrics-0.1.0")
