"""Properties of the stemmer: agreement with the paper and with nltk, and what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import porter as oracle
from textmetrics._kernels.vocabulary.porter import (
    MARTIN_EXTENSIONS,
    NLTK_EXTENSIONS,
    ORIGINAL_ALGORITHM,
    ROUGE_155,
    stem,
    stem_words,
)
from textmetrics._kernels.vocabulary.porter_rules import rule_table

VARIANTS = (NLTK_EXTENSIONS, ORIGINAL_ALGORITHM, MARTIN_EXTENSIONS, ROUGE_155)
MARGIN = 3

# Letters that matter to some rule, few vowels and consonants otherwise, and characters of two, three and four bytes.
letters = st.text(alphabet="aeiouybdlmnstwxz", max_size=6)
strange = st.text(alphabet="aeysdé字😀\u0301ß_7*\u212aİ\u2028", max_size=4)
pieces = st.sampled_from(
    "s es ies sses ss ed eed ied ing at bl iz y i ational tional enci anci izer bli abli alli entli eli ousli ization "
    "ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al "
    "ance ence er ic able ible ant ement ment ent sion tion ion ou ism ate iti ous ive ize e l ll ly "
    "sky dy tying news inning cann out howe proc exc succ".split()
)
words = st.one_of(
    st.lists(st.one_of(letters, pieces, pieces, strange), max_size=5).map("".join),
    st.text(alphabet="aybs", max_size=9),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9),
)


def stem_alone(word: str, variant: int) -> str:
    """Stem one word between bytes that must stay as they are."""
    encoded = word.encode()
    buffer = np.frombuffer(bytearray(b"s" * MARGIN + encoded + b"s" * MARGIN), dtype=np.uint8)
    end = MARGIN + len(encoded)
    new_end = stem(buffer, MARGIN, end, rule_table(variant), 0)
    assert MARGIN <= new_end <= end
    assert buffer[:MARGIN].tobytes() + buffer[end:].tobytes() == b"s" * MARGIN * 2
    return buffer[MARGIN:new_end].tobytes().decode()


@pytest.mark.parametrize("name", ["NLTK_EXTENSIONS", "ORIGINAL_ALGORITHM", "MARTIN_EXTENSIONS"])
@settings(deadline=None)
@given(word=words)
def test_stems_are_those_of_nltk(name: str, word: str) -> None:
    reference = pytest.importorskip("nltk.stem.porter").PorterStemmer(name)
    variant = {"NLTK_EXTENSIONS": NLTK_EXTENSIONS, "ORIGINAL_ALGORITHM": ORIGINAL_ALGORITHM}.get(
        name, MARTIN_EXTENSIONS
    )
    assert stem_alone(word, variant) == reference.stem(word, to_lowercase=False)


# The paper knows no "*"; nltk gives it a meaning in "*d".
@settings(deadline=None)
@given(word=words.map(lambda word: word.replace("*", "b")))
def test_original_stems_are_those_of_the_paper(word: str) -> None:
    assert stem_alone(word, ORIGINAL_ALGORITHM) == oracle.stem(word)


@settings(deadline=None)
@given(word=words)
def test_rouge_155_stems_are_as_described(word: str) -> None:
    assert stem_alone(word, ROUGE_155) == oracle.stem_rouge_155(word)


@settings(deadline=None)
@given(
    column=st.lists(words, max_size=6),
    variant=st.sampled_from(VARIANTS),
    min_characters=st.integers(0, 6),
    data=st.data(),
)
def test_a_column_is_stemmed_word_by_word(
    column: list[str], variant: int, min_characters: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(column)), label="first")
    last = data.draw(st.integers(first, len(column)), label="last")
    encoded = [word.encode() for word in column]
    starts = np.cumsum([0, *(len(word) + 1 for word in encoded)], dtype=np.int64)[:-1].copy()
    ends = np.array([start + len(word) for start, word in zip(starts, encoded, strict=True)], dtype=np.int64)
    buffer = np.frombuffer(bytearray(b"\0".join([*encoded, b""])), dtype=np.uint8)
    stem_words(buffer, starts, ends, first, last, rule_table(variant), min_characters)
    found = [buffer[start:end].tobytes().decode() for start, end in zip(starts, ends, strict=True)]
    assert found == [
        stem_alone(word, variant) if first <= index < last and len(word) > min_characters else word
        for index, word in enumerate(column)
    ]
