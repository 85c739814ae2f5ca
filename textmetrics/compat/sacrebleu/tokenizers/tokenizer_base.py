"""What every tokenizer is, and those that the compiled scans do."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

from ....tokenization import tokenize


class BaseTokenizer:
    """A tokenizer: called with a text, it gives the text with a space between tokens.

    Attributes:
        core_name: the core's name for the same tokens, where its kernels know them.
    """

    core_name: ClassVar[str | None] = None

    def signature(self) -> str:
        """Name the tokenizer as the signature of a score does."""
        raise NotImplementedError

    def __call__(self, line: str) -> str:
        """Put a space between the tokens of a text."""
        raise NotImplementedError


class CompiledTokenizer(BaseTokenizer):
    """A tokenizer whose tokens a compiled scan finds."""

    core_name: ClassVar[str]

    def signature(self) -> str:
        """Name the tokenizer."""
        return self.core_name

    def __call__(self, line: str) -> str:
        """Put a space between the tokens of a text."""
        return _spaced(self.core_name, line)


@lru_cache(maxsize=1 << 16)
def _spaced(name: str, line: str) -> str:
    # Scans leave out white space at the end of a text, as BLEU does; tokenizers called by hand do not, and it may decide how what stands
    # before it is split. With a word after it, it does not stand at the end.
    if line[-1:].isspace():
        return " ".join(tokenize(f"{line} x", name)[:-1])
    return " ".join(tokenize(line, name))
