"""The tokenizer to single characters."""

from .tokenizer_base import CompiledTokenizer


class TokenizerChar(CompiledTokenizer):
    """Every code point apart; white space stands as it is.

    Examples:
        >>> TokenizerChar()("ab c")
        'a b   c'
    """

    core_name = "char"

    def __call__(self, line: str) -> str:
        """Put a space between the code points of a text."""
        return " ".join(line)
