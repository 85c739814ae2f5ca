"""NLTK's chrF, as ``nltk.translate.chrf_score`` has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ...counting import NgramCounter
from ...errors import ConfigurationError
from ...inputs import pair_rows
from ...metrics import chrf_definitions
from .matching import checked_rows

__all__ = ["corpus_chrf", "sentence_chrf"]
Text = str | Iterable[str]


def sentence_chrf(
    reference: Text,
    hypothesis: Text,
    min_len: int = 1,
    max_len: int = 6,
    beta: float = 3.0,
    ignore_whitespace: bool = True,
) -> float:
    """Score one hypothesis by chrF (Popović 2015): the mean of F over orders of character n-grams.

    Args:
        reference: A text, or its tokens, which are joined by blanks.
        hypothesis: Likewise.
        min_len: The shortest n-grams. 0 counts an empty n-gram at every character and at the end,
            as in NLTK.
        max_len: The longest n-grams.
        beta: How many times as much recall counts as precision.
        ignore_whitespace: White space is left out, so that n-grams run across words.

    Raises:
        ConfigurationError: `min_len` is below 0.
        ZeroDivisionError: `max_len` is below `min_len`.
        TypeError: A text is neither a str nor an iterable of str.

    Examples:
        >>> sentence_chrf("the cat is on the mat", "the the the the the the the")
        0.14680733924337935
    """
    return corpus_chrf([reference], [hypothesis], min_len, max_len, beta, ignore_whitespace)


def corpus_chrf(
    references: Sequence[Text],
    hypotheses: Sequence[Text],
    min_len: int = 1,
    max_len: int = 6,
    beta: float = 3.0,
    ignore_whitespace: bool = True,
) -> float:
    """Score hypotheses by chrF: the mean over them and over orders of F.

    As in NLTK, the interpreter's own `sum` decides the last bit: from Python 3.12 on it compensates
    rounding.

    Args:
        references: The reference of each hypothesis.
        hypotheses: Texts, or the tokens of each.
        min_len, max_len, beta, ignore_whitespace: As for `sentence_chrf`.

    Raises:
        UnequalRowsError: The rows are not as many on both sides. It is an AssertionError.
        ConfigurationError, TypeError: As for `sentence_chrf`.
        ZeroDivisionError: There are no rows, or `max_len` is below `min_len`.

    Examples:
        >>> corpus_chrf(["the cat sat", "a dog"], [["the", "cat"], ["a", "dog"]])
        0.596511560147929
    """
    references, hypotheses = checked_rows(references, hypotheses)
    if min_len < 0:
        raise ConfigurationError(f"min_len is {min_len}; expected 0 or more.")
    n_orders = max_len - min_len + 1
    if n_orders <= 0 or not len(hypotheses):
        raise ZeroDivisionError(
            "there is nothing to take the mean of: no row, or max_len is below min_len."
        )
    pairs = pair_rows(list(map(_joined, hypotheses)), list(map(_joined, references)))
    left_out = chrf_definitions.REGEX_WHITE_SPACE if ignore_whitespace else ""
    counts = NgramCounter(max(max_len, 1), 0, left_out).count(pairs, None)
    if min_len == 0:
        totals = counts[:, :2] + 1
        counts = np.concatenate([totals, totals.min(axis=1, keepdims=True), counts], axis=1)
    first = 3 * max(min_len - 1, 0)
    return chrf_definitions.nltk_corpus(counts[:, first : first + 3 * n_orders], n_orders, beta)


def _joined(text: Text) -> str:
    return text if type(text) is str else " ".join(text)
