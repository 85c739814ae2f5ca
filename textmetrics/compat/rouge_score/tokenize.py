"""Tokens as rouge-score makes them: lower-cased runs of ASCII letters and digits."""

from __future__ import annotations

import re
from typing import Any, Final

from ...tokenization import tokenize as core_tokenize

__all__ = [
    "NON_ALPHANUM_PATTERN",
    "NON_ALPHANUM_RE",
    "SPACES_PATTERN",
    "SPACES_RE",
    "VALID_TOKEN_PATTERN",
    "VALID_TOKEN_RE",
    "tokenize",
]

# The original has these as public names; `VALID_TOKEN_RE` alone is used here.
NON_ALPHANUM_PATTERN: Final = "[^a-z0-9]+"
NON_ALPHANUM_RE: Final = re.compile("[^a-z0-9]+")
SPACES_PATTERN: Final = r"\s+"
SPACES_RE: Final = re.compile(r"\s+")
VALID_TOKEN_PATTERN: Final = "^[a-z0-9]+$"
VALID_TOKEN_RE: Final = re.compile("^[a-z0-9]+$")

_LONGEST_UNSTEMMED = 3
_TOKEN = re.compile("[a-z0-9]+")


def decoded(text: Any) -> str:
    """Give a str as it is and bytes as the UTF-8 they hold.

    Raises:
        TypeError: It is neither.
        UnicodeDecodeError: The bytes are not UTF-8.
    """
    if isinstance(text, str):
        return text
    if isinstance(text, bytes):
        return text.decode("utf-8")
    raise TypeError(f"a text is of type {type(text).__name__}; expected str or bytes.")


def without_surrogates(text: str) -> str:
    """Put a question mark, which is in no token either, for every lone surrogate: the core takes valid Unicode only."""
    return text.encode("utf-8", "replace").decode("utf-8")


def emptied(text: str) -> str:
    """Give a text that has a token as it is, and no text in place of one that has none: the core warns of those, the original does not."""
    return text if text.isascii() or _TOKEN.search(text.lower()) else ""


def tokenize(text: Any, stemmer: Any) -> list[str]:
    """Split a text into lower-cased runs of ASCII letters and digits.

    Args:
        text: A str; or UTF-8 as bytes, of which, as in the original, only A–Z are lower-cased.
        stemmer: None, or an object whose ``stem`` takes a word, such as nltk's PorterStemmer; it is given words of more than three
            characters, and what it makes of a word is dropped unless it is a token too.

    Raises:
        AttributeError: `text` has no ``lower``.
        TypeError: `text`, or a stem, is neither str nor bytes.

    Examples:
        >>> from textmetrics.compat.rouge_score import tokenize
        >>> tokenize.tokenize("The cat's 2 Mats.", None)
        ['the', 'cat', 's', '2', 'mats']
    """
    return stemmed(plain_tokens(text), stemmer) if stemmer else plain_tokens(text)


def plain_tokens(text: Any, stemmer: str | None = None) -> list[str]:
    """Split as `tokenize` does; the stemmer is one of the core's, by name."""
    # One text is not worth the way to the kernels, but for stemming.
    words = _TOKEN.findall(decoded(text.lower()))
    return core_tokenize(" ".join(words), "rouge-score", stemmer=stemmer) if stemmer else words


def stemmed(words: list[str], stemmer: Any) -> list[str]:
    """Stem words of more than three characters, and keep those that are tokens still."""
    stems = (decoded(stemmer.stem(word)) if len(word) > _LONGEST_UNSTEMMED else word for word in words)
    return [stem for stem in stems if VALID_TOKEN_RE.match(stem)]
