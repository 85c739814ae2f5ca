"""WER, CER and alignments equal jiwer's, to the last bit, on recorded cases and hostile texts."""

from __future__ import annotations

import itertools
import os
import pickle
import random
from typing import Any

import jiwer as peer
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tests.conftest import JIT_IS_ON
from tests.shared_data import load_cases, load_rows, requires_shared
from tests.strategies import hostile_texts, lone_surrogates, related_texts, texts
from textmetrics.compat import jiwer
from textmetrics.metrics import cer, wer

EVERY_ROW = bool(os.environ.get("TEXTMETRICS_EVERY_ROW"))
COUNTS = ("hits", "substitutions", "deletions", "insertions")
WORD_FIELDS = ("wer", "mer", "wil", "wip", *COUNTS)
CHARACTER_FIELDS = ("cer", *COUNTS)
pairs_of_texts = texts().flatmap(lambda text: st.tuples(st.just(text), related_texts(text)))
white_space = st.text(
    st.sampled_from("ab \t\n\x1c\x1f\x85\xa0\u1680\u2003\u2028\u202f\u3000\x00\x7f\u200bé"),
    max_size=20,
)


def _chunks(output: Any) -> list[list[list[Any]]]:
    return [[list(vars(chunk).values()) for chunk in chunks] for chunks in output.alignments]


def _transform(spec: Any) -> Any:
    """Build the transform of a recorded case."""
    if isinstance(spec, str):
        return getattr(jiwer, spec)
    made = []
    for step in spec:
        name, *arguments = [step] if isinstance(step, str) else step
        made.append(getattr(jiwer, name)(*(arguments[0] if arguments else [])))
    return jiwer.Compose(made)


def _process(case: dict[str, Any]) -> Any:
    config = case["config"]
    of_characters = case["metric"] == "jiwer_chars" or config.get("chars")
    function = jiwer.process_characters if of_characters else jiwer.process_words
    options = {}
    if "transform" in config:
        transform = _transform(config["transform"])
        options = {"reference_transform": transform, "hypothesis_transform": transform}
    return function(case["refs"], case["hyp"], **options)


@requires_shared
def test_recorded_rates() -> None:
    names = {"sub": "substitutions", "del": "deletions", "ins": "insertions"}
    for case in load_cases("jiwer"):
        hypotheses = case["hyp"] if isinstance(case["hyp"], list) else [case["hyp"]]
        references = (
            list(itertools.chain.from_iterable(case["refs"]))
            if isinstance(case["hyp"], list)
            else case["refs"]
        )
        words = jiwer.process_words(references, hypotheses)
        characters = jiwer.process_characters(references, hypotheses)
        for name, value in case["expected"].items():
            if name.startswith("c_"):
                found = getattr(characters, names.get(name[2:], name[2:]))
            else:
                found = getattr(characters if name == "cer" else words, names.get(name, name))
            assert (found, type(found)) == (value, type(value)), (case["id"], name)
        if words.hits + words.substitutions + words.deletions:
            result = wer(hypotheses, references)
            assert (result.wer, result.mer, result.wil, result.wip) == (
                words.wer,
                words.mer,
                words.wil,
                words.wip,
            )
            assert cer(hypotheses, references).cer == characters.cer


@requires_shared
@pytest.mark.parametrize("name", ["jiwer_align", "jiwer_align_long"])
def test_recorded_alignments(name: str) -> None:
    if name == "jiwer_align_long" and not JIT_IS_ON:
        pytest.skip("plain Python kernels are too slow for texts of 4,000 words")
    for case in load_cases(name):
        expected = case["expected"]
        if case["metric"] == "levenshtein":
            continue
        if "raises" in expected:
            with pytest.raises(ValueError) as raised:
                _process(case)
            assert str(raised.value) == expected["message"], case["id"]
            continue
        output = _process(case)
        if case["metric"] == "jiwer_visualize":
            options = {key: value for key, value in case["config"].items() if key != "chars"}
            assert jiwer.visualize_alignment(output, **options) == expected["text"], case["id"]
            continue
        for field, value in expected.items():
            found = _chunks(output) if field == "alignments" else getattr(output, field)
            assert found == value, (case["id"], field)


@requires_shared
def test_recorded_editops() -> None:
    found = 0
    for case in load_cases("jiwer_align"):
        if case["metric"] == "levenshtein" and "editops" in case["expected"]:
            found += 1
            target = case["refs"] if isinstance(case["refs"], str) else case["refs"][0]
            chunks = jiwer.process_characters(
                case["hyp"], target, *[jiwer.ReduceToListOfListOfChars()] * 2
            ).alignments[0]
            assert [list(op) for op in _editops(chunks)] == [
                list(op) for op in case["expected"]["editops"]
            ]
            assert len(_editops(chunks)) == case["expected"]["distance"]
    assert found


def _editops(chunks: list[Any]) -> list[tuple[str, int, int]]:
    """Return single edits as RapidFuzz lists them: the kind, and the positions on both sides."""
    ops = []
    for chunk in chunks:
        if chunk.type == "equal":
            continue
        kind = {"substitute": "replace"}.get(chunk.type, chunk.type)
        size = max(chunk.ref_end_idx - chunk.ref_start_idx, chunk.hyp_end_idx - chunk.hyp_start_idx)
        for k in range(size):
            ops.append(
                (
                    kind,
                    chunk.ref_start_idx + k * (kind != "insert"),
                    chunk.hyp_start_idx + k * (kind != "delete"),
                )
            )
    return ops


def _check(references: Any, hypotheses: Any, **transforms: Any) -> None:
    """Compare outputs and their pictures with jiwer's."""
    for name, fields in (("process_words", WORD_FIELDS), ("process_characters", CHARACTER_FIELDS)):
        found = getattr(jiwer, name)(references, hypotheses, **transforms)
        answer = getattr(peer, name)(references, hypotheses, **transforms)
        for field in fields:
            one, other = getattr(found, field), getattr(answer, field)
            assert (one, type(one)) == (other, type(other)), (name, field)
        assert (found.references, found.hypotheses) == (answer.references, answer.hypotheses)
        assert _chunks(found) == _chunks(answer)
        assert jiwer.visualize_alignment(found) == peer.visualize_alignment(answer)
        assert jiwer.visualize_alignment(found, False, False, 40) == peer.visualize_alignment(
            answer, False, False, 40
        )
        for top_k in (None, 1):
            assert jiwer.visualize_error_counts(found, top_k=top_k) == peer.visualize_error_counts(
                answer, top_k=top_k
            )


@given(st.lists(pairs_of_texts, min_size=1, max_size=4))
def test_hostile_texts(rows: list[tuple[str, str]]) -> None:
    references, hypotheses = [r for r, _ in rows], [h for _, h in rows]
    _check(references, hypotheses)
    for function, theirs in ((wer, peer.process_words), (cer, peer.process_characters)):
        result = function(hypotheses, references)
        answer = theirs(references, hypotheses)
        assert [getattr(result, name) for name in COUNTS] == [
            getattr(answer, name) for name in COUNTS
        ]
        assert result.score == (answer.wer if function is wer else answer.cer)
        if function is wer:
            assert (result.mer, result.wil, result.wip) == (answer.mer, answer.wil, answer.wip)
        assert [[list(chunk) for chunk in chunks] for chunks in result.alignments] == _chunks(
            answer
        )
        single = [theirs(reference, hypothesis) for reference, hypothesis in rows]
        assert result.scores.tolist() == [row.wer if function is wer else row.cer for row in single]
        if function is wer:
            assert result.rows.mer.tolist() == [row.mer for row in single]
            assert result.rows.wip.tolist() == [row.wip for row in single]
            assert result.rows.wil.tolist() == [row.wil for row in single]


@given(white_space, white_space)
def test_white_space_of_every_kind(reference: str, hypothesis: str) -> None:
    _check(reference, hypothesis)


@pytest.mark.parametrize("name", hostile_texts)
def test_every_hostile_text(name: str) -> None:
    _check([hostile_texts[name], "a b"], ["a b", hostile_texts[name]])


@pytest.mark.parametrize("text", lone_surrogates.values(), ids=list(lone_surrogates))
def test_lone_surrogates_are_compared_as_in_jiwer(text: str) -> None:
    _check([text, "a"], ["a", text])


@pytest.mark.parametrize(
    ("reference", "hypothesis"), [([], []), ([], ""), ("", []), ([""], ["a"]), (["a"], [""])]
)
def test_no_text(reference: Any, hypothesis: Any) -> None:
    _check(reference, hypothesis)


TRANSFORMS: dict[str, tuple[Any, ...]] = {
    "ExpandCommonEnglishContractions": (),
    "RemoveEmptyStrings": (),
    "ReduceToSingleSentence": (),
    "RemoveKaldiNonWords": (),
    "RemoveMultipleSpaces": (),
    "RemovePunctuation": (),
    "RemoveSpecificWords": (["a", "the", "it's"],),
    "RemoveWhiteSpace": (True,),
    "Strip": (),
    "SubstituteRegexes": ({r"\b(\w+)ed\b": r"\1", "a": "b"},),
    "SubstituteWords": ({"a": "b", "'s": " is", "the": "a"},),
    "ToLowerCase": (),
    "ToUpperCase": (),
}
kaldi_texts = st.text(st.sampled_from("[]<>ab 'stnwocel\t"), max_size=25)


@given(
    st.lists(st.one_of(texts(), kaldi_texts), max_size=4),
    st.lists(st.sampled_from(sorted(TRANSFORMS)), max_size=4),
    st.sampled_from(["ReduceToListOfListOfWords", "ReduceToListOfListOfChars"]),
)
def test_transforms(rows: list[str], names: list[str], last: str) -> None:
    for package_rows in (rows, rows[:1] and rows[0]):
        made = [
            package.Compose(
                [
                    *(getattr(package, name)(*TRANSFORMS[name]) for name in names),
                    getattr(package, last)(),
                ]
            )
            for package in (jiwer, peer)
        ]
        assert made[0](package_rows) == made[1](package_rows)


@given(
    st.lists(pairs_of_texts, min_size=1, max_size=3),
    st.sampled_from(
        ["wer_contiguous", "wer_standardize", "wer_standardize_contiguous", "cer_contiguous"]
    ),
)
def test_ready_made_transforms(rows: list[tuple[str, str]], name: str) -> None:
    references, hypotheses = [r for r, _ in rows], [h for _, h in rows]
    found = jiwer.process_words(references, hypotheses, *[getattr(jiwer, name)] * 2)
    answer = peer.process_words(references, hypotheses, *[getattr(peer, name)] * 2)
    assert (found.references, _chunks(found)) == (answer.references, _chunks(answer))
    result = wer(hypotheses, references, transform=getattr(jiwer, name))
    assert [getattr(result, field) for field in WORD_FIELDS] == [
        getattr(answer, field) for field in WORD_FIELDS
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda package: package.wer(["a", "b"], ["a"]),
        lambda package: package.wer(None, ["a"]),
        lambda package: package.wer(("a",), ["a"]),
        lambda package: package.wer([1], ["a"]),
        lambda package: package.wer(["a"], [None]),
        lambda package: package.cer(["a"], [["a"]]),
        lambda package: package.process_words(
            "a", "a", package.ToLowerCase(), package.ToLowerCase()
        ),
        lambda package: package.process_words(
            ["a", ""],
            ["a", "b"],
            *[package.Compose([package.RemoveEmptyStrings(), package.ReduceToListOfListOfWords()])]
            * 2,
        ),
        lambda package: package.AlignmentChunk("other", 0, 1, 0, 1),
        lambda package: package.AlignmentChunk("equal", 1, 0, 0, 1),
        lambda package: package.AlignmentChunk("equal", 0, 1, 1, 0),
    ],
)
def test_bad_input_ends_as_in_jiwer(call: Any) -> None:
    with pytest.raises(Exception) as answer:
        call(peer)
    with pytest.raises(answer.type):
        call(jiwer)


def test_single_rates_and_names() -> None:
    reference, hypothesis = ["the cat sat", "a"], ["the cat", "b a"]
    for name in ("wer", "mer", "wil", "wip", "cer"):
        assert getattr(jiwer, name)(reference, hypothesis) == getattr(peer, name)(
            reference, hypothesis
        )
    for module in ("process", "measures", "transforms", "transformations", "alignment"):
        assert sorted(getattr(jiwer, module).__all__) == sorted(getattr(peer, module).__all__)


def test_outputs_are_values() -> None:
    output = jiwer.process_words(["the cat sat"], ["the cat"])
    assert (
        pickle.loads(pickle.dumps(output))
        == output
        == jiwer.process_words(["the cat sat"], ["the cat"])
    )
    assert repr(output) == repr(peer.process_words(["the cat sat"], ["the cat"]))
    assert jiwer.collect_error_counts(output) == peer.collect_error_counts(
        peer.process_words(["the cat sat"], ["the cat"])
    )


@requires_shared
@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for whole data sets")
@pytest.mark.parametrize("dataset", ["mlqe_pe", "wmt23_mt"])
def test_real_rows(dataset: str) -> None:
    rows = load_rows(dataset)
    step = 1 if EVERY_ROW else 40
    hypotheses, references = rows.predictions[::step], [own[0] for own in rows.references[::step]]
    for function, theirs in ((wer, peer.process_words), (cer, peer.process_characters)):
        result, answer = function(hypotheses, references), theirs(references, hypotheses)
        assert [[list(chunk) for chunk in chunks] for chunks in result.alignments] == _chunks(
            answer
        )
        assert [getattr(result, name) for name in COUNTS] == [
            getattr(answer, name) for name in COUNTS
        ]


def _random_pair(generator: random.Random, longest: int) -> tuple[list[str], list[str]]:
    n_kinds = generator.choice([1, 2, 3, 5, 20])
    most = generator.choice([3, 10, 40, longest])
    reference = [str(generator.randrange(n_kinds)) for _ in range(generator.randint(0, most))]
    if generator.random() < 0.4:
        return reference, [
            str(generator.randrange(n_kinds)) for _ in range(generator.randint(0, most))
        ]
    hypothesis = list(reference)
    for _ in range(generator.randint(0, 1 + len(reference) // 4)):
        at = generator.randint(0, len(hypothesis))
        if generator.random() < 0.5:
            del hypothesis[at : at + 1]
        else:
            hypothesis.insert(at, str(generator.randrange(n_kinds)))
    return reference, hypothesis


def test_random_pairs() -> None:
    # 100,000 pairs: TEXTMETRICS_RANDOM_PAIRS=100000 pytest tests/parity/test_jiwer.py -k
    # random_pairs
    n_pairs = int(os.environ.get("TEXTMETRICS_RANDOM_PAIRS", "2000")) if JIT_IS_ON else 100
    generator = random.Random(18)
    pairs = [_random_pair(generator, 150 if JIT_IS_ON else 70) for _ in range(n_pairs)]
    result = wer([" ".join(h) for _, h in pairs], [" ".join(r) for r, _ in pairs])
    names = {"replace": "substitute"}
    for chunks, (reference, hypothesis) in zip(result.alignments, pairs, strict=True):
        answer = [
            (names.get(op.tag, op.tag), *list(op)[1:])
            for op in Levenshtein.opcodes(reference, hypothesis)
        ]
        assert [tuple(chunk) for chunk in chunks] == answer


@pytest.mark.skipif(not JIT_IS_ON, reason="plain Python kernels are too slow for long texts")
@pytest.mark.parametrize(
    ("n_reference", "n_hypothesis", "n_kinds", "n_edits"),
    [
        (2100, 2100, 20, 200),
        (4200, 4100, 40, 400),
        (70, 70_000, 5, 0),
        (70_000, 70, 5, 0),
        (64, 90_000, 9, 0),
        (90_000, 9, 3, 0),
        (20_000, 20_050, 1000, 20),
        (3000, 3000, 2, 0),
        (2600, 2600, 1, 0),
        (5000, 3000, 1, 0),
    ],
)
def test_texts_that_rapidfuzz_divides(
    n_reference: int, n_hypothesis: int, n_kinds: int, n_edits: int
) -> None:
    generator = random.Random(n_reference)
    reference = [str(generator.randrange(n_kinds)) for _ in range(n_reference)]
    hypothesis = [str(generator.randrange(n_kinds)) for _ in range(n_hypothesis)]
    if n_edits:
        hypothesis = list(reference)
        for _ in range(n_edits):
            at = generator.randrange(len(hypothesis))
            hypothesis[at : at + 1] = generator.choice([[], ["x"], [hypothesis[at], "x"]])
    result = wer([" ".join(hypothesis)], [" ".join(reference)])
    names = {"replace": "substitute"}
    answer = [
        (names.get(op.tag, op.tag), *list(op)[1:])
        for op in Levenshtein.opcodes(reference, hypothesis)
    ]
    assert [tuple(chunk) for chunk in result.alignments[0]] == answer
