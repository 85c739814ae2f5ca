"""ROUGE: configuration, statistics, formula and signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import Missing, Pairs, pair_rows
from .errors import ConfigurationError, InputError, shown
from .scores import Score, Scores, precision_recall_f1
from .sufficient_statistics import Statistics
from .tokenizers import resolve

DEFAULT_TYPES = ("rouge1", "rouge2", "rougeL")
_LCS, _LSUM = 0, -1


def _code(name: str) -> int:
    """Give what the kernels count for a type: n for rougeN, 0 for rougeL, −1 for rougeLsum."""
    if name == "rougeL":
        return _LCS
    if name == "rougeLsum":
        return _LSUM
    order = re.fullmatch(r"rouge([1-9][0-9]*)", name) if isinstance(name, str) else None
    if not order:
        raise ConfigurationError(f"unknown ROUGE type {shown(name)}; expected rouge1, rouge2, … rougeN, rougeL or rougeLsum.")
    return int(order[1])


@dataclass(frozen=True)
class Rouge:
    """ROUGE (Lin 2004), by default with exactly the numbers of rouge-score 0.1.2.

    Args:
        types: what to compute: rouge1 … rougeN for any N, rougeL, rougeLsum.
        stemmer: None, "porter" or a callable from word to stem; words of more than three characters are stemmed.
        tokenizer: a name ("rouge-score", "unicode", "whitespace", "13a", …) or a callable from str to tokens.
    """

    types: tuple[str, ...] = DEFAULT_TYPES
    stemmer: Any = None
    tokenizer: Any = "rouge-score"

    def __post_init__(self) -> None:
        if isinstance(self.types, str):
            raise ConfigurationError(f"types is the str {self.types!r}; expected a sequence of names, as in ({self.types!r},).")
        object.__setattr__(self, "types", tuple(self.types))
        if not self.types:
            raise ConfigurationError("types is empty; expected at least one, as in ('rouge1',).")
        if len(set(self.types)) != len(self.types):
            raise ConfigurationError(f"types {self.types} names one twice; expected each once.")
        for name in self.types:
            _code(name)
        self._plan

    @cached_property
    def _plan(self) -> Any:
        from .rouge_counts import Plan
        from .token_ids import Encoder, resolve_stemmer

        return Plan(tuple(_code(name) for name in self.types), Encoder(resolve(self.tokenizer), resolve_stemmer(self.stemmer)))

    def count(self, predictions, references, *, missing="error", threads=None):
        from .rouge_counts import count_pairs
        pairs = pair_rows(predictions, references, missing)
        return count_pairs(self._plan, pairs, threads)
