"""Words of any script by one regular expression over Unicode's properties, slowly."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _pattern() -> Any:
    """Compile the expression; `regex` knows the properties that `re` does not."""
    import regex

    marks = r"\p{M}\uFF9E\uFF9F"  # the halfwidth voiced sound marks are letters that extend a character
    east = r"\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}"
    alone = rf"[[\p{{L}}\p{{N}}]&&[{east}]--[{marks}]]"
    begins = rf"[[\p{{L}}\p{{N}}]--[{east}]--[{marks}]]"
    goes_on = rf"[{begins}{marks}]"
    return regex.compile(
        rf"{alone}[{marks}]*|{begins}(?:{goes_on}|[\u200C\u200D]+(?={goes_on}))*",
        regex.VERSION1,
    )


def unicode_words(text: str) -> list[str]:
    """List the words of a text.

    A word begins with a letter or number and goes on with letters, numbers and marks, and with joiners between those;
    a character of Han, Hiragana or Katakana is a word with the marks that follow it.
    """
    return _pattern().findall(text)  # type: ignore[no-any-return]  # regex has no types
