"""The tokenizer that leaves texts as they are."""

from .tokenizer_base import CompiledTokenizer


class NoneTokenizer(CompiledTokenizer):
    """No tokenizer: words are what white space parts."""

    core_name = "none"

    def __call__(self, line: str) -> str:
        """Give the text as it is."""
        return line
