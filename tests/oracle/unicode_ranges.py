"""Derive the class of every code point from the `regex` module's Unicode properties and sacrebleu's own lists.

Run as a program, it prints the string of runs that textmetrics/tokenization/unicode_data.py holds.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable

N_CODE_POINTS = 0x110000
# In the order of the bits that textmetrics.tokenization.unicode_classes names, from the lowest.
_PATTERNS = (
    None,  # white space: str.isspace and str.split agree, and regex has other ideas
    r"\p{P}",
    r"\p{S}",
    r"\p{N}",
    r"[\p{L}\p{M}\p{N}\u200C\u200D]",
    r"[\p{M}[\p{L}&&\p{Grapheme_Extend}]]",
    r"[[\p{L}\p{N}]&&[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]--\p{Grapheme_Extend}]",
    None,  # what sacrebleu's zh takes for Chinese
)


def point_classes() -> bytes:
    """Work out the class byte of every code point; surrogates, which no UTF-8 holds, have none."""
    import regex
    from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

    points = [point for point in range(N_CODE_POINTS) if not 0xD800 <= point <= 0xDFFF]
    characters = "".join(map(chr, points))
    classes = bytearray(N_CODE_POINTS)
    for bit, pattern in enumerate(_PATTERNS):
        if pattern:
            having = [match.start() for match in regex.finditer(pattern, characters, regex.VERSION1)]
        elif bit == 0:
            having = [k for k, character in enumerate(characters) if character.isspace()]
        else:
            # Its cache of 65,536 answers would only slow this down.
            is_chinese = TokenizerZh._is_chinese_char.__wrapped__
            having = [k for k, character in enumerate(characters) if is_chinese(character)]
        for k in having:
            classes[points[k]] |= 1 << bit
    return bytes(classes)


def runs(classes: Iterable[int]) -> list[tuple[int, int]]:
    """Join equal neighbours into (length, class) runs."""
    found: list[tuple[int, int]] = []
    for value in classes:
        if found and found[-1][1] == value:
            found[-1] = (found[-1][0] + 1, value)
        else:
            found.append((1, value))
    return found


def encode(all_runs: Iterable[tuple[int, int]]) -> str:
    """Pack runs as textmetrics.tokenization.unicode_classes unpacks them: lengths as three planes of bytes, then classes; deflated."""
    listed = list(all_runs)
    planes = [bytes(length >> shift & 0xFF for length, _ in listed) for shift in (0, 8, 16)]
    return base64.b85encode(zlib.compress(b"".join(planes) + bytes(value for _, value in listed), 9)).decode("ascii")


if __name__ == "__main__":
    packed = encode(runs(point_classes()))
    for position in range(0, len(packed), 110):
        print(f'    b"{packed[position : position + 110]}"')
