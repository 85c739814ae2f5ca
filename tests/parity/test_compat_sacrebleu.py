"""The compatibility layer answers as sacrebleu does, in every attribute, to the last bit."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sacrebleu
import sacrebleu.significance
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.parity.sacrebleu_checks import NAMES, check, check_ending, check_signature, ending, quiet_logger  # noqa: F401  # a fixture
from tests.shared_data import SUM_IS_PLAIN, load_cases, load_rows, requires_shared
from tests.strategies import text_corpora, text_rows, texts
from textmetrics.compat import sacrebleu as ours
from textmetrics.compat.sacrebleu.metrics import resampling

# What sacrebleu computes from a sum of floats, and its attribute.
FOLLOW_SUM = {"score": "score", "mean": "_mean", "ci": "_ci"}
EVERY_CASE = 1 if JIT_IS_ON else 20
real_data = pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for real data")


# Recorded answers.


def _config(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case["config"].items() if name != "refs_layout"}


def _check_recorded(case: dict[str, Any], score_by: Callable[[Any], Any]) -> None:
    """Score by ours; expect the recorded answer, of its floats those of sacrebleu here where `sum` is not plain."""
    found = score_by(ours)
    expected = dict(case["expected"])
    if not SUM_IS_PLAIN:
        here = score_by(sacrebleu)
        names = FOLLOW_SUM.keys() & expected.keys()
        expected |= {name: getattr(here, FOLLOW_SUM[name]) for name in names}
    for name, value in expected.items():
        assert getattr(found, name) == value, (case["id"], name)


@requires_shared
def test_recorded_sentences_are_met() -> None:
    for case in load_cases("sacrebleu_bleu_sentence")[::EVERY_CASE]:

        def score_by(package: Any, case: dict[str, Any] = case) -> Any:
            return package.BLEU(**_config(case)).sentence_score(case["hyp"], case["refs"])

        _check_recorded(case, score_by)


@requires_shared
def test_recorded_corpora_are_met() -> None:
    for case in load_cases("sacrebleu_bleu_corpus")[::EVERY_CASE]:
        streams = [list(stream) for stream in itertools.zip_longest(*case["refs"])]

        def score_by(package: Any, case: dict[str, Any] = case, streams: Any = streams) -> Any:
            return package.BLEU(**_config(case), force=True).corpus_score(case["hyp"], streams)

        if "raises" in case["expected"]:
            with pytest.raises(IndexError):
                score_by(ours)
        else:
            _check_recorded(case, score_by)


@requires_shared
def test_recorded_scores_of_counts_are_met() -> None:
    for case in load_cases("sacrebleu_compute_bleu"):

        def score_by(package: Any, case: dict[str, Any] = case) -> Any:
            return package.BLEU.compute_bleu(**copy.deepcopy(case["config"]))

        _check_recorded(case, score_by)


@requires_shared
def test_recorded_bootstraps_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case for case in load_cases("sacrebleu_bootstrap") if case["metric"] == "bootstrap_bleu"]
    assert cases
    for case in cases:
        monkeypatch.setenv("SACREBLEU_SEED", str(case["config"]["SACREBLEU_SEED"]))
        streams = [list(stream) for stream in itertools.zip_longest(*case["refs"])]

        def score_by(package: Any, case: dict[str, Any] = case, streams: Any = streams) -> Any:
            n_bootstrap = case["config"]["n_bootstrap"]
            return package.BLEU().corpus_score(case["hyp"], streams, n_bootstrap=n_bootstrap)

        _check_recorded(case, score_by)


# sacrebleu itself.

options = st.fixed_dictionaries(
    {
        "lowercase": st.booleans(),
        "tokenize": st.sampled_from(NAMES),
        "smooth_method": st.sampled_from(["none", "floor", "add-k", "exp"]),
        "smooth_value": st.sampled_from([None, None, 0, 0.0, 0.01, 0.1, 0.5, 1, 1.0, 2, 3.7]),
        "max_ngram_order": st.integers(1, 6),
        "effective_order": st.booleans(),
    }
)


def _streams(corpus: list[tuple[str, list[str]]]) -> tuple[list[str], list[list[str | None]]]:
    return [text for text, _ in corpus], [list(stream) for stream in itertools.zip_longest(*(own for _, own in corpus))]


@given(corpus=text_corpora(), settings=options)
def test_any_corpus_scores_as_sacrebleu_does(corpus: Any, settings: dict[str, Any]) -> None:
    hypotheses, streams = _streams(corpus)
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    check(metric.corpus_score(hypotheses, streams), peer.corpus_score(hypotheses, streams))
    check_signature(metric.get_signature(), peer.get_signature())


@given(corpus=text_corpora(max_rows=12), settings=options, n_samples=st.integers(2, 60))
def test_any_bootstrap_is_sacrebleus(corpus: Any, settings: dict[str, Any], n_samples: int) -> None:
    hypotheses, streams = _streams(corpus)
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    found = metric.corpus_score(hypotheses, streams, n_bootstrap=n_samples)
    check(found, peer.corpus_score(hypotheses, streams, n_bootstrap=n_samples))
    assert (found.mean, found.ci) == (found._mean, found._ci)
    check_signature(metric.get_signature(), peer.get_signature())


@given(row=text_rows(), settings=options)
def test_any_sentence_scores_as_sacrebleu_does(row: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    check(metric.sentence_score(*row), peer.sentence_score(*row))
    check_signature(metric.get_signature(), peer.get_signature())


@given(corpus=text_corpora(), settings=options)
def test_many_sentences_score_as_each_does(corpus: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    found = metric.sentence_scores([text for text, _ in corpus], [own for _, own in corpus])
    assert len(found) == len(corpus)
    for score, (text, own) in zip(found, corpus, strict=True):
        check(score, peer.sentence_score(text, own))


missing_streams = st.lists(st.lists(st.one_of(st.none(), st.just(""), texts()), max_size=5), max_size=3)


@given(hypotheses=st.lists(texts(), max_size=5), streams=missing_streams, settings=options)
def test_missing_references_and_unequal_lengths_end_as_in_sacrebleu(hypotheses: Any, streams: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    answer = ending(peer.corpus_score, hypotheses, streams)
    check_ending(ending(metric.corpus_score, hypotheses, streams), answer)
    if not isinstance(answer, Exception):
        check_signature(metric.get_signature(), peer.get_signature())
    with_cache, peer_with_cache = ours.BLEU(**settings, references=streams), sacrebleu.BLEU(**settings, references=streams)
    check_signature(with_cache.get_signature(), peer_with_cache.get_signature())
    check_ending(ending(with_cache.corpus_score, hypotheses, None), ending(peer_with_cache.corpus_score, hypotheses, None))


@given(hypothesis=texts(), references=st.lists(st.one_of(st.none(), texts()), max_size=4), settings=options)
def test_a_sentence_with_missing_references_ends_as_in_sacrebleu(hypothesis: str, references: Any, settings: dict[str, Any]) -> None:
    answer = ending(sacrebleu.BLEU(**settings).sentence_score, hypothesis, references)
    check_ending(ending(ours.BLEU(**settings).sentence_score, hypothesis, references), answer)
    check_ending(ending(lambda: ours.BLEU(**settings).sentence_scores([hypothesis], [references])[0]), answer)


@given(
    correct=st.lists(st.integers(0, 6), min_size=4, max_size=4),
    total=st.lists(st.integers(0, 9), min_size=4, max_size=4),
    lengths=st.tuples(st.integers(0, 20), st.integers(-1, 20)),
    settings=options,
)
def test_any_counts_score_as_in_sacrebleu(correct: Any, total: Any, lengths: Any, settings: dict[str, Any]) -> None:
    chosen = {name: settings[name] for name in ("smooth_method", "smooth_value", "effective_order")}
    given_counts = copy.deepcopy((correct, total))
    found = ours.BLEU.compute_bleu(correct, total, *lengths, **chosen, max_ngram_order=min(settings["max_ngram_order"], 4))
    assert (correct, total) == given_counts  # sacrebleu changes its caller's lists
    check(found, sacrebleu.BLEU.compute_bleu(correct, total, *lengths, **chosen, max_ngram_order=min(settings["max_ngram_order"], 4)))


@given(row=text_rows(), settings=options)
def test_functions_answer_as_sacrebleus(row: Any, settings: dict[str, Any]) -> None:
    hypothesis, references = row
    streams = [[text] for text in references]
    names = ("lowercase", "tokenize", "smooth_method", "smooth_value")
    chosen = {name: settings[name] for name in names} | {"use_effective_order": settings["effective_order"]}
    check(ours.sentence_bleu(hypothesis, references, **chosen), sacrebleu.sentence_bleu(hypothesis, references, **chosen))
    check(ours.corpus_bleu([hypothesis], streams, **chosen), sacrebleu.corpus_bleu([hypothesis], streams, **chosen))
    value = settings["smooth_value"]
    check(ours.raw_corpus_bleu([hypothesis], streams, value), sacrebleu.raw_corpus_bleu([hypothesis], streams, value))
    check(ours.raw_corpus_bleu([hypothesis], streams), sacrebleu.raw_corpus_bleu([hypothesis], streams))


@requires_shared
@real_data
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dataset", ["wmt21_multiref", "wmt23_mt"])
def test_real_rows_score_as_in_sacrebleu(dataset: str, name: str) -> None:
    rows = load_rows(dataset)
    hypotheses, references = rows.predictions[::60][:150], rows.references[::60][:150]
    streams = [list(stream) for stream in itertools.zip_longest(*references)]
    metric, peer = ours.BLEU(tokenize=name, effective_order=True), sacrebleu.BLEU(tokenize=name, effective_order=True)
    for k, score in enumerate(metric.sentence_scores(hypotheses, references)):
        answer = peer.sentence_score(hypotheses[k], references[k])
        check(score, answer, label=rows.ids[60 * k])
        check(metric.sentence_score(hypotheses[k], references[k]), answer)
    check(metric.corpus_score(hypotheses, streams, n_bootstrap=300), peer.corpus_score(hypotheses, streams, n_bootstrap=300))
    check_signature(metric.get_signature(), peer.get_signature())


# Bootstrap beyond what single precision counts, and in pieces.


def _check_resamples(rows: Any, settings: dict[str, Any], n_samples: int = 25) -> None:
    """Compare the scores of resamples with those of sacrebleu's own function over its own metric."""
    peer = sacrebleu.BLEU(**settings)
    _, answers = sacrebleu.significance._bootstrap_resample(rows.tolist(), peer, n_samples)
    assert ours.BLEU(**settings)._resample(rows, n_samples) == [answer.score for answer in answers]


@pytest.mark.parametrize("smooth_method", ["none", "floor", "add-k", "exp"])
def test_sums_too_large_for_single_precision_are_rounded_as_sacrebleus(smooth_method: str) -> None:
    generator = np.random.default_rng(0)
    lengths = generator.integers(50_000, 3_000_000, (300, 1)) * 2 + 1
    matches = [lengths // 2, lengths // 3, lengths // 5, lengths * 0]
    rows = np.hstack([lengths, lengths + 2, *matches, lengths, lengths - 1, lengths - 2, lengths - 3])
    sums = next(iter(resampling.resampled_sums(rows, 3, 12345)))
    drawn = np.random.default_rng(12345).choice(300, size=(3, 300), replace=True)
    assert sums.tolist() != rows[drawn].sum(axis=1).astype(np.float32).tolist()  # or the case shows nothing
    _check_resamples(rows, {"smooth_method": smooth_method})


@pytest.mark.parametrize("effective_order", [True, False])
@pytest.mark.parametrize("smooth_method", ["none", "floor", "add-k", "exp"])
def test_short_resamples_score_as_sacrebleus(smooth_method: str, effective_order: bool) -> None:
    rows = np.asarray(
        [[3, 4, 1, 0, 0, 0, 3, 2, 1, 0], [1, 1, 0, 0, 0, 0, 1, 0, 0, 0], [0, -1, 0, 0, 0, 0, 0, 0, 0, 0], [5, 2, 3, 2, 1, 0, 5, 4, 3, 2]]
    )
    _check_resamples(rows, {"smooth_method": smooth_method, "effective_order": effective_order}, 300)
    _check_resamples(rows[:2], {"smooth_method": smooth_method, "effective_order": effective_order}, 50)
    # No text has three-word runs and no pairs; a function of counts is to end at the first order without any, all the same.
    gap = np.asarray([[4, 4, 2, 0, 1, 1, 4, 0, 3, 2], [4, 4, 2, 0, 1, 0, 4, 0, 3, 2]])
    _check_resamples(gap, {"smooth_method": smooth_method, "effective_order": effective_order}, 20)


def test_samples_drawn_in_pieces_are_those_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(1).integers(0, 50, (7, 10))
    whole = np.concatenate(list(resampling.resampled_sums(rows, 101, 5)))
    monkeypatch.setattr(resampling, "DRAWS_AT_ONCE", 23)
    pieces = list(resampling.resampled_sums(rows, 101, 5))
    assert len(pieces) == 34
    assert np.concatenate(pieces).tolist() == whole.tolist()


def test_the_seed_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    hypotheses, streams = ["a b c d", "a b c", "d e f g h"], [["a b c d", "a c b", "d e f h g"]]
    for seed in ("7", "0"):
        monkeypatch.setenv("SACREBLEU_SEED", seed)
        metric, peer = ours.BLEU(), sacrebleu.BLEU()
        check(metric.corpus_score(hypotheses, streams, 50), peer.corpus_score(hypotheses, streams, 50))
        check_signature(metric.get_signature(), peer.get_signature())
    monkeypatch.setenv("SACREBLEU_SEED", "None")
    metric = ours.BLEU()
    assert metric.corpus_score(hypotheses, streams, 50).mean > 0
    assert "|seed:none|" in str(metric.get_signature())


def test_equal_smoothing_values_of_unequal_types_are_kept_apart() -> None:
    arguments = ("the cat sat on the mat", ["the cat sat on a mat"], "add-k")
    for value in (1, 1.0, True, 1):
        check(ours.sentence_bleu(*arguments, value), sacrebleu.sentence_bleu(*arguments, value))
