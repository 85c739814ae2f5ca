"""BLEU and GLEU equal NLTK's, to the last bit and of the same types, over all of its options."""

from __future__ import annotations

import doctest
import importlib
import operator
import pickle
import random
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate import bleu_score as peer
from nltk.translate import gleu_score as gleu_peer

from tests import strategies
from tests.conftest import JIT_IS_ON
from tests.shared_data import PROJECT, load_cases, load_rows, requires_shared
from textmetrics.compat import nltk as ours
from textmetrics.compat.nltk import matching
from textmetrics.errors import ConfigurationError, InputError
from textmetrics.metrics.gleu import gleu

QUARTERS = (0.25, 0.25, 0.25, 0.25)
WEIGHTS = st.one_of(
    st.sampled_from([QUARTERS, list(QUARTERS), (1,), (0, 0, 0, 1), (0.5, 0.5), (0.2,) * 5, (0.1,) * 10, [(1.0,)], ()]),
    st.lists(st.lists(st.floats(0, 2), min_size=1, max_size=7).map(tuple), min_size=1, max_size=4),
    st.lists(st.floats(-1, 2), min_size=1, max_size=7),
    st.just([QUARTERS, (0.5, 0.5)]),
)
CONSTANTS = st.tuples(st.sampled_from([0.1, 0.5, 1, 1e-9]), st.sampled_from([5, 1, 0.3, 2.5]), st.sampled_from([5, 1, 0.7]))
# Equal tokens may be of several types, and unequal ones may look alike.
HOSTILE_TOKENS = st.one_of(
    st.sampled_from([1, True, 1.0, "1", b"1", None, (), ("a",), frozenset(), -100, 2**70, float("nan")]),
    st.sampled_from(["a", "a b", "", "\x00", "é", "e\u0301"]),
    strategies.nasty_texts(max_size=2),
)


@st.composite
def hostile_rows(draw: st.DrawFn) -> tuple[list[Any], list[list[Any]]]:
    """A hypothesis and references of hashable tokens of all kinds, tuples, lists or a str."""
    tokens = draw(st.lists(HOSTILE_TOKENS, min_size=1, max_size=5))
    text = st.one_of(st.lists(st.sampled_from(tokens), max_size=12), st.text("ab ", max_size=9), st.tuples(*[st.sampled_from(tokens)] * 4))
    return draw(text), draw(st.lists(text, min_size=1, max_size=4))


ROWS = st.one_of(strategies.token_rows(max_size=14), hostile_rows())
CORPORA = st.lists(ROWS, min_size=1, max_size=5)


ERRORS = (AssertionError, IndexError, OverflowError, TypeError, ZeroDivisionError)


@contextmanager
def columns_only() -> Iterator[None]:
    """Count every corpus in columns, however small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "COLUMNS_FROM", -1)
        patch.setattr(matching, "PATIENCE", -1)
        yield


@contextmanager
def python_only() -> Iterator[None]:
    """Match every pair in Python, as before the kernels are loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching._State, "kernel", None)
        patch.setattr(matching, "kernel_for", lambda n_tokens: None)
        yield


def outcome(call: Callable[..., Any], *arguments: Any) -> tuple[Any, Any, list[type]]:
    """Give what a call returns, or the type of the error it raises; with its type, and the kinds of warnings."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            value = call(*arguments)
        except ERRORS as error:
            value = next(kind for kind in ERRORS if isinstance(error, kind))
    types = list(map(type, value)) if isinstance(value, list) else type(value)
    return value, types, [warning.category for warning in seen]


def _columns(corpus: list[Any]) -> tuple[list[Any], list[Any]]:
    """Give the references of all rows, and the hypotheses."""
    return [references for _, references in corpus], [hypothesis for hypothesis, _ in corpus]


def _methods(method: int | None, constants: Any) -> tuple[Any, Any]:
    """Give a method of theirs and of ours; None for no method at all."""
    if method is None:
        return None, None
    return getattr(peer.SmoothingFunction(*constants), f"method{method}"), getattr(ours.SmoothingFunction(*constants), f"method{method}")


METHODS = st.one_of(st.none(), st.integers(0, 7))


@given(ROWS, WEIGHTS, METHODS, CONSTANTS, st.booleans())
def test_sentence_bleu_equals_nltk(row: Any, weights: Any, method: int | None, constants: Any, auto_reweigh: bool) -> None:
    hypothesis, references = row
    theirs, mine = _methods(method, constants)
    expected = outcome(peer.sentence_bleu, references, hypothesis, weights, theirs, auto_reweigh)
    assert outcome(ours.sentence_bleu, references, hypothesis, weights, mine, auto_reweigh) == expected
    with python_only():
        assert outcome(ours.sentence_bleu, references, hypothesis, weights, mine, auto_reweigh) == expected


@given(CORPORA, WEIGHTS, METHODS, CONSTANTS, st.booleans())
def test_corpus_bleu_equals_nltk(corpus: Any, weights: Any, method: int | None, constants: Any, auto_reweigh: bool) -> None:
    columns = _columns(corpus)
    theirs, mine = _methods(method, constants)
    expected = outcome(peer.corpus_bleu, *columns, weights, theirs, auto_reweigh)
    assert outcome(ours.corpus_bleu, *columns, weights, mine, auto_reweigh) == expected
    with columns_only():
        assert outcome(ours.corpus_bleu, *columns, weights, mine, auto_reweigh) == expected


@given(CORPORA, WEIGHTS, METHODS, CONSTANTS, st.booleans())
def test_a_batch_is_its_sentences(corpus: Any, weights: Any, method: int | None, constants: Any, auto_reweigh: bool) -> None:
    columns = _columns(corpus)
    theirs, mine = _methods(method, constants)

    def one_by_one() -> Any:
        return [peer.sentence_bleu(*pair, weights, theirs, auto_reweigh) for pair in zip(*columns, strict=True)]

    expected = outcome(one_by_one)
    assert outcome(ours.sentence_bleu_batch, *columns, weights, mine, auto_reweigh) == expected
    with columns_only():
        assert outcome(ours.sentence_bleu_batch, *columns, weights, mine, auto_reweigh) == expected


@given(ROWS, WEIGHTS, st.integers(1, 7), CONSTANTS)
def test_smoothing_functions_of_others_work(row: Any, weights: Any, method: int, constants: Any) -> None:
    hypothesis, references = row
    theirs, _ = _methods(method, constants)
    expected = outcome(peer.sentence_bleu, references, hypothesis, weights, theirs)
    assert outcome(ours.sentence_bleu, references, hypothesis, weights, theirs) == expected

    seen: dict[str, Any] = {}

    def add_half(p_n: Any, references: Any, hypothesis: Any, hyp_len: int) -> list[float]:
        seen.update(references=references, hypothesis=hypothesis, hyp_len=hyp_len)
        return [(p.numerator + 0.5) / (p.denominator + 0.5) for p in p_n]

    expected = outcome(peer.sentence_bleu, references, hypothesis, weights, add_half)
    expected_seen = dict(seen)
    seen.clear()
    assert outcome(ours.sentence_bleu, references, hypothesis, weights, add_half) == expected
    assert seen == expected_seen


def test_a_subclass_may_change_a_method() -> None:
    class Halved(ours.SmoothingFunction):
        def method4(self, p_n: Any, references: Any, hypothesis: Any, hyp_len: int | None = None, *args: Any, **kwargs: Any) -> list[Any]:
            return [p / 2 for p in super().method4(p_n, references, hypothesis, hyp_len)]

    plain, halved = ours.SmoothingFunction(), Halved()
    reference, hypothesis = "a b c d e".split(), "a b c d f".split()
    score = ours.sentence_bleu([reference], hypothesis, smoothing_function=plain.method4)
    assert ours.sentence_bleu([reference], hypothesis, smoothing_function=halved.method4) == pytest.approx(score / 2)
    seven = ours.sentence_bleu([reference], hypothesis, smoothing_function=plain.method7)
    assert ours.sentence_bleu([reference], hypothesis, smoothing_function=halved.method7) < seven


@given(ROWS, st.integers(1, 6), st.integers(0, 7), CONSTANTS, st.one_of(st.none(), st.integers(0, 40)))
def test_methods_called_by_hand_equal_nltk(row: Any, max_order: int, method: int, constants: Any, hyp_len: int | None) -> None:
    hypothesis, references = row
    theirs, mine = _methods(method, constants)
    orders = range(1, max_order + 1)
    their_precisions = [peer.modified_precision(references, hypothesis, n) for n in orders]
    precisions = [ours.modified_precision(references, hypothesis, n) for n in orders]
    given_precisions = list(precisions)
    expected, _, expected_warnings = outcome(theirs, their_precisions, references, hypothesis, hyp_len)
    got, _, warned = outcome(mine, precisions, references, hypothesis, hyp_len)
    assert precisions == given_precisions  # theirs is changed
    assert warned == expected_warnings
    if not isinstance(expected, list):
        assert got == expected
        return
    assert [isinstance(value, Fraction) for value in got] == [isinstance(value, Fraction) for value in expected]
    assert list(map(float, got)) == list(map(float, expected))
    if method < 5:
        assert [(v.numerator, v.denominator) for v in got if isinstance(v, Fraction)] == [
            (v.numerator, v.denominator) for v in expected if isinstance(v, Fraction)
        ]


@given(ROWS, st.integers(1, 8), st.integers(0, 20))
def test_parts_equal_nltk(row: Any, n: int, length: int) -> None:
    hypothesis, references = row
    mine, theirs = ours.modified_precision(references, hypothesis, n), peer.modified_precision(references, hypothesis, n)
    assert (mine.numerator, mine.denominator, float(mine)) == (theirs.numerator, theirs.denominator, float(theirs))
    assert ours.closest_ref_length(references, length) == peer.closest_ref_length(references, length)
    assert ours.closest_ref_length(iter(references), length) == peer.closest_ref_length(references, length)
    for other in range(20):
        penalty = ours.brevity_penalty(other, length)
        assert penalty == peer.brevity_penalty(other, length)
        assert type(penalty) is type(peer.brevity_penalty(other, length))


@given(CORPORA, st.integers(0, 4), st.integers(-1, 6))
def test_gleu_equals_nltk(corpus: Any, min_len: int, max_len: int) -> None:
    columns = _columns(corpus)
    expected = gleu_peer.corpus_gleu(*columns, min_len, max_len)
    sentences = [gleu_peer.sentence_gleu(*pair, min_len, max_len) for pair in zip(*columns, strict=True)]
    assert ours.corpus_gleu(*columns, min_len, max_len) == expected
    assert [ours.sentence_gleu(*pair, min_len, max_len) for pair in zip(*columns, strict=True)] == sentences
    with columns_only():
        assert ours.corpus_gleu(*columns, min_len, max_len) == expected
        assert ours.sentence_gleu_batch(*columns, min_len, max_len) == sentences
    with python_only():
        assert ours.sentence_gleu_batch(*columns, min_len, max_len) == sentences


def test_rows_without_references_are_left_out_of_gleu() -> None:
    columns = [[], [list("ab")], []], [list("a"), list("ab"), []]
    assert ours.corpus_gleu(*columns) == gleu_peer.corpus_gleu(*columns) == 1.0
    assert ours.sentence_gleu([], ["a"]) == gleu_peer.sentence_gleu([], ["a"]) == 0.0
    assert ours.corpus_gleu([], []) == gleu_peer.corpus_gleu([], []) == 0.0
    with columns_only():
        assert ours.sentence_gleu_batch(*columns) == [0.0, 1.0, 0.0]


def test_options_are_checked() -> None:
    for lengths in ((-1, 4), (1, -2)):
        with pytest.raises(ConfigurationError):
            ours.sentence_gleu([["a"]], ["a"], *lengths)
    with pytest.raises(ConfigurationError):
        ours.modified_precision([["a"]], ["a"], 0)


def test_errors_are_of_the_peers_kind_and_ours() -> None:
    for call in (ours.corpus_bleu, ours.corpus_gleu, ours.sentence_bleu_batch, ours.sentence_gleu_batch):
        with pytest.raises(AssertionError) as unequal:
            call([[["a"]]], [])
        assert isinstance(unequal.value, InputError)
    for module in (ours, peer):
        with pytest.raises(ZeroDivisionError):
            module.corpus_bleu([], [])
        with pytest.raises((ValueError, KeyError)):
            module.sentence_bleu([], ["a"])
    with pytest.raises(InputError, match=r"list_of_references\[1\]"):
        ours.corpus_bleu([[["a"]], []], [["a"], []])
    with columns_only(), pytest.raises(InputError, match=r"list_of_references\[1\]"):
        ours.corpus_bleu([[["a"]], []], [["a"], []])
    assert ours.sentence_bleu_batch([], []) == []


@pytest.mark.parametrize("length", [600, 3000])
def test_long_texts_equal_nltk(length: int) -> None:
    source = random.Random(length)
    hypothesis = [source.randrange(300) for _ in range(length)]
    references = [hypothesis[: length // 2] + [source.randrange(300) for _ in range(length)], hypothesis[length // 3 :]]
    for context in (nullcontext, columns_only, python_only):
        with context():
            assert ours.sentence_bleu(references, hypothesis) == peer.sentence_bleu(references, hypothesis)
            assert ours.sentence_gleu(references, hypothesis) == gleu_peer.sentence_gleu(references, hypothesis)
            assert ours.corpus_bleu([references] * 2, [hypothesis] * 2) == peer.corpus_bleu([references] * 2, [hypothesis] * 2)


@pytest.mark.parametrize(
    "module",
    [
        "metrics.bleu.smoothing",
        "metrics.gleu",
        "compat.nltk",
        "compat.nltk.bleu_score",
        "compat.nltk.gleu_score",
        "compat.nltk.smoothing",
    ],
)
def test_examples_of_docstrings_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"textmetrics.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_a_few_sentences_do_not_load_the_kernels() -> None:
    code = (
        "import sys; from textmetrics.compat.nltk import sentence_bleu, corpus_gleu;"
        "sentence_bleu([list('abcde')], list('abcde')); corpus_gleu([[list('ab')]], [list('ab')]); print('numba' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert ended.stdout.strip() == "False"


def test_the_kernels_are_loaded_after_many_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching._State, "kernel", None)
    monkeypatch.setattr(matching._State, "n_tokens", 0)
    monkeypatch.setattr(matching, "PATIENCE", 25)
    monkeypatch.setattr(matching, "_KERNELS", "a module that is not loaded")
    scores = []
    loaded = []
    for _ in range(4):
        scores.append(ours.sentence_bleu([list("abcde")], list("abcdf")))
        loaded.append(matching._State.kernel is not None)
    assert loaded == [False, False, True, True]
    assert set(scores) == {peer.sentence_bleu([list("abcde")], list("abcdf"))}


def test_threads_do_not_share_scratch() -> None:
    source = random.Random(1)
    pairs = [[[source.randrange(9) for _ in range(source.randrange(1, 60))] for _ in range(2)] for _ in range(200)]
    smoothing = ours.SmoothingFunction().method1

    def score(pair: list[list[int]]) -> Any:
        return ours.sentence_bleu(pair[:1], pair[1], smoothing_function=smoothing)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(score, pairs)) == list(map(score, pairs))


def test_fractions_copy_and_pickle_unreduced() -> None:
    half = ours.modified_precision([["a", "b", "a"]], ["a", "a", "a", "c"], 1)
    for copy in (deepcopy(half), pickle.loads(pickle.dumps(half))):
        assert (copy.numerator, copy.denominator) == (2, 4)
    assert half == Fraction(1, 2) == half
    assert hash(half) == hash(Fraction(1, 2))
    assert half != Fraction(1, 3)


OPERATORS = "add sub mul truediv floordiv mod pow eq ne lt le gt ge".split()
PAIRS_OF_INTEGERS = st.tuples(st.integers(-6, 12), st.integers(1, 12))


@given(
    PAIRS_OF_INTEGERS,
    st.one_of(PAIRS_OF_INTEGERS, st.integers(-3, 3), st.sampled_from([0.0, 0.5, -1.5, 2.0])),
    st.sampled_from(OPERATORS),
    st.booleans(),
)
def test_fractions_compute_and_compare_as_pythons_do(
    numbers: tuple[int, int], other: Any, name: str, swapped: bool
) -> None:
    pythons = [(Fraction(*numbers), Fraction(*other) if isinstance(other, tuple) else other)]
    given_pairs = [(ours.Fraction(*numbers), other)]
    if isinstance(other, tuple):
        mixed = (ours.Fraction(*numbers), Fraction(*other))
        given_pairs = [(ours.Fraction(*numbers), ours.Fraction(*other)), mixed]

    def results(pairs: list[tuple[Any, Any]]) -> list[Any]:
        return [
            outcome(getattr(operator, name), *(pair[::-1] if swapped else pair))[:2]
            for pair in pairs
        ]

    expected = results(pythons)[0]
    for result in results(given_pairs):
        assert result == expected
        if isinstance(expected[0], Fraction):
            assert hash(result[0]) == hash(expected[0])


def test_fractions_that_python_makes_of_floats_are_whole() -> None:
    for made in (ours.Fraction.from_float(0.5), ours.Fraction.from_decimal(Decimal("0.5"))):
        for half in (made, pickle.loads(pickle.dumps(made)), deepcopy(made)):
            assert (half.numerator, half.denominator) == (1, 2)
            assert repr(half) == "Fraction(1, 2)"
            assert half == ours.Fraction(2, 4) == 0.5


def test_a_smoothing_function_may_compare_fractions_with_floats() -> None:
    reference, hypothesis = "a b c d e".split(), "a b c d f".split()

    def smooth(p_n: Any, **_: Any) -> Any:
        return [p if p > 0.0 and p != 0.25 else p + Fraction(1, 2) for p in p_n]

    # The precisions are 4/5, 3/4, 2/3, 1/2, and none is changed.
    score = ours.sentence_bleu([reference], hypothesis, smoothing_function=smooth)
    assert score == peer.sentence_bleu([reference], hypothesis)


def _recorded_score(case: dict[str, Any]) -> Any:
    config = case["config"]
    if "min_len" in config:
        score = ours.sentence_gleu if case["metric"] == "nltk_sentence_gleu" else ours.corpus_gleu
        return score(case["refs"], case["hyp"], config["min_len"], config["max_len"])
    score = ours.sentence_bleu if case["metric"] == "nltk_sentence_bleu" else ours.corpus_bleu
    smoothing = ours.SmoothingFunction(**config["smoothing_args"])
    options = {"smoothing_function": getattr(smoothing, config["smoothing"]) if config["smoothing"] else None}
    if config["weights"] is not None:  # recorded with tuples, which JSON made lists; `auto_reweigh` tells them apart
        options["weights"] = tuple(tuple(row) if isinstance(row, list) else row for row in config["weights"])
    return score(case["refs"], case["hyp"], auto_reweigh=config["auto_reweigh"], **options)


@requires_shared
@pytest.mark.filterwarnings("ignore:no .-gram of the hypothesis matches:UserWarning")
@pytest.mark.parametrize("name", ["nltk_bleu_sentence", "nltk_bleu_corpus", "nltk_gleu"])
def test_recorded_cases(name: str) -> None:
    cases = load_cases(name)
    assert cases
    for case in cases:
        expected = case["expected"]
        if "raises" in expected:
            with pytest.raises(next(kind for kind in ERRORS if kind.__name__ == expected["raises"])):
                _recorded_score(case)
        else:
            assert _recorded_score(case) == expected["score"], case["id"]


@requires_shared
@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets")
@pytest.mark.parametrize("dataset", ["wmt21_multiref", "captions_audiocaps"])
def test_real_corpora_score_as_nltk_does(dataset: str) -> None:
    rows = load_rows(dataset, n_rows=400)
    columns = [[text.split() for text in row] for row in rows.references], [text.split() for text in rows.predictions]
    assert ours.corpus_bleu(*columns) == peer.corpus_bleu(*columns)
    assert ours.corpus_gleu(*columns) == gleu_peer.corpus_gleu(*columns)
    assert gleu(rows.predictions, rows.references, tokenizer="none").score == gleu_peer.corpus_gleu(*columns)
    smoothing, theirs = ours.SmoothingFunction().method3, peer.SmoothingFunction().method3
    sentences = [peer.sentence_bleu(*pair, smoothing_function=theirs) for pair in zip(*columns, strict=True)]
    assert ours.sentence_bleu_batch(*columns, smoothing_function=smoothing) == sentences
