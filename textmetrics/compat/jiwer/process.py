"""jiwer's process_words and process_characters: everything about some sentences in one output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...counting import align, count_edits
from ...errors import InputError, InputTypeError
from ...inputs import Pairs
from ...metrics import OPERATIONS, CharacterErrors, WordErrors
from ...tokenization import JIWER, Encoder, are_word_lists, word_column
from .transformations import cer_default, wer_default
from .transforms import (
    Compose,
    ReduceToListOfListOfChars,
    ReduceToListOfListOfWords,
    RemoveMultipleSpaces,
    Strip,
)

__all__ = [
    "AlignmentChunk",
    "CharacterOutput",
    "WordOutput",
    "process_characters",
    "process_words",
]

Transform = Callable[[Any], Any]
Sentences = str | list[str]
_TYPES = ("equal", "substitute", "delete", "insert")
_LATE = ("references", "hypotheses", "alignments")
_WORDS = (RemoveMultipleSpaces, Strip, ReduceToListOfListOfWords)
_CHARACTERS = (Strip, ReduceToListOfListOfChars)


@dataclass
class AlignmentChunk:
    """A run of one operation in the alignment of a hypothesis with its reference.

    Attributes:
        type: "equal", "substitute", "insert" or "delete"; "replace" becomes "substitute".
        ref_start_idx, ref_end_idx: the reference's words.
        hyp_start_idx, hyp_end_idx: the hypothesis's words.

    Raises:
        ValueError: Another type, or an end before its start.
    """

    type: str

    ref_start_idx: int
    ref_end_idx: int

    hyp_start_idx: int
    hyp_end_idx: int

    def __post_init__(self) -> None:
        if self.type == "replace":
            self.type = "substitute"
        if self.type not in _TYPES:
            raise ValueError(f"type is {self.type!r}; expected one of {', '.join(_TYPES)}.")
        for side in ("ref", "hyp"):
            start, end = getattr(self, f"{side}_start_idx"), getattr(self, f"{side}_end_idx")
            if start > end:
                raise ValueError(f"{side}_start_idx={start} is larger than {side}_end_idx={end}")


class _Output:
    """An output whose words and alignments are made when they are first asked for."""

    def __getattr__(self, name: str) -> Any:
        make = self.__dict__.get("_make") if name in _LATE else None
        if make is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self.__dict__.update(zip(_LATE, make(), strict=True))
        del self.__dict__["_make"]
        return self.__dict__[name]

    def __getstate__(self) -> dict[str, Any]:
        self.alignments  # noqa: B018  # made now: what makes them is not pickled
        return self.__dict__


@dataclass
class WordOutput(_Output):
    """Error rates of sentences, and what they are made of.

    Attributes:
        references, hypotheses: the words of every sentence.
        alignments: their alignment, as chunks.
        wer, mer, wil, wip: the rates of all sentences together.
        hits, substitutions, insertions, deletions: counts of words.
    """

    references: list[list[str]]
    hypotheses: list[list[str]]

    alignments: list[list[AlignmentChunk]]

    wer: float
    mer: float
    wil: float
    wip: float

    hits: int
    substitutions: int
    insertions: int
    deletions: int


@dataclass
class CharacterOutput(_Output):
    """The character error rate of sentences, and what it is made of; see `WordOutput`."""

    references: list[list[str]]
    hypotheses: list[list[str]]

    alignments: list[list[AlignmentChunk]]

    cer: float

    hits: int
    substitutions: int
    insertions: int
    deletions: int


@dataclass
class _Processed:
    """Counts of all sentences, and what makes words and alignments."""

    counts: list[int]  # hits, substitutions, deletions, insertions
    make: Callable[[], tuple[Any, Any, Any]]

    @property
    def rates(self) -> dict[str, float]:
        """The rates, ints where there is no reference word, as in jiwer."""
        hits, substitutions, deletions, insertions = self.counts
        n_reference = hits + substitutions + deletions
        n_hypothesis = hits + substitutions + insertions
        errors = substitutions + deletions + insertions
        wer: float = insertions
        mer: float = int(n_hypothesis > 0)
        wip: float = int(n_hypothesis == 0)
        if n_reference:
            wer, mer, wip = errors / n_reference, errors / (errors + hits), 0
            if n_hypothesis:
                wip = (hits / n_reference) * (hits / n_hypothesis)
        return {"wer": wer, "mer": mer, "wil": 1 - wip, "wip": wip}

    def output(self, kind: Any, rates: dict[str, float]) -> Any:
        """Make an output, without what is made when it is asked for."""
        made = object.__new__(kind)
        hits, substitutions, deletions, insertions = self.counts
        made.__dict__.update(
            rates,
            hits=hits,
            substitutions=substitutions,
            insertions=insertions,
            deletions=deletions,
            _make=self.make,
        )
        return made


def _chunks(pairs: Pairs, encoder: Any) -> list[list[AlignmentChunk]]:
    offsets, values = align(encoder, pairs, None)
    made = [AlignmentChunk(OPERATIONS[operation], *ends) for operation, *ends in values.tolist()]
    bounds = offsets.tolist()
    return [made[bounds[k] : bounds[k + 1]] for k in range(len(bounds) - 1)]


def _is_plain(transform: Any, kinds: Sequence[type]) -> bool:
    """Tell whether a transform is one that the kernels do themselves."""
    return (
        type(transform) is Compose
        and tuple(map(type, transform.transforms)) == tuple(kinds)
        and getattr(transform.transforms[-1], "word_delimiter", " ") == " "
    )


def _applied(sentences: Any, transform: Transform, side: str) -> list[list[str]]:
    words: list[list[str]] = transform(sentences)
    if not are_word_lists(words):
        raise ValueError(
            f"After applying the transformation, each {side} should be a list of strings, with "
            "each string being a single word or character. Please ensure the given transformation "
            "reduces the input to a list of list strings."
        )
    return words


def _process(
    reference: Any, hypothesis: Any, reference_transform: Any, hypothesis_transform: Any
) -> _Processed:
    reference = [reference] if isinstance(reference, str) else reference
    hypothesis = [hypothesis] if isinstance(hypothesis, str) else hypothesis
    for kinds, metric in ((_WORDS, WordErrors()), (_CHARACTERS, CharacterErrors())):
        if not (_is_plain(reference_transform, kinds) and _is_plain(hypothesis_transform, kinds)):
            continue
        try:
            return _counted_texts(reference, hypothesis, reference_transform, metric)
        except (InputError, InputTypeError):
            break  # the transforms tell what is wrong, or take it, as a lone surrogate
    references = _applied(reference, reference_transform, "reference")
    hypotheses = _applied(hypothesis, hypothesis_transform, "hypothesis")
    if len(references) != len(hypotheses):
        raise ValueError(
            "After applying the transforms on the reference and hypothesis sentences, their "
            f"lengths must match. Instead got {len(references)} reference and "
            f"{len(hypotheses)} hypothesis sentences."
        )
    numbers: dict[str, int] = {}
    columns = word_column(hypotheses, numbers), word_column(references, numbers)
    offsets = np.arange(len(references) + 1, dtype=np.int64)
    pairs = Pairs(*columns, offsets, np.zeros(0, np.int64))
    encoder = Encoder(JIWER)
    counts = count_edits(encoder, pairs, None).sum(axis=0).tolist()
    return _Processed(counts, lambda: (references, hypotheses, _chunks(pairs, encoder)))


def _counted_texts(
    reference: Any, hypothesis: Any, transform: Transform, metric: Any
) -> _Processed:
    """Count texts as they are: the kernels split them."""
    for texts in (reference, hypothesis):
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise InputTypeError("expected a list of str.")
    pairs = metric._pairs(list(hypothesis) or [""], list(reference) or [""], "error")
    counts = count_edits(metric._encoder, pairs, None).sum(axis=0).tolist()

    def make() -> tuple[Any, Any, Any]:
        texts = [column.strings(0, len(column)) for column in (pairs.references, pairs.predictions)]
        return transform(texts[0]), transform(texts[1]), _chunks(pairs, metric._encoder)

    return _Processed(counts, make)


def process_words(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = wer_default,
    hypothesis_transform: Transform = wer_default,
) -> WordOutput:
    """Compare the words of one or more hypotheses with their references.

    Args:
        reference: A sentence, or a list of them.
        hypothesis: The same; as many after the transforms.
        reference_transform, hypothesis_transform: What makes lists of words of them.

    Raises:
        ValueError: A transform makes no lists of words, or the numbers of sentences differ.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> output = jiwer.process_words("short one here", "shoe order one")
        >>> output.wer, output.hits, [chunk.type for chunk in output.alignments[0]]
        (1.0, 1, ['insert', 'substitute', 'equal', 'delete'])
    """
    done = _process(reference, hypothesis, reference_transform, hypothesis_transform)
    output: WordOutput = done.output(WordOutput, done.rates)
    return output


def process_characters(
    reference: Sentences,
    hypothesis: Sentences,
    reference_transform: Transform = cer_default,
    hypothesis_transform: Transform = cer_default,
) -> CharacterOutput:
    """Compare the characters of one or more hypotheses with their references, blanks among them.

    Args, Raises: as for `process_words`.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> jiwer.process_characters("short", "shorn").cer
        0.2
    """
    done = _process(reference, hypothesis, reference_transform, hypothesis_transform)
    output: CharacterOutput = done.output(CharacterOutput, {"cer": done.rates["wer"]})
    return output
