"""Turn columns into the token ids, or the words, of one block of rows."""

from .dropped_tokens import warn_of_dropped_tokens
from .encoder import Encoder, TokenBlock, block_rows
from .sentences import SENTENCE_SPLITTERS
from .stemming import STEMMED_ABOVE, STEMMERS, Stemmer, read_exceptions, resolve_stemmer
from .stop_words import digest, resolve_stop_words
from .text_blocks import SPARE_BYTES, read, text_layout
from .tokenize import tokenize
from .tokenizers import TOKENIZERS, CustomTokenizer, Splitter, resolve
from .word_edges import scan_words
from .workspace import Workspace, workspace

__all__ = [
    "SENTENCE_SPLITTERS",
    "SPARE_BYTES",
    "STEMMED_ABOVE",
    "STEMMERS",
    "TOKENIZERS",
    "CustomTokenizer",
    "Encoder",
    "Splitter",
    "Stemmer",
    "TokenBlock",
    "Workspace",
    "block_rows",
    "digest",
    "read",
    "read_exceptions",
    "resolve",
    "resolve_stemmer",
    "resolve_stop_words",
    "scan_words",
    "text_layout",
    "tokenize",
    "warn_of_dropped_tokens",
    "workspace",
]
