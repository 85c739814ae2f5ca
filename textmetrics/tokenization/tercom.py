"""The words that TER compares: tercom's normalization, as sacrebleu writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..inputs import Column, IdColumn, TextColumn
from .encoder import Encoder, TokenBlock
from .tokenizers import resolve
from .workspace import Workspace

Rewriter = Callable[[str], str]
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
# All ASCII punctuation but apostrophe, comma, hyphen and full stop; tercom has the blank too,
# which changes nothing once words are split.
_PUNCTUATION = r"([!-&(-+/:-@\[-`{-~])"
# Ideographs, radicals, strokes and compatibility forms; tercom has 3200-3F22 for 3200-32FF.
_IDEOGRAPHS = "\u2e80-\u2eff\u31c0-\u31ef\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
_ASIAN_PUNCTUATION = "\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb"
_FULL_WIDTH_PUNCTUATION = "\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09"
_ASIAN = f"([{_IDEOGRAPHS}{_ASIAN_PUNCTUATION}{_FULL_WIDTH_PUNCTUATION}])"
_DROPPED = r'[.,?:;!"()]'
_DROPPED_ASIAN = f'[.,?:;!"(){_ASIAN_PUNCTUATION}{_FULL_WIDTH_PUNCTUATION}]'


def _separator() -> Rewriter:
    """Return what separates punctuation from words, and undoes entities and line breaks."""
    # Compiled where they are first asked for: an import has to be quick.
    punctuation = re.compile(_PUNCTUATION)
    behind_other = re.compile(r"([^0-9])([.,])")
    before_other = re.compile(r"([.,])([^0-9])")
    hyphen_behind_digit = re.compile(r"([0-9])(-)")

    def separated(text: str) -> str:
        if "\n" in text:
            text = text.replace("\n-", "").replace("\n", " ")
        if "&" in text:
            for entity, character in _ENTITIES:
                text = text.replace(entity, character)
        text = punctuation.sub(r" \1 ", f" {text} ").replace("'s ", " 's ")
        if "." in text or "," in text:
            text = behind_other.sub(r"\1 \2 ", text)
            text = before_other.sub(r" \1 \2", text)
        return hyphen_behind_digit.sub(r"\1 \2 ", text) if "-" in text else text

    return separated


def normalizer(normalized: bool, no_punct: bool, asian_support: bool) -> Rewriter | None:
    """Return what rewrites a text, lower-cased where it shall be, before its words are split.

    Args:
        normalized: Separate punctuation, and with `asian_support` every ideograph.
        no_punct: Drop punctuation, and with `asian_support` that of Asian scripts.
        asian_support: Of no effect alone.

    Returns:
        None where texts stay as they are.
    """
    if not normalized and not no_punct:
        return None
    separated = _separator()
    asian = re.compile(_ASIAN)
    dropped = re.compile(_DROPPED_ASIAN if asian_support else _DROPPED)

    def rewritten(text: str) -> str:
        if normalized and text:
            text = separated(text)
            if asian_support:
                text = asian.sub(r" \1 ", text)
        return dropped.sub("", text) if no_punct else text

    return rewritten


@dataclass(frozen=True)
class TercomEncoder:
    """How texts become ids of the words that TER compares.

    sacrebleu rewrites references twice: what the first pass leaves at the end of a text, such as
    the possessive, the second may separate. So does this.

    Attributes:
        words: splits texts at white space, and lower-cases texts that are not rewritten.
        rewritten: What is done to a text before, or None.
        lowercase: Lower-case texts that are rewritten.
    """

    words: Encoder
    rewritten: Rewriter | None
    lowercase: bool

    def encode(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> TokenBlock:
        """Return the ids of rows first … last - 1 of the predictions and of the references."""
        if self.rewritten is None or isinstance(pieces[0][0], IdColumn):
            return self.words.encode(work, pieces)
        columns = [
            self._column(self.rewritten, *piece, n_times) for n_times, piece in enumerate(pieces, 1)
        ]
        return self.words.encode(work, [(column, 0, len(column)) for column in columns])

    def _column(
        self, rewritten: Rewriter, column: Any, first: int, last: int, n_times: int
    ) -> TextColumn:
        texts = column.strings(first, last)
        if self.lowercase:
            texts = list(map(str.lower, texts))
        for _ in range(n_times):
            texts = [" ".join(rewritten(text.rstrip()).split()) for text in texts]
        place = getattr(column, "place", lambda k: (f"{column.name}[{k}]", k))
        return TextColumn(texts, column.name, lambda k: place(first + k))


def tercom(
    normalized: bool, no_punct: bool, asian_support: bool, case_sensitive: bool
) -> TercomEncoder:
    """Return what makes ids of the words of TER with these options."""
    rewritten = normalizer(normalized, no_punct, asian_support)
    lowercase = not case_sensitive
    words = Encoder(resolve("whitespace"), None, lowercase and rewritten is None)
    return TercomEncoder(words, rewritten, lowercase)
