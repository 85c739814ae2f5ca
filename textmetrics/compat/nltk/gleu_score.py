"""NLTK's GLEU, as ``nltk.translate.gleu_score`` has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...errors import ConfigurationError
from .matching import Tokens, checked_rows, held, id_pairs, matches_with_each, suits_columns

__all__ = ["corpus_gleu", "sentence_gleu", "sentence_gleu_batch"]
EVERY_LENGTH = -1  # as max_len: n-grams of every length that a text has


def sentence_gleu(references: Iterable[Tokens], hypothesis: Tokens, min_len: int = 1, max_len: int = 4) -> float:
    """Score one hypothesis against the best of its references by GLEU (Wu et al. 2016).

    Matching n-grams of `min_len` … `max_len` tokens, over the n-grams of the hypothesis or of the reference, whichever has more. No
    references, or no n-grams at all, give 0.0.

    Args:
        references: Tokens of each reference.
        hypothesis: Its tokens.
        min_len: The shortest n-grams. 0 counts an empty n-gram at every token, as in NLTK.
        max_len: The longest n-grams; −1: every length there is. NLTK refuses −1 for texts that would take it too much memory.

    Raises:
        ConfigurationError: `min_len` is below 0, or `max_len` below −1.

    Examples:
        >>> sentence_gleu(["the cat is on the mat".split()], "the the the the the the the".split())
        0.09090909090909091
    """
    return _quotient(*_count_pair(references, hypothesis, *_checked(min_len, max_len)))


def corpus_gleu(
    list_of_references: Sequence[Iterable[Tokens]], hypotheses: Sequence[Tokens], min_len: int = 1, max_len: int = 4
) -> float:
    """Score hypotheses together by GLEU: matches and n-grams are summed before they are divided.

    Args:
        list_of_references: The references of each hypothesis; a row without any is left out.
        hypotheses: Tokens of each hypothesis.
        min_len, max_len: As for `sentence_gleu`.

    Raises:
        UnequalRowsError: The rows are not as many on both sides. It is an AssertionError.
        ConfigurationError: As for `sentence_gleu`.

    Examples:
        >>> corpus_gleu([["a b c".split()], ["d e".split(), "d".split()]], ["a b".split(), "d".split()])
        0.5714285714285714
    """
    counted = _count_rows(list_of_references, hypotheses, min_len, max_len)
    return _quotient(sum([n_matches for n_matches, _ in counted]), sum([total for _, total in counted]))


def sentence_gleu_batch(
    list_of_references: Sequence[Iterable[Tokens]], hypotheses: Sequence[Tokens], min_len: int = 1, max_len: int = 4
) -> list[float]:
    """Score each hypothesis on its own: what `sentence_gleu` gives for each row, in one pass. NLTK has no such function.

    Args, Raises: as for `corpus_gleu`.

    Examples:
        >>> sentence_gleu_batch([["a b c".split()], ["d e".split(), "d".split()]], ["a b".split(), "d".split()])
        [0.5, 1.0]
    """
    return [_quotient(*counts) for counts in _count_rows(list_of_references, hypotheses, min_len, max_len)]


def _checked(min_len: int, max_len: int) -> tuple[int, int]:
    if min_len < 0 or max_len < EVERY_LENGTH:
        raise ConfigurationError(f"min_len is {min_len} and max_len {max_len}; expected 0 or more, and −1 or more.")
    return min_len, max_len


def _quotient(n_matches: int, total: int) -> float:
    return n_matches / total if total else 0.0


def _count_rows(
    list_of_references: Sequence[Iterable[Tokens]], hypotheses: Sequence[Tokens], min_len: int, max_len: int
) -> list[tuple[int, int]]:
    """Count matches and n-grams of every row with its best reference."""
    list_of_references, hypotheses = checked_rows(list_of_references, hypotheses)
    _checked(min_len, max_len)
    rows = [list(references) for references in list_of_references]
    if not (1 <= min_len <= max_len and suits_columns(rows, hypotheses)):
        return [_count_pair(references, hypothesis, min_len, max_len) for references, hypothesis in zip(rows, hypotheses, strict=True)]
    from ...metrics import best_references
    from ...tokenization import Encoder, resolve

    kept = [row for row, references in enumerate(rows) if references]
    pairs = id_pairs([rows[row] for row in kept], [hypotheses[row] for row in kept])
    counts = best_references(Encoder(resolve("none")), range(min_len, max_len + 1), pairs, None)
    best = [(0, 0)] * len(rows)
    for row, n_matches, total in zip(kept, *counts.T.tolist(), strict=True):
        best[row] = (n_matches, total)
    return best


def _count_pair(references: Iterable[Tokens], hypothesis: Tokens, min_len: int, max_len: int) -> tuple[int, int]:
    """Count matches and n-grams of one row with its best reference, the first of equal ones; 0 and 0 where there are no n-grams."""
    hypothesis, references = list(hypothesis), held(references)
    n_hypothesis = len(hypothesis)
    hypothesis_total = _n_ngrams(n_hypothesis, min_len, max_len)
    matches = matches_with_each(hypothesis, references, n_hypothesis if max_len == EVERY_LENGTH else min(max_len, n_hypothesis))
    best = (0, 0)
    highest = -1.0
    for reference, of_order in zip(references, matches, strict=True):
        n_reference = len(reference)
        total = max(hypothesis_total, _n_ngrams(n_reference, min_len, max_len))
        if not total:
            continue
        n_matches = sum(of_order[min_len - 1 :] if min_len else of_order)
        if min_len == 0 and max_len != 0:
            n_matches += min(n_hypothesis, n_reference)
        if n_matches / total > highest:
            best, highest = (n_matches, total), n_matches / total
    return best


def _n_ngrams(n_tokens: int, min_len: int, max_len: int) -> int:
    """Count the n-grams of min_len … max_len tokens that a text of n_tokens has; there is an empty one at every token."""
    if max_len == 0:
        return 0
    longest = n_tokens if max_len == EVERY_LENGTH else min(max_len, n_tokens)
    shortest = max(min_len, 1)
    n_orders = max(0, longest - shortest + 1)
    return n_orders * (n_tokens + 1) - n_orders * (shortest + longest) // 2 + (n_tokens if min_len == 0 else 0)
