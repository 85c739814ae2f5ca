"""One pair a call counts as the same pair in a list does, whichever way it goes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.strategies import texts
from textmetrics.compat.rouge_score import rouge_scorer, tokenizers
from textmetrics.compat.sacrebleu.metrics import BLEU
from textmetrics.counting import single_row

TYPES = st.sampled_from([("rouge1",), ("rougeL",), ("rouge1", "rouge2", "rougeL"), ("rouge7", "rouge2"), ("rougeL", "rouge1")])
STEMMERS = st.sampled_from([None, "porter", "porter-martin", "porter-rouge-1.5.5"])


@given(prediction=texts(), reference=texts(), types=TYPES, stemmer=STEMMERS)
def test_a_pair_alone_is_the_pair_in_a_list(prediction: str, reference: str, types: tuple[str, ...], stemmer: str | None) -> None:
    metric = tm.Rouge(types, stemmer)
    listed = metric.score([prediction], [reference])
    alone = metric.score(prediction, reference)
    for name in types:
        for part in ("f1", "precision", "recall"):
            column = getattr(alone[name], part)
            assert (column.dtype, column.tolist()) == (np.float64, getattr(listed[name], part).tolist())
    assert alone.statistics == listed.statistics
    assert metric.score_pair(prediction, reference) == {name: scores[0] for name, scores in listed.items()}


@pytest.mark.parametrize("n_words", [1, 60, 64, 65, 128, 129, 200, 1100, 5000])
@pytest.mark.parametrize("stemmer", [None, "porter"])
def test_any_length_goes_one_way_or_the_other(n_words: int, stemmer: str | None) -> None:
    prediction = " ".join(f"running{k % 97}ed internationalizations"[: 9 + k % 23] for k in range(n_words))
    reference = " ".join(f"running{k % 89}ed internationalizations"[: 9 + k % 31] for k in range(n_words))
    metric = tm.Rouge(stemmer=stemmer)
    listed = metric.score([prediction], [reference])
    assert metric.score_pair(prediction, reference) == {name: scores[0] for name, scores in listed.items()}


def test_texts_of_one_letter_words_fill_the_scratch_and_no_more() -> None:
    letters = "a b c d e f g h i j " * (single_row.LIMIT_BYTES // 40)
    for prediction, reference in ((letters, letters), (letters, "a"), ("", letters), (letters[:-1], letters + "é"[:0])):
        metric = tm.Rouge(stemmer="porter")
        assert metric.score(prediction, reference).statistics == metric.score([prediction], [reference]).statistics


def test_other_definitions_and_formulas_take_the_general_way() -> None:
    for options in ({"definition": "rouge-1.5.5"}, {"alpha": 0.2}, {"stop_words": ["a"]}, {"max_words": 1}, {"tokenizer": "13a"}):
        metric = tm.Rouge(("rouge1",), **options)
        assert metric.score_pair("a b c", "a b b")["rouge1"] == metric.score(["a b c"], ["a b b"])["rouge1"][0]


def test_threads_do_not_share_scratch() -> None:
    metric = tm.Rouge()
    pairs = [(" ".join("abcdefgh"[(k * i) % 8] for i in range(k % 50)), "a c e g " * (k % 20)) for k in range(200)]
    expected = [metric.score_pair(*pair) for pair in pairs]
    found: list[bool] = []

    def run() -> None:
        found.append([metric.score_pair(*pair) for pair in pairs * 5] == expected * 5)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_what_is_no_str_is_named() -> None:
    with pytest.raises(tm.errors.InputTypeError, match="None is a NoneType"):
        tm.Rouge().score_pair(None, "a")  # type: ignore[arg-type]  # a fault
    with pytest.raises(tm.errors.InputError, match="surrogate"):
        tm.Rouge().score_pair("a \ud800", "a")


SMOOTHINGS = st.sampled_from(["none", "floor", "add-k", "exp"])


@given(texts=st.lists(texts(), min_size=2, max_size=4), smoothing=SMOOTHINGS, order=st.integers(1, 6))
@pytest.mark.parametrize("reference_length", ["closest", "shortest", "average", "closest-first"])
@pytest.mark.parametrize("effective_order", [False, True])
def test_a_row_of_bleu_alone_is_the_row_in_a_list(
    texts: list[str], smoothing: str, order: int, reference_length: str, effective_order: bool
) -> None:
    metric = tm.Bleu(smoothing=smoothing, max_order=order, effective_order=effective_order, reference_length=reference_length)
    prediction, *references = texts
    listed = metric.score_rows([prediction], [references])
    alone = metric.score_rows(prediction, references)
    assert alone.statistics == listed.statistics
    assert alone.scores.tolist() == listed.scores.tolist()
    assert metric.score(prediction, references).score == metric.score([prediction], [references]).score


@pytest.mark.parametrize("n_words", [1, 64, 128, 129, 900, 4000])
@pytest.mark.parametrize("n_references", [1, 3, 70])
def test_a_row_of_bleu_of_any_length(n_words: int, n_references: int) -> None:
    prediction = " ".join(f"w{k % 97},&amp;"[: 2 + k % 9] for k in range(n_words))
    references = [" ".join(f"w{(k + shift) % 89}.5" for k in range(n_words // n_references)) for shift in range(n_references)]
    metric = tm.Bleu(effective_order=True)
    assert metric.score_rows(prediction, references).scores.tolist() == metric.score_rows([prediction], [references]).scores.tolist()


def test_a_row_of_entities_and_punctuation_fills_the_scratch_and_no_more() -> None:
    for unit in ("&lt;", "!", "a.b", "<skipped>", "-\n", "é!", "1,a"):
        text = unit * (single_row.LIMIT_BYTES // (2 * len(unit.encode())))
        metric = tm.Bleu(effective_order=True)
        assert metric.score_rows(text, [text]).statistics == metric.score_rows([text], [[text]]).statistics


def test_functions_keep_configurations_but_not_what_files_hold(tmp_path: object) -> None:
    path = tmp_path / "stop.txt"  # type: ignore[operator]
    path.write_text("a\n")
    assert tm.rouge("a b", "a c", types=("rouge1",), stop_words=path)["rouge1"].f1[0] == 0
    path.write_text("z\n")
    assert tm.rouge("a b", "a c", types=("rouge1",), stop_words=path)["rouge1"].f1[0] == 0.5
    with pytest.raises(tm.errors.ConfigurationError):
        tm.bleu("a", "a", max_order=4.0)
    assert tm.bleu("a", "a", max_order=1).score == 1
    with pytest.raises(TypeError, match="no_such"):
        tm.bleu("a", "a", no_such=1)
    assert tm.rouge("a", "a", types=["rouge1"])["rouge1"].f1[0] == 1


PAIR = ("the cat sat on the mat", "the cat lay on a mat")
OTHERS = [("a b c", "c b a"), ("", "x"), ("one two three", "one two three"), ("q " * 300, "q r " * 200)]


@pytest.mark.parametrize("stemmer", [None, "porter"])
def test_results_are_their_own_whatever_is_scored_later_and_whenever_they_are_read(stemmer: str | None) -> None:
    metric, bleu = tm.Rouge(stemmer=stemmer), tm.Bleu()
    listed, listed_row = metric.score([PAIR[0]], [PAIR[1]]), bleu.score_rows([PAIR[0]], [PAIR[1]])
    read, unread, row, counted = metric.score(*PAIR), metric.score(*PAIR), bleu.score_rows(*PAIR), metric.statistics(*PAIR)
    column, statistics, scores = read["rougeL"].f1, read.statistics, row.scores
    for pair in OTHERS:
        metric.score(*pair)["rougeL"].f1[:] = -1.0
        metric.score(*pair).statistics.values[:] = -1
        metric.score_pair(*pair)
        bleu.score_rows(*pair).scores[:] = -1.0
        bleu.score_rows(*pair).statistics.values[:] = -1
    assert column.tolist() == listed["rougeL"].f1.tolist()
    assert statistics == listed.statistics == unread.statistics == counted
    assert repr(read) == repr(listed) == repr(unread)
    assert scores.tolist() == listed_row.scores.tolist()
    assert row.statistics == listed_row.statistics
    # What is written into one column shows in no other, nor in the counts.
    column[:] = 7.0
    assert read["rougeL"].recall.tolist() == listed["rougeL"].recall.tolist()
    assert read["rouge1"].f1.tolist() == listed["rouge1"].f1.tolist()
    assert read.statistics == listed.statistics


def described(result: Any) -> list[Any]:
    """Give what a result of either kind shows."""
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result) if field.name != "metric"}
    shown = [repr(result), {name: str(value) for name, value in fields.items()}, result.statistics.values.flags.c_contiguous]
    if isinstance(result, tm.RougeResult):
        shown += [list(result), len(result), [[*scores[0], *scores.mean, len(scores), repr(scores)] for scores in result.values()]]
    return shown


def test_a_result_of_one_row_is_copied_and_pickled_as_any_other() -> None:
    for metric in (tm.Rouge(), tm.Rouge(alpha=0.3), tm.Bleu()):
        score = metric.score if isinstance(metric, tm.Rouge) else metric.score_rows
        listed = score([PAIR[0]], [PAIR[1]])
        for is_read in (False, True):
            for made in (copy.copy, copy.deepcopy, lambda given: pickle.loads(pickle.dumps(given)), dataclasses.replace):
                alone = score(*PAIR)
                if is_read:
                    described(alone)
                assert described(made(alone)) == described(listed)
                assert type(alone) is type(listed)


def test_a_result_of_one_row_is_a_frozen_mapping() -> None:
    for result in (tm.rouge(*PAIR), tm.rouge([PAIR[0]], [PAIR[1]])):
        assert "rouge1" in result
        assert "rouge7" not in result
        assert result["rouge1"] is result["rouge1"]
        assert [*result.items()] == [(name, result[name]) for name in result.types]
        for missing in ("rouge7", "", 1):
            with pytest.raises(KeyError) as raised:
                result[missing]  # type: ignore[index]
            assert raised.value.args == (missing,)
        for name in ("statistics", "metric"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                setattr(result, name, None)
        with pytest.raises(dataclasses.FrozenInstanceError):
            result["rouge1"].f1 = np.zeros(1)  # type: ignore[misc]
    for kind, name in ((tm.RougeResult, "statistics"), (type(result["rouge1"]), "f1")):
        assert not hasattr(kind, name)


@given(prediction=texts(), reference=texts(), stemmer=st.booleans())
def test_the_compat_scorer_alone_is_the_core_of_lists(prediction: str, reference: str, stemmer: bool) -> None:
    types = ["rouge1", "rouge2", "rougeL"]
    listed = tm.Rouge(tuple(types), "porter" if stemmer else None).score([prediction], [reference])
    found = rouge_scorer.RougeScorer(types, stemmer).score(reference, prediction)
    assert {name: tuple(score) for name, score in found.items()} == {name: tuple(scores[0]) for name, scores in listed.items()}
    without = 0 in listed.statistics.column("rougeL.prediction_total") * listed.statistics.column("rougeL.reference_total")
    kinds = {name: {type(number) for number in score} for name, score in found.items()}
    assert kinds == {"rouge1": {float}, "rouge2": {float}, "rougeL": {int} if without else {float}}


def test_the_compat_scorer_sees_that_its_types_were_changed() -> None:
    scorer = rouge_scorer.RougeScorer(["rouge1"])
    assert list(scorer.score("a b", "a c")) == ["rouge1"]
    scorer.rouge_types.append("rougeL")
    assert list(scorer.score("a b", "a c")) == ["rouge1", "rougeL"]
    scorer.rouge_types[0] = "rouge2"
    assert scorer.score("a b", "a c")["rouge2"].precision == 0
    scorer.rouge_types = ("rouge1",)
    assert list(scorer.score("a b", "a c")) == ["rouge1"]
    scorer._tokenizer = tokenizers.DefaultTokenizer(use_stemmer=True)
    for types in (("rouge1",), ["rouge1"]):
        scorer.rouge_types = types
        assert scorer.score("running cats", "cat runs")["rouge1"].fmeasure == 1
    again = pickle.loads(pickle.dumps(scorer))
    assert vars(again).keys() == {"rouge_types", "_tokenizer", "_split_summaries"}
    assert again.score("running cats", "cat runs") == scorer.score("running cats", "cat runs")
    scorer.rouge_types = ["rouge1", "rouge0"]
    with pytest.raises(ValueError, match="rouge0"):
        scorer.score("a", "a")


def parts(score: Any) -> list[Any]:
    """Give all that sacrebleu's score shows."""
    return [
        *(score.score, score.counts, score.totals, score.precisions, score.bp, score.sys_len, score.ref_len, score.ratio, score.mean),
        *(str(score), score.prec_str, score.format(is_json=True)),
    ]


@given(own=st.lists(texts(), min_size=2, max_size=4), method=SMOOTHINGS, value=st.sampled_from([None, 0, 1, 0.5]), order=st.integers(1, 6))
@pytest.mark.parametrize("effective_order", [False, True])
def test_a_sentence_of_the_compat_scorer_is_its_counts_scored(
    own: list[str], method: str, value: float | None, order: int, effective_order: bool
) -> None:
    class Plain(BLEU):  # a class of one's own goes the general way
        pass

    options = {"smooth_method": method, "smooth_value": value, "max_ngram_order": order, "effective_order": effective_order}
    found, expected = (kind(**options).sentence_score(own[0], own[1:]) for kind in (BLEU, Plain))
    assert parts(pickle.loads(pickle.dumps(found))) == parts(expected)
    assert parts(found) == parts(expected)


def test_the_compat_scorer_of_sentences_sees_that_its_settings_were_changed() -> None:
    class Plain(BLEU):
        pass

    scorer, plain = BLEU(effective_order=True), Plain(effective_order=True)
    for name, value in (
        ("smooth_method", "add-k"), ("smooth_value", 3), ("smooth_value", 1e9), ("smooth_value", 0.25), ("smooth_method", "floor"),
        ("max_ngram_order", 2), ("effective_order", False), ("lowercase", True), ("tokenizer", BLEU(tokenize="char").tokenizer),
    ):  # fmt: skip
        setattr(scorer, name, value)
        setattr(plain, name, value)
        for references in ([PAIR[1]], [PAIR[1], None], ("THE mat", PAIR[1])):
            assert parts(scorer.sentence_score("The cat sat on a mat", references)) == parts(
                plain.sentence_score("The cat sat on a mat", references)
            )
            assert scorer.num_refs == plain.num_refs
    scorer.smooth_method = "no-such"
    with pytest.raises(AssertionError, match="no-such"):
        scorer.sentence_score("a", ["a"])
    score = BLEU(effective_order=True).sentence_score("a", ["a"])
    with pytest.raises(AttributeError, match="'BLEUScore' object has no attribute 'no_such'"):
        score.no_such  # noqa: B018


def test_a_row_of_one_letter_words_fills_the_scratch_of_bleu_and_no_more() -> None:
    letters = ",a" * (single_row.LIMIT_BYTES // 4 - 64)
    for prediction, reference in ((letters, letters), ("a , b", letters + letters), (letters[:200], letters), ("a", "")):
        metric = tm.Bleu()
        alone = metric.score_rows(prediction, [reference])
        assert alone.scores.tolist() == metric.score_rows([prediction], [[reference]]).scores.tolist()
