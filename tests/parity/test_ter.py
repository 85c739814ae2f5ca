"""TER equals sacrebleu's, to the last bit, on recorded cases, real rows and hostile texts."""

from __future__ import annotations

import itertools
import os
import random
from typing import Any

import numpy as np
import pytest
import sacrebleu as sacrebleu_peer
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import TER as PeerTER
from sacrebleu.metrics.lib_ter import translation_edit_rate

from tests.conftest import JIT_IS_ON
from tests.shared_data import load_cases, load_rows, requires_shared
from tests.strategies import TextRow, hostile_texts, related_texts, text_corpora, texts
from textmetrics.compat import sacrebleu
from textmetrics.compat.sacrebleu.metrics import TER
from textmetrics.metrics import Ter, ter
from textmetrics.results import __version__ as own_version
from textmetrics.tokenization import normalizer

EVERY_ROW = bool(os.environ.get("TEXTMETRICS_EVERY_ROW"))
real_data = pytest.mark.skipif(
    not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets"
)
options = st.fixed_dictionaries(
    {name: st.booleans() for name in ("normalized", "no_punct", "asian_support", "case_sensitive")}
)


def _streams(references: list[list[str]]) -> list[list[str | None]]:
    """Lay references out as sacrebleu wants them; None where a row has fewer."""
    return [list(stream) for stream in itertools.zip_longest(*references)]


def _split(text: str, config: dict[str, bool]) -> str:
    """Return the words that are compared, joined by blanks, as sacrebleu's tokenizer does."""
    text = text if config["case_sensitive"] else text.lower()
    rewritten = normalizer(config["normalized"], config["no_punct"], config["asian_support"])
    return " ".join((rewritten(text) if rewritten else text).split())


def _pair(prediction: str, reference: str) -> tuple[int, int]:
    values = ter([prediction], [reference], case_sensitive=True).statistics.values[0]
    return int(values[0]), int(values[2])


@requires_shared
@pytest.mark.parametrize("name", ["sacrebleu_ter_sentence", "sacrebleu_ter_corpus", "ter_plus"])
def test_recorded_cases(name: str) -> None:
    cases = [case for case in load_cases(name) if case["metric"] != "ter_beam"]
    for case in cases if JIT_IS_ON else cases[::10]:
        expected, refs = case["expected"], case["refs"]
        metric = TER(**case["config"]) if case["metric"] != "ter_pair" else None
        if case["metric"] == "ter_tokenize":
            assert _split(case["hyp"].rstrip(), case["config"]) == expected["text"], case["id"]
        elif case["metric"] == "ter_pair":
            found = _pair(case["hyp"], refs[0])
            assert found == (expected["num_edits"], expected["ref_length"]), case["id"]
        elif "raises" in expected:
            with pytest.raises(ZeroDivisionError):
                metric.sentence_score(case["hyp"], refs)
        else:
            if case["metric"] == "ter_sentence":
                score = metric.sentence_score(case["hyp"], refs)
            else:
                streams = refs if name == "ter_plus" else _streams(refs)
                score = metric.corpus_score(case["hyp"], streams)
            assert score.score == expected["score"], case["id"]
            assert score.num_edits == expected["num_edits"], case["id"]
            assert score.ref_length == expected["ref_length"], case["id"]
            if "signature" in expected:
                assert f"{expected['signature']}|textmetrics:{own_version}" == str(
                    metric.get_signature()
                )
            if "text" in expected:
                assert str(score) == expected["text"]


@requires_shared
@real_data
@pytest.mark.parametrize(("dataset", "step"), [("mlqe_pe", 100), ("wmt23_mt", 250)])
def test_real_rows_score_as_sacrebleu_does(dataset: str, step: int) -> None:
    rows = load_rows(dataset)
    step = 1 if EVERY_ROW else step
    predictions, references = rows.predictions[::step], rows.references[::step]
    result = ter(predictions, references)
    answer = PeerTER().corpus_score(predictions, _streams(references))
    assert result.percent == answer.score
    assert int(result.edits.sum()) == answer.num_edits
    assert result.reference_length == answer.ref_length


def _check(rows: list[TextRow], config: dict[str, bool]) -> None:
    """Compare a corpus and its sentences with sacrebleu."""
    predictions, references = [text for text, _ in rows], [list(own) for _, own in rows]
    peer = PeerTER(**config)
    answer = peer.corpus_score(predictions, _streams(references))
    statistics = peer._extract_corpus_statistics(predictions, _streams(references))
    result = ter(predictions, references, **config)
    assert result.percent == answer.score
    assert [
        [e, length]
        for e, length in zip(result.edits.tolist(), result.reference_lengths.tolist(), strict=True)
    ] == statistics
    ours = TER(**config)
    found = ours.corpus_score(predictions, _streams(references))
    assert (found.score, found.num_edits, found.ref_length) == (
        answer.score,
        answer.num_edits,
        answer.ref_length,
    )
    assert (repr(found), type(found.num_edits)) == (repr(answer), type(answer.num_edits))
    assert str(ours.get_signature()) == f"{peer.get_signature()}|textmetrics:{own_version}"
    short = ours.get_signature().format(short=True)
    assert short == f"{peer.get_signature().format(short=True)}|textmetrics:{own_version}"
    sentences = [
        peer.sentence_score(text, own) for text, own in zip(predictions, references, strict=True)
    ]
    assert [score.score for score in ours.sentence_scores(predictions, references)] == [
        s.score for s in sentences
    ]
    assert (100 * result.scores).tolist() == [s.score for s in sentences]


@given(text_corpora(max_rows=4, max_references=3), options)
def test_hostile_corpora(rows: list[TextRow], config: dict[str, bool]) -> None:
    _check(rows, config)


@given(texts(), options)
def test_hostile_texts_are_split_as_by_tercom(text: str, config: dict[str, bool]) -> None:
    assert _split(text.rstrip(), config) == PeerTER(**config).tokenizer(text.rstrip())


@pytest.mark.parametrize("name", hostile_texts)
def test_every_hostile_text_in_every_configuration(name: str) -> None:
    for values in itertools.product([False, True], repeat=4):
        config = dict(
            zip(("normalized", "no_punct", "asian_support", "case_sensitive"), values, strict=True)
        )
        peer = PeerTER(**config)
        assert _split(hostile_texts[name].rstrip(), config) == peer.tokenizer(
            hostile_texts[name].rstrip()
        )


@given(st.text(st.sampled_from(" \n-'s.,5a&;quotamplg\"(!中。ア・．①"), max_size=25), options)
def test_what_the_rules_of_normalization_look_at(text: str, config: dict[str, bool]) -> None:
    assert _split(text.rstrip(), config) == PeerTER(**config).tokenizer(text.rstrip())


@st.composite
def shifted_words(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A prediction, and a reference with blocks of its words moved, dropped, added and replaced."""
    alphabet = draw(st.sampled_from(["a", "ab", "abcd", "abcdefghijklmnopqrst"]))
    words = draw(st.lists(st.sampled_from(alphabet), max_size=30))
    reference = list(words)
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(0, len(reference)))
        block = reference[begin : begin + draw(st.integers(0, 12))]
        del reference[begin : begin + len(block)]
        at = draw(st.integers(0, len(reference)))
        reference[at:at] = draw(st.sampled_from([block, [], block * 2, [*block, "z"]]))
    return words, reference


@given(shifted_words())
def test_shifts_of_words(pair: tuple[list[str], list[str]]) -> None:
    prediction, reference = map(" ".join, pair)
    assert _pair(prediction, reference) == translation_edit_rate(*pair)


def random_pair(generator: random.Random, longest: int) -> tuple[list[str], list[str]]:
    """Return a prediction and a reference, related or not, some far apart in length."""
    n_kinds = generator.choice([1, 2, 3, 5, 20, 60])

    def words(least: int, most: int) -> list[str]:
        return [str(generator.randrange(n_kinds)) for _ in range(generator.randint(least, most))]

    most = generator.choice([3, 6, 12, 20, 30, longest])
    reference = words(0, most)
    kind = generator.random()
    if kind < 0.03:
        return words(1, 4), words(30, max(31, longest))
    if kind < 0.25:
        return words(0, most), reference
    prediction = list(reference)
    for _ in range(generator.randint(0, 2 + len(reference) // 4)):
        at = generator.randint(0, len(prediction))
        edit = generator.random()
        if edit < 0.25:
            del prediction[at : at + 1]
        elif edit < 0.5:
            prediction[at:at] = words(1, 1)
        else:
            block = prediction[at : at + generator.randint(1, 10)]
            del prediction[at : at + len(block)]
            to = generator.randint(0, len(prediction))
            prediction[to:to] = block
    return prediction, reference


def count_differences(n_pairs: int, seed: int, longest: int) -> int:
    """Compare random pairs with sacrebleu; return how many differ."""
    generator = random.Random(seed)
    pairs = [random_pair(generator, longest) for _ in range(n_pairs)]
    predictions, references = (
        [" ".join(words) for words in side] for side in zip(*pairs, strict=True)
    )
    found = ter(predictions, references, case_sensitive=True).edits.tolist()
    return sum(
        edits != translation_edit_rate(*pair)[0] for edits, pair in zip(found, pairs, strict=True)
    )


@pytest.mark.parametrize("longest", [30, 140])
def test_random_pairs(longest: int) -> None:
    # 100,000 pairs: TEXTMETRICS_RANDOM_PAIRS=100000 pytest tests/parity/test_ter.py -k
    # random_pairs
    n_pairs = int(os.environ.get("TEXTMETRICS_RANDOM_PAIRS", "300")) if JIT_IS_ON else 30
    n_pairs = n_pairs if longest == 30 else n_pairs // 20
    assert count_differences(n_pairs, 18, longest) == 0


@pytest.mark.parametrize(
    ("prediction", "reference"),
    [
        (["a"] * 60, ["a"] * 80),
        (["a"] * 200, ["a", "b"] * 90),
        (["a", "b"] * 60, ["b", "a"] * 60),
        (list("abcdefghij") * 12, list("jihgfedcba") * 12),
        (["x"], [str(k) for k in range(60)] + ["x"]),
        (["0"], [str(k) for k in range(60)]),
        ([str(k) for k in range(60)], ["59"]),
        (["a", "b"], ["c"] * 30 + ["b", "a"] + ["c"] * 200),
    ],
)
def test_crafted_pairs(prediction: list[str], reference: list[str]) -> None:
    """One word only, long repeats, and lengths so different that the beam leaves words out."""
    answer = translation_edit_rate(prediction, reference)
    assert _pair(" ".join(prediction), " ".join(reference)) == answer


@pytest.mark.parametrize("n_references", [1, 2, 3])
def test_bootstrap_and_seed(n_references: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SACREBLEU_SEED", raising=False)
    generator = random.Random(1)
    rows = [random_pair(generator, 20) for _ in range(40)]
    predictions = [" ".join(words) for words, _ in rows]
    streams = [[" ".join(words[k:]) for _, words in rows] for k in range(n_references)]
    ours, peer = TER(), PeerTER()
    found = ours.corpus_score(predictions, streams, n_bootstrap=200)
    answer = peer.corpus_score(predictions, streams, n_bootstrap=200)
    assert (found.score, found._mean, found._ci) == (answer.score, answer._mean, answer._ci)
    assert str(found) == str(answer)
    assert str(ours.get_signature()) == f"{peer.get_signature()}|textmetrics:{own_version}"


def test_functions_and_cached_references() -> None:
    predictions, streams = ["a b c d", "x"], [["b c d a", "x y"], ["a b", None]]
    config = {"normalized": True, "case_sensitive": True}
    found = sacrebleu.corpus_ter(predictions, streams, **config)
    answer = sacrebleu_peer.corpus_ter(predictions, streams, **config)
    assert (str(found), found.ref_length) == (str(answer), answer.ref_length)
    found = sacrebleu.sentence_ter("A b", ["b a", "c"])
    assert found.score == sacrebleu_peer.sentence_ter("A b", ["b a", "c"]).score
    ours, peer = TER(references=streams), PeerTER(references=streams)
    assert ours.corpus_score(predictions, None).score == peer.corpus_score(predictions, None).score
    assert str(ours.get_signature()).startswith(f"{peer.get_signature()}")


@pytest.mark.parametrize(
    "call",
    [
        lambda metric: metric.sentence_score(["a"], ["a"]),
        lambda metric: metric.sentence_score("a", "a"),
        lambda metric: metric.sentence_score("a", []),
        lambda metric: metric.sentence_score("a", [None]),
        lambda metric: metric.corpus_score([], [["a"]]),
        lambda metric: metric.corpus_score(["a"], [[]]),
        lambda metric: metric.corpus_score(["a"], []),
        lambda metric: metric.corpus_score(["a"], None),
        lambda metric: metric.corpus_score(["a", "b"], [["a", None]]),
    ],
)
def test_bad_input_ends_as_in_sacrebleu(call: Any) -> None:
    with pytest.raises(Exception) as answer:
        call(PeerTER())
    with pytest.raises(answer.type):
        call(TER())


@given(st.lists(st.tuples(texts(), texts()), min_size=1, max_size=8), st.integers(1, 4))
def test_threads_and_order_of_batches_do_not_matter(rows: list[tuple[str, str]], n: int) -> None:
    predictions, references = [p for p, _ in rows], [r for _, r in rows]
    whole = ter(predictions, references, threads=1)
    running = Ter().accumulator()
    for first in range(0, len(rows), n):
        running.update(predictions[first : first + n], references[first : first + n])
    assert running.compute().statistics == whole.statistics
    assert ter(predictions, references, threads=n).statistics == whole.statistics
    assert np.array_equal(running.compute().scores, whole.scores)


@given(texts().flatmap(lambda text: st.tuples(st.just(text), related_texts(text))))
def test_no_edits_exactly_where_words_are_equal(pair: tuple[str, str]) -> None:
    edits = int(ter([pair[0]], [pair[1]]).edits[0])
    assert (edits == 0) == (pair[0].lower().split() == pair[1].lower().split())
