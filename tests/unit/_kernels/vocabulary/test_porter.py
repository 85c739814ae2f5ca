"""The stemmer on the paper's examples, on recorded answers of the reference programs, and on words of real texts."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import numpy as np
import pytest

from tests.oracle import porter as oracle
from tests.shared_data import load_cases, load_rows, requires_shared
from textmetrics._kernels.vocabulary.porter import (
    MARTIN_EXTENSIONS,
    NLTK_EXTENSIONS,
    ORIGINAL_ALGORITHM,
    ROUGE_155,
    stem,
    stem_words,
)
from textmetrics._kernels.vocabulary.porter_rules import rule_table

NLTK_NAMES = {
    NLTK_EXTENSIONS: "NLTK_EXTENSIONS",
    ORIGINAL_ALGORITHM: "ORIGINAL_ALGORITHM",
    MARTIN_EXTENSIONS: "MARTIN_EXTENSIONS",
}
# Kernels run as plain Python are slow: of the many words of real texts, that lane takes one in forty.
ONE_IN = 40 if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0") else 1


def stems(words: Sequence[str], variant: int, min_characters: int = 0) -> list[str]:
    """Stem words side by side in one buffer."""
    encoded = [word.encode() for word in words]
    starts = np.cumsum([0, *(len(word) + 1 for word in encoded)], dtype=np.int64)
    buffer = np.frombuffer(bytearray(b"\0".join([*encoded, b""])), dtype=np.uint8)
    ends = starts[1:] - 1
    stem_words(buffer, starts[:-1].copy(), ends, 0, len(words), rule_table(variant), min_characters)
    return [
        buffer[start:end].tobytes().decode() for start, end in zip(starts[:-1].tolist(), ends.tolist(), strict=True)
    ]


# The examples of the paper, step by step; the stems are those of all its steps.
PAPER = (
    "caresses>caress ponies>poni ties>ti caress>caress cats>cat feed>feed agreed>agre plastered>plaster bled>bled "
    "motoring>motor sing>sing conflated>conflat troubled>troubl sized>size hopping>hop tanned>tan falling>fall "
    "hissing>hiss fizzed>fizz failing>fail filing>file happy>happi sky>sky relational>relat conditional>condit "
    "rational>ration valency>valenc hesitancy>hesit digitizer>digit conformably>conform radically>radic "
    "differently>differ vilely>vile analogously>analog vietnamization>vietnam predication>predic operator>oper "
    "feudalism>feudal decisiveness>decis hopefulness>hope callousness>callous formality>formal sensitivity>sensit "
    "sensibility>sensibl triplicate>triplic formative>form formalize>formal electricity>electr electrical>electr "
    "hopeful>hope goodness>good revival>reviv allowance>allow inference>infer airliner>airlin gyroscopic>gyroscop "
    "adjustable>adjust defensible>defens irritant>irrit replacement>replac adjustment>adjust dependent>depend "
    "adoption>adopt communism>commun activate>activ angularity>angular homologous>homolog effective>effect "
    "bowdlerize>bowdler probate>probat rate>rate cease>ceas controlling>control rolling>roll generalizations>gener "
    "oscillators>oscil"
)


@pytest.mark.parametrize("variant", [ORIGINAL_ALGORITHM, MARTIN_EXTENSIONS, ROUGE_155])
def test_paper_examples(variant: int) -> None:
    words, expected = zip(*(pair.split(">") for pair in PAPER.split()), strict=True)
    assert stems(words, variant) == list(expected)


@pytest.mark.parametrize(
    ("variant", "pairs"),
    [
        # nltk's irregular forms, -ies and -ied after one letter, y after a vowel, -alli, -fulli, short -logi.
        (
            NLTK_EXTENSIONS,
            "sky>sky skies>sky dying>die lying>lie tying>tie news>news innings>inning inning>inning outings>outing "
            "cannings>canning howe>howe proceed>proceed exceed>exceed succeed>succeed newss>newss ties>tie éies>éie "
            "spies>spi died>die spied>spi enjoy>enjoy spy>spi by>by relationally>relat wilfully>wil geology>geolog "
            "is>is eyes>eye",
        ),
        (ORIGINAL_ALGORITHM, "is>i as>a s> geology>geologi forcibly>forcibli ties>ti sky>sky"),
        (MARTIN_EXTENSIONS, "is>is geology>geologi archaeology>archaeolog forcibly>forcibl argument>argument"),
        (
            ROUGE_155,
            "agreement>agreem document>docum element>elem argument>argum affectionate>affect compassionate>compass "
            "executioner>execut unquestionable>unquest consideration>consider replacement>replac is>is",
        ),
    ],
)
def test_what_a_variant_does_differently(variant: int, pairs: str) -> None:
    words, expected = zip(*(pair.split(">") for pair in pairs.split()), strict=True)
    assert stems(words, variant) == list(expected)


def test_doubled_consonants_are_characters() -> None:
    # aéé + ing is undoubled; é (C3 A9) after è (C3 A8) is not a double, though they share a byte.
    assert stems(["aééing", "aèéing", "a字字ed", "a字ed"], ORIGINAL_ALGORITHM) == ["aé", "aèé", "a字", "a字"]


def test_characters_outside_ascii_are_consonants() -> None:
    # m("éa") = 0, m("éaé") = 1: only the second loses -ness.
    assert stems(["éaness", "éaéness"], ORIGINAL_ALGORITHM) == ["éaness", "éaé"]
    # Consonant, vowel, consonant, each of more than one byte where it can be.
    assert stems(["éaéed", "éaxed"], ORIGINAL_ALGORITHM) == ["éaée", "éax"]


def test_two_characters_are_too_few_whatever_their_bytes() -> None:
    words = ["😀s", "és", "ss", "s", ""]
    assert stems(words, NLTK_EXTENSIONS) == words
    assert stems(words, MARTIN_EXTENSIONS) == words
    assert stems(words, ORIGINAL_ALGORITHM) == ["😀", "é", "ss", "", ""]


def test_min_characters_counts_code_points() -> None:
    assert stems(["cats", "éas", "éass", "éats"], NLTK_EXTENSIONS, 3) == ["cat", "éas", "éass", "éat"]
    assert stems(["cats", "motoring"], NLTK_EXTENSIONS, 4) == ["cats", "motor"]


def test_stands_for_nul_and_for_the_empty_token_are_kept() -> None:
    buffer = np.frombuffer(bytearray(b"\xfe\0a\xffs\0cat\xffs\0"), dtype=np.uint8)
    starts, ends = np.array([0, 2, 6], dtype=np.int64), np.array([1, 5, 11], dtype=np.int64)
    stem_words(buffer, starts, ends, 0, 3, rule_table(NLTK_EXTENSIONS), 0)
    assert ends.tolist() == [1, 4, 10]


def test_words_outside_the_range_stay() -> None:
    buffer = np.frombuffer(bytearray(b"cats\0cats\0cats\0"), dtype=np.uint8)
    starts, ends = np.array([0, 5, 10], dtype=np.int64), np.array([4, 9, 14], dtype=np.int64)
    stem_words(buffer, starts, ends, 1, 2, rule_table(NLTK_EXTENSIONS), 0)
    assert ends.tolist() == [4, 8, 14]


def test_a_word_may_fill_the_buffer() -> None:
    buffer = np.frombuffer(bytearray(b"conflated"), dtype=np.uint8)
    assert stem(buffer, 0, 9, rule_table(ORIGINAL_ALGORITHM), 0) == 7
    assert buffer[:7].tobytes() == b"conflat"


def test_long_runs() -> None:
    for word in ("y" * 301, "ay" * 200 + "ing", "s" * 400, "😀" * 99 + "ness"):
        assert stems([word], ORIGINAL_ALGORITHM) == [oracle.stem(word)]


def test_unknown_variant() -> None:
    with pytest.raises(KeyError):
        rule_table(4)


@requires_shared
@pytest.mark.parametrize(
    ("variant", "field"),
    [
        (NLTK_EXTENSIONS, "nltk"),
        (ORIGINAL_ALGORITHM, "original"),
        (MARTIN_EXTENSIONS, "martin"),
        (ROUGE_155, "rouge155_stem"),
    ],
)
def test_recorded_answers(variant: int, field: str) -> None:
    cases = load_cases("porter")
    words = [case["hyp"] for case in cases]
    expected = [case["expected"][field] for case in cases]
    assert len(words) > 3000
    assert stems(words, variant) == expected


@pytest.fixture(scope="module")
def real_words() -> list[str]:
    """Every distinct lower-cased word of two sets of summaries and their references."""
    pytest.importorskip("pyarrow")
    words: set[str] = set()
    for name in ("cnndm_pointergen", "xsum_edinburgh"):
        rows = load_rows(name)
        for prediction, references in zip(rows.predictions, rows.references, strict=True):
            for text in (prediction, *references):
                words.update(re.findall(r"\w+", text.lower()))
    return sorted(words)[::ONE_IN]


@requires_shared
@pytest.mark.parametrize("variant", list(NLTK_NAMES))
def test_real_words_as_nltk(real_words: list[str], variant: int) -> None:
    reference = pytest.importorskip("nltk.stem.porter").PorterStemmer(NLTK_NAMES[variant])
    assert len(real_words) > 1000
    assert stems(real_words, variant) == [reference.stem(word, to_lowercase=False) for word in real_words]


@requires_shared
@pytest.mark.parametrize(
    ("variant", "by_definition"), [(ORIGINAL_ALGORITHM, oracle.stem), (ROUGE_155, oracle.stem_rouge_155)]
)
def test_real_words_as_defined(real_words: list[str], variant: int, by_definition: object) -> None:
    assert callable(by_definition)
    words = real_words[::4]
    assert stems(words, variant) == [by_definition(word) for word in words]
