"""The tokenizer of mteval-v13a, BLEU's default."""

from .tokenizer_base import CompiledTokenizer


class Tokenizer13a(CompiledTokenizer):
    """Punctuation apart from words, after four entities were spelled out; not Unicode-aware.

    Examples:
        >>> Tokenizer13a()("Say &quot;1,000.&quot;")
        'Say " 1,000 . "'
    """

    core_name = "13a"
