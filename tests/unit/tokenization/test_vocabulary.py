"""Words and stems that a thread keeps between calls change no score, whatever was scored before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from textmetrics.inputs.text_column import TextColumn
from textmetrics.tokenization import vocabulary
from textmetrics.tokenization.encoder import Encoder
from textmetrics.tokenization.stemming import Stemmer
from textmetrics.tokenization.tokenizers import resolve
from textmetrics.tokenization.workspace import Workspace, _idle

INFLECTED = ["running", "Runs", "run", "flies", "flied", "fly", "happily", "internationalizations", "internationalization"]
WORDS = [*INFLECTED, "x", "\n", "\u212ain"]
STEMMERS = [None, "porter", "porter-original", str.upper]
TYPES = ("rouge1", "rougeL", "rougeLsum")


@given(
    calls=st.lists(
        st.tuples(st.sampled_from(STEMMERS), st.lists(st.sampled_from(WORDS), max_size=8), st.lists(st.sampled_from(WORDS), max_size=8)),
        min_size=2,
        max_size=6,
    ),
    limit=st.sampled_from([1, 3, 60_000]),
    stop_words=st.sampled_from([None, ("run", "x")]),
)
def test_calls_do_not_depend_on_those_before(
    calls: list[tuple[object, list[str], list[str]]], limit: int, stop_words: tuple[str, ...] | None
) -> None:
    def score(stemmer: object, prediction: list[str], reference: list[str]) -> list[object]:
        metric = tm.Rouge(TYPES, stemmer, stop_words=stop_words)
        return metric.statistics([" ".join(prediction)], [" ".join(reference)]).values.tolist()

    expected = []
    for call in calls:
        _idle.clear()
        expected.append(score(*call))
    _idle.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "VOCABULARY_LIMIT", limit)
        assert [score(*call) for call in calls] == expected
    _idle.clear()


@pytest.mark.parametrize("tokenizer", ["rouge-score", "whitespace"])
def test_stems_that_begin_anew_leave_no_old_ids(tokenizer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "VOCABULARY_LIMIT", 3)
    work = Workspace()

    def stems(stemmer: str, text: str) -> list[str]:
        encoder = Encoder(resolve(tokenizer), Stemmer(stemmer))
        block = encoder.encode(work, [(TextColumn([text], "predictions"), 0, 1)])
        return [work.stems.word(int(token)) for token in block.ids[: block.offsets[1]]]

    long = "nighthawk" * 5  # so that the tables have room for what follows
    assert stems("porter-original", f"owls eagles {long}s") == ["owl", "eagl", long]
    assert stems("porter", "cats dogs") == ["cat", "dog"]  # the words begin anew, the stems do not
    assert work.stems.n_words == 5
    generations = work.vocabulary.generation, work.stems.generation
    assert stems("porter", "dogs cats birds dogs") == ["dog", "cat", "bird", "dog"]
    assert (work.vocabulary.generation, work.stems.generation) == (generations[0], generations[1] + 1)
    assert work.stems.n_words == 3
