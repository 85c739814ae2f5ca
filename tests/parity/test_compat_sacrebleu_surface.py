"""The compatibility layer refuses, warns, prints and names things as sacrebleu does."""

from __future__ import annotations

import copy
import importlib
import itertools
import json
import logging
import pickle
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import sacrebleu

from tests.parity.sacrebleu_checks import check, check_ending, check_signature, ending, quiet_logger  # noqa: F401  # a fixture
from textmetrics.compat import sacrebleu as ours
from textmetrics.compat.sacrebleu.metrics import formula
from textmetrics.compat.sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from textmetrics.errors import InputError

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
    answer = ending(sacrebleu.BLEU(effective_order=True).sentence_score, *arguments)
    assert isinstance(answer, Exception)
    check_ending(ending(ours.BLEU(effective_order=True).sentence_score, *arguments), answer)


@pytest.mark.parametrize("arguments", REFUSED_CORPORA, ids=[repr(arguments).split(" at ")[0] for arguments in REFUSED_CORPORA])
def test_corpora_are_refused_as_in_sacrebleu(arguments: Any) -> None:
    answer = ending(sacrebleu.BLEU().corpus_score, *arguments)
    assert isinstance(answer, Exception)
    check_ending(ending(ours.BLEU().corpus_score, *arguments), answer)


@pytest.mark.parametrize("streams", ["a b", ["a b", "b a"], [("a", "b")], ("ab", ["x", None])])
def test_texts_where_streams_are_due_are_read_as_streams_of_characters(streams: Any) -> None:
    for hypotheses in ("a b", ("a", "b")):
        check_ending(ending(ours.BLEU().corpus_score, hypotheses, streams), ending(sacrebleu.BLEU().corpus_score, hypotheses, streams))


def test_options_that_do_not_exist_are_refused_as_in_sacrebleu() -> None:
    for option in ({"smooth_method": "exq"}, {"tokenize": "13b"}):
        answer = ending(sacrebleu.BLEU, **option)
        found = ending(ours.BLEU, **option)
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

    assert {name: getattr(ours, name) for name in sacrebleu.metrics.METRICS} == METRICS


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
    check_signature(*signatures)
    assert "nrefs:var|ar:yes|test:wmt23" in str(signatures[0])


def _end_marked(line: str) -> str:
    """Mark the end of what a tokenizer is given: white space there has been stripped."""
    return f"{line}."


def test_settings_may_change_between_calls() -> None:
    metric, peer = ours.BLEU(), sacrebleu.BLEU()
    arguments = (["The Cat sat. On It \n"], [["the cat sat. on it"]])
    changes = {"lowercase": True, "max_ngram_order": 2, "smooth_method": "add-k", "tokenizer": _end_marked}
    for name, value in changes.items():
        setattr(metric, name, value)
        setattr(peer, name, value)
        check(metric.corpus_score(*arguments), peer.corpus_score(*arguments))


class _Shouting(Tokenizer13a):
    """A user's own tokenizer, made from one of ours."""

    def __call__(self, line: str) -> str:
        return super().__call__(line).upper()


def test_a_tokenizer_derived_from_ours_splits_as_it_says() -> None:
    metric = ours.BLEU()
    metric.tokenizer = _Shouting()
    assert metric.corpus_score(["the cat"], [["THE CAT"]]).counts == [2, 1, 0, 0]


def test_the_layer_loads_neither_sacrebleu_nor_kernels() -> None:
    unwanted = {"sacrebleu", "numba", "regex", "pyarrow"}
    code = f"import sys, textmetrics.compat.sacrebleu as s; print(s.corpus_bleu.__module__, *{unwanted} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "textmetrics.compat.sacrebleu.compat"


def test_metrics_and_scores_are_copied_and_pickled() -> None:
    metric = ours.BLEU(tokenize="intl", references=[["a b c"]])
    score = metric.corpus_score(["a b"], None)
    for copied in (copy.deepcopy(metric), pickle.loads(pickle.dumps(metric))):
        check(copied.corpus_score(["a b"], None), score)
    metric.tokenizer = str.swapcase
    metric.corpus_score(["a b"], None)
    check(pickle.loads(pickle.dumps(metric)).corpus_score(["a b"], None), score)
    check(pickle.loads(pickle.dumps(score)), score)


def test_estimated_intervals_are_sacrebleus() -> None:
    values = np.random.default_rng(3).random(85).tolist()
    found, answer = ours.BLEUScore(1.0, [], [], [], 1.0, 1, 1), sacrebleu.metrics.BLEUScore(1.0, [], [], [], 1.0, 1, 1)
    scores = [SimpleNamespace(score=value) for value in values]
    found.estimate_ci(scores)
    answer.estimate_ci(scores)
    check(found, answer)
