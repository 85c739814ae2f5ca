"""The tokenizer of mteval-v14 for any script."""

from .tokenizer_base import CompiledTokenizer


class TokenizerV14International(CompiledTokenizer):
    """Unicode punctuation, except between digits, and symbols apart from words.

    Examples:
        >>> TokenizerV14International()("€5: 1,000 «naïve» cats.")
        '€ 5 : 1,000 « naïve » cats .'
    """

    core_name = "intl"
