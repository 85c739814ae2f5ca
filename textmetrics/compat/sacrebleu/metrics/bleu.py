"""sacrebleu's BLEU over our counts: its class, its score and its signature."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from ....counting import RowScorer
from ....errors import InputError, changed
from ....metrics import KERNEL_SMOOTHINGS, REFERENCE_LENGTHS, SUM_COMPENSATES, Bleu
from ..tokenizers import TOKENIZERS, BaseTokenizer, load
from . import formula
from .base import Signature, confidence
from .bleu_score import BLEUScore as BLEUScore
from .bleu_score import score_of_counts
from .references import ReferenceRows, Stream, check_corpus, check_sentence, reference_rows, transposed

# sacrebleu's own logger, so that what a program has set for it holds here too.
log = logging.getLogger("sacrebleu")

MAX_NGRAM_ORDER = 4
TOKENIZED_ENDINGS = 100  # so many texts that end in " ." look tokenized
LANGUAGE_NAMES = {"zh": "Chinese", "ja": "Japanese", "ko": "Korean"}
LARGEST_VALUE = 1e6  # of a smoothing: beyond, Python's integers and floats may add up differently


class BLEUSignature(Signature):
    """The settings behind a BLEU score; see `Signature`."""

    def __init__(self, args: Mapping[str, Any]) -> None:
        super().__init__(args)
        smoothing = args["smooth_method"]
        value = formula.SMOOTH_DEFAULTS[smoothing]
        if value is not None:
            given = args["smooth_value"]
            smoothing += f"[{value if given is None else given:.2f}]"
        self.info |= {
            "case": "lc" if args["lowercase"] else "mixed",
            "eff": "yes" if args["effective_order"] else "no",
            "tok": args["tokenizer_signature"],
            "smooth": smoothing,
        }


class BLEU:
    """BLEU with sacrebleu's arguments, methods and numbers, counted by our kernels.

    Two things are not sacrebleu's: `sentence_scores`, and the last field of the signature. As there, hypotheses and references of different
    lengths are cut to the shortest without a word, and None is a reference that a row does not have. Texts must be valid Unicode.

    Args:
        lowercase: Lower-case texts first.
        force: Do not warn of texts that look tokenized.
        tokenize: A name of `BLEU.TOKENIZERS`; None: that of the target language, or "13a".
        smooth_method: "exp", "floor", "add-k" or "none".
        smooth_value: For "floor" (default 0.1) and "add-k" (default 1).
        max_ngram_order: The longest n-grams counted.
        effective_order: Leave out orders longer than the text, for single sentences.
        trg_lang: The target language; "zh", "ja" and "ko" have tokenizers of their own.
        references: Streams of references, for `corpus_score` with None.

    Raises:
        AssertionError: The smoothing does not exist.
        KeyError: The tokenizer does not exist.
        MissingDependencyError: The tokenizer needs a library that is not installed.

    Examples:
        >>> from textmetrics.compat.sacrebleu.metrics import BLEU
        >>> bleu = BLEU()
        >>> bleu.corpus_score(["The dog bit the man."], [["The dog had bit the man."]])
        BLEU = 51.15 100.0/80.0/50.0/33.3 (BP = 0.846 ratio = 0.857 hyp_len = 6 ref_len = 7)
        >>> str(bleu.get_signature()).rpartition("|")[0]
        'nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0'
    """

    SMOOTH_DEFAULTS: ClassVar[dict[str, float | None]] = formula.SMOOTH_DEFAULTS
    TOKENIZERS = TOKENIZERS.keys()
    TOKENIZER_DEFAULT = "13a"
    _TOKENIZER_MAP: ClassVar[dict[str, str]] = {"zh": "zh", "ja": "ja-mecab", "ko": "ko-mecab"}
    _SIGNATURE_TYPE = BLEUSignature

    num_refs: int

    def __init__(
        self,
        lowercase: bool = False,
        force: bool = False,
        tokenize: str | None = None,
        smooth_method: str = "exp",
        smooth_value: float | None = None,
        max_ngram_order: int = MAX_NGRAM_ORDER,
        effective_order: bool = False,
        trg_lang: str = "",
        references: Sequence[Stream] | None = None,
    ) -> None:
        formula.check_smoothing(smooth_method)
        self._force = force
        self.trg_lang = trg_lang
        self.lowercase = lowercase
        self.smooth_value = smooth_value
        self.smooth_method = smooth_method
        self.max_ngram_order = max_ngram_order
        self.effective_order = effective_order
        self.n_bootstrap: int | None = None
        self.seed: str | None = None
        own = self._TOKENIZER_MAP.get(trg_lang)
        if tokenize is None:
            tokenize = own or self.TOKENIZER_DEFAULT
        elif own is not None and tokenize != own:
            log.warning("Consider using the '%s' or 'spm' tokenizer for %s.", own, LANGUAGE_NAMES[trg_lang])
        self.tokenizer: BaseTokenizer | Callable[[str], str] = load(tokenize)
        self.tokenizer_signature = self.tokenizer.signature()
        self._counter: tuple[Any, Bleu] | None = None
        self._scorer: tuple[Any, RowScorer | None] | None = None
        self._ref_cache: ReferenceRows | None = None
        if references is not None:
            self._ref_cache = self._transposed(references)

    def corpus_score(self, hypotheses: Sequence[str], references: Sequence[Stream] | None, n_bootstrap: int = 1) -> BLEUScore:
        """Score all hypotheses together.

        Args:
            hypotheses: One text a row.
            references: Streams: the first reference of every row, then the second …; None takes those given to the constructor.
            n_bootstrap: Above 1, resample so many times, seeded by SACREBLEU_SEED (12345 where it is not set), for `mean` and `ci`.

        Raises:
            TypeError: A str, or what is no sequence, where a sequence is due; a row without any reference.
            IndexError: There are no rows.
            RuntimeError: There are no references.
        """
        check_corpus(type(self).__name__, hypotheses, references)
        rows = self._count_corpus(hypotheses, references)
        score = self._compute_score_from_stats(self._sum(rows).tolist())
        if n_bootstrap > 1:
            self.n_bootstrap = n_bootstrap
            score._mean, score._ci = confidence(self._resample(rows, n_bootstrap))
        return score

    def sentence_score(self, hypothesis: str, references: Sequence[str | None]) -> BLEUScore:
        """Score one hypothesis against its references.

        Raises:
            TypeError: The hypothesis is no str, the references are one str, or all of them are None.
            IndexError: There are no references.
        """
        if not self.effective_order:
            log.warning("It is recommended to enable `effective_order` for sentence-level BLEU.")
        check_sentence(type(self).__name__, hypothesis, references)
        row = [hypothesis, *references]
        if len(row) == 1:
            raise changed("references")
        if type(self) is BLEU:  # one derived from it may count, or compute, in its own way
            settings = (self.smooth_method, self.smooth_value, self.effective_order, self.max_ngram_order)
            scorer = self._row_scorer(settings)
            scored = scorer and scorer.score(row)
            if scored:
                self.num_refs = len(row) - 1
                return BLEUScore._of_row(*scored, settings)
        return self._compute_score_from_stats(self._count_sentence(hypothesis, row[1:]))

    def sentence_scores(self, hypotheses: Sequence[str], references: Sequence[Sequence[str | None]]) -> list[BLEUScore]:
        """Score each hypothesis against its own references, all in one pass: what a loop over `sentence_score` gives, many times faster.

        sacrebleu has no such method. For numbers alone, as an array, `textmetrics.sentence_bleu` is faster still.

        Args:
            hypotheses: One text a row.
            references: A list of references for each hypothesis.

        Raises:
            InputError: There are not as many lists of references as hypotheses.
            TypeError, IndexError: As `sentence_score` does, for a row.

        Examples:
            >>> from textmetrics.compat.sacrebleu.metrics import BLEU
            >>> bleu = BLEU(effective_order=True)
            >>> [score.counts for score in bleu.sentence_scores(["the cat", "a dog"], [["the cat"], ["a cat", "the dog"]])]
            [[2, 1, 0, 0], [2, 0, 0, 0]]
        """
        if not self.effective_order:
            log.warning("It is recommended to enable `effective_order` for sentence-level BLEU.")
        name = type(self).__name__
        if isinstance(hypotheses, str):
            raise TypeError(f"{name}: The argument `hyps` should be a sequence of strings.")
        hypotheses, references = list(hypotheses), list(references)  # which nobody else changes
        if len(hypotheses) != len(references):
            raise InputError(
                f"hypotheses has {len(hypotheses)} rows and references has {len(references)}; expected a list of references for each "
                "hypothesis (not the streams that corpus_score takes)."
            )
        for hypothesis, own in zip(hypotheses, references, strict=True):
            check_sentence(name, hypothesis, own)
        found = reference_rows(references)
        self.num_refs = found.num_refs
        return [self._compute_score_from_stats(row) for row in self._count(hypotheses, found).tolist()]

    def get_signature(self) -> BLEUSignature:
        """Give the settings, once something was scored.

        Raises:
            ValueError: Nothing was scored yet.
        """
        return self._SIGNATURE_TYPE(self.__dict__)

    @staticmethod
    def compute_bleu(
        correct: Sequence[Any],
        total: Sequence[Any],
        sys_len: int,
        ref_len: int,
        smooth_method: str = "none",
        smooth_value: float | None = None,
        effective_order: bool = False,
        max_ngram_order: int = MAX_NGRAM_ORDER,
    ) -> BLEUScore:
        """Score counts. The lists given are left as they are, unlike sacrebleu's; those of the score hold what "add-k" added.

        Args:
            correct: Clipped matches of each order.
            total: n-grams of each order.
            sys_len: Tokens of the hypotheses.
            ref_len: Tokens of the references.
            smooth_method, smooth_value, effective_order, max_ngram_order: As for the class; by default nothing is smoothed.

        Raises:
            AssertionError: The smoothing does not exist.
        """
        settings = (smooth_method, smooth_value, effective_order, max_ngram_order)
        return score_of_counts(correct, total, sys_len, ref_len, *settings)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_counter": None, "_scorer": None}  # made anew where they are needed

    # Counting.

    def _core(self) -> Bleu:
        """Give the metric of the core that counts with these settings, which a caller may have changed since the last time."""
        settings = (self.tokenizer, self.lowercase, self.max_ngram_order)
        if self._counter is None or self._counter[0] != settings:
            # Only a class that names the core's tokenizer itself splits as it does: one derived from it may split otherwise.
            name = vars(type(self.tokenizer)).get("core_name")
            splitter = name or (lambda text, spaced=self.tokenizer: spaced(text.rstrip()).split())
            self._counter = settings, Bleu(tokenizer=splitter, lowercase=bool(self.lowercase), max_order=self.max_ngram_order)
        return self._counter[1]

    def _row_scorer(self, smoothing: tuple[Any, ...]) -> RowScorer | None:
        """Give what scores one sentence with these settings, which a caller may have changed; None where they are none of its."""
        settings = (*smoothing, self.tokenizer, self.lowercase)
        if self._scorer is None or self._scorer[0] != settings:
            self._scorer = settings, self._new_scorer(*smoothing)
        return self._scorer[1]

    def _new_scorer(self, method: str, given: float | None, effective_order: bool, n: int) -> RowScorer | None:
        if method not in KERNEL_SMOOTHINGS or self._core()._row_scorer is None:
            return None
        value = formula.smoothing_value(method, given)
        if not isinstance(value, (int, float)) or not 0 <= value <= LARGEST_VALUE:
            return None
        rule = REFERENCE_LENGTHS["closest"]
        return RowScorer(n, rule, 1, KERNEL_SMOOTHINGS[method][0], value, bool(effective_order), SUM_COMPENSATES)

    def _transposed(self, references: Sequence[Stream]) -> ReferenceRows:
        found = transposed(references)
        self.num_refs = found.num_refs
        return found

    def _count(self, hypotheses: list[str], references: ReferenceRows) -> npt.NDArray[np.int64]:
        """Count rows in sacrebleu's order of fields, int64 (n_rows, 2 + 2 * max_ngram_order): lengths, matches, totals."""
        values = self._core().statistics(hypotheses, references.rows).values
        n = self.max_ngram_order
        rows = np.concatenate([values[:, 3 * n :], values[:, : 2 * n]], axis=1)
        for k in references.bare_rows:
            rows[k, :2] = self._lengths_without_reference(int(rows[k, 0]), k)
        return rows

    @staticmethod
    def _lengths_without_reference(n_tokens: int, row: int) -> list[int]:
        """Give the two lengths of a row without any reference: sacrebleu has -1 for that of an empty text, and fails at any other."""
        if n_tokens:
            raise TypeError(f"row {row} has no reference: all of them are None.")
        return [0, -1]

    def _count_sentence(self, hypothesis: str, references: Sequence[str | None]) -> list[int]:
        """Count one row: the only place that single sentences come through."""
        present = [text for text in references if text is not None]
        self.num_refs = len(present)
        n = self.max_ngram_order
        row: list[int] = self._core().statistics(hypothesis, present or [""]).values[0].tolist()
        lengths = row[3 * n :] if present else self._lengths_without_reference(row[3 * n], 0)
        return lengths + row[: 2 * n]

    def _count_corpus(self, hypotheses: Sequence[str], references: Sequence[Stream] | None) -> npt.NDArray[np.int64]:
        """Count rows up to the end of the shorter side."""
        found = self._transposed(references) if references else self._ref_cache
        if found is None or not (references or found.rows):
            raise RuntimeError("No references provided and the cache is empty.")
        hypotheses = list(hypotheses)[: len(found.rows)]
        n_rows = len(hypotheses)
        if len(found.rows) > n_rows:
            found = ReferenceRows(found.rows[:n_rows], [k for k in found.bare_rows if k < n_rows], found.num_refs)
        if not self._force and sum(text.endswith(" .") for text in hypotheses) >= TOKENIZED_ENDINGS:
            log.warning("At least %d lines end in a tokenized period (' .').", TOKENIZED_ENDINGS)
            log.warning("If the texts were tokenized and not detokenized, the score is not what it should be.")
            log.warning("If they are as they should be, pass force=True to be rid of this warning.")
        return self._count(hypotheses, found)

    def _resample(self, rows: npt.NDArray[np.int64], n_samples: int) -> list[float]:
        from .resampling import resampled_sums, seed_of_environment

        self.seed, seed = seed_of_environment()
        settings = (self.smooth_method, self.smooth_value, self.effective_order, self.max_ngram_order)
        pieces = resampled_sums(rows, n_samples, seed)
        return [score for sums in pieces for score in formula.single_precision_scores(sums, *settings)]

    @staticmethod
    def _sum(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        if not len(rows):
            raise IndexError("there are no rows to score: hypotheses or a stream of references is empty.")
        total: npt.NDArray[np.int64] = rows.sum(axis=0)
        return total

    # The names by which sacrebleu's own significance tests reach into a metric.

    def _extract_corpus_statistics(self, hypotheses: Sequence[str], references: Sequence[Stream] | None) -> list[list[int]]:
        rows: list[list[int]] = self._count_corpus(hypotheses, references).tolist()
        return rows

    def _aggregate_and_compute(self, stats: Any) -> BLEUScore:
        return self._compute_score_from_stats(self._sum(np.asarray(stats)).tolist())

    def _compute_score_from_stats(self, stats: Any) -> BLEUScore:
        """Score one row of counts in sacrebleu's order."""
        n = self.max_ngram_order
        return self.compute_bleu(
            stats[2 : 2 + n], stats[2 + n :], int(stats[0]), int(stats[1]),
            self.smooth_method, self.smooth_value, self.effective_order, n,
        )  # fmt: skip
