"""The class of every Unicode code point, which the tokenizers that look beyond ASCII are given as a table."""

from __future__ import annotations

import base64
import zlib
from functools import lru_cache
from typing import Any

import numpy as np

from .unicode_data import RUNS

N_CODE_POINTS = 0x110000
N_CLASSES = 0x200000  # what four bytes can say: whatever a kernel decodes, it does not read beyond

WHITESPACE = 1  # where str.split() splits
PUNCTUATION = 2  # general categories P*
SYMBOL = 4  # S*
NUMBER = 8  # N*
WORD = 16  # L*, M* and N*, and the joiners U+200C and U+200D
MARK = 32  # M*, and the letters that extend a grapheme: the halfwidth voiced sound marks
IDEOGRAPH = 64  # letters and numbers of Han, Hiragana and Katakana, and their prolonged sound marks
ZH = 128  # what sacrebleu's zh parts off: ranges of CJK, and by a slip of its source every U+2001 to U+2A6D


@lru_cache(maxsize=1)
def classes() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Give the classes of all code points, and none for the numbers beyond.

    They are of Unicode 18.0, whatever the Python version's own tables are.

    Returns:
        uint8 (N_CLASSES,), a sum of the classes above for each code point. It is shared and must not
        be changed; it is writeable all the same, since Numba compiles kernels anew for read-only arrays.
    """
    packed = np.frombuffer(zlib.decompress(base64.b85decode(RUNS)), np.uint8).reshape(4, -1)
    lengths = packed[0].astype(np.int64) | packed[1].astype(np.int64) << 8 | packed[2].astype(np.int64) << 16
    table = np.zeros(N_CLASSES, np.uint8)
    table[:N_CODE_POINTS] = np.repeat(packed[3], lengths)
    return table
