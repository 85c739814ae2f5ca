"""The tokenizer of mteval-v14 for any script."""

from .tokenizer_base import CompiledTokenizer


class TokenizerV14International(CompiledTokenizer):
    """Unicode punctuation, except between digits, and symbols apart from words.

    Examples:
        >>> TokenizerV14International()("«1,000» €5")
        '« 1,000 » € 5'
    """

    core_name = "intl"
