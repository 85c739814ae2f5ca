"""jiwer's ready-made transforms."""

from __future__ import annotations

from .transforms import (
    Compose,
    ExpandCommonEnglishContractions,
    ReduceToListOfListOfChars,
    ReduceToListOfListOfWords,
    ReduceToSingleSentence,
    RemoveKaldiNonWords,
    RemoveMultipleSpaces,
    RemoveWhiteSpace,
    Strip,
    ToLowerCase,
)

__all__ = [
    "cer_contiguous",
    "cer_default",
    "wer_contiguous",
    "wer_default",
    "wer_standardize",
    "wer_standardize_contiguous",
]

_TIDIED = [RemoveMultipleSpaces(), Strip()]
_STANDARDIZED = [
    ToLowerCase(),
    ExpandCommonEnglishContractions(),
    RemoveKaldiNonWords(),
    RemoveWhiteSpace(replace_by_space=True),
    *_TIDIED,
]

# Words between blanks, without multiple spaces and white space at the ends: what WER compares by
# default. "contiguous" joins all sentences of a side, so that their numbers may differ.
wer_default = Compose([*_TIDIED, ReduceToListOfListOfWords()])
wer_contiguous = Compose([*_TIDIED, ReduceToSingleSentence(), ReduceToListOfListOfWords()])
wer_standardize = Compose([*_STANDARDIZED, ReduceToListOfListOfWords()])
wer_standardize_contiguous = Compose(
    [*_STANDARDIZED, ReduceToSingleSentence(), ReduceToListOfListOfWords()]
)
cer_default = Compose([Strip(), ReduceToListOfListOfChars()])
cer_contiguous = Compose([Strip(), ReduceToSingleSentence(), ReduceToListOfListOfChars()])
