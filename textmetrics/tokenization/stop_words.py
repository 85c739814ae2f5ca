"""Stop words: read from a collection or a file, and dropped from blocks of tokens before they are stemmed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, shown
from .workspace import Workspace


def digest(words: Iterable[str]) -> str:
    """Name a list of words for a signature: how many, and a digest of them."""
    listed = sorted(words)
    return f"{len(listed)}/sha256={hashlib.sha256(chr(10).join(listed).encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class StopWords:
    """Words that do not count, compared with tokens as the tokenizer makes them."""

    words: frozenset[str]

    @cached_property
    def _spelled(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        words = b"\0".join(word.encode().replace(b"\0", b"\xff") for word in sorted(self.words))
        return np.frombuffer(bytearray(words + bytes(64)), np.uint8), np.asarray([0, len(words) + 1], np.int64)

    def drop(
        self, work: Workspace, ids: npt.NDArray[np.int32], offsets: npt.NDArray[np.int64], n_texts: int
    ) -> int:
        """Take stop words out of texts of word ids, in place; give the number of tokens left."""
        from .._kernels.vocabulary import drop_words

        words, word_offsets = self._spelled
        found = work.array("stop_ids", len(self.words), np.int32)
        work.vocabulary.intern(words, word_offsets, 1, found, work.array("stop_offsets", 2, np.int64))
        flags = np.zeros(work.vocabulary.n_words + 1, np.uint8)
        flags[found[: len(self.words)]] = 1
        return int(drop_words(ids, offsets, n_texts, flags, ids, offsets))

    @property
    def n_bytes(self) -> int:
        """Count the bytes of all words, with one more for each."""
        return len(self._spelled[0]) - 63


def resolve_stop_words(source: Any) -> StopWords | None:
    """Read stop words: a collection of str, or a path of a file with one word a line; None and an empty one drop nothing.

    Raises:
        ConfigurationError: The file cannot be read, or an element is no word.
    """
    if source is None or isinstance(source, StopWords):
        return source
    if isinstance(source, (str, Path)):
        try:
            source = [line.strip() for line in Path(source).read_text(encoding="utf-8").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            if isinstance(error, OSError):
                reason = error.strerror
            else:
                byte = error.object[error.start]
                reason = f"byte 0x{byte:02X} at offset {error.start} is not UTF-8; save it as UTF-8"
            raise ConfigurationError(f"the file of stop words {str(source)!r} cannot be read: {reason}.") from None
        source = [line for line in source if line]
    if not isinstance(source, Collection):
        raise ConfigurationError(
            f"stop_words is {shown(source)}; expected a collection of str, or the path of a file with one word a line."
        )
    for word in source:
        if not isinstance(word, str) or not word:
            raise ConfigurationError(f"stop_words holds {shown(word)}; expected words, each a str that is not empty.")
    return StopWords(frozenset(source)) if source else None
