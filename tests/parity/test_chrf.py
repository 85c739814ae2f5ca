"""chrF equals sacrebleu's, nltk's and torchmetrics's, to the last bit, on texts of every kind."""

from __future__ import annotations

import itertools
import os
import sys
from typing import Any

import numpy as np
import pytest
import sacrebleu as sacrebleu_peer
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate import chrf_score as nltk_peer
from sacrebleu.metrics import CHRF as PeerCHRF

from tests.conftest import JIT_IS_ON
from tests.oracle import characters as oracle
from tests.oracle.test_characters import SUM_ERROR, sacrebleu_rows
from tests.shared_data import load_cases, load_rows, requires_shared
from tests.strategies import TextRow, hostile_texts, related_texts, text_corpora, texts
from textmetrics.compat import nltk, sacrebleu
from textmetrics.compat.sacrebleu.metrics import CHRF
from textmetrics.metrics.chrf import Chrf, chrf, sentence_chrf

STEP = 1 if os.environ.get("TEXTMETRICS_EVERY_ROW") else 20
real_data = pytest.mark.skipif(
    not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets"
)


@st.composite
def crowded_texts(draw: st.DrawFn) -> str:
    """Texts of few characters, around the lengths at which words of bits and kernels change."""
    alphabet = draw(
        st.sampled_from(["a", "ab", "ab ", "ab .(", "abcdefghij ,'", "aé中🙂 \x00\x1c\x85\u2003.-"])
    )
    size = draw(
        st.sampled_from([0, 1, 2, 6, 63, 64, 65, 127, 128, 129, 200, 384, 385, 500])
        | st.integers(0, 80)
    )
    seed = draw(st.lists(st.sampled_from(alphabet), min_size=1, max_size=30))
    return "".join(itertools.islice(itertools.cycle(seed), size)) if size else ""


@st.composite
def corpora(draw: st.DrawFn) -> list[TextRow]:
    """Rows with ragged references, of every kind of text."""
    if draw(st.booleans()):
        return draw(text_corpora())
    predictions = draw(st.lists(crowded_texts(), min_size=1, max_size=4))
    kinds = [
        st.lists(crowded_texts() | related_texts(text), min_size=1, max_size=3)
        for text in predictions
    ]
    return [(text, draw(kind)) for text, kind in zip(predictions, kinds, strict=True)]


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    """Options of sacrebleu's chrF."""
    return {
        "char_order": draw(st.sampled_from([6, 6, 6, 1, 2, 3, 8, 12])),
        "word_order": draw(st.sampled_from([0, 1, 2, 2, 3])),
        "beta": draw(st.sampled_from([2, 2, 1, 3, 0, 0.5, 1.7, 2.0, 10])),
        "lowercase": draw(st.booleans()),
        "whitespace": draw(st.booleans()),
        "eps_smoothing": draw(st.booleans()),
    }


def _streams(rows: list[TextRow]) -> list[list[str | None]]:
    """Lay references out as sacrebleu wants them; None where a row has fewer."""
    return [
        list(stream) for stream in itertools.zip_longest(*(references for _, references in rows))
    ]


def _check(rows: list[TextRow], config: dict[str, Any]) -> None:
    """Compare corpus and sentences, ours and the compatibility layer's, with sacrebleu."""
    predictions, references = [text for text, _ in rows], [list(own) for _, own in rows]
    peer = PeerCHRF(**config)
    answer = peer.corpus_score(predictions, _streams(rows))
    statistics = peer._extract_corpus_statistics(predictions, _streams(rows))
    result = chrf(predictions, references, **config)
    assert result.percent == answer.score
    assert result.statistics.values.tolist() == statistics
    ours = CHRF(**config)
    found = ours.corpus_score(predictions, _streams(rows))
    assert (found.score, found.name, repr(found)) == (answer.score, answer.name, repr(answer))
    assert str(ours.get_signature()).rpartition("|")[0] == str(peer.get_signature())
    assert ours.get_signature().format(short=True).rpartition("|")[
        0
    ] == peer.get_signature().format(short=True)
    sentences = [peer.sentence_score(text, own).score for text, own in rows]
    assert [score.score for score in ours.sentence_scores(predictions, references)] == sentences
    assert [ours.sentence_score(text, own).score for text, own in rows] == sentences
    scores = sentence_chrf(predictions, references, **config).scores
    assert (
        scores.tolist() == [min(score / 100, 1.0) for score in sentences] == result.scores.tolist()
    )


@given(rows=corpora(), config=options())
def test_every_corpus_scores_as_sacrebleu_does(rows: list[TextRow], config: dict[str, Any]) -> None:
    _check(rows, config)


@pytest.mark.parametrize("word_order", [0, 2])
@pytest.mark.parametrize("whitespace", [False, True])
def test_hostile_texts_score_as_sacrebleu_does(word_order: int, whitespace: bool) -> None:
    named = list(hostile_texts.values())
    rows = [
        (text, [named[k - 1], text[::-1], named[(7 * k) % len(named)]])
        for k, text in enumerate(named)
    ]
    _check(rows, {"word_order": word_order, "whitespace": whitespace})


@requires_shared
@pytest.mark.parametrize("name", ["sacrebleu_chrf_sentence", "sacrebleu_chrf_corpus", "chrf_plus"])
def test_recorded_answers_of_sacrebleu_are_met(name: str) -> None:
    n_met = 0
    for case in load_cases(name):
        if case["metric"] not in ("chrf_sentence", "chrf_corpus") or "raises" in case["expected"]:
            continue
        rows, config, expected = sacrebleu_rows(case), case["config"], case["expected"]
        result = chrf([text for text, _ in rows], [own for _, own in rows], **config)
        assert result.percent == expected["score"], case["id"]
        total = result.statistics.sum().values[0].tolist()
        assert total == expected.get("statistics", total), case["id"]
        metric = CHRF(**config)
        if case["metric"] == "chrf_sentence":
            score = metric.sentence_score(case["hyp"], case["refs"])
        else:
            score = metric.corpus_score(case["hyp"], _streams(rows))
        assert score.score == expected["score"], case["id"]
        assert repr(score) == expected.get("text", repr(score))
        signature = str(metric.get_signature()).rpartition("|")[0]
        assert signature == expected.get("signature", signature)
        n_met += 1
    assert n_met >= 66


@requires_shared
@pytest.mark.parametrize("name", ["sacrebleu_chrf_sentence", "sacrebleu_chrf_corpus"])
def test_recorded_errors_of_sacrebleu_are_met(name: str) -> None:
    for case in load_cases(name):
        if "raises" in case["expected"]:
            kind = {"IndexError": IndexError, "TypeError": TypeError, "ValueError": ValueError}[
                case["expected"]["raises"]
            ]
            with pytest.raises(kind):
                if case["metric"] == "chrf_sentence":
                    CHRF(**case["config"]).sentence_score(case["hyp"], case["refs"])
                else:
                    streams = [list(stream) for stream in zip(*case["refs"], strict=True)]
                    CHRF(**case["config"]).corpus_score(case["hyp"], streams)


CALLS: dict[str, Any] = {
    "no reference in one of two rows": lambda kind: kind().corpus_score(["a", "b"], [["a", None]]),
    "no reference in the only row": lambda kind: kind().corpus_score(["a"], [[None]]),
    "no rows": lambda kind: kind().corpus_score([], []),
    "no rows of references": lambda kind: kind().corpus_score(["a"], [[]]),
    "no streams": lambda kind: kind().corpus_score(["a"], []),
    "nothing kept": lambda kind: kind().corpus_score(["a"], None),
    "shorter references": lambda kind: kind().corpus_score(["a", "b"], [["a"]]).score,
    "shorter hypotheses": lambda kind: kind().corpus_score(["a"], [["a", None]]).score,
    "kept references": lambda kind: (
        kind(references=[["ab", "b"], ["a", None]]).corpus_score(["a", "b"], None).score
    ),
    "no references of a sentence": lambda kind: kind().sentence_score("a", []),
    "only None": lambda kind: kind().sentence_score("a", [None]),
    "None first": lambda kind: kind().sentence_score("a", [None, "a"]).score,
    "one str": lambda kind: kind().sentence_score("a", "a"),
    "no str": lambda kind: kind().sentence_score(1, ["a"]),
    "no orders": lambda kind: kind(char_order=0).sentence_score("a", ["a"]).score,
    "no orders, smoothed": lambda kind: (
        kind(char_order=0, eps_smoothing=True).sentence_score("a", ["a"]).score
    ),
    "words alone": lambda kind: (
        kind(char_order=0, word_order=1).sentence_score("a b", ["a c"]).score
    ),
    "a negative beta": lambda kind: repr(kind(beta=-1.5).sentence_score("a b", ["a c"])),
    "nothing scored": lambda kind: kind().get_signature(),
    "JSON": lambda kind: (
        kind().sentence_score("a b", ["a c"]).format(is_json=True, signature="a:b")
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_calls_end_as_sacrebleu_ends_them(name: str) -> None:
    call = CALLS[name]
    try:
        expected = call(PeerCHRF)
    except Exception as error:
        # sacrebleu asks its own dictionary for a number of references that is not there yet.
        with pytest.raises(ValueError if isinstance(error, KeyError) else type(error)):
            call(CHRF)
    else:
        assert call(CHRF) == expected


@given(rows=corpora(), config=options(), n_samples=st.integers(2, 30))
def test_resamples_score_as_sacrebleu_does(
    rows: list[TextRow], config: dict[str, Any], n_samples: int
) -> None:
    predictions = [text for text, _ in rows]
    try:
        expected = PeerCHRF(**config).corpus_score(
            predictions, _streams(rows), n_bootstrap=n_samples
        )
    except TypeError as error:  # its mean takes no single and double precision together
        assert "coerce" in str(error)
        return
    found = CHRF(**config).corpus_score(predictions, _streams(rows), n_bootstrap=n_samples)
    assert (found.mean, found.ci) == (expected._mean, expected._ci)


def test_the_functions_of_sacrebleu() -> None:
    for name, hypothesis, references in (
        ("sentence_chrf", "a b. C", ["a c.", "A B"]),
        ("corpus_chrf", ["a b. C", "d"], [["a c.", "e d"], ["A B", "d"]]),
    ):
        ours, theirs = getattr(sacrebleu, name), getattr(sacrebleu_peer, name)
        for arguments in ((), (4, 2, 3), (6, 0, 2, False), (6, 1, 2, True, True)):
            assert (
                ours(hypothesis, references, *arguments).score
                == theirs(hypothesis, references, *arguments).score
            )


@requires_shared
@real_data
@pytest.mark.parametrize("dataset", ["mlqe_pe", "wmt21_multiref", "wmt23_mt", "cnndm_pointergen"])
def test_real_texts_score_as_sacrebleu_does(dataset: str) -> None:
    rows = load_rows(dataset)
    chosen = list(zip(rows.predictions, rows.references, strict=True))[:: 5 * STEP]
    for config in (
        {},
        {"word_order": 2},
        {"word_order": 2, "eps_smoothing": True, "whitespace": True, "lowercase": True},
    ):
        _check(chosen, config)


# nltk.


@given(
    rows=corpora(),
    min_len=st.integers(0, 3),
    n_orders=st.integers(1, 6),
    beta=st.sampled_from([3.0, 2, 1.0, 0, 0.3]),
    ignore_whitespace=st.booleans(),
)
def test_every_corpus_scores_as_nltk_does(
    rows: list[TextRow], min_len: int, n_orders: int, beta: float, ignore_whitespace: bool
) -> None:
    predictions: list[Any] = [text for text, _ in rows]
    references: list[Any] = [own[0] for _, own in rows]
    arguments = (min_len, min_len + n_orders - 1, beta, ignore_whitespace)
    expected = nltk_peer.corpus_chrf(references, predictions, *arguments)
    assert nltk.corpus_chrf(references, predictions, *arguments) == expected
    sentences = [
        nltk_peer.sentence_chrf(*pair, *arguments)
        for pair in zip(references, predictions, strict=True)
    ]
    assert [
        nltk.sentence_chrf(*pair, *arguments) for pair in zip(references, predictions, strict=True)
    ] == sentences
    tokens = [text.split(" ") for text in predictions]
    assert nltk.corpus_chrf(references, tokens, *arguments) == nltk_peer.corpus_chrf(
        references, tokens, *arguments
    )
    if min_len == 1:
        config = {
            "char_order": n_orders,
            "beta": beta,
            "whitespace": not ignore_whitespace,
            "definition": "nltk",
        }
        result = chrf(predictions, references, **config)
        assert result.score == min(expected, 1.0)
        assert result.scores.tolist() == [min(score, 1.0) for score in sentences]


@requires_shared
def test_recorded_answers_of_nltk_are_met() -> None:
    n_met = 0
    for case in load_cases("chrf_plus") + load_cases("nltk_other"):
        if case["metric"] in ("nltk_chrf", "nltk_sentence_chrf"):
            found = nltk.sentence_chrf(case["refs"][0], case["hyp"], **case["config"])
        elif case["metric"] == "nltk_corpus_chrf":
            found = nltk.corpus_chrf(case["refs"], case["hyp"], **case["config"])
        else:
            continue
        assert abs(found - case["expected"]["score"]) <= SUM_ERROR, case["id"]
        n_met += 1
    assert n_met == 129


@pytest.mark.parametrize(
    "arguments",
    [
        ([], []),
        (["a"], []),
        ([None], ["a"]),
        ([5], ["a"]),
        ([["a", 5]], ["a"]),
        (["a"], ["a"], 3, 2),
        ([[]], ["a"]),
        ([("a", "b")], [{"a": 1}]),
        ("ab", "ac"),
    ],
)
def test_calls_end_as_nltk_ends_them(arguments: Any) -> None:
    try:
        expected = nltk_peer.corpus_chrf(*arguments)
    except Exception as error:
        with pytest.raises(type(error)):
            nltk.corpus_chrf(*arguments)
    else:
        assert nltk.corpus_chrf(*arguments) == expected


# torchmetrics: its definition, by the oracle; tests/integrations/test_chrf.py runs the package.


@given(rows=corpora(), config=options())
def test_every_corpus_scores_as_torchmetrics_is_defined(
    rows: list[TextRow], config: dict[str, Any]
) -> None:
    char_order, word_order, beta = config["char_order"], config["word_order"], config["beta"]
    spell = str if config["whitespace"] else oracle.torchmetrics_characters
    scores, best = [], []
    for prediction, references in rows:
        prediction, *others = [
            text.lower() if config["lowercase"] else text for text in (prediction, *references)
        ]
        counted = [
            oracle.pair_counts(prediction, text, char_order, word_order, spell) for text in others
        ]
        score, row = oracle.torchmetrics_best(counted, char_order, beta)
        scores.append(float(score))
        best.append(row)
    config = {**config, "eps_smoothing": False, "definition": "torchmetrics"}
    result = chrf([text for text, _ in rows], [own for _, own in rows], **config)
    assert result.statistics.values.tolist() == best
    assert result.scores.tolist() == [min(score, 1.0) for score in scores]
    total = np.asarray(best).sum(axis=0).tolist()
    assert result.score == min(float(oracle.torchmetrics_f(total, char_order, beta)), 1.0)


# Many pairs at once.


def test_many_random_pairs_score_as_sacrebleu_does() -> None:
    """Set TEXTMETRICS_MANY_PAIRS=100000 for the number that the record in docs/chrf.md is of."""
    n_pairs = int(os.environ.get("TEXTMETRICS_MANY_PAIRS", "1000" if JIT_IS_ON else "30"))
    generator = np.random.default_rng(20)
    alphabets = [
        "ab",
        "abc ",
        "abcdefgh .,(",
        "the cat,sat. ",
        "éèà дж",
        "中文 字。，",
        "aé中🙂 \x00\x1c\x85\u2003.-",
    ]
    rows: list[TextRow] = []
    for _ in range(n_pairs):
        alphabet = list(alphabets[generator.integers(len(alphabets))])
        prediction = "".join(generator.choice(alphabet, generator.integers(0, 90)))
        begin, end = sorted(generator.integers(0, len(prediction) + 1, 2).tolist())
        reference = (
            prediction[begin:]
            + "".join(generator.choice(alphabet, generator.integers(0, 40)))
            + prediction[:end]
        )
        rows.append((prediction, [reference]))
    predictions, references = [text for text, _ in rows], [own[0] for _, own in rows]
    metric, peer = Chrf(word_order=2), PeerCHRF(word_order=2)
    result = metric.score(predictions, references)
    statistics = peer._extract_corpus_statistics(predictions, [references])
    assert result.statistics.values.tolist() == statistics
    assert (result.scores * 1.0).tolist() == [
        min(peer._compute_f_score(row) / 100, 1.0) for row in statistics
    ]
    assert result.percent == peer._aggregate_and_compute(statistics).score
    texts_of_nltk = references, predictions
    assert nltk.corpus_chrf(*texts_of_nltk) == nltk_peer.corpus_chrf(*texts_of_nltk)


@given(text=texts())
def test_a_text_against_itself_scores_one_where_it_has_a_character(text: str) -> None:
    expected = 1.0 if text.split() else 0.0
    assert sentence_chrf([text], [text], word_order=2).scores.tolist() == [expected]


def test_the_interpreters_sum_is_nltks() -> None:
    """0.1 added ten times is 1 where `sum` compensates: nltk's last bit depends on the Python."""
    assert (sum([0.1] * 10) == 1.0) == (sys.version_info >= (3, 12))
