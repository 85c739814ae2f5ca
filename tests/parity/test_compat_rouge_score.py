"""The compatibility layer gives rouge-score's answers: the same numbers, types of values, errors and draws."""

from __future__ import annotations

import builtins
import doctest
import json
import os
import pickle
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import rouge_score.rouge_scorer
import rouge_score.scoring
import rouge_score.tokenize
import rouge_score.tokenizers
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.porter import PorterStemmer

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from tests.shared_data import PROJECT, load_cases, load_rows, requires_shared
from tests.strategies import lone_surrogates, text_corpora, text_pairs, text_rows, texts, tokens
from textmetrics.compat.rouge_score import rouge_scorer, scoring, tokenize, tokenizers

EVERY_TYPE = (*(f"rouge{order}" for order in range(1, 10)), "rougeL", "rougeLsum")
# Each row takes the reference package milliseconds: a few hundred by default, every row where TEXTMETRICS_EVERY_ROW is set.
N_ROWS = None if os.environ.get("TEXTMETRICS_EVERY_ROW") else 100
type_names = st.sampled_from((*EVERY_TYPE, "rouge1\n", "rouge0", "rouge10", "rougeLSum", "1", ""))
type_lists = st.one_of(st.lists(st.sampled_from(EVERY_TYPE), max_size=4), st.lists(type_names, max_size=3), st.just(EVERY_TYPE))


def described(scores: dict[Any, Any]) -> dict[Any, Any]:
    """Spell scores so that == tells 0 from 0.0, and the fields' names and order count."""
    return {name: [(field, type(value), value) for field, value in score._asdict().items()] for name, score in scores.items()}


def outcome(call: Callable[[], dict[Any, Any]]) -> Any:
    """Give the described scores, or the type of the error."""
    try:
        return described(call())
    except Exception as error:
        kinds = (ValueError, AttributeError, TypeError, LookupError)
        return next(kind for kind in kinds if isinstance(error, kind))


def assert_same(arguments: dict[str, Any], targets: list[Any], prediction: Any) -> None:
    """Compare `score` on each target, and `score_multi` on all."""
    ours, theirs = rouge_scorer.RougeScorer(**arguments), rouge_score.rouge_scorer.RougeScorer(**arguments)
    for target in targets:
        assert outcome(lambda t=target: ours.score(t, prediction)) == outcome(lambda t=target: theirs.score(t, prediction))
    assert outcome(lambda: ours.score_multi(targets, prediction)) == outcome(lambda: theirs.score_multi(targets, prediction))


class Characters:
    """A tokenizer of one's own that sees what the default one drops: blanks, newlines and case."""

    def tokenize(self, text: str) -> list[str]:
        return list(text)


class Numbers:
    """A tokenizer whose tokens are not strings."""

    def tokenize(self, text: str) -> list[tuple[int, bool]]:
        return [(len(word), word.isupper()) for word in text.split(" ")]


@requires_shared
@pytest.mark.parametrize("name", ["rouge_score_single", "rouge_score_multi"])
def test_recorded_scores_are_met(name: str, sentence_splitter: bool) -> None:
    checked = 0
    for case in load_cases(name)[:: 1 if JIT_IS_ON else 20]:
        config, expected = case["config"], case["expected"]
        if config["split_summaries"] and not sentence_splitter:
            continue
        scorer = rouge_scorer.RougeScorer(config["types"], config["stemmer"], config["split_summaries"])
        if "raises" in expected:
            with pytest.raises(getattr(builtins, expected["raises"])) as raised:
                scorer.score(case["refs"][0], case["hyp"])
            assert str(raised.value).startswith(expected["message"])
        elif name == "rouge_score_multi":
            # JSON has no namedtuples; that 0 and 0.0 differ in it is compared by their spelling.
            assert json.dumps(scorer.score_multi(case["refs"], case["hyp"])) == json.dumps(expected)
        else:
            assert json.dumps(scorer.score(case["refs"][0], case["hyp"])) == json.dumps(expected)
        checked += 1
    assert checked > (50 if JIT_IS_ON else 1)


@pytest.fixture
def sentence_splitter() -> bool:
    """Tell whether nltk's punkt has its data here."""
    import nltk

    try:
        nltk.sent_tokenize("One. Two.")
    except LookupError:
        return False
    return True


@requires_shared
def test_recorded_tokens_are_met() -> None:
    for case in load_cases("rouge_score_tokenize"):
        stemmed, expected = case["config"]["stemmer"], case["expected"]["tokens"]
        assert tokenizers.DefaultTokenizer(stemmed).tokenize(case["hyp"]) == expected
        assert tokenize.tokenize(case["hyp"], PorterStemmer() if stemmed else None) == expected


@requires_shared
def test_recorded_subsequences_are_met() -> None:
    for case in load_cases("rouge_score_lcs"):
        expected = case["expected"]
        if case["metric"] == "lcs_backtrack":
            assert [rouge_scorer.lcs_ind(case["refs"][0], sentence) for sentence in case["hyp"]] == expected["lcs_ref_indices"]
        else:
            spelled = ["\n".join(" ".join(map(str, sentence)) for sentence in text) for text in (case["refs"][0], case["hyp"])]
            score = rouge_scorer.RougeScorer(["rougeLsum"]).score(*spelled)["rougeLsum"]
            assert score == (expected["p"], expected["r"], expected["f"])


@requires_shared
def test_recorded_intervals_are_met() -> None:
    for case in load_cases("rouge_score_bootstrap"):
        config = case["config"]
        scorer = rouge_scorer.RougeScorer(config["types"], config["stemmer"])
        aggregator = scoring.BootstrapAggregator(config["confidence_interval"], config["n_samples"])
        for prediction, targets in zip(case["hyp"], case["refs"], strict=True):
            aggregator.add_scores(scorer.score(targets[0], prediction))
        np.random.seed(config["numpy_legacy_seed"])
        found = aggregator.aggregate()
        assert {name: interval._asdict() for name, interval in found.items()} == {
            name: {bound: tuple(score) for bound, score in interval.items()} for name, interval in case["expected"].items()
        }


@given(pair=text_pairs(), types=type_lists, use_stemmer=st.booleans())
def test_any_pair_scores_as_the_original_does(pair: tuple[str, str], types: list[str], use_stemmer: bool) -> None:
    assert_same({"rouge_types": types, "use_stemmer": use_stemmer}, [pair[1]], pair[0])


@given(row=text_rows(), types=type_lists, use_stemmer=st.booleans())
def test_any_targets_score_as_the_original_does(row: tuple[str, list[str]], types: list[str], use_stemmer: bool) -> None:
    assert_same({"rouge_types": types, "use_stemmer": use_stemmer}, row[1], row[0])


@given(prediction=tokens("ab"), targets=st.lists(tokens("ab", max_size=6), max_size=6))
def test_targets_that_tie_score_as_the_original_does(prediction: list[str], targets: list[list[str]]) -> None:
    assert_same({"rouge_types": EVERY_TYPE}, [" ".join(target) for target in targets], " ".join(prediction))


@given(row=text_rows(max_references=2), types=type_lists, tokenizer=st.sampled_from([Characters(), Numbers()]))
def test_tokenizers_of_ones_own_score_as_in_the_original(row: tuple[str, list[str]], types: list[str], tokenizer: Any) -> None:
    assert_same({"rouge_types": types, "tokenizer": tokenizer}, row[1], row[0])


@given(pair=text_pairs(), types=type_lists)
def test_default_tokenizers_may_be_given_too(pair: tuple[str, str], types: list[str]) -> None:
    expected = outcome(lambda: rouge_score.rouge_scorer.RougeScorer(types, use_stemmer=True).score(*pair))
    for tokenizer in (rouge_score.tokenizers.DefaultTokenizer(True), tokenizers.DefaultTokenizer(True)):
        assert outcome(lambda t=tokenizer: rouge_scorer.RougeScorer(types, tokenizer=t).score(*pair)) == expected


@given(row=text_rows(max_references=2), types=type_lists, use_stemmer=st.booleans())
def test_split_summaries_score_as_in_the_original(row: tuple[str, list[str]], types: list[str], use_stemmer: bool) -> None:
    # Where punkt's data is absent both raise LookupError, and only where rougeLsum comes before a type that does not exist.
    assert_same({"rouge_types": types, "use_stemmer": use_stemmer, "split_summaries": True}, row[1], row[0])


@given(row=text_rows(max_references=2), use_stemmer=st.booleans(), custom=st.booleans())
def test_sentences_are_scored_as_the_original_scores_them(row: tuple[str, list[str]], use_stemmer: bool, custom: bool) -> None:
    import nltk

    def split(text: str) -> list[str]:
        return text.replace("\n", "\n.").split(".")

    arguments = {"rouge_types": EVERY_TYPE, "use_stemmer": use_stemmer, "split_summaries": True}
    with pytest.MonkeyPatch.context() as patch:  # punkt's data comes with no package; any splitter shows the same
        patch.setattr(nltk, "sent_tokenize", split)
        assert_same(arguments | ({"tokenizer": Characters()} if custom else {}), row[1], row[0])


@pytest.mark.parametrize("text", lone_surrogates.values(), ids=lone_surrogates.keys())
def test_lone_surrogates_part_words_as_in_the_original(text: str) -> None:
    assert_same({"rouge_types": EVERY_TYPE}, [text, "a b word", f"a b\n{text}"], f"a {text} word")
    assert tokenize.tokenize(text, None) == rouge_score.tokenize.tokenize(text, None)
    batch = rouge_scorer.RougeScorer(EVERY_TYPE).score_batch([text, "a"], ["a b word", text])
    assert batch["rouge1"][0] == rouge_score.rouge_scorer.RougeScorer(["rouge1"]).score(text, "a b word")["rouge1"]


@pytest.mark.parametrize("types", [["rouge1"], ["rougeLsum"], ["rougeL", "rougeLsum"], [b"rouge1"], [b"rougeL"], [1], []], ids=repr)
@pytest.mark.parametrize(
    "target", [None, 1, ["a"], b"a b", b"\xff", "\u212a a".encode(), "\u0130s a\nb \u212ax".encode(), np.str_("a b")], ids=repr
)
def test_what_is_not_a_str_is_treated_as_in_the_original(types: list[Any], target: Any) -> None:
    assert_same({"rouge_types": types}, [target], "a b i s k")
    assert_same({"rouge_types": types}, ["a b i s k"], target)


def test_no_target_is_a_value_error_for_several_targets() -> None:
    with pytest.raises(ValueError, match="empty"):
        rouge_scorer.RougeScorer(["rouge1"]).score_multi([], "a")
    assert_same({"rouge_types": []}, [], "a")


def test_types_may_be_changed_between_calls_as_in_the_original() -> None:
    scorer = rouge_scorer.RougeScorer(["rouge1"])
    scorer.score("a", "a")
    scorer.rouge_types.append("rougeL")  # type: ignore[attr-defined]
    assert list(scorer.score("a", "a")) == ["rouge1", "rougeL"]


def test_scorers_and_their_scores_are_pickled() -> None:
    scorer = pickle.loads(pickle.dumps(rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)))
    scores = scorer.score("cats a", "cat")
    assert pickle.loads(pickle.dumps(scores)) == scores == {"rouge1": scoring.Score(1.0, 0.5, 2 / 3)}


@requires_shared
@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets")
@pytest.mark.parametrize("use_stemmer", [False, True])
@pytest.mark.parametrize("dataset", ["cnndm_pointergen", "xsum_edinburgh", "wmt21_multiref"])
def test_real_rows_score_as_in_the_original_one_by_one_and_in_batches(dataset: str, use_stemmer: bool) -> None:
    types = ("rouge1", "rouge2", "rougeL", "rougeLsum")
    rows = load_rows(dataset, n_rows=N_ROWS)
    ours, theirs = rouge_scorer.RougeScorer(types, use_stemmer), rouge_score.rouge_scorer.RougeScorer(types, use_stemmer)
    batch = ours.score_multi_batch(rows.references, rows.predictions)
    for row, (prediction, targets) in enumerate(zip(rows.predictions, rows.references, strict=True)):
        expected = theirs.score_multi(targets, prediction)
        assert described(ours.score_multi(targets, prediction)) == described(expected)
        assert {name: batch[name][row] for name in types} == expected


@pytest.mark.filterwarnings("ignore:the tokenizer 'rouge-score' leaves no token:UserWarning")
@given(rows=text_corpora(max_references=3), tokenizer=st.sampled_from([None, Characters(), Numbers()]), threads=st.sampled_from([None, 2]))
def test_batches_score_as_their_rows_do(rows: list[tuple[str, list[str]]], tokenizer: Any, threads: int | None) -> None:
    types = ("rouge2", "rouge1\n", "rougeL", "rougeLsum")
    scorer = rouge_scorer.RougeScorer(types, tokenizer=tokenizer)
    predictions, targets = [prediction for prediction, _ in rows], [own for _, own in rows]
    several = scorer.score_multi_batch(targets, predictions, threads=threads)
    firsts = scorer.score_batch([own[0] for own in targets], predictions, threads=threads)
    for row, (prediction, own) in enumerate(rows):
        assert {name: several[name][row] for name in types} == scorer.score_multi(own, prediction)
        assert {name: firsts[name][row] for name in types} == scorer.score(own[0], prediction)


def test_batches_are_float_columns_and_name_the_row_that_is_wrong() -> None:
    scorer = rouge_scorer.RougeScorer(["rougeL"])
    column = scorer.score_batch(["", "a"], ["a", "a"])["rougeL"].f1
    assert column.dtype == np.float64 and column.tolist() == [0.0, 1.0]
    assert len(scorer.score_batch([], [])["rougeL"]) == 0
    with pytest.raises(tm.errors.InputError, match=r"references\[1\]"):
        scorer.score_batch(["a", None], ["a", "b"])
    with pytest.raises(tm.errors.InputError, match="rows"):
        scorer.score_batch(["a"], ["a", "b"])
    with pytest.raises(tm.errors.InputError, match=r"references\[1\]"):
        scorer.score_multi_batch([["a"], []], ["a", "b"])


class Shouting:
    """A stemmer whose stems are not always tokens."""

    def stem(self, word: str) -> str | bytes:
        return {0: word.upper(), 1: word[:2].encode(), 2: "", 3: f"{word}\n", 4: f"{word}!"}.get(len(word) % 6, word)


@given(text=texts(), stemmer=st.sampled_from([None, PorterStemmer(), PorterStemmer("ORIGINAL_ALGORITHM"), Shouting()]))
def test_any_text_splits_as_in_the_original(text: str, stemmer: Any) -> None:
    assert tokenize.tokenize(text, stemmer) == rouge_score.tokenize.tokenize(text, stemmer)


@given(text=texts(), use_stemmer=st.booleans())
def test_the_default_tokenizer_splits_as_in_the_original(text: str, use_stemmer: bool) -> None:
    expected = rouge_score.tokenizers.DefaultTokenizer(use_stemmer).tokenize(text)
    assert tokenizers.DefaultTokenizer(use_stemmer).tokenize(text) == expected


def test_names_and_patterns_are_those_of_the_original() -> None:
    for ours, theirs in ((tokenize, rouge_score.tokenize), (scoring, rouge_score.scoring), (tokenizers, rouge_score.tokenizers)):
        modules = {"abc", "absolute_import", "collections", "division", "np", "porter", "print_function", "range", "re", "six", "Dict"}
        public = {name for name in vars(theirs) if not name.startswith("_")} - modules - {"tokenize" if ours is tokenizers else ""}
        assert set(ours.__all__) == public
    for name in ("NON_ALPHANUM", "SPACES", "VALID_TOKEN"):
        assert getattr(tokenize, f"{name}_PATTERN") == getattr(rouge_score.tokenize, f"{name}_PATTERN")
        assert getattr(tokenize, f"{name}_RE") == getattr(rouge_score.tokenize, f"{name}_RE")
    assert scoring.AggregateScore._fields == rouge_score.scoring.AggregateScore._fields
    with pytest.raises(TypeError):
        scoring.BaseScorer()  # type: ignore[abstract]
    with pytest.raises(TypeError):
        tokenizers.Tokenizer()  # type: ignore[abstract]
    assert isinstance(rouge_scorer.RougeScorer([]), scoring.BaseScorer)
    assert isinstance(tokenizers.DefaultTokenizer(), tokenizers.Tokenizer)


@given(precision=st.floats(0, 1), recall=st.floats(0, 1))
def test_f_is_that_of_the_original(precision: float, recall: float) -> None:
    found, expected = scoring.fmeasure(precision, recall), rouge_score.scoring.fmeasure(precision, recall)
    assert (found, type(found)) == (expected, type(expected))


One = namedtuple("One", ["only"])
Five = namedtuple("Five", ["a", "b", "c", "d", "e"])


def aggregated(peer: Any, rows: list[dict[str, Any]], confidence: float, n_samples: int, seed: int) -> tuple[Any, ...]:
    """Aggregate from a seed; give the intervals, the types of their values, and the generator's state afterwards."""
    aggregator = peer.BootstrapAggregator(confidence_interval=confidence, n_samples=n_samples)
    for row in rows:
        aggregator.add_scores(row)
    np.random.seed(seed)
    found = aggregator.aggregate()
    values = [
        (name, bound, type(score).__name__, [(type(value), value) for value in score])
        for name, interval in found.items()
        for bound, score in interval._asdict().items()
    ]
    state = np.random.get_state(legacy=False)["state"]
    return values, state["key"].tolist(), state["pos"]


measures = st.one_of(st.floats(0, 1), st.sampled_from([0, 0.0, 1, 1 / 3, 0.1]))


@given(
    columns=st.lists(st.sampled_from([scoring.Score, One, Five]), max_size=3),
    data=st.data(),
    n_rows=st.integers(1, 40),
    confidence=st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.9, 0.95, 1.0])),
    n_samples=st.integers(1, 30),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_scores_aggregate_as_in_the_original(
    columns: list[Any], data: st.DataObject, n_rows: int, confidence: float, n_samples: int, seed: int
) -> None:
    rows = [
        {f"type{k}": make(*(data.draw(measures) for _ in make._fields)) for k, make in enumerate(columns)} for _ in range(n_rows)
    ]
    arguments = rows, confidence, n_samples, seed
    assert aggregated(scoring, *arguments) == aggregated(rouge_score.scoring, *arguments)


@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for thousands of rows")
@pytest.mark.parametrize(("n_rows", "n_samples"), [(1, 1000), (2, 3), (3000, 200), (scoring.DRAWS_AT_ONCE + 1, 2)])
def test_many_rows_aggregate_as_in_the_original(n_rows: int, n_samples: int) -> None:
    values = np.random.default_rng(7).random((n_rows, 3)).tolist()
    rows = [{"rouge1": scoring.Score(*row), "rougeL": scoring.Score(*row[::-1])} for row in values]
    arguments = rows, 0.95, n_samples, 11
    assert aggregated(scoring, *arguments) == aggregated(rouge_score.scoring, *arguments)


@given(
    seed=st.integers(0, 2**32 - 1),
    n_before=st.integers(0, 1300 if JIT_IS_ON else 5),
    n_rows=st.one_of(st.integers(1, 70), st.sampled_from([255, 256, 257, 623, 624, 625])),
    n_samples=st.integers(1, 9),
)
def test_rows_are_drawn_as_choice_draws_them(seed: int, n_before: int, n_rows: int, n_samples: int) -> None:
    np.random.seed(seed)
    np.random.standard_normal(n_before)  # leaves the generator in the midst of its state, with a number to spare where odd
    before = np.random.get_state()
    expected = [np.random.choice(np.arange(n_rows), size=n_rows).tolist() for _ in range(n_samples)]
    after = np.random.standard_normal(3).tolist()
    np.random.set_state(before)
    assert scoring.drawn_rows(n_rows, n_samples).tolist() == expected
    assert np.random.standard_normal(3).tolist() == after


def test_another_global_generator_is_drawn_from_too() -> None:
    usual = np.random.get_bit_generator()
    try:
        np.random.set_bit_generator(np.random.PCG64(5))
        expected = [np.random.choice(np.arange(50), size=50).tolist() for _ in range(4)]
        np.random.set_bit_generator(np.random.PCG64(5))
        assert scoring.drawn_rows(50, 4).tolist() == expected
    finally:
        np.random.set_bit_generator(usual)


@pytest.mark.parametrize("arguments", [{"confidence_interval": -0.1}, {"confidence_interval": 1.1}, {"n_samples": 0}])
def test_aggregators_refuse_what_the_original_refuses(arguments: dict[str, Any]) -> None:
    for peer in (scoring, rouge_score.scoring):
        with pytest.raises(ValueError):
            peer.BootstrapAggregator(**arguments)


def test_importing_and_scoring_load_neither_the_original_nor_nltk() -> None:
    code = (
        "import sys; from textmetrics.compat.rouge_score import rouge_scorer, scoring, tokenize, tokenizers\n"
        "print('numba' in sys.modules)\n"
        "rouge_scorer.RougeScorer(['rouge1', 'rougeLsum'], use_stemmer=True).score('a', 'a')\n"
        "print(*sorted({'rouge_score', 'nltk', 'six', 'absl', 'pyarrow'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert ended.stdout.split("\n")[:2] == ["False", ""]


def test_splitting_sentences_without_nltk_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nltk", None)
    with pytest.raises(tm.errors.MissingDependencyError, match="nltk"):
        rouge_scorer.RougeScorer(["rougeLsum"], split_summaries=True).score("a. b.", "a. b.")


@pytest.mark.parametrize("module", [rouge_scorer, scoring, tokenize, tokenizers], ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_of_docstrings_run(module: Any) -> None:
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0
    assert outcome.failed == 0
