"""sacrebleu's chrF over our counts: its class, its score and its signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ....counting import NgramCounter, RowCounter
from ....errors import InputError
from ....inputs import pair_rows
from ....metrics import chrf_definitions, first_highest
from .base import Score, Signature, confidence
from .references import (
    ReferenceRows,
    Stream,
    check_corpus,
    check_sentence,
    reference_rows,
    transposed,
)


class CHRFSignature(Signature):
    """The settings behind a chrF score; see `Signature`."""

    def __init__(self, args: Mapping[str, Any]) -> None:
        super().__init__(args)
        self.info |= {
            "case": "lc" if args["lowercase"] else "mixed",
            "eff": "no" if args["eps_smoothing"] else "yes",
            "nc": args["char_order"],
            "nw": args["word_order"],
            "space": "yes" if args["whitespace"] else "no",
        }


class CHRFScore(Score):
    """chrF on a scale of 0 to 100.

    Attributes:
        char_order, word_order: orders of n-grams.
        beta: the weight of recall.
    """

    def __init__(self, score: float, char_order: int, word_order: int, beta: float) -> None:
        super().__init__(f"chrF{beta}" + "+" * word_order, score)
        self.beta = beta
        self.char_order = char_order
        self.word_order = word_order


class CHRF:
    """chrF, chrF+ and chrF++ with sacrebleu's arguments, methods and numbers.

    Two things are not sacrebleu's: `sentence_scores`, and the last field of the signature. As
    there, hypotheses and references of different lengths are cut to the shortest without a word,
    and None is a reference that a row does not have. Texts must be valid Unicode.

    Args:
        char_order: Character n-grams of 1 … `char_order` count.
        word_order: Word n-grams of 1 … `word_order` count too: 2 is chrF++.
        beta: How many times as much recall counts as precision.
        lowercase: Lower-case texts first.
        whitespace: White space counts as characters.
        eps_smoothing: The score is the mean of the F of all orders.
        references: Streams of references, for `corpus_score` with None.

    Examples:
        >>> from textmetrics.compat.sacrebleu.metrics import CHRF
        >>> chrf = CHRF(word_order=2)
        >>> chrf.corpus_score(["The dog bit the man."], [["The dog had bit the man."]])
        chrF2++ = 70.39
        >>> str(chrf.get_signature()).rpartition("|")[0]
        'nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0'
    """

    CHAR_ORDER = 6
    WORD_ORDER = 0
    BETA = 2
    _SIGNATURE_TYPE = CHRFSignature

    num_refs: int

    def __init__(
        self,
        char_order: int = CHAR_ORDER,
        word_order: int = WORD_ORDER,
        beta: float = BETA,
        lowercase: bool = False,
        whitespace: bool = False,
        eps_smoothing: bool = False,
        references: Sequence[Stream] | None = None,
    ) -> None:
        self.beta = beta
        self.char_order = char_order
        self.word_order = word_order
        self.order = char_order + word_order
        self.lowercase = lowercase
        self.whitespace = whitespace
        self.eps_smoothing = eps_smoothing
        self.n_bootstrap: int | None = None
        self.seed: str | None = None
        self._counted: tuple[Any, NgramCounter, RowCounter] | None = None
        self._ref_cache: ReferenceRows | None = None
        if references is not None:
            self._ref_cache = self._transposed(references)

    def corpus_score(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None, n_bootstrap: int = 1
    ) -> CHRFScore:
        """Score all hypotheses together.

        Args:
            hypotheses: One text per row.
            references: Streams: the first reference of every row, then the second …; None takes
                those given to the constructor.
            n_bootstrap: Above 1, resample so many times, seeded by SACREBLEU_SEED (12345 where it
                is not set), for `mean` and `ci`.

        Raises:
            TypeError: A str, or what is no sequence, where a sequence is due.
            IndexError: There are no rows, or a row has no reference.
            ValueError: The only row has no reference.
            RuntimeError: There are no references.
        """
        check_corpus(type(self).__name__, hypotheses, references)
        rows = self._count_corpus(hypotheses, references)
        score = self._compute_score_from_stats(rows.sum(axis=0).tolist())
        if n_bootstrap > 1:
            self.n_bootstrap = n_bootstrap
            score._mean, score._ci = confidence(self._resample(rows, n_bootstrap))
        return score

    def sentence_score(self, hypothesis: str, references: Sequence[str | None]) -> CHRFScore:
        """Score one hypothesis against its references.

        Raises:
            TypeError: The hypothesis is no str, or the references are one str.
            IndexError: There are no references.
            ValueError: All references are None.
        """
        check_sentence(type(self).__name__, hypothesis, references)
        counts = None
        if None not in references:
            counts = self._counters()[1].count([hypothesis, *references])
        if counts is None:
            found = reference_rows([references])
            self.num_refs = found.num_refs
            return self._compute_score_from_stats(self._count([hypothesis], found)[0].tolist())
        self.num_refs = len(counts)
        counts[:, 0::3][counts[:, 1::3] == 0] = 0
        best, *others = counts.tolist()
        if others:
            highest = self._compute_f_score(best)
            for row in others:
                score = self._compute_f_score(row)
                if score > highest:
                    best, highest = row, score
        return self._compute_score_from_stats(best)

    def sentence_scores(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str | None]]
    ) -> list[CHRFScore]:
        """Score each hypothesis against its own references, all in one pass.

        sacrebleu has no such method: the scores are those of a loop over `sentence_score`, many
            times faster.
        For numbers alone, as an array, `textmetrics.sentence_chrf` is faster still.

        Args:
            hypotheses: One text per row.
            references: A list of references for each hypothesis.

        Raises:
            InputError: There are not as many lists of references as hypotheses.
            TypeError, IndexError, ValueError: As `sentence_score` does, for a row.

        Examples:
            >>> from textmetrics.compat.sacrebleu.metrics import CHRF
            >>> CHRF().sentence_scores(["the cat", "a dog"], [["the cat"], ["a cat", "the dog"]])
            [chrF2 = 100.00, chrF2 = 31.25]
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
        rows = self._count(list(hypotheses), found).tolist()
        return [self._compute_score_from_stats(row) for row in rows]

    def get_signature(self) -> CHRFSignature:
        """Return the settings, once something was scored.

        Raises:
            ValueError: Nothing was scored yet.
        """
        return self._SIGNATURE_TYPE(self.__dict__)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_counted": None}  # made anew where it is needed

    # Counting.

    def _counters(self) -> tuple[NgramCounter, RowCounter]:
        """Return what counts with these settings, which a caller may have changed since."""
        settings = (self.char_order, self.word_order, bool(self.whitespace), bool(self.lowercase))
        if self._counted is None or self._counted[0] != settings:
            left_out = "" if self.whitespace else chrf_definitions.WHITE_SPACE
            orders = max(self.char_order, 0), max(self.word_order, 0)
            counter = NgramCounter(*orders, left_out, lowercase=bool(self.lowercase))
            self._counted = settings, counter, RowCounter(counter)
        return self._counted[1:]

    def _transposed(self, references: Sequence[Stream]) -> ReferenceRows:
        found = transposed(references)
        self.num_refs = found.num_refs
        return found

    def _count(self, hypotheses: list[str], references: ReferenceRows) -> npt.NDArray[np.int64]:
        """Count rows: int64 (n_rows, 3 * order), of each order both totals and the matches."""
        if references.bare_rows:
            row = references.bare_rows[0]
            error = (
                ValueError if len(hypotheses) == 1 else IndexError
            )  # sacrebleu fails by accident, in two ways
            raise error(f"row {row} has no reference: all of them are None.")
        pairs = pair_rows(hypotheses, references.rows)
        values = self._counters()[0].count(pairs, None)
        values[:, 0::3][values[:, 1::3] == 0] = 0
        if pairs.one_reference:
            return values
        formula = chrf_definitions.mean_of_f if self.eps_smoothing else chrf_definitions.f_of_means
        scores = formula(values, self.char_order, self.beta)
        best: npt.NDArray[np.int64] = values[first_highest(scores, pairs.reference_offsets)]
        return best

    def _count_corpus(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None
    ) -> npt.NDArray[np.int64]:
        """Count rows up to the end of the shorter side."""
        found = self._transposed(references) if references else self._ref_cache
        if found is None or not (references or found.rows):
            raise RuntimeError("No references provided and the cache is empty.")
        n_rows = min(len(hypotheses), len(found.rows))
        if not n_rows:
            raise IndexError(
                "there are no rows to score: hypotheses or a stream of references is empty."
            )
        bare_rows = [k for k in found.bare_rows if k < n_rows]
        return self._count(
            list(hypotheses[:n_rows]), ReferenceRows(found.rows[:n_rows], bare_rows, found.num_refs)
        )

    def _resample(self, rows: npt.NDArray[np.int64], n_samples: int) -> list[Any]:
        """Score resamples in single precision as sacrebleu does; floats where none is single."""
        from .resampling import resampled_sums, seed_of_environment

        self.seed, seed = seed_of_environment()
        scores = [
            self._compute_f_score(row)
            for sums in resampled_sums(rows, n_samples, seed)
            for row in sums
        ]
        if any(isinstance(score, np.float32) for score in scores):
            return [np.float32(score) for score in scores]
        return scores

    # The names by which sacrebleu's own significance tests reach into a metric.

    def _extract_corpus_statistics(
        self, hypotheses: Sequence[str], references: Sequence[Stream] | None
    ) -> list[list[int]]:
        rows: list[list[int]] = self._count_corpus(hypotheses, references).tolist()
        return rows

    def _aggregate_and_compute(self, stats: Any) -> CHRFScore:
        return self._compute_score_from_stats(np.asarray(stats).sum(axis=0).tolist())

    def _compute_score_from_stats(self, stats: Any) -> CHRFScore:
        """Score one row of counts in sacrebleu's order."""
        return CHRFScore(self._compute_f_score(stats), self.char_order, self.word_order, self.beta)

    def _compute_f_score(self, statistics: Any) -> Any:
        """Compute F of one row of counts: of Python's numbers, or in the precision of NumPy's."""
        n_orders = self.order
        end = 3 * n_orders
        parts = statistics[0:end:3], statistics[1:end:3], statistics[2:end:3]
        if self.eps_smoothing:
            return 100 * _sum_of_f(*parts, self.beta**2) / n_orders
        return 100 * _f_of_means(*parts, self.beta**2)


def _f_of_means(totals: Any, reference_totals: Any, matches: Any, factor: float) -> Any:
    """Compute F of the mean precision and recall of orders that both texts have."""
    precision = recall = 0.0
    n_counted = 0
    for n_hypothesis, n_reference, n_matches in zip(totals, reference_totals, matches, strict=True):
        if n_hypothesis > 0 and n_reference > 0:
            precision += n_matches / n_hypothesis
            recall += n_matches / n_reference
            n_counted += 1
    if not precision + recall:
        return 0.0
    precision /= n_counted
    recall /= n_counted
    return (1 + factor) * precision * recall / (factor * precision + recall)


def _sum_of_f(totals: Any, reference_totals: Any, matches: Any, factor: float) -> Any:
    """Add up F of every order, with 1e-16 for a quotient without a divisor."""
    total = 0.0
    epsilon = chrf_definitions.EPSILON
    for n_hypothesis, n_reference, n_matches in zip(totals, reference_totals, matches, strict=True):
        precision = n_matches / n_hypothesis if n_hypothesis > 0 else epsilon
        recall = n_matches / n_reference if n_reference > 0 else epsilon
        divisor = factor * precision + recall
        total += (1 + factor) * precision * recall / divisor if divisor > 0 else epsilon
    return total
