"""The words that jiwer compares by default, and the characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Column, IdColumn
from .encoder import TokenBlock
from .id_blocks import id_block
from .text_blocks import read
from .tokenizers import CustomTokenizer, Splitter, Tokenizer, resolve
from .workspace import Workspace


class _JiwerTokenizer(Tokenizer):
    def kernel(self) -> Any:
        """Import the scan kernel."""
        from .._kernels.tokenizers import scan_jiwer

        return scan_jiwer


JIWER = _JiwerTokenizer("jiwer", "")


@dataclass(frozen=True)
class CharacterEncoder:
    """How texts become ids of characters: every code point, but for white space at either end.

    Attributes:
        lowercase: lower-case texts first, as ``str.lower`` does.
    """

    lowercase: bool = False

    def encode(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> TokenBlock:
        """Return the ids of rows first … last - 1 of each column, one column after another.

        Args:
            work: this thread's scratch; the result lies in it, until the next call.
            pieces: (column, first, last) for each column.
        """
        if isinstance(pieces[0][0], IdColumn):
            columns = [piece for piece in pieces if isinstance(piece[0], IdColumn)]
            ids, id_offsets, n_ids = id_block(work, columns)  # type: ignore[arg-type]  # as selected
            return TokenBlock(ids, id_offsets, None, n_ids)
        from .._kernels.tokenizers import stripped_code_point_ids

        n_texts = sum(last - first for _, first, last in pieces)
        data, offsets = read(work, pieces, self.lowercase)  # type: ignore[arg-type]  # no ids
        ids = work.array("ids", int(offsets[n_texts]) + 8, np.int32)
        id_offsets = work.array("id_offsets", n_texts + 1, np.int64)
        n_ids = int(stripped_code_point_ids(data, offsets, n_texts, ids, id_offsets))
        return TokenBlock(ids, id_offsets, None, n_ids)


def word_tokenizer(tokenizer: str | Splitter | Any) -> Tokenizer | CustomTokenizer:
    """Return the tokenizer that a name, a callable or an object stands for; "jiwer" is one.

    Raises:
        ConfigurationError: The name is not known.
    """
    if isinstance(tokenizer, str) and tokenizer == JIWER.name:
        return JIWER
    return resolve(tokenizer)
