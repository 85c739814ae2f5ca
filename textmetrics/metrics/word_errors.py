"""WER and CER, with MER, WIL and WIP: configuration, statistics and signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, InputError, shown
from ..inputs import Missing, Pairs, pair_rows
from ..results import Accumulator, Floats, Statistics, settings_of, signature_of
from ..tokenization import CustomTokenizer, Splitter
from .error_rates import FIELDS, CharacterErrorResult, ErrorRateResult, WordErrorResult

if TYPE_CHECKING:
    from ..counting import BlockEncoder

Transform = Callable[[list[str]], list[list[str]]]
Result = TypeVar("Result", bound=ErrorRateResult)


class _ErrorMetric(Generic[Result]):
    """What WER and CER share: all but how texts are split."""

    _name: str
    _result: type[Result]
    transform: Transform | None

    @property
    def _encoder(self) -> BlockEncoder:
        raise NotImplementedError

    @property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}  # type: ignore[attr-defined]  # a dataclass

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _check(self, lowercase: Any) -> None:
        if not isinstance(lowercase, (bool, np.bool_)):
            raise ConfigurationError(f"lowercase is {shown(lowercase)}; expected True or False.")
        if self.transform is not None and not callable(self.transform):
            raise ConfigurationError(
                f"transform is {shown(self.transform)}; expected a callable from a list of str to "
                "a list of lists of str."
            )

    @property
    def _transform_name(self) -> str | None:
        """How a signature names the transform."""
        return None if self.transform is None else CustomTokenizer(self.transform).name  # type: ignore[arg-type]  # for its name

    @classmethod
    def from_signature(cls, signature: str, **parts: Any) -> Any:
        """Make the configuration that a signature names.

        Args:
            signature: As a result prints it.
            parts: What a signature can only name: a tokenizer or transform of your own.

        Raises:
            ConfigurationError: It is not a signature of this metric, or the parts given are not
                those it names.
        """
        metric, settings = settings_of(signature)
        if metric != cls._name:
            raise ConfigurationError(
                f"{shown(signature, 200)} is a signature of {metric}; expected one of {cls._name}."
            )
        options: dict[str, Any] = {**settings, "lowercase": settings.get("lowercase") == "true"}
        options.pop("transform", None)
        unknown = options.keys() - cls.__dataclass_fields__.keys()  # type: ignore[attr-defined]  # a dataclass
        if unknown:
            raise ConfigurationError(f"{shown(signature, 200)} sets {min(unknown)}, unknown here.")
        made = cls(**{**options, **parts})
        if made.signature != signature_of(cls._name, **settings):
            raise ConfigurationError(
                f"the settings give {made.signature!r}; expected {signature!r}."
            )
        return made

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the statistics."""
        return FIELDS

    def _pairs(self, predictions: Any, references: Any, missing: Missing) -> Pairs:
        pairs = pair_rows(predictions, references, missing)
        if not pairs.one_reference:
            counts = np.diff(pairs.reference_offsets)
            row = int(np.flatnonzero(counts != 1)[0])
            raise InputError(
                f"references[{row}] has {counts[row]} references; expected one, which is what "
                "error rates compare with.",
                row,
            )
        if self.transform is None:
            return pairs
        from ..tokenization import transformed

        return transformed(pairs, self.transform)

    def _count(
        self, predictions: Any, references: Any, missing: Missing, threads: int | None
    ) -> tuple[Statistics, Pairs]:
        from ..counting import count_edits

        pairs = self._pairs(predictions, references, missing)
        return Statistics(count_edits(self._encoder, pairs, threads), FIELDS, self.signature), pairs

    def statistics(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Statistics:
        """Count hits and errors, one row per prediction. Args, Raises: as for `score`."""
        return self._count(predictions, references, missing, threads)[0]

    def score(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Result:
        """Score all predictions together, and each on its own.

        Args:
            predictions: One text, or one text per row: a list, NumPy array, pandas or polars
                Series, Arrow array, datasets column; or token ids, as lists of int or a 2-D
                integer array in which −100 is left out.
            references: The same, aligned with the predictions: one reference per row.
            missing: "error", or "skip" to leave out rows in which a value is None or NaN.
            threads: At most so many; by default every core, and one for small inputs. The result
                does not depend on it.

        Raises:
            InputError: Rows do not match, a value is missing, a row has several references, a text
                is not valid Unicode.
            InputTypeError: A value is neither text nor token ids.
        """
        statistics, pairs = self._count(predictions, references, missing, threads)
        encoder = self._encoder
        return self._result(statistics, pairs.skipped_rows, self.signature, pairs, encoder)

    def score_rows(
        self,
        predictions: Any,
        references: Any,
        *,
        missing: Missing = "error",
        threads: int | None = None,
    ) -> Floats:
        """Score each prediction on its own: float64 (n_rows,). Args, Raises: as for `score`."""
        return self.score(predictions, references, missing=missing, threads=threads).scores

    def result(self, statistics: Statistics) -> Result:
        """Make rates of statistics that were counted with the same settings.

        Raises:
            InputError: They were counted with others.
        """
        if statistics.signature != self.signature:
            raise InputError(
                f"these statistics were made with {statistics.signature!r}; "
                f"expected {self.signature!r}."
            )
        none: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        return self._result(statistics, none, self.signature)

    def accumulator(self) -> Accumulator[Result]:
        """Return an empty accumulator, for rows that come in batches."""
        return Accumulator(self)


@dataclass(frozen=True)
class WordErrors(_ErrorMetric[WordErrorResult]):
    """Word error rate with MER, WIL, WIP and their counts, with the numbers of jiwer 4.

    Words of a prediction and of its reference are aligned with the fewest substitutions, deletions
    and insertions. Of several such alignments it is the one that RapidFuzz finds, as in jiwer: WER
    does not depend on the choice, the other rates do. Counts are summed over all rows before they
    are divided.

    Args:
        tokenizer: "jiwer": words between blanks, after runs of white space have become blanks; or
            as for `Bleu`.
        lowercase: Lower-case texts first.
        transform: A callable from the list of texts of one side to a list of lists of words, such
            as jiwer's transforms: see `textmetrics.compat.jiwer.transforms`. It comes in place of
            the tokenizer, and may join rows.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.WordErrors().score(["the cat sat on mat"], ["the cat sits on the mat"])
        >>> result.hits, result.substitutions, result.deletions, result.insertions
        (4, 1, 1, 0)
        >>> round(result.wer, 4), result.mer == result.wer
        (0.3333, True)

    References:
        Morris, Maier and Green (2004), From WER and RIL to MER and WIL: improved evaluation
        measures for connected speech recognition.
    """

    tokenizer: str | Splitter | Any = "jiwer"
    lowercase: bool = False
    transform: Transform | None = None

    _name = "wer"
    _result = WordErrorResult

    def __post_init__(self) -> None:
        self._check(self.lowercase)
        self.signature  # noqa: B018  # a tokenizer that does not exist is reported here

    @cached_property
    def _encoder(self) -> BlockEncoder:
        from ..tokenization import Encoder, word_tokenizer

        return Encoder(word_tokenizer(self.tokenizer), None, bool(self.lowercase))

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        from ..tokenization import word_tokenizer

        return signature_of(
            self._name,
            tokenizer=word_tokenizer(self.tokenizer).name,
            lowercase=bool(self.lowercase),
            transform=self._transform_name,
        )


@dataclass(frozen=True)
class CharacterErrors(_ErrorMetric[CharacterErrorResult]):
    """Character error rate with its counts, with the numbers of jiwer 4.

    As `WordErrors`, of code points in place of words: blanks count too, but for white space at
    either end of a text.

    Args:
        lowercase: Lower-case texts first.
        transform: As for `WordErrors`, to lists of characters.

    Raises:
        ConfigurationError: An option does not fit.

    Examples:
        >>> import textmetrics as tm
        >>> tm.CharacterErrors().score(["a cat"], ["a bat "]).cer
        0.2
    """

    lowercase: bool = False
    transform: Transform | None = None

    _name = "cer"
    _result = CharacterErrorResult

    def __post_init__(self) -> None:
        self._check(self.lowercase)

    @cached_property
    def _encoder(self) -> BlockEncoder:
        from ..tokenization import CharacterEncoder

        return CharacterEncoder(bool(self.lowercase))

    @cached_property
    def signature(self) -> str:
        """The exact settings, for a paper."""
        lowercase = bool(self.lowercase)
        return signature_of(self._name, lowercase=lowercase, transform=self._transform_name)


def wer(
    predictions: Any,
    references: Any,
    *,
    tokenizer: str | Splitter | Any = "jiwer",
    lowercase: bool = False,
    transform: Transform | None = None,
    missing: Missing = "error",
    threads: int | None = None,
) -> WordErrorResult:
    """Compute word error rates; options are those of `WordErrors` and its `score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.wer(["a b d"], ["a b c"]).alignments[0][0][:3]
        ('equal', 0, 2)
    """
    metric = WordErrors(tokenizer, lowercase, transform)
    return metric.score(predictions, references, missing=missing, threads=threads)


def cer(
    predictions: Any,
    references: Any,
    *,
    lowercase: bool = False,
    transform: Transform | None = None,
    missing: Missing = "error",
    threads: int | None = None,
) -> CharacterErrorResult:
    """Compute character error rates; options are those of `CharacterErrors` and its `score`.

    Examples:
        >>> import textmetrics as tm
        >>> tm.cer(["colour"], ["color"]).insertions
        1
    """
    metric = CharacterErrors(lowercase, transform)
    return metric.score(predictions, references, missing=missing, threads=threads)
