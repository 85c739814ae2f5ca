"""sacrebleu's tokenizers by its names; each takes a text and gives it back with a space between tokens."""

from __future__ import annotations

import importlib

from ....errors import ConfigurationError, unknown
from .tokenizer_base import BaseTokenizer

# Imported by name, as some need libraries that are not always installed.
TOKENIZERS = {
    "none": "tokenizer_none.NoneTokenizer",
    "zh": "tokenizer_zh.TokenizerZh",
    "13a": "tokenizer_13a.Tokenizer13a",
    "intl": "tokenizer_intl.TokenizerV14International",
    "char": "tokenizer_char.TokenizerChar",
    "ja-mecab": "tokenizer_ja_mecab.TokenizerJaMecab",
    "ko-mecab": "tokenizer_ko_mecab.TokenizerKoMecab",
    "spm": "tokenizer_spm.TokenizerSPM",
    "flores101": "tokenizer_spm.Flores101Tokenizer",
    "flores200": "tokenizer_spm.Flores200Tokenizer",
    "spBLEU-1K": "tokenizer_spm.spBLEU1KTokenizer",
}

__all__ = ["TOKENIZERS", "BaseTokenizer", "UnknownTokenizer", "load"]


class UnknownTokenizer(ConfigurationError, KeyError):
    """A tokenizer that does not exist; sacrebleu looks it up in a dictionary."""

    __str__ = ConfigurationError.__str__  # a KeyError would show the message in quotes


def load(name: str) -> BaseTokenizer:
    """Make the tokenizer of a name.

    Raises:
        UnknownTokenizer: It is none of TOKENIZERS.
        MissingDependencyError: It needs a library that is not installed.
    """
    if name not in TOKENIZERS:
        raise UnknownTokenizer(unknown("tokenizer", name, TOKENIZERS))
    module, class_name = TOKENIZERS[name].split(".")
    tokenizer: BaseTokenizer = getattr(importlib.import_module(f"{__name__}.{module}"), class_name)()
    return tokenizer
