"""Counts agree with the oracles for texts of any length, and depend on no split of the rows."""

from __future__ import annotations

import random
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from tests.oracle.lcs import lcs_length, union_lcs_hits
from tests.oracle.ngrams import clipped_matches
from tests.strategies import text_corpora
from textmetrics.counting import line_by_line, pairs
from textmetrics.tokenization.tokenizers import Tokenizer

# Lengths at which a word of bits, or the bit side as a whole, is full.
EDGES = [0, 1, 2, 3, 62, 63, 64, 65, 66, 126, 127, 128, 129, 130, 191, 192, 193, 260]
ORDERS = (1, 2, 3, 5)
TYPES = (*(f"rouge{n}" for n in ORDERS), "rougeL")


@st.composite
def _long_ids(draw: st.DrawFn) -> list[int]:
    n_tokens = draw(st.sampled_from(EDGES) | st.integers(0, 140))
    n_kinds = draw(st.sampled_from([1, 2, 3, 8, 60]))
    chosen = random.Random(draw(st.integers(0, 2**32)))
    return [chosen.randrange(n_kinds) for _ in range(n_tokens)]


@given(prediction=_long_ids(), reference=_long_ids())
def test_ids_of_any_length_count_as_the_oracles_do(prediction: list[int], reference: list[int]) -> None:
    rows = tm.Rouge(types=TYPES).statistics([prediction], [reference]).values.reshape(len(TYPES), 3)
    for n, row in zip(ORDERS, rows, strict=False):
        expected = [clipped_matches(prediction, [reference], n), max(len(prediction) - n + 1, 0), max(len(reference) - n + 1, 0)]
        assert row.tolist() == expected
    assert rows[-1].tolist() == [lcs_length(prediction, reference), len(prediction), len(reference)]


@given(prediction=_long_ids(), references=st.lists(_long_ids(), min_size=1, max_size=3))
def test_bleu_matches_are_clipped_by_the_best_reference(prediction: list[int], references: list[list[int]]) -> None:
    result = tm.Bleu(max_order=5).score([prediction], [references])
    assert result.matches.tolist() == [clipped_matches(prediction, references, n) for n in range(1, 6)]
    lengths = sorted((abs(len(reference) - len(prediction)), len(reference)) for reference in references)
    assert result.reference_length == lengths[0][1]
    assert tm.Bleu(reference_length="shortest").score([prediction], [references]).reference_length == min(map(len, references))
    average = tm.Bleu(reference_length="average").score([prediction], [references]).reference_length
    assert average == pytest.approx(sum(map(len, references)) / len(references), abs=1e-5)


@st.composite
def _lines(draw: st.DrawFn) -> list[list[str]]:
    n_lines = draw(st.integers(0, 4) | st.integers(5, 20))
    chosen = random.Random(draw(st.integers(0, 2**32)))
    n_kinds = draw(st.sampled_from([1, 2, 4, 30]))
    # Few lines of any length, or many short ones, of which several go into one word.
    sampled = [0, 1, 5, 20, 63, 64, 65, 128, 140] if n_lines < 5 else [0, 1, 2, 3, 5, 8, 13, 31, 32, 63]
    lengths = [draw(st.sampled_from(sampled)) for _ in range(n_lines)]
    return [[f"w{chosen.randrange(n_kinds)}" for _ in range(length)] for length in lengths]


@pytest.mark.parametrize("kept_words", [1 << 17, 0], ids=["columns kept", "checkpoints"])
@given(prediction=_lines(), reference=_lines())
def test_lines_count_as_the_oracle_does(kept_words: int, prediction: list[list[str]], reference: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_by_line, "KEPT_COLUMNS_WORDS", kept_words)
        texts = ["\n".join(" ".join(line) for line in lines) for lines in (prediction, reference)]
        row = tm.Rouge(types=("rougeLsum",)).statistics([texts[0]], [texts[1]]).values[0]
    totals = [sum(map(len, prediction)), sum(map(len, reference))]
    assert row.tolist() == [union_lcs_hits(prediction, reference), *totals]


@given(corpus=text_corpora(max_rows=8), threads=st.integers(1, 3), block_bytes=st.sampled_from([1, 30, 10**6]))
def test_threads_and_blocks_change_nothing(corpus: list[tuple[str, list[str]]], threads: int, block_bytes: int) -> None:
    corpus = [(prediction, references) for prediction, references in corpus if references] or [("", [""])]
    predictions, references = [row[0] for row in corpus], [row[1] for row in corpus]
    metric = tm.Rouge(types=("rouge1", "rouge2", "rougeL", "rougeLsum"), stemmer="porter")
    whole = metric.statistics(predictions, references, threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "BLOCK_BYTES", block_bytes)
        assert metric.statistics(predictions, references, threads=threads) == whole
    parts = [metric.statistics([prediction], [own]) for prediction, own in corpus]
    assert tm.Statistics.concatenate(parts) == whole
    running = metric.accumulator()
    for prediction, own in reversed(corpus):
        running.update([prediction], [own])
    assert np.array_equal(running.statistics.values, whole.values[::-1])


@given(corpus=text_corpora(max_rows=4))
def test_scores_stay_within_bounds_and_swap_with_the_texts(corpus: list[tuple[str, list[str]]]) -> None:
    predictions = [prediction for prediction, _ in corpus]
    references = [own[0] if own else "" for _, own in corpus]
    metric = tm.Rouge(types=("rouge1", "rouge3", "rougeL"))
    forth, back = metric.score(predictions, references), metric.score(references, predictions)
    for name, scores in forth.items():
        assert np.array_equal(scores.precision, back[name].recall)
        assert ((scores.f1 >= 0) & (scores.f1 <= 1)).all()
    own = metric.score(predictions, predictions)["rouge1"].f1
    assert own.tolist() == [1.0 if tm.tokenize(prediction) else 0.0 for prediction in predictions]


def _words(n_words: int, chosen: random.Random) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    lengths = chosen.choices([1, 2, 7, 8, 9, 15, 16, 17, 31, 40], k=n_words)
    return ["".join(chosen.choices(letters[: chosen.choice([2, 36])], k=length)) for length in lengths]


def test_equal_words_and_only_these_have_equal_ids() -> None:
    # Enough distinct words for the table to grow several times; lengths around eight and sixteen bytes.
    words = _words(40_000 if JIT_IS_ON else 3_000, random.Random(7))
    from textmetrics.inputs.text_column import TextColumn
    from textmetrics.tokenization.encoder import Encoder
    from textmetrics.tokenization.tokenizers import TOKENIZERS
    from textmetrics.tokenization.workspace import Workspace

    tokenizer = TOKENIZERS["rouge-score"]
    assert isinstance(tokenizer, Tokenizer)
    work = Workspace()
    block = Encoder(tokenizer).encode(work, [(TextColumn([" ".join(words)], "predictions"), 0, 1)])
    ids = block.ids[: block.offsets[1]].tolist()
    assert len(ids) == len(words)
    assert len(set(zip(words, ids, strict=True))) == len(set(words)) == len(set(ids)) == block.n_ids
    spelled = [work.vocabulary.word(token) for token in ids[:500]]
    assert spelled == words[:500]


def test_a_vocabulary_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from textmetrics.tokenization import vocabulary

    monkeypatch.setattr(vocabulary, "VOCABULARY_LIMIT", 50)
    monkeypatch.setattr(sys.modules["textmetrics.tokenization.workspace"], "_idle", [])
    monkeypatch.setattr(pairs, "BLOCK_BYTES", 2000)
    chosen = random.Random(3)
    texts = [" ".join(_words(20, chosen)) for _ in range(60)]
    for stemmer in (None, "porter"):
        scores = tm.rouge(texts, texts, types=("rouge2",), stemmer=stemmer, threads=1)["rouge2"]
        assert scores.f1.tolist() == [1.0] * 60


def test_a_stemmer_may_be_a_callable() -> None:
    from nltk.stem.porter import PorterStemmer

    texts = ["running flatteringly through international trees", "the runner ran internationally", "abc"]
    built_in = tm.Rouge(types=("rouge1",), stemmer="porter").statistics(texts, texts[::-1])
    called = tm.Rouge(types=("rouge1",), stemmer=PorterStemmer()).statistics(texts, texts[::-1])
    assert np.array_equal(built_in.values, called.values)


def test_a_tokenizer_may_be_a_callable() -> None:
    texts = ["a b\nc", "", "b\0 c"]
    built_in = tm.Rouge(types=("rouge1", "rougeLsum"), tokenizer="whitespace").statistics(texts, texts[::-1])
    called = tm.Rouge(types=("rouge1", "rougeLsum"), tokenizer=str.split).statistics(texts, texts[::-1])
    assert np.array_equal(built_in.values, called.values)
