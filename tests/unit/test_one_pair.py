"""One pair a call counts as the same pair in a list does, whichever way it goes."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.strategies import texts
from textmetrics import one_pair

TYPES = st.sampled_from([("rouge1",), ("rougeL",), ("rouge1", "rouge2", "rougeL"), ("rouge7", "rouge2"), ("rougeL", "rouge1")])
STEMMERS = st.sampled_from([None, "porter", "porter-martin", "porter-rouge-1.5.5"])


@given(prediction=texts(), reference=texts(), types=TYPES, stemmer=STEMMERS)
def test_a_pair_alone_is_the_pair_in_a_list(prediction: str, reference: str, types: tuple[str, ...], stemmer: str | None) -> None:
    metric = tm.Rouge(types, stemmer)
    listed = metric.score([prediction], [reference])
    assert metric.score(prediction, reference).statistics == listed.statistics
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
    letters = "a b c d e f g h i j " * (one_pair.LIMIT_BYTES // 40)
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
        tm.Rouge().score_pair(None, "a")  # type: ignore[arg-type]
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
        text = unit * (one_pair.LIMIT_BYTES // (2 * len(unit.encode())))
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
