"""The tokenizers of rouge-score: the abstract class, and the default one over our core."""

from __future__ import annotations

import abc
from typing import Any

from .tokenize import plain_tokens

__all__ = ["DefaultTokenizer", "Tokenizer"]


class Tokenizer(abc.ABC):
    """What a tokenizer of one's own derives from; any object with a ``tokenize`` method will do as well."""

    @abc.abstractmethod
    def tokenize(self, text: Any) -> Any:
        """Split a text into a list of tokens.

        Raises:
            NotImplementedError: The subclass relies on this method.
        """
        raise NotImplementedError(f"{type(self).__name__} must define tokenize().")


class DefaultTokenizer(Tokenizer):
    """Lower-cased runs of ASCII letters and digits, stemmed by Porter's stemmer (as nltk has it) where asked.

    Args:
        use_stemmer: Stem words of more than three characters.

    Examples:
        >>> from textmetrics.compat.rouge_score import tokenizers
        >>> tokenizers.DefaultTokenizer(use_stemmer=True).tokenize("The friends had a meeting.")
        ['the', 'friend', 'had', 'a', 'meet']
    """

    def __init__(self, use_stemmer: bool = False) -> None:
        self._stemmer = "porter" if use_stemmer else None

    def tokenize(self, text: Any) -> list[str]:
        """Split a text into its tokens."""
        return plain_tokens(text, self._stemmer)
