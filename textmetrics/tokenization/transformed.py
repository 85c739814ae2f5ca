"""Texts that a transform has made lists of words, as columns of ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import InputError, InputTypeError, shown
from ..inputs import IdColumn, Pairs


def word_column(sentences: list[list[str]], numbers: dict[str, int]) -> IdColumn:
    """Return sentences as a column of ids; words not yet in `numbers` are added to it."""
    values = [numbers.setdefault(word, len(numbers)) for words in sentences for word in words]
    begins = np.zeros(len(sentences) + 1, np.int64)
    np.cumsum([len(words) for words in sentences], out=begins[1:])
    return IdColumn(np.asarray(values, np.int32), begins)


def are_word_lists(found: Any) -> bool:
    """Tell whether a transform has returned a list of lists of str."""
    return isinstance(found, list) and all(
        isinstance(words, list) and all(isinstance(word, str) for word in words) for words in found
    )


def transformed(pairs: Pairs, transform: Callable[[list[str]], list[list[str]]]) -> Pairs:
    """Return rows of ids of the words that a transform makes of the texts of either side.

    Raises:
        InputTypeError: The rows are token ids, or the transform returns no lists of words.
        InputError: It makes different numbers of sentences of the two sides.
    """
    if isinstance(pairs.predictions, IdColumn) or isinstance(pairs.references, IdColumn):
        raise InputTypeError("token ids have no text to transform; expected text on both sides.")
    numbers: dict[str, int] = {}
    columns = []
    for name, column in (
        ("predictions", pairs.predictions),
        ("references", pairs.flat().references),
    ):
        sentences = transform(column.strings(0, len(column)))  # type: ignore[union-attr]  # texts
        if not are_word_lists(sentences):
            raise InputTypeError(
                f"the transform made {shown(sentences)} of the {name}; expected a list of lists "
                "of str, which ReduceToListOfListOfWords and ReduceToListOfListOfChars make."
            )
        columns.append(word_column(sentences, numbers))
    predictions, references = columns
    if len(predictions) != len(references):
        raise InputError(
            f"the transform made {len(predictions)} sentences of the predictions and "
            f"{len(references)} of the references; expected as many of both."
        )
    offsets = np.arange(len(predictions) + 1, dtype=np.int64)
    return Pairs(predictions, references, offsets, pairs.skipped_rows)
