"""The compatibility layer answers as sacrebleu does, in every attribute, to the last bit."""

from __future__ import annotations

import copy
import importlib
import itertools
import json
import logging
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sacrebleu
import sacrebleu.significance
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.shared_data import load_cases, load_rows, requires_shared
from tests.strategies import hostile_texts, text_corpora, text_rows, texts
from textmetrics.compat import sacrebleu as ours
from textmetrics.compat.sacrebleu import tokenizers
from textmetrics.compat.sacrebleu.metrics import formula, resampling
from textmetrics.errors import InputError, MissingDependencyError
from textmetrics.signatures import __version__ as own_version

ATTRIBUTES = "name score counts totals precisions bp sys_len ref_len prec_str ratio _verbose _mean _ci".split()
NAMES = ("13a", "intl", "zh", "char", "none")
EVERY_CASE = 1 if JIT_IS_ON else 20
real_data = pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for real data")


@pytest.fixture(autouse=True)
def quiet_logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the advice that both sides log out of the output, and the user's seed out of the tests."""
    monkeypatch.delenv("SACREBLEU_SEED", raising=False)
    logger = logging.getLogger("sacrebleu")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


def _check(found: Any, answer: Any, *, label: object = None) -> None:
    """Compare two scores in all attributes, types of numbers included, and as they are printed."""
    for name in ATTRIBUTES:
        one, other = getattr(found, name), getattr(answer, name)
        assert one == other, (label, name)
        if isinstance(other, list):
            assert list(map(type, one)) == list(map(type, other)), (label, name)
        else:
            assert type(one) is type(other), (label, name)
    assert str(found) == str(answer)
    assert found.format(width=4, score_only=True) == answer.format(width=4, score_only=True)


def _check_signature(found: Any, answer: Any) -> None:
    """Compare signatures: ours has one more field, at the end."""
    assert str(found) == f"{answer}|textmetrics:{own_version}"
    assert found.format(short=True) == f"{answer.format(short=True)}|textmetrics:{own_version}"
    assert {name: value for name, value in found.info.items() if name != "textmetrics"} == answer.info


def _ending(function: Any, *arguments: Any, **options: Any) -> Any:
    """Call; give the result, or the kind of error that sacrebleu raises."""
    try:
        return function(*arguments, **options)
    except (TypeError, IndexError, RuntimeError, AssertionError, KeyError, ValueError) as error:
        return error


def _check_ending(found: Any, answer: Any) -> None:
    if isinstance(answer, Exception):
        assert isinstance(found, type(answer)), (found, answer)
    else:
        _check(found, answer)


# Recorded answers.


def _config(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case["config"].items() if name != "refs_layout"}


def _check_recorded(found: Any, case: dict[str, Any]) -> None:
    for name, value in case["expected"].items():
        assert getattr(found, name) == value, (case["id"], name)


@requires_shared
def test_recorded_sentences_are_met() -> None:
    for case in load_cases("sacrebleu_bleu_sentence")[::EVERY_CASE]:
        _check_recorded(ours.BLEU(**_config(case)).sentence_score(case["hyp"], case["refs"]), case)


@requires_shared
def test_recorded_corpora_are_met() -> None:
    for case in load_cases("sacrebleu_bleu_corpus")[::EVERY_CASE]:
        streams = [list(stream) for stream in itertools.zip_longest(*case["refs"])]
        metric = ours.BLEU(**_config(case), force=True)
        if "raises" in case["expected"]:
            with pytest.raises(IndexError):
                metric.corpus_score(case["hyp"], streams)
        else:
            _check_recorded(metric.corpus_score(case["hyp"], streams), case)


@requires_shared
def test_recorded_scores_of_counts_are_met() -> None:
    for case in load_cases("sacrebleu_compute_bleu"):
        _check_recorded(ours.BLEU.compute_bleu(**case["config"]), case)


@requires_shared
def test_recorded_bootstraps_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case for case in load_cases("sacrebleu_bootstrap") if case["metric"] == "bootstrap_bleu"]
    assert cases
    for case in cases:
        monkeypatch.setenv("SACREBLEU_SEED", str(case["config"]["SACREBLEU_SEED"]))
        streams = [list(stream) for stream in itertools.zip_longest(*case["refs"])]
        _check_recorded(ours.BLEU().corpus_score(case["hyp"], streams, n_bootstrap=case["config"]["n_bootstrap"]), case)


@requires_shared
@pytest.mark.parametrize("name", [*NAMES, "ja-mecab", "ko-mecab"])
def test_recorded_tokens_are_met(name: str) -> None:
    if name == "ja-mecab":
        pytest.importorskip("MeCab")
    if name == "ko-mecab":
        pytest.importorskip("mecab_ko")
    cases = [case for case in load_cases("sacrebleu_tokenizers") if case["config"].get("tokenizer") == name]
    tokenizer = tokenizers.load(name)
    assert cases
    assert [case["id"] for case in cases if tokenizer(case["hyp"]) != case["expected"]["text"]] == []


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
    _check(metric.corpus_score(hypotheses, streams), peer.corpus_score(hypotheses, streams))
    _check_signature(metric.get_signature(), peer.get_signature())


@given(corpus=text_corpora(max_rows=12), settings=options, n_samples=st.integers(2, 60))
def test_any_bootstrap_is_sacrebleus(corpus: Any, settings: dict[str, Any], n_samples: int) -> None:
    hypotheses, streams = _streams(corpus)
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    found = metric.corpus_score(hypotheses, streams, n_bootstrap=n_samples)
    _check(found, peer.corpus_score(hypotheses, streams, n_bootstrap=n_samples))
    assert (found.mean, found.ci) == (found._mean, found._ci)
    _check_signature(metric.get_signature(), peer.get_signature())


@given(row=text_rows(), settings=options)
def test_any_sentence_scores_as_sacrebleu_does(row: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    _check(metric.sentence_score(*row), peer.sentence_score(*row))
    _check_signature(metric.get_signature(), peer.get_signature())


@given(corpus=text_corpora(), settings=options)
def test_many_sentences_score_as_each_does(corpus: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    found = metric.sentence_scores([text for text, _ in corpus], [own for _, own in corpus])
    assert len(found) == len(corpus)
    for score, (text, own) in zip(found, corpus, strict=True):
        _check(score, peer.sentence_score(text, own))


missing_streams = st.lists(st.lists(st.one_of(st.none(), st.just(""), texts()), max_size=5), max_size=3)


@given(hypotheses=st.lists(texts(), max_size=5), streams=missing_streams, settings=options)
def test_missing_references_and_unequal_lengths_end_as_in_sacrebleu(hypotheses: Any, streams: Any, settings: dict[str, Any]) -> None:
    metric, peer = ours.BLEU(**settings), sacrebleu.BLEU(**settings)
    answer = _ending(peer.corpus_score, hypotheses, streams)
    _check_ending(_ending(metric.corpus_score, hypotheses, streams), answer)
    if not isinstance(answer, Exception):
        _check_signature(metric.get_signature(), peer.get_signature())
    with_cache, peer_with_cache = ours.BLEU(**settings, references=streams), sacrebleu.BLEU(**settings, references=streams)
    _check_signature(with_cache.get_signature(), peer_with_cache.get_signature())
    _check_ending(_ending(with_cache.corpus_score, hypotheses, None), _ending(peer_with_cache.corpus_score, hypotheses, None))


@given(hypothesis=texts(), references=st.lists(st.one_of(st.none(), texts()), max_size=4), settings=options)
def test_a_sentence_with_missing_references_ends_as_in_sacrebleu(hypothesis: str, references: Any, settings: dict[str, Any]) -> None:
    answer = _ending(sacrebleu.BLEU(**settings).sentence_score, hypothesis, references)
    _check_ending(_ending(ours.BLEU(**settings).sentence_score, hypothesis, references), answer)
    _check_ending(_ending(lambda: ours.BLEU(**settings).sentence_scores([hypothesis], [references])[0]), answer)


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
    _check(found, sacrebleu.BLEU.compute_bleu(correct, total, *lengths, **chosen, max_ngram_order=min(settings["max_ngram_order"], 4)))


@given(row=text_rows(), settings=options)
def test_functions_answer_as_sacrebleus(row: Any, settings: dict[str, Any]) -> None:
    hypothesis, references = row
    streams = [[text] for text in references]
    names = ("lowercase", "tokenize", "smooth_method", "smooth_value")
    chosen = {name: settings[name] for name in names} | {"use_effective_order": settings["effective_order"]}
    _check(ours.sentence_bleu(hypothesis, references, **chosen), sacrebleu.sentence_bleu(hypothesis, references, **chosen))
    _check(ours.corpus_bleu([hypothesis], streams, **chosen), sacrebleu.corpus_bleu([hypothesis], streams, **chosen))
    value = settings["smooth_value"]
    _check(ours.raw_corpus_bleu([hypothesis], streams, value), sacrebleu.raw_corpus_bleu([hypothesis], streams, value))
    _check(ours.raw_corpus_bleu([hypothesis], streams), sacrebleu.raw_corpus_bleu([hypothesis], streams))


@given(text=texts())
def test_tokenizers_called_by_hand_answer_as_sacrebleus(text: str) -> None:
    for name in NAMES:
        peer = sacrebleu.metrics.bleu._get_tokenizer(name)()
        for line in (text, text + "\n", text + "-\n", text + "5. ", " " + text + "\u00a0"):
            assert tokenizers.load(name)(line) == peer(line), (name, line)


@pytest.mark.parametrize("text", hostile_texts.values(), ids=hostile_texts)
def test_hostile_texts_are_tokenized_as_in_sacrebleu(text: str) -> None:
    for name in NAMES:
        peer = sacrebleu.metrics.bleu._get_tokenizer(name)()
        assert tokenizers.load(name)(text) == peer(text)
        assert tokenizers.load(name).signature() == peer.signature()


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
        _check(score, answer, label=rows.ids[60 * k])
        _check(metric.sentence_score(hypotheses[k], references[k]), answer)
    _check(metric.corpus_score(hypotheses, streams, n_bootstrap=300), peer.corpus_score(hypotheses, streams, n_bootstrap=300))
    _check_signature(metric.get_signature(), peer.get_signature())


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
        _check(metric.corpus_score(hypotheses, streams, 50), peer.corpus_score(hypotheses, streams, 50))
        _check_signature(metric.get_signature(), peer.get_signature())
    monkeypatch.setenv("SACREBLEU_SEED", "None")
    metric = ours.BLEU()
    assert metric.corpus_score(hypotheses, streams, 50).mean > 0
    assert "|seed:none|" in str(metric.get_signature())


# What is refused, and what is said.

REFUSED_SENTENCES = [("a", "a"), (["a"], ["a"]), ("a", 3), ("a", [3]), ("a", []), ("a", [None]), (None, ["a"]), ("a", {"a"})]
REFUSED_CORPORA = [
    ([], [["a"]]),
    (["a"], []),
    (["a"], [[]]),
    (["a"], [["a"], []]),
    (["a"], None),
    (["a"], 3),
    (["a"], [3]),
    (["a"], [[3]]),
    ([3], [["a"]]),
    (["a", None], [["a", "b"]]),
    (3, [["a"]]),
    (["a"], [[None]]),
    (iter(["a"]), [["a"]]),
]


@pytest.mark.parametrize("arguments", REFUSED_SENTENCES, ids=map(repr, REFUSED_SENTENCES))
def test_sentences_are_refused_as_in_sacrebleu(arguments: Any) -> None:
    answer = _ending(sacrebleu.BLEU(effective_order=True).sentence_score, *arguments)
    assert isinstance(answer, Exception)
    _check_ending(_ending(ours.BLEU(effective_order=True).sentence_score, *arguments), answer)


@pytest.mark.parametrize("arguments", REFUSED_CORPORA, ids=[repr(arguments).split(" at ")[0] for arguments in REFUSED_CORPORA])
def test_corpora_are_refused_as_in_sacrebleu(arguments: Any) -> None:
    answer = _ending(sacrebleu.BLEU().corpus_score, *arguments)
    assert isinstance(answer, Exception)
    _check_ending(_ending(ours.BLEU().corpus_score, *arguments), answer)


@pytest.mark.parametrize("streams", ["a b", ["a b", "b a"], [("a", "b")], ("ab", ["x", None])])
def test_texts_where_streams_are_due_are_read_as_streams_of_characters(streams: Any) -> None:
    for hypotheses in ("a b", ("a", "b")):
        _check_ending(_ending(ours.BLEU().corpus_score, hypotheses, streams), _ending(sacrebleu.BLEU().corpus_score, hypotheses, streams))


def test_options_that_do_not_exist_are_refused_as_in_sacrebleu() -> None:
    for option in ({"smooth_method": "exq"}, {"tokenize": "13b"}):
        answer = _ending(sacrebleu.BLEU, **option)
        found = _ending(ours.BLEU, **option)
        assert isinstance(answer, Exception)
        assert isinstance(found, type(answer))
        assert isinstance(found, ValueError)
        assert "Did you mean" in str(found)
    with pytest.raises(AssertionError):
        ours.BLEU.compute_bleu([1], [1], 1, 1, smooth_method="exq")
    with pytest.raises(ValueError, match="number of references"):
        ours.BLEU().get_signature()


def test_many_sentences_need_as_many_lists_of_references() -> None:
    with pytest.raises(InputError, match="2 rows"):
        ours.BLEU(effective_order=True).sentence_scores(["a", "b"], [["a"]])
    with pytest.raises(TypeError):
        ours.BLEU(effective_order=True).sentence_scores("ab", [["a"], ["b"]])
    with pytest.raises(TypeError):
        ours.BLEU(effective_order=True).sentence_scores(["a", "b"], ["a", "b"])
    assert ours.BLEU(effective_order=True).sentence_scores([], []) == []


def _logged(caplog: pytest.LogCaptureFixture, module: Any, *arguments: Any, **settings: Any) -> int:
    """Count the warnings of making a metric and scoring with it."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="sacrebleu"):
        metric = module.BLEU(**settings)
        if arguments:
            getattr(metric, "corpus_score" if isinstance(arguments[0], list) else "sentence_score")(*arguments)
    return len(caplog.records)


def test_warnings_come_when_sacrebleus_do(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("a", ["a"]), {}),
        (("a", ["a"]), {"effective_order": True}),
        ((["a ."] * 99, [["a ."] * 99]), {}),
        ((["a ."] * 100, [["a ."] * 100]), {}),
        ((["a ."] * 100, [["a ."] * 99]), {}),
        ((["a ."] * 100, [["a ."] * 100]), {"force": True}),
        ((), {"trg_lang": "zh", "tokenize": "13a"}),
        ((), {"trg_lang": "zh", "tokenize": "zh"}),
        ((), {"trg_lang": "ja", "tokenize": "13a"}),
        ((), {"trg_lang": "ko", "tokenize": "char"}),
        ((), {"trg_lang": "de", "tokenize": "char"}),
    ]
    counts = [[_logged(caplog, module, *arguments, **settings) for arguments, settings in calls] for module in (ours, sacrebleu)]
    assert counts[0] == counts[1]
    assert 3 in counts[0]
    assert ours.BLEU(trg_lang="zh").tokenizer_signature == sacrebleu.BLEU(trg_lang="zh").tokenizer_signature == "zh"


# Names, printing, settings changed afterwards.


def test_class_attributes_are_sacrebleus() -> None:
    assert list(ours.BLEU.TOKENIZERS) == list(sacrebleu.BLEU.TOKENIZERS)
    assert ours.BLEU.SMOOTH_DEFAULTS == sacrebleu.BLEU.SMOOTH_DEFAULTS == formula.SMOOTH_DEFAULTS
    assert ours.BLEU.TOKENIZER_DEFAULT == sacrebleu.BLEU.TOKENIZER_DEFAULT
    assert ours.__version__ == sacrebleu.__version__
    for name, peer in sacrebleu.metrics.bleu._TOKENIZERS.items():
        module, kind = peer.split(".")
        assert getattr(importlib.import_module(f"textmetrics.compat.sacrebleu.tokenizers.{module}"), kind), name
    from textmetrics.compat.sacrebleu.metrics import METRICS

    assert METRICS == {"BLEU": ours.BLEU}


def test_scores_print_as_sacrebleus_in_every_form() -> None:
    hypotheses, streams = ["the cat sat on the mat", "a dog ran"], [["the cat sat on a mat", "the dog ran"]]
    for n_samples in (1, 20):
        metric, peer = ours.BLEU(), sacrebleu.BLEU()
        found, answer = metric.corpus_score(hypotheses, streams, n_samples), peer.corpus_score(hypotheses, streams, n_samples)
        signature = str(peer.get_signature())
        for width, score_only, is_json, shown in itertools.product((0, 1, 2, 5), (True, False), (True, False), ("", signature)):
            if is_json and not shown and not score_only:
                assert json.loads(found.format(width, score_only, shown, is_json))["name"] == "BLEU"  # sacrebleu fails there
                continue
            assert found.format(width, score_only, shown, is_json) == answer.format(width, score_only, shown, is_json)


def test_fields_set_by_the_user_are_in_the_signature() -> None:
    signatures = []
    for module in (ours, sacrebleu):
        metric = module.BLEU(lowercase=True, smooth_method="floor", smooth_value=0.25)
        metric.corpus_score(["a", "b"], [["a", "b"], [None, "c"]])
        metric.test_set, metric.langpair = "wmt23", "en-de"
        signature = metric.get_signature()
        signature.update("ar", True)
        signatures.append(signature)
    _check_signature(*signatures)
    assert "nrefs:var|ar:yes|test:wmt23" in str(signatures[0])


def test_settings_may_change_between_calls() -> None:
    metric, peer = ours.BLEU(), sacrebleu.BLEU()
    arguments = (["The Cat sat. On It"], [["the cat sat. on it"]])
    for name, value in (("lowercase", True), ("max_ngram_order", 2), ("smooth_method", "add-k"), ("tokenizer", str.swapcase)):
        setattr(metric, name, value)
        setattr(peer, name, value)
        _check(metric.corpus_score(*arguments), peer.corpus_score(*arguments))


def test_metrics_and_scores_are_copied_and_pickled() -> None:
    metric = ours.BLEU(tokenize="intl", references=[["a b c"]])
    score = metric.corpus_score(["a b"], None)
    for copied in (copy.deepcopy(metric), pickle.loads(pickle.dumps(metric))):
        _check(copied.corpus_score(["a b"], None), score)
    metric.tokenizer = str.swapcase
    metric.corpus_score(["a b"], None)
    _check(pickle.loads(pickle.dumps(metric)).corpus_score(["a b"], None), score)
    _check(pickle.loads(pickle.dumps(score)), score)


def test_estimated_intervals_are_sacrebleus() -> None:
    values = np.random.default_rng(3).random(85).tolist()
    found, answer = ours.BLEUScore(1.0, [], [], [], 1.0, 1, 1), sacrebleu.metrics.BLEUScore(1.0, [], [], [], 1.0, 1, 1)
    scores = [SimpleNamespace(score=value) for value in values]
    found.estimate_ci(scores)
    answer.estimate_ci(scores)
    _check(found, answer)


# Tokenizers that need libraries.


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [("ja-mecab", "MeCab", "[ja]"), ("ko-mecab", "mecab_ko", "[ko]"), ("flores200", "sentencepiece", "sentencepiece")],
)
def test_a_missing_library_is_named(name: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingDependencyError) as caught:
        ours.BLEU(tokenize=name)
    assert library in str(caught.value)
    assert extra in str(caught.value)


@pytest.mark.parametrize(("name", "library"), [("ja-mecab", "MeCab"), ("ko-mecab", "mecab_ko")])
def test_words_of_mecab_are_sacrebleus(name: str, library: str) -> None:
    pytest.importorskip(library)
    metric, peer = ours.BLEU(tokenize=name), sacrebleu.BLEU(tokenize=name)
    lines = [*hostile_texts.values(), "  日本語の文章です。 ", "안녕하세요, 세계!\n"]
    assert [metric.tokenizer(line) for line in lines] == [peer.tokenizer(line) for line in lines]
    _check(metric.corpus_score(lines, [lines[::-1]]), peer.corpus_score(lines, [lines[::-1]]))
    _check_signature(metric.get_signature(), peer.get_signature())
    _check(pickle.loads(pickle.dumps(metric)).corpus_score(lines, [lines]), peer.corpus_score(lines, [lines]))


@pytest.mark.filterwarnings("ignore:The .warn. method is deprecated:DeprecationWarning")  # that sacrebleu calls
def test_sentence_pieces_are_sacrebleus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentencepiece = pytest.importorskip("sentencepiece")
    from sacrebleu.tokenizers import tokenizer_spm

    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    monkeypatch.setattr(tokenizer_spm, "SACREBLEU_DIR", str(tmp_path))
    with pytest.raises(MissingDependencyError, match="nothing is downloaded"):
        ours.BLEU(tokenize="flores200")
    folder = tmp_path / "models"
    folder.mkdir()
    lines = ["the cat sat on the mat", "a dog ran in the park", "cats and dogs sat and ran"] * 4
    for file, _ in tokenizers.tokenizer_spm.MODELS.values():
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_prefix=str(folder / "trained"), vocab_size=24, minloglevel=2
        )
        (folder / "trained.model").rename(folder / file)
    for name in ("spm", "flores101", "flores200", "spBLEU-1K"):
        metric, peer = ours.BLEU(tokenize=name), sacrebleu.BLEU(tokenize=name)
        _check(metric.corpus_score(lines, [lines[::-1]]), peer.corpus_score(lines, [lines[::-1]]))
        _check_signature(metric.get_signature(), peer.get_signature())
        assert pickle.loads(pickle.dumps(metric)).tokenizer("a cat") == peer.tokenizer("a cat")
