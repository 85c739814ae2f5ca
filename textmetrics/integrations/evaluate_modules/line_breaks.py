"""What evaluate's tokenizer does to line breaks before it splits words."""

from __future__ import annotations

from collections.abc import Sequence


def joined_lines(texts: Sequence[str] | Sequence[Sequence[str]]) -> list[str] | list[list[str]]:
    """Join words hyphenated at the end of a line, at the end of a text too, where sacrebleu's 13a keeps the hyphen."""
    if len(texts) and not isinstance(texts[0], str):
        return [[_joined(text) for text in row] for row in texts]
    return [_joined(text) for text in texts]  # type: ignore[arg-type]  # texts, as the first is


def _joined(text: str) -> str:
    if "-\n" not in text and "-<skipped>\n" not in text:
        return text
    return text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
