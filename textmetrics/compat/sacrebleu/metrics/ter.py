"""sacrebleu's TER over our counts: its class, its score and its signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from ....errors import InputError
from ....metrics import Ter, edit_rate
from .base import ABBREVIATIONS, Score, Signature, confidence
from .references import (
    ReferenceRows,
    Stream,
    check_corpus,
    check_sentence,
    reference_rows,
    transposed,
)

Row = list[float]  # edits, and the mean length of the references


class TERSignature(Signature):
    """The settings behind a TER score; see `Signature`."""

    _abbreviations: ClassVar[Mapping[str, str]] = {
        **ABBREVIATIONS,
        "tok": "t",
        "norm": "nr",
        "punct": "pn",
        "asian": "as",
    }

    def __init__(self, args: Mapping[str, Any]) -> None:
        super().__init__(args)
        self.info |= {
            "case": "mixed" if args["case_sensitive"] else "lc",
            "tok": args["tokenizer_signature"],
            "norm": args["normalized"],
            "punct": not args["no_punct"],
            "asian": args["asian_support"],
        }


class TERScore(Score):
    """TER in percent: 0 is best, and it may exceed 100.

    Attributes:
        num_edits: int, edits of all rows.
        ref_length: float, the sum of the mean lengths of the rows' references.
    """

    def __init__(self, score: float, num_edits: float, ref_length: float) -> None:
        super().__init__("TER", score)
        self.num_edits = int(num_edits)
        self.ref_length = ref_length


class TER:
    """TER with sacrebleu's arguments, methods and numbers, counted by our kernels.

    Two things are not sacrebleu's: `sentence_scores`, and the last field of the signature. As
    there, hypotheses and references of different lengths are cut to the shortest without a word,
    and None is a reference that a row does not have. Texts must be valid Unicode.

    Args:
        normalized: Separate punctuation from words, as tercom does.
        no_punct: Drop punctuation.
        asian_support: With `normalized`, separate ideographs too; with `no_punct`, drop the
            punctuation of Asian scripts too.
        case_sensitive: Do not lower-case texts first.
        references: Streams of references, for `corpus_score` with None.

    Examples:
        >>> from textmetrics.compat.sacrebleu.metrics import TER
        >>> ter = TER()
        >>> ter.corpus_score(["The dog bit the man."], [["The dog had bit the man."]])
        TER = 16.67
        >>> str(ter.get_signature()).rpartition("|")[0]
        'nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0'
    """

    _SIGNATURE_TYPE = TERSignature

    num_refs: int

    def __init__(
        self,
        normalized: bool = False,
        no_punct: bool = False,
        asian_support: bool = False,
        case_sensitive: bool = False,
        references: Sequence[Stream] | None = None,
    ) -> None:
        self.no_punct = no_punct
        self.normalized = normalized
        self.asian_support = asian_support
        self.case_sensitive = case_sensitive
        self.tokenizer_signature = "tercom"
        self.n_bootstrap: int | None = None
        self.seed: str | None = None
        self._ref_cache: ReferenceRows | None = None
        if references is not None:
            self._ref_cache = self._transposed(references)

    def corpus_score(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None, n_bootstrap: int = 1
    ) -> TERScore:
        """Score all hypotheses together.

        Args:
            hypotheses: One text per row.
            references: Streams: the first reference of every row, then the second …; None takes
                those given to the constructor.
            n_bootstrap: Above 1, resample so many times, seeded by SACREBLEU_SEED (12345 where it
                is not set), for `mean` and `ci`.

        Raises:
            TypeError: A str, or what is no sequence, where a sequence is due.
            IndexError: There are no rows.
            ZeroDivisionError: A row has no reference.
            RuntimeError: There are no references.
        """
        check_corpus(type(self).__name__, hypotheses, references)
        rows = self._count_corpus(hypotheses, references)
        score = self._compute_score_from_stats(_summed(rows))
        if n_bootstrap > 1:
            self.n_bootstrap = n_bootstrap
            score._mean, score._ci = confidence(self._resample(rows, n_bootstrap))
        return score

    def sentence_score(self, hypothesis: str, references: Sequence[str | None]) -> TERScore:
        """Score one hypothesis against its references.

        Raises:
            TypeError: The hypothesis is no str, or the references are one str.
            IndexError: There are no references.
            ZeroDivisionError: All references are None.
        """
        check_sentence(type(self).__name__, hypothesis, references)
        found = reference_rows([references])
        self.num_refs = found.num_refs
        return self._compute_score_from_stats(_summed(self._count([hypothesis], found)))

    def sentence_scores(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str | None]]
    ) -> list[TERScore]:
        """Score each hypothesis against its own references, all in one pass.

        sacrebleu has no such method: the scores are those of a loop over `sentence_score`, many
        times faster.

        Args:
            hypotheses: One text per row.
            references: A list of references for each hypothesis.

        Raises:
            InputError: There are not as many lists of references as hypotheses.
            TypeError, IndexError, ZeroDivisionError: As `sentence_score` does, for a row.

        Examples:
            >>> from textmetrics.compat.sacrebleu.metrics import TER
            >>> TER().sentence_scores(["the cat", "a dog"], [["the cat"], ["a cat", "the dog"]])
            [TER = 0.00, TER = 50.00]
        """
        name = type(self).__name__
        if isinstance(hypotheses, str):
            raise TypeError(f"{name}: The argument `hyps` should be a sequence of strings.")
        if len(hypotheses) != len(references):
            raise InputError(
                f"hypotheses has {len(hypotheses)} rows and references has {len(references)}; "
                "expected a list of references for each hypothesis (not the streams that "
                "corpus_score takes)."
            )
        for hypothesis, own in zip(hypotheses, references, strict=True):
            check_sentence(name, hypothesis, own)
        found = reference_rows(references)
        self.num_refs = found.num_refs
        return [self._compute_score_from_stats(row) for row in self._count(list(hypotheses), found)]

    def get_signature(self) -> TERSignature:
        """Return the settings, once something was scored.

        Raises:
            ValueError: Nothing was scored yet.
        """
        return self._SIGNATURE_TYPE(self.__dict__)

    # Counting.

    def _transposed(self, references: Sequence[Stream]) -> ReferenceRows:
        found = transposed(references)
        self.num_refs = found.num_refs
        return found

    def _count(self, hypotheses: list[str], references: ReferenceRows) -> list[Row]:
        """Count rows: edits, and the mean length of the references."""
        if references.bare_rows:
            row = references.bare_rows[0]
            raise ZeroDivisionError(f"row {row} has no reference: all of them are None.")
        options = (self.normalized, self.no_punct, self.asian_support, self.case_sensitive)
        statistics = Ter(*map(bool, options)).statistics(hypotheses, references.rows)
        rows = statistics.values.tolist()
        return [[edits, n_words / n_references] for edits, _, n_words, n_references in rows]

    def _count_corpus(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None
    ) -> list[Row]:
        """Count rows up to the end of the shorter side."""
        found = self._transposed(references) if references else self._ref_cache
        if found is None or not (references or found.rows):
            raise RuntimeError("No references provided and the cache is empty.")
        n_rows = min(len(hypotheses), len(found.rows))
        if not n_rows:
            raise IndexError("there are no rows to score: hypotheses or references are empty.")
        bare_rows = [row for row in found.bare_rows if row < n_rows]
        rows = ReferenceRows(found.rows[:n_rows], bare_rows, found.num_refs)
        return self._count(list(hypotheses[:n_rows]), rows)

    def _resample(self, rows: list[Row], n_samples: int) -> list[Any]:
        """Score resamples in single precision, as sacrebleu does."""
        from .resampling import DRAWS_AT_ONCE, seed_of_environment

        self.seed, seed = seed_of_environment()
        generator = np.random.default_rng(seed)
        narrow: npt.NDArray[np.float32] = np.asarray(rows, np.float32)
        n_rows = len(rows)
        scores = []
        at_once = max(1, DRAWS_AT_ONCE // n_rows)
        for first in range(0, n_samples, at_once):
            # Drawn in pieces the numbers are the same as drawn at once.
            size = (min(at_once, n_samples - first), n_rows)
            for drawn in generator.choice(n_rows, size=size, replace=True):
                scores.append(self._compute_score_from_stats(narrow[drawn].sum(axis=0)).score)
        return scores

    # The names by which sacrebleu's own significance tests reach into a metric.

    def _extract_corpus_statistics(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None
    ) -> list[Row]:
        return self._count_corpus(hypotheses, references)

    def _aggregate_and_compute(self, stats: Any) -> TERScore:
        return self._compute_score_from_stats(_summed(stats))

    def _compute_score_from_stats(self, stats: Any) -> TERScore:
        """Score edits and a length, in the precision of the numbers given."""
        edits, length = stats
        return TERScore(100 * edit_rate(edits, length), edits, length)


def _summed(rows: Sequence[Row]) -> Row:
    """Add rows one after another, in their order: thirds do not add up in every order."""
    edits = length = 0.0
    for own_edits, own_length in rows:
        edits += own_edits
        length += own_length
    return [edits, length]
