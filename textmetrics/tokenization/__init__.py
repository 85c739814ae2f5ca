"""Turn columns into the token ids, or the words, of one block of rows."""

from .dropped_tokens import warn_of_dropped_tokens
from .encoder import Encoder, TokenBlock, block_rows
from .jiwer_words import JIWER, CharacterEncoder, word_tokenizer
from .sentences import SENTENCE_SPLITTERS
from .stemming import STEMMED_ABOVE, STEMMERS, Stemmer, read_exceptions, resolve_stemmer
from .stop_words import digest, resolve_stop_words
from .tercom import TercomEncoder, normalizer, tercom
from .text_blocks import SPARE_BYTES, read, text_layout
from .tokenize import tokenize
from .tokenizers import TOKENIZERS, CustomTokenizer, Splitter, resolve
from .transformed import are_word_lists, transformed, word_column
from .word_edges import scan_words
from .workspace import Workspace, workspace

__all__ = [
    "JIWER",
    "SENTENCE_SPLITTERS",
    "SPARE_BYTES",
    "STEMMED_ABOVE",
    "STEMMERS",
    "TOKENIZERS",
    "CharacterEncoder",
    "CustomTokenizer",
    "Encoder",
    "Splitter",
    "Stemmer",
    "TercomEncoder",
    "TokenBlock",
    "Workspace",
    "are_word_lists",
    "block_rows",
    "digest",
    "normalizer",
    "read",
    "read_exceptions",
    "resolve",
    "resolve_stemmer",
    "resolve_stop_words",
    "scan_words",
    "tercom",
    "text_layout",
    "tokenize",
    "transformed",
    "warn_of_dropped_tokens",
    "word_column",
    "word_tokenizer",
    "workspace",
]
