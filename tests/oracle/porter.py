"""Stem words as M. F. Porter, "An algorithm for suffix stripping" (Program 14(3), 1980), says; and as ROUGE-1.5.5 does.

Words are lower-cased. Where the paper is silent, its examples decide: of the rules of one step only that of the longest
suffix the word has is considered (step 5a apart), whether or not its condition holds: "feed" keeps its -ed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Condition = Callable[[str], bool]
Rule = tuple[str, str, Condition]


def is_consonant(word: str, index: int) -> bool:
    """Tell whether a letter is a consonant: not a, e, i, o, u, nor a y that follows a consonant."""
    if word[index] in "aeiou":
        return False
    if word[index] != "y" or index == 0:
        return True
    return not is_consonant(word, index - 1)


def form(stem: str) -> str:
    """Write c for each consonant and v for each vowel."""
    return "".join("c" if is_consonant(stem, index) else "v" for index in range(len(stem)))


def measure(stem: str) -> int:
    """Give m of the form [C](VC)^m[V], where C and V are runs of consonants and of vowels."""
    match = re.fullmatch("(c+)?((v+c+)*)(v+)?", form(stem))
    assert match is not None
    return len(re.findall("v+c+", match[2]))


def is_positive(stem: str) -> bool:
    """The condition m > 0."""
    return measure(stem) > 0


def is_above_one(stem: str) -> bool:
    """The condition m > 1."""
    return measure(stem) > 1


def has_vowel(stem: str) -> bool:
    """The condition *v*."""
    return "v" in form(stem)


def ends_in_double_consonant(stem: str) -> bool:
    """The condition *d."""
    return len(stem) > 1 and stem[-1] == stem[-2] and form(stem).endswith("c")


def ends_short(stem: str) -> bool:
    """The condition *o: consonant, vowel, consonant, where the last is not w, x or y."""
    return form(stem).endswith("cvc") and stem[-1] not in "wxy"


def always(stem: str) -> bool:
    """No condition."""
    return True


def apply(word: str, rules: Sequence[Rule]) -> str:
    """Apply the rule of the longest suffix the word has, if its condition holds."""
    for suffix, replacement, condition in sorted(rules, key=lambda rule: len(rule[0]), reverse=True):
        if word.endswith(suffix):
            stem = word[: len(word) - len(suffix)]
            return stem + replacement if condition(stem) else word
    return word


def step_1(word: str) -> str:
    """Plurals, -ed and -ing, final y."""
    word = apply(word, [("sses", "ss", always), ("ies", "i", always), ("ss", "ss", always), ("s", "", always)])
    if word.endswith("eed"):
        word = apply(word, [("eed", "ee", is_positive)])
    else:
        stem = apply(word, [("ed", "", has_vowel), ("ing", "", has_vowel)])
        if stem != word:
            word = stem
            if word.endswith(("at", "bl", "iz")) or (measure(word) == 1 and ends_short(word)):
                word += "e"
            elif ends_in_double_consonant(word) and word[-1] not in "lsz":
                word = word[:-1]
    return apply(word, [("y", "i", has_vowel)])


STEP_2 = {
    "ational": "ate",
    "tional": "tion",
    "enci": "ence",
    "anci": "ance",
    "izer": "ize",
    "abli": "able",
    "alli": "al",
    "entli": "ent",
    "eli": "e",
    "ousli": "ous",
    "ization": "ize",
    "ation": "ate",
    "ator": "ate",
    "alism": "al",
    "iveness": "ive",
    "fulness": "ful",
    "ousness": "ous",
    "aliti": "al",
    "iviti": "ive",
    "biliti": "ble",
}
STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
STEP_4 = "al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize".split()


def is_above_one_in_s_or_t(stem: str) -> bool:
    """The condition m > 1 and (*S or *T)."""
    return is_above_one(stem) and stem[-1] in "st"


ION: Rule = ("ion", "", is_above_one_in_s_or_t)


def step_5(word: str) -> str:
    """Final e, final ll."""
    if word.endswith("e"):
        stem = word[:-1]
        if measure(stem) > 1 or (measure(stem) == 1 and not ends_short(stem)):
            word = stem
    if word.endswith("ll") and is_above_one(word):
        word = word[:-1]
    return word


def stem(word: str) -> str:
    """Stem a word as the paper says."""
    word = step_1(word)
    word = apply(word, [(suffix, replacement, is_positive) for suffix, replacement in STEP_2.items()])
    word = apply(word, [(suffix, replacement, is_positive) for suffix, replacement in STEP_3.items()])
    word = apply(word, [*((suffix, "", is_above_one) for suffix in STEP_4), ION])
    return step_5(word)


def stem_rouge_155(word: str) -> str:
    """Stem a word as ROUGE-1.5.5 does.

    Words of two letters stay; -bli and -logi are suffixes of step 2, as in Porter's own programs; and -ment, -ent and
    -ion are tried one after another when the rest of step 4 is done.
    """
    if len(word) < 3:
        return word
    step_2 = {suffix: replacement for suffix, replacement in STEP_2.items() if suffix != "abli"}
    step_2.update(bli="ble", logi="log")
    word = step_1(word)
    word = apply(word, [(suffix, replacement, is_positive) for suffix, replacement in step_2.items()])
    word = apply(word, [(suffix, replacement, is_positive) for suffix, replacement in STEP_3.items()])
    word = apply(word, [(suffix, "", is_above_one) for suffix in STEP_4 if suffix not in ("ment", "ent")])
    word = apply(word, [("ment", "", is_above_one)])
    word = apply(word, [("ent", "", is_above_one)])
    word = apply(word, [ION])
    return step_5(word)
