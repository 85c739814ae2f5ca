"""What splits a text into the lines that line-by-line metrics compare, by name."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import MissingDependencyError


def punkt_sentences(text: str) -> list[str]:
    """Split a text into sentences with NLTK's punkt model, as rouge-score's ``split_summaries`` and torchmetrics do.

    Raises:
        MissingDependencyError: NLTK is not installed.
        LookupError: Its model punkt_tab has not been downloaded.
    """
    try:
        from nltk import sent_tokenize
    except ImportError:
        raise MissingDependencyError("splitting texts into sentences needs NLTK; install it with: pip install nltk") from None
    sentences: list[str] = sent_tokenize(text)
    return sentences


def period_sentences(text: str) -> list[str]:
    """Split a text at full stops as the package ``rouge`` does: empty pieces go, and words within are parted by one blank."""
    return [" ".join(piece.split()) for piece in text.split(".") if piece]


# By the name that a definition has for it; None: newlines separate lines.
SENTENCE_SPLITTERS: dict[str | None, Callable[[str], list[str]] | None] = {
    None: None,
    "punkt": punkt_sentences,
    "period": period_sentences,
}
