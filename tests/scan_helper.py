"""Run a scan kernel on texts and read the words it wrote as lists of strings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from textmetrics._kernels.tokenizers.char import scan_char
from textmetrics._kernels.tokenizers.mteval_13a import scan_13a
from textmetrics._kernels.tokenizers.mteval_intl import scan_intl
from textmetrics._kernels.tokenizers.unicode import scan_unicode
from textmetrics._kernels.tokenizers.whitespace import scan_whitespace
from textmetrics._kernels.tokenizers.zh import scan_zh
from textmetrics.tokenization.unicode_classes import classes

NO_CLASSES = np.zeros(0, np.uint8)
_GARBAGE = 0xEE  # not zero, so that a separator that was not written is seen


def scan(
    kernel: Callable[..., Any],
    texts: Sequence[str],
    *,
    growth: int,
    classes: np.ndarray[Any, np.dtype[np.uint8]] = NO_CLASSES,
    begin: int = 0,
) -> list[list[str]]:
    """Tokenize texts with a scan kernel, given the least room that its contract promises.

    Args:
        kernel: A scan kernel.
        texts: Any texts without lone surrogates.
        growth: The kernel's growth factor.
        classes: The table of code point classes, if the kernel uses it.
        begin: Where in the words buffer the kernel shall begin.

    Returns:
        The tokens of each text.
    """
    encoded = [text.encode() for text in texts]
    # A byte before the first text: rows need not begin where the data do.
    data = np.frombuffer(b"," + b"".join(encoded), np.uint8).copy()
    offsets = 1 + np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    words = np.full(begin + growth * (data.size - 1) + 2 * len(texts) + 16, _GARBAGE, np.uint8)
    word_offsets = np.zeros(len(texts) + 1, np.int64)
    end = int(kernel(data, offsets, 0, len(texts), classes, words, word_offsets, 0, begin))
    assert begin <= end <= words.size
    assert (words[:begin] == _GARBAGE).all(), "it wrote before its beginning"
    word_offsets[len(texts)] = end
    rows = []
    for row in range(len(texts)):
        row_words = words[word_offsets[row] : word_offsets[row + 1]].tobytes()
        assert row_words.endswith(b"\0"), "a row's words are not ended"
        rows.append([word.replace(b"\xff", b"\0").decode() for word in row_words.split(b"\0") if word])
    return rows


class Scan(NamedTuple):
    """A scan kernel of the package with what it is to be given."""

    kernel: Callable[..., Any]
    growth: int
    uses_classes: bool

    def __call__(self, texts: Sequence[str], *, begin: int = 0) -> list[list[str]]:
        """Tokenize texts, as `scan` does."""
        table = classes() if self.uses_classes else NO_CLASSES
        return scan(self.kernel, texts, growth=self.growth, classes=table, begin=begin)

    def one(self, text: str) -> list[str]:
        """Tokenize one text."""
        return self([text])[0]


# By sacrebleu's names; "unicode" is our own.
SCANS = {
    "13a": Scan(scan_13a, 3, False),
    "none": Scan(scan_whitespace, 1, False),
    "char": Scan(scan_char, 2, False),
    "zh": Scan(scan_zh, 2, True),
    "intl": Scan(scan_intl, 2, True),
    "unicode": Scan(scan_unicode, 2, True),
}
