"""jiwer's transforms: what is done to texts before their words are compared."""

from __future__ import annotations

import re
import string
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

__all__ = [
    "AbstractTransform",
    "Compose",
    "ExpandCommonEnglishContractions",
    "ReduceToListOfListOfChars",
    "ReduceToListOfListOfWords",
    "ReduceToSingleSentence",
    "RemoveEmptyStrings",
    "RemoveKaldiNonWords",
    "RemoveMultipleSpaces",
    "RemovePunctuation",
    "RemoveSpecificWords",
    "RemoveWhiteSpace",
    "Strip",
    "SubstituteRegexes",
    "SubstituteWords",
    "ToLowerCase",
    "ToUpperCase",
]

_MULTIPLE_SPACES = re.compile(r"\s\s+")
_KALDI_NON_WORD = re.compile(r"[<\[][^>\]]*[>\]]")
# One after another: what a pattern leaves is looked at by the next.
_CONTRACTIONS = (
    ("won't", "will not"),
    ("can't", "can not"),
    ("let's", "let us"),
    ("n't", " not"),
    ("'re", " are"),
    ("'s", " is"),
    ("'d", " would"),
    ("'ll", " will"),
    ("'t", " not"),
    ("'ve", " have"),
    ("'m", " am"),
)


class AbstractTransform:
    """A transform, called with a str or a list of str; subclasses say what is done to one str."""

    def __call__(self, sentences: str | list[str]) -> Any:
        """Transform a text, or every text of a list.

        Raises:
            ValueError: `sentences` is neither str nor list.
        """
        if isinstance(sentences, str):
            return self.process_string(sentences)
        if isinstance(sentences, list):
            return self.process_list(sentences)
        raise ValueError(f"input {sentences} was expected to be a string or list of strings")

    def process_string(self, s: str) -> Any:
        """Transform one text."""
        raise NotImplementedError

    def process_list(self, inp: list[str]) -> Any:
        """Transform a list of texts."""
        return [self.process_string(text) for text in inp]


class Compose:
    """Several transforms, one after another.

    The last one must make lists of lists of words or characters.

    Args:
        transforms: What is called in turn.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.Compose([jiwer.ToLowerCase(), jiwer.ReduceToListOfListOfWords()])(["A b"])
        [['a', 'b']]
    """

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, text: Any) -> Any:
        """Transform a text or a list of texts."""
        for transform in self.transforms:
            text = transform(text)
        return text


class BaseRemoveTransform(AbstractTransform):
    """Replace some strings, one after another.

    Args:
        tokens_to_remove: What is replaced.
        replace_token: By what.
    """

    def __init__(self, tokens_to_remove: Iterable[str], replace_token: str = "") -> None:
        self.tokens_to_remove = tokens_to_remove
        self.replace_token = replace_token

    def process_string(self, s: str) -> str:
        """Transform one text."""
        for token in self.tokens_to_remove:
            s = s.replace(token, self.replace_token)
        return s


class _Reduce(AbstractTransform):
    """Make a list of lists; no text is one empty sentence."""

    def process_list(self, inp: list[str]) -> list[list[str]]:
        """Transform a list of texts."""
        return [self.process_string(text)[0] for text in inp] or [[]]


class ReduceToListOfListOfWords(_Reduce):
    """Split texts into words at a delimiter; empty words are dropped.

    Args:
        word_delimiter: What stands between words.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ReduceToListOfListOfWords()(["hi", "this is  it"])
        [['hi'], ['this', 'is', 'it']]
    """

    def __init__(self, word_delimiter: str = " ") -> None:
        self.word_delimiter = word_delimiter

    def process_string(self, s: str) -> list[list[str]]:
        """Transform one text."""
        return [[word for word in s.split(self.word_delimiter) if word]]


class ReduceToListOfListOfChars(_Reduce):
    """Split texts into characters.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ReduceToListOfListOfChars()("a b")
        [['a', ' ', 'b']]
    """

    def process_string(self, s: str) -> list[list[str]]:
        """Transform one text."""
        return [list(s)]


class ReduceToSingleSentence(AbstractTransform):
    """Join the texts of a list that are not empty; one str stays as it is.

    Args:
        word_delimiter: What is put between texts.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ReduceToSingleSentence()(["hi", "", "this is it"])
        ['hi this is it']
    """

    def __init__(self, word_delimiter: str = " ") -> None:
        self.word_delimiter = word_delimiter

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s

    def process_list(self, inp: list[str]) -> list[str]:
        """Transform a list of texts."""
        texts = [text for text in inp if text]
        return [self.word_delimiter.join(texts)] if texts else []


class SubstituteRegexes(AbstractTransform):
    r"""Replace what regular expressions match, one after another.

    Args:
        substitutions: From a regular expression to its replacement.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.SubstituteRegexes({r"doom": "sacr", r"\b(\w+)ed\b": r"\1"})(["doomed or loved"])
        ['sacr or lov']
    """

    def __init__(self, substitutions: Mapping[str, str]) -> None:
        self.substitutions = substitutions

    def process_string(self, s: str) -> str:
        """Transform one text."""
        for pattern, replacement in self.substitutions.items():
            s = re.sub(pattern, replacement, s)
        return s


class SubstituteWords(AbstractTransform):
    """Replace whole words, one after another.

    Args:
        substitutions: From a word to its replacement.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.SubstituteWords({"you": "i", "'re": " am"})(["you're pretty", "your"])
        ['i am pretty', 'your']
    """

    def __init__(self, substitutions: Mapping[str, str]) -> None:
        self.substitutions = substitutions

    def process_string(self, s: str) -> str:
        """Transform one text."""
        for word, replacement in self.substitutions.items():
            s = re.sub(rf"\b{re.escape(word)}\b", replacement, s)
        return s


class RemoveSpecificWords(SubstituteWords):
    """Replace whole words by a blank.

    Args:
        words_to_remove: The words.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemoveSpecificWords(["the", "a"])(["the pear"])
        ['  pear']
    """

    def __init__(self, words_to_remove: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(words_to_remove, " "))


class RemoveWhiteSpace(BaseRemoveTransform):
    """Remove ASCII white space, or put a blank in its place.

    Args:
        replace_by_space: Put a blank.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemoveWhiteSpace(replace_by_space=True)(["a\\tb"])
        ['a b']
    """

    def __init__(self, replace_by_space: bool = False) -> None:
        super().__init__(list(string.whitespace), " " if replace_by_space else "")


@cache
def _punctuation() -> frozenset[str]:
    """Return all characters of a Unicode category of punctuation."""
    characters = map(chr, range(sys.maxunicode + 1))
    return frozenset(c for c in characters if unicodedata.category(c).startswith("P"))


@cache
def _without_punctuation() -> dict[int, None]:
    return dict.fromkeys(map(ord, _punctuation()))


class RemovePunctuation(BaseRemoveTransform):
    """Remove every character of a Unicode category of punctuation.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemovePunctuation()(["hello. «goodbye»"])
        ['hello goodbye']
    """

    def __init__(self) -> None:
        super().__init__(_punctuation())

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s.translate(_without_punctuation())


class RemoveMultipleSpaces(AbstractTransform):
    """Put one blank in place of two or more characters of white space.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemoveMultipleSpaces()(["this is   it ", "  "])
        ['this is it ', ' ']
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return _MULTIPLE_SPACES.sub(" ", s)


class Strip(AbstractTransform):
    """Remove white space at both ends.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.Strip()([" this is it ", "  "])
        ['this is it', '']
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s.strip()


class RemoveEmptyStrings(AbstractTransform):
    """Drop texts of white space only from a list.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemoveEmptyStrings()(["", "this is it", " "])
        ['this is it']
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s.strip()

    def process_list(self, inp: list[str]) -> list[str]:
        """Transform a list of texts."""
        return [text for text in inp if text.strip()]


class ExpandCommonEnglishContractions(AbstractTransform):
    """Write common English contractions out.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ExpandCommonEnglishContractions()(["she'll make sure you can't"])
        ['she will make sure you can not']
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        for contraction, written_out in _CONTRACTIONS:
            s = s.replace(contraction, written_out)
        return s


class ToLowerCase(AbstractTransform):
    """Lower-case texts.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ToLowerCase()(["You're PRETTY"])
        ["you're pretty"]
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s.lower()


class ToUpperCase(AbstractTransform):
    """Upper-case texts.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.ToUpperCase()(["You're amazing"])
        ["YOU'RE AMAZING"]
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return s.upper()


class RemoveKaldiNonWords(AbstractTransform):
    """Remove what stands in square or angle brackets, such as [laugh] and <unk>.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.RemoveKaldiNonWords()(["you <unk> like [laugh]"])
        ['you  like ']
    """

    def process_string(self, s: str) -> str:
        """Transform one text."""
        return _KALDI_NON_WORD.sub("", s)
