"""jiwer's error rates, one function each."""

from __future__ import annotations

from .process import Sentences, Transform, process_characters, process_words
from .transformations import cer_default, wer_default

__all__ = ["cer", "mer", "wer", "wil", "wip"]


def wer(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = wer_default,
    hypothesis_transform: Transform = wer_default,
) -> float:
    """Return the word error rate. Args, Raises: as for `process_words`.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.wer(["hello world"], ["hello duck"])
        0.5
    """
    return process_words(reference, hypothesis, reference_transform, hypothesis_transform).wer


def mer(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = wer_default,
    hypothesis_transform: Transform = wer_default,
) -> float:
    """Return the match error rate. Args, Raises: as for `process_words`."""
    return process_words(reference, hypothesis, reference_transform, hypothesis_transform).mer


def wil(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = wer_default,
    hypothesis_transform: Transform = wer_default,
) -> float:
    """Return the word information lost. Args, Raises: as for `process_words`."""
    return process_words(reference, hypothesis, reference_transform, hypothesis_transform).wil


def wip(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = wer_default,
    hypothesis_transform: Transform = wer_default,
) -> float:
    """Return the word information preserved. Args, Raises: as for `process_words`."""
    return process_words(reference, hypothesis, reference_transform, hypothesis_transform).wip


def cer(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = cer_default,
    hypothesis_transform: Transform = cer_default,
) -> float:
    """Return the character error rate. Args, Raises: as for `process_characters`.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.cer("abcd", "abce")
        0.25
    """
    return process_characters(reference, hypothesis, reference_transform, hypothesis_transform).cer
