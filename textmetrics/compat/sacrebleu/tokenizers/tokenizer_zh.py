"""The tokenizer for Chinese."""

from .tokenizer_base import CompiledTokenizer


class TokenizerZh(CompiledTokenizer):
    """Each Chinese character apart; the rest is split as by 13a.

    Examples:
        >>> TokenizerZh()("我有 3 本 books.")
        '我 有 3 本 books .'
    """

    core_name = "zh"

    def __call__(self, line: str) -> str:
        """Put a space between the tokens of a text."""
        return super().__call__(line.strip())
