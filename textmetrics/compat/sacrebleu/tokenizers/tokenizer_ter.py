"""The tokenizer of TER."""

from __future__ import annotations

from ....tokenization import normalizer
from .tokenizer_base import BaseTokenizer


class TercomTokenizer(BaseTokenizer):
    """The tokens that TER compares, as tercom makes them.

    Args:
        normalized: Separate punctuation from words.
        no_punct: Drop punctuation.
        asian_support: With `normalized`, separate ideographs too; with `no_punct`, drop the
            punctuation of Asian scripts too.
        case_sensitive: Do not lower-case.

    Examples:
        >>> TercomTokenizer(normalized=True)("Hello, world-wide!")
        'hello , world-wide !'
    """

    def __init__(
        self,
        normalized: bool = False,
        no_punct: bool = False,
        asian_support: bool = False,
        case_sensitive: bool = False,
    ) -> None:
        self._rewritten = normalizer(normalized, no_punct, asian_support)
        self._case_sensitive = case_sensitive

    def __call__(self, sent: str) -> str:
        """Put a space between the tokens of a text."""
        text = sent if self._case_sensitive else sent.lower()
        if self._rewritten is not None:
            text = self._rewritten(text)
        return " ".join(text.split())

    def signature(self) -> str:
        """Name the tokenizer."""
        return "tercom"
