"""MeCab, whichever language it was built for: a tagger that puts spaces between words."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any, ClassVar

from ....errors import MissingDependencyError
from .tokenizer_base import BaseTokenizer


class MeCabTokenizer(BaseTokenizer):
    """Words as MeCab finds them with a given dictionary.

    Attributes:
        language: as a reader calls it.
        extra: what installs library and dictionary.
        library, dictionary: modules to import.
        n_words: entries of the dictionary with which scores are comparable.
        prefix, suffix: what a signature puts round MeCab's version.

    Raises:
        MissingDependencyError: Library or dictionary is not installed, or the dictionary is another one.
    """

    language: ClassVar[str]
    extra: ClassVar[str]
    library: ClassVar[str]
    dictionary: ClassVar[str]
    n_words: ClassVar[int]
    prefix: ClassVar[str]
    suffix: ClassVar[str]

    def __init__(self) -> None:
        install = f"pip install 'textmetrics-jit[{self.extra}]'"
        try:
            library = importlib.import_module(self.library)
            dictionary = importlib.import_module(self.dictionary)
        except ImportError as error:
            raise MissingDependencyError(
                f"the {self.language} tokenizer needs {self.library} and {self.dictionary}; {error.name} is not installed: {install}."
            ) from error
        self.tagger: Any = library.Tagger(f"{dictionary.MECAB_ARGS} -Owakati")
        used = self.tagger.dictionary_info()
        if used.size != self.n_words or used.next is not None:
            raise MissingDependencyError(
                f"MeCab uses a dictionary of {used.size} words{' and others' if used.next is not None else ''}; expected that of "
                f"{self.dictionary}, with {self.n_words}, and no other: {install}."
            )
        self._parse = lru_cache(maxsize=1 << 16)(self._parse_line)

    def _parse_line(self, line: str) -> str:
        found: str = self.tagger.parse(line.strip())
        return found.strip()

    def __reduce__(self) -> Any:
        return type(self), ()  # the tagger is made anew

    def signature(self) -> str:
        """Name the tokenizer, MeCab's version and the dictionary."""
        return f"{self.prefix}-{self.tagger.version()}-{self.suffix}"

    def __call__(self, line: str) -> str:
        """Put a space between the words of a text."""
        return self._parse(line)
