"""The tokenizer for Japanese."""

from .mecab import MeCabTokenizer


class TokenizerJaMecab(MeCabTokenizer):
    """Japanese words by MeCab and the IPA dictionary."""

    language = "Japanese"
    extra = "ja"
    library = "MeCab"
    dictionary = "ipadic"
    n_words = 392126
    prefix = "ja-mecab"
    suffix = "IPA"
