"""Show the tokens of one text."""

from __future__ import annotations

from typing import Any

from ..errors import InputTypeError, shown
from ..inputs import TextColumn
from .encoder import Encoder
from .stemming import resolve_stemmer
from .tokenizers import resolve
from .workspace import workspace


def tokenize(text: str, tokenizer: Any = "rouge-score", *, stemmer: Any = None, lowercase: bool = False) -> list[str]:
    """Show the tokens that a tokenizer makes of a text.

    Args:
        text: One text.
        tokenizer: A name, or a callable from a str to its tokens.
        stemmer: A name, a callable from word to stem, or None.
        lowercase: Lower-case the text first, for tokenizers that do not.

    Raises:
        InputTypeError: `text` is not a str.
        ConfigurationError: The tokenizer or stemmer does not exist.

    Examples:
        >>> import textmetrics as tm
        >>> tm.tokenize("The Cat's 1,000 mats.", "13a")
        ['The', "Cat's", '1,000', 'mats', '.']
    """
    if not isinstance(text, str):
        raise InputTypeError(f"text is {shown(text)}, a {type(text).__name__}; expected one str.")
    encoder = Encoder(resolve(tokenizer), resolve_stemmer(stemmer), lowercase)
    with workspace() as work:
        block = encoder.encode(work, [(TextColumn([text], "text"), 0, 1)])
        vocabulary = work.vocabulary if encoder.stemmer is None else work.stems
        return [vocabulary.word(int(token)) for token in block.ids[: block.offsets[1]]]
