"""The SentencePiece tokenizers of spBLEU."""

from __future__ import annotations

import importlib
import logging
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from ....errors import MissingDependencyError
from .tokenizer_base import BaseTokenizer

# Name in a signature, file of the model, and where sacrebleu has it from.
MODELS = {
    "flores101": ("sacrebleu_tokenizer_spm.model", "https://dl.fbaipublicfiles.com/fairseq/models/flores/sacrebleu_tokenizer_spm.model"),
    "flores200": ("flores200sacrebleuspm", "https://tinyurl.com/flores200sacrebleuspm"),
    "spBLEU-1K": ("spbleu-1k_tokenizer_spm.model", "https://www.dlnlp.ai/spBLEU-1K/spbleu-1k_tokenizer_spm.model"),
}


def model_folder() -> Path:
    """Give the folder in which sacrebleu keeps its models."""
    return Path(os.environ.get("SACREBLEU", Path.home() / ".sacrebleu")) / "models"


class TokenizerSPM(BaseTokenizer):
    """Pieces of words by a SentencePiece model, which must lie where sacrebleu keeps it: nothing is downloaded.

    Args:
        key: "flores101", "flores200", "spBLEU-1K", or "spm", an older name of the first.

    Raises:
        MissingDependencyError: sentencepiece is not installed, or the model is not there.
    """

    def __init__(self, key: str = "spm") -> None:
        if key == "spm":
            logging.getLogger("sacrebleu").warning("The tokenizer 'spm' is now called 'flores101'; the old name may be removed.")
            key = "flores101"
        self.name = key
        try:
            sentencepiece = importlib.import_module("sentencepiece")
        except ImportError as error:
            raise MissingDependencyError(f"the tokenizer {key!r} needs sentencepiece: pip install sentencepiece.") from error
        file, address = MODELS[key]
        path = model_folder() / file
        if not path.exists():
            raise MissingDependencyError(
                f"the tokenizer {key!r} needs the model {path}, which is not there; nothing is downloaded. Fetch {address} to it."
            )
        self.sp: Any = sentencepiece.SentencePieceProcessor()
        self.sp.Load(str(path))
        self._pieces = lru_cache(maxsize=1 << 16)(self._split)

    def _split(self, line: str) -> str:
        return " ".join(self.sp.EncodeAsPieces(line))

    def __reduce__(self) -> Any:
        # The model is read anew; the subclasses take no key.
        return (type(self), (self.name,)) if type(self) is TokenizerSPM else (type(self), ())

    def signature(self) -> str:
        """Name the model."""
        return self.name

    def __call__(self, line: str) -> str:
        """Put a space between the pieces of a text."""
        return self._pieces(line)


class Flores101Tokenizer(TokenizerSPM):
    """Pieces by the model of FLORES-101."""

    def __init__(self) -> None:
        super().__init__("flores101")


class Flores200Tokenizer(TokenizerSPM):
    """Pieces by the model of FLORES-200."""

    def __init__(self) -> None:
        super().__init__("flores200")


class spBLEU1KTokenizer(TokenizerSPM):  # sacrebleu's name
    """Pieces by the model of spBLEU-1K."""

    def __init__(self) -> None:
        super().__init__("spBLEU-1K")
