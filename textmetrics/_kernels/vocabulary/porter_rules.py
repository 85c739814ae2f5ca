"""Suffix rules of the stemmer's variants, as data, and their packing into the table its kernel reads."""

from __future__ import annotations

import functools
import os
import string
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .porter import (
    AFTER_CONSONANT,
    FINAL,
    FIRST_LIST,
    MARTIN_EXTENSIONS,
    MENDED,
    N_LETTERS,
    NLTK_EXTENSIONS,
    NOT_SHORT,
    ORIGINAL_ALGORITHM,
    PLAIN,
    ROUGE_155,
)

# Porter's conditions on the stem, as the shape it must be greater than: twice the measure, plus 1 after a vowel.
_ALWAYS = -1
_HAS_VOWEL = 0
_MEASURE_ABOVE_0 = 1
_MEASURE_ABOVE_1 = 3


class _Rule(NamedTuple):
    """Replace `suffix` by `replacement` where the stem before it meets `condition`."""

    suffix: str
    replacement: str
    condition: int
    kind: int = PLAIN
    # How many letters of the suffix belong to the stem the condition is about.
    n_measured: int = 0
    # The rule is only for words of so many characters; 0: for all.
    n_characters: int = 0


def _rules(condition: int, pairs: str) -> list[_Rule]:
    """Read rules of one condition, written as "suffix>replacement" and parted by spaces."""
    return [
        _Rule(suffix, replacement, condition) for suffix, replacement in (pair.split(">") for pair in pairs.split())
    ]


# nltk's irregular forms, which are whole words.
_NLTK_WORDS = [
    rule._replace(kind=FINAL, n_characters=len(rule.suffix))
    for rule in _rules(
        _ALWAYS,
        "sky>sky skies>sky dying>die lying>lie tying>tie news>news inning>inning innings>inning outing>outing "
        "outings>outing canning>canning cannings>canning howe>howe proceed>proceed exceed>exceed succeed>succeed",
    )
]

# The steps of Porter (1980). Of the rules of one step whose suffix the word has, the one of the longest suffix counts.
_STEP_1A = _rules(_ALWAYS, "sses>ss ies>i ss>ss s>")
_STEP_1B = [
    _Rule("eed", "ee", _MEASURE_ABOVE_0),
    _Rule("ed", "", _HAS_VOWEL, kind=MENDED),
    _Rule("ing", "", _HAS_VOWEL, kind=MENDED),
]
_STEP_1C = [_Rule("y", "i", _HAS_VOWEL)]
_STEP_2_BUT_ABLI = _rules(
    _MEASURE_ABOVE_0,
    "ational>ate tional>tion enci>ence anci>ance izer>ize alli>al entli>ent eli>e ousli>ous ization>ize ation>ate "
    "ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble",
)
_STEP_2 = [*_STEP_2_BUT_ABLI, _Rule("abli", "able", _MEASURE_ABOVE_0)]
_STEP_3 = _rules(_MEASURE_ABOVE_0, "icate>ic ative> alize>al iciti>ic ical>ic ful> ness>")
_STEP_4_BUT_SOME = _rules(
    _MEASURE_ABOVE_1, "al> ance> ence> er> ic> able> ible> ant> ement> ou> ism> ate> iti> ous> ive> ize>"
)
_MENT = [_Rule("ment", "", _MEASURE_ABOVE_1)]
_ENT = [_Rule("ent", "", _MEASURE_ABOVE_1)]
_ION = [rule._replace(n_measured=1) for rule in _rules(_MEASURE_ABOVE_1, "sion>s tion>t")]
_STEP_4 = _STEP_4_BUT_SOME + _MENT + _ENT + _ION
_STEP_5A = [_Rule("e", "", _MEASURE_ABOVE_0, kind=NOT_SHORT)]
_STEP_5B = [_Rule("ll", "l", _MEASURE_ABOVE_1, n_measured=1)]

# Porter's own later departures from his paper.
_MARTIN_STEP_2 = [*_STEP_2_BUT_ABLI, *_rules(_MEASURE_ABOVE_0, "bli>ble logi>log")]

# nltk's: die, not di, and spi; y after any consonant; -alli first, then what it leaves; -logi after short stems too.
_NLTK_STEP_1A = [_Rule("ies", "ie", _ALWAYS, n_characters=4), *_STEP_1A]
_NLTK_STEP_1B = [_Rule("ied", "ie", _ALWAYS, n_characters=4), _Rule("ied", "i", _ALWAYS), *_STEP_1B]
_NLTK_STEP_1C = [_Rule("y", "i", _ALWAYS, kind=AFTER_CONSONANT)]
_NLTK_BEFORE_STEP_2 = _rules(_MEASURE_ABOVE_0, "alli>al")
_NLTK_STEP_2 = [
    *_STEP_2_BUT_ABLI,
    *_rules(_MEASURE_ABOVE_0, "bli>ble fulli>ful"),
    _Rule("logi", "log", _MEASURE_ABOVE_0, n_measured=1),
]

# ROUGE-1.5.5 tries -ment, -ent and -ion after the others of step 4, each on what is there by then, where Porter
# stops at the first suffix found.
_PASSES = {
    NLTK_EXTENSIONS: [
        _NLTK_WORDS,
        _NLTK_STEP_1A,
        _NLTK_STEP_1B,
        _NLTK_STEP_1C,
        _NLTK_BEFORE_STEP_2,
        _NLTK_STEP_2,
        _STEP_3,
        _STEP_4,
        _STEP_5A,
        _STEP_5B,
    ],
    ORIGINAL_ALGORITHM: [_STEP_1A, _STEP_1B, _STEP_1C, _STEP_2, _STEP_3, _STEP_4, _STEP_5A, _STEP_5B],
    MARTIN_EXTENSIONS: [_STEP_1A, _STEP_1B, _STEP_1C, _MARTIN_STEP_2, _STEP_3, _STEP_4, _STEP_5A, _STEP_5B],
    ROUGE_155: [
        _STEP_1A,
        _STEP_1B,
        _STEP_1C,
        _MARTIN_STEP_2,
        _STEP_3,
        _STEP_4_BUT_SOME,
        _MENT,
        _ENT,
        _ION,
        _STEP_5A,
        _STEP_5B,
    ],
}


def _pack(rule: _Rule) -> list[int]:
    """Give the entries of one rule, in the order of the kernel's field numbers."""
    n_bytes = len(rule.suffix)
    n_kept = len(os.path.commonprefix((rule.suffix, rule.replacement)))
    appended = rule.replacement[n_kept:].encode()
    return [
        int.from_bytes(rule.suffix.encode(), "big"),
        (1 << 8 * n_bytes) - 1 if n_bytes < 8 else -1,
        rule.n_characters,
        n_bytes - rule.n_measured,
        rule.condition,
        rule.kind,
        n_bytes - n_kept,
        int.from_bytes(appended, "little"),
        len(appended),
    ]


@functools.cache
def rule_table(variant: int) -> NDArray[np.int64]:
    """Give the rules of one variant of the stemmer as its kernels read them.

    Args:
        variant: NLTK_EXTENSIONS, ORIGINAL_ALGORITHM, MARTIN_EXTENSIONS or ROUGE_155 of `porter`.

    Returns:
        int64 (n_entries,): variant, number of passes, where the rules of each pass and letter begin, the rules.
        The same array at every call; it is not to be written to.

    Raises:
        KeyError: There is no such variant.
    """
    passes = _PASSES[variant]
    begins: list[int] = []
    packed: list[int] = []
    first_rule = FIRST_LIST + N_LETTERS * len(passes) + 1
    for rules in passes:
        # Sorting keeps the order of rules of one suffix: those for words of some length come first.
        by_length = sorted(rules, key=lambda rule: -len(rule.suffix))
        for letter in string.ascii_lowercase:
            begins.append(first_rule + len(packed))
            for rule in by_length:
                if rule.suffix.endswith(letter):
                    packed += _pack(rule)
    begins.append(first_rule + len(packed))
    return np.array([variant, len(passes), *begins, *packed], dtype=np.int64)
