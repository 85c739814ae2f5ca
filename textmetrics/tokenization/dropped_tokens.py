"""The warning about a tokenizer that leaves nothing of most predictions."""

from __future__ import annotations

from ..errors import TokensDroppedWarning, shown, warn
from ..inputs import IdColumn, Pairs
from .tokenizers import CustomTokenizer, Tokenizer


def warn_of_dropped_tokens(tokenizer: Tokenizer | CustomTokenizer, pairs: Pairs, n_without: int) -> None:
    """Warn where a tokenizer leaves nothing of most predictions although they hold letters or digits.

    Args:
        tokenizer: what split the texts.
        pairs: the rows.
        n_without: predictions without a token.
    """
    if 2 * n_without <= pairs.n_rows or isinstance(pairs.predictions, IdColumn):
        return
    looked_at = pairs.predictions.strings(0, min(pairs.n_rows, 1000))
    texts = [text for text in looked_at if any(map(str.isalnum, text))]
    if 2 * len(texts) > len(looked_at):
        warn(
            f"the tokenizer {tokenizer.name!r} leaves no token of {n_without} of {pairs.n_rows} predictions, as of {shown(texts[0], 40)}, "
            "so they score 0; for languages not written in Latin letters choose tokenizer='unicode', or 'char' or 'zh' where no blanks "
            "part words.",
            TokensDroppedWarning,
        )
