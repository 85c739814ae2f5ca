"""Porter's stemmer, in place, driven by a table of rules: nltk's three variants of it and the one of ROUGE-1.5.5."""

from __future__ import annotations

import numpy as np

from ..compiler import kernel

# The variants; a rule table (made by porter_rules.py) is for one of them.
NLTK_EXTENSIONS = 0
ORIGINAL_ALGORITHM = 1
MARTIN_EXTENSIONS = 2
ROUGE_155 = 3

# A rule table is one int64 array: the variant, the number of passes, for every pass and letter a–z where those of its
# rules begin whose suffix ends in that letter (each list ends where the next begins), then the rules.
VARIANT = 0
N_PASSES = 1
FIRST_LIST = 2
N_LETTERS = 26

# A rule is N_FIELDS entries in a row. Texts of up to eight bytes are packed into one entry.
SUFFIX = 0  # the suffix, its last byte lowest
MASK = 1  # ones where SUFFIX has bytes
N_CHARACTERS = 2  # how many characters the whole word must have for the rule to be considered; 0: any number
N_UNMEASURED = 3  # how many bytes at the end do not belong to the stem the condition is about
SHAPE_ABOVE = 4  # the condition: the shape of the stem (see `_scan`) is greater than this
KIND = 5  # what else is to be done, one of the following
N_CUT = 6  # how many bytes at the end are replaced
APPENDED = 7  # by what, its first byte lowest
N_APPENDED = 8  # its bytes, at most N_CUT
N_FIELDS = 9

PLAIN = 0
FINAL = 1  # nothing follows
MENDED = 2  # what is left is mended
AFTER_CONSONANT = 3  # the stem must also have two characters and end in a consonant
NOT_SHORT = 4  # the stem must not be short (see `_is_short`)

# The bits of a, e, i, o, u, each by the low five bits of its byte.
_VOWELS = (1 << 1) | (1 << 5) | (1 << 9) | (1 << 15) | (1 << 21)
_LOWER_CASE = 3  # the upper three bits of a–z
_STAR = 42
_A = 97
_D = 100
_E = 101
_L = 108
_S = 115
_W = 119
_X = 120
_Y = 121
_Z = 122
_AT = 0x6174
_BL = 0x626C
_IZ = 0x697A
_STAR_D = 0x2A64


@kernel
def _scan(buffer, start, end):
    """Look at the characters of buffer[start:end] as vowels and consonants.

    Vowels are a, e, i, o, u, and y after a consonant; everything else, non-ASCII letters too, is a consonant.

    Returns:
        shape: 2 × the measure (how often a consonant follows a vowel), plus 1 if the last character is a vowel.
        before: 1 if the last character but one is a vowel, plus 2 if the one before it is.
        n_characters: how many characters there are.
    """
    measure = 0
    vowel = 0
    before = 0
    n_characters = 0
    # A y that begins the word is a consonant.
    y_is_vowel = 0
    for i in range(start, end):
        byte = np.int64(buffer[i])
        if (byte & 0xC0) == 0x80:
            continue
        before = ((before << 1) | vowel) & 3
        now = (_VOWELS >> (byte & 31)) & (byte >> 5 == _LOWER_CASE)
        if byte == _Y:
            now = y_is_vowel
        y_is_vowel = 1 - now
        measure += vowel & y_is_vowel
        vowel = now
        n_characters += 1
    return 2 * measure + vowel, before, n_characters


@kernel
def _is_short(shape, before, n_characters, last, variant):
    """Tell whether a stem has measure 1 and ends in consonant, vowel and a consonant that is not w, x or y.

    `last` is its last byte, the others are what `_scan` gives. To nltk a vowel and any consonant will do, if they are
    all there is.
    """
    if shape != 2 or before != 1:
        return False
    if n_characters == 2:
        return variant == NLTK_EXTENSIONS
    return last != _W and last != _X and last != _Y


@kernel
def _mend(buffer, start, end, variant):
    """Add an e to buffer[start:end], or undouble its last consonant, once -ed or -ing is gone; give the new end."""
    shape, before, n_characters = _scan(buffer, start, end)
    byte = buffer[end - 1]
    append = _is_short(shape, before, n_characters, byte, variant)
    if n_characters > 1:
        pair = (np.int64(buffer[end - 2]) << 8) | np.int64(byte)
        if pair == _STAR_D and variant != ROUGE_155:
            # nltk's list of rules has "*d" for "doubled consonant", and finds that suffix in words too.
            buffer[end - 2] = _D
            return end - 1
        append = append or pair in (_AT, _BL, _IZ)
        last = end - 1
        while (buffer[last] & 0xC0) == 0x80 and last > start:
            last -= 1
        size = end - last
        same = 0
        while same < size and buffer[last + same] == buffer[last - size + same]:
            same += 1
        if same == size and (shape & 1) == 0 and byte != _L and byte != _S and byte != _Z:
            return last
    if append:
        buffer[end] = _E
        end += 1
    return end


@kernel
def stem(buffer, start, end, rules, min_characters):
    """Stem the word buffer[start:end] in place and give its new end, which is never greater than `end`.

    Args:
        buffer: uint8 (n_bytes,), holds the word, lower-cased UTF-8; nothing outside buffer[start:end] is written.
        start: int64, where the word begins.
        end: int64, one past its last byte.
        rules: int64, what `rule_table` gives for the variant wanted.
        min_characters: int64, a word of at most so many code points stays as it is.

    Assumes:
        0 ≤ start ≤ end ≤ n_bytes; the word is valid UTF-8, but for single bytes 0xFE and 0xFF in place of characters.
    """
    variant = rules[VARIANT]
    n_characters = 0
    for i in range(start, end):
        n_characters += (buffer[i] & 0xC0) != 0x80
    if n_characters <= min_characters or (n_characters <= 2 and variant != ORIGINAL_ALGORITHM):
        return end
    tail = np.int64(0)
    tail_end = np.int64(-1)
    for rule_pass in range(rules[N_PASSES]):
        if end == start:
            return end
        letter = np.int64(buffer[end - 1]) - _A
        if letter < 0 or letter >= N_LETTERS:
            continue
        rule = rules[FIRST_LIST + rule_pass * N_LETTERS + letter]
        last_rule = rules[FIRST_LIST + rule_pass * N_LETTERS + letter + 1]
        if rule == last_rule:
            continue
        if tail_end != end:
            tail_end = end
            tail = np.int64(0)
            for i in range(max(start, end - 8), end):
                tail = (tail << 8) | np.int64(buffer[i])
        while rule < last_rule:
            only_for = rules[rule + N_CHARACTERS]
            if (tail & rules[rule + MASK]) == rules[rule + SUFFIX] and (only_for == 0 or only_for == n_characters):
                break
            rule += N_FIELDS
        if rule == last_rule:
            continue
        stem_end = end - rules[rule + N_UNMEASURED]
        kind = rules[rule + KIND]
        shape, before, n_stem = _scan(buffer, start, stem_end)
        if shape <= rules[rule + SHAPE_ABOVE]:
            continue
        if kind == AFTER_CONSONANT and ((shape & 1) == 1 or n_stem < 2):
            continue
        if kind == NOT_SHORT and _is_short(shape, before, n_stem, buffer[stem_end - 1], variant):
            continue
        end -= rules[rule + N_CUT]
        n_appended = rules[rule + N_APPENDED]
        # Rules take and put ASCII only. (Mending may not, but after step 1b this number is not asked for.)
        n_characters += n_appended - rules[rule + N_CUT]
        appended = rules[rule + APPENDED]
        while n_appended > 0:
            buffer[end] = appended & 0xFF
            appended >>= 8
            end += 1
            n_appended -= 1
        tail_end = np.int64(-1)
        if kind == FINAL:
            return end
        if kind == MENDED:
            end = _mend(buffer, start, end, variant)
    return end


@kernel
def stem_words(buffer, starts, ends, first, last, rules, min_characters):
    """Stem in place those of the words first … last - 1 that have more than `min_characters` code points.

    Args:
        buffer: uint8 (n_bytes,), lower-cased UTF-8; word k is buffer[starts[k]:ends[k]].
        starts: int64 (n_words,), where words begin.
        ends: int64 (n_words,), output too: one past the last byte of each word.
        first: int64, the first word.
        last: int64, one past the last word.
        rules: int64, what `rule_table` gives for the variant wanted.
        min_characters: int64, a word of at most so many code points stays as it is.

    Assumes:
        As `stem`, for every word; words do not overlap.
    """
    for word in range(first, last):
        ends[word] = stem(buffer, starts[word], ends[word], rules, min_characters)
