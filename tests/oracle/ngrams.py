"""Count n-grams and skip-bigrams with `collections.Counter`, and clip their matches.

Tokens are anything hashable: strings, bytes or integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

Tokens = Sequence[Hashable]
Gram = tuple[Hashable, ...]


def ngram_counts(tokens: Tokens, n: int) -> Counter[Gram]:
    """Count the n-grams of a text.

    Args:
        tokens: The tokens of one text.
        n: Order of the n-grams, at least 1.

    Returns:
        Each n-gram, a tuple of n tokens, with the number of places where it starts.

    Raises:
        ValueError: If n is below 1.
    """
    if n < 1:
        raise ValueError(f"n is {n}; an n-gram has at least one token")
    return Counter(tuple(tokens[start : start + n]) for start in range(len(tokens) - n + 1))


def clipped_count(prediction_counts: Counter[Gram], reference_counts: Sequence[Counter[Gram]]) -> int:
    """Sum the prediction's counts, each clipped by its largest count in any single reference (Papineni 2002, 2.1).

    With one reference this is the size of the multiset intersection, ROUGE-N's Count_match (Lin 2004, 2).
    """
    total = 0
    for gram, count in prediction_counts.items():
        largest = max((counts[gram] for counts in reference_counts), default=0)
        total += min(count, largest)
    return total


def clipped_matches(prediction: Tokens, references: Sequence[Tokens], n: int) -> int:
    """Count the prediction's n-grams that some reference has, none more often than in its best reference.

    Args:
        prediction: Tokens of the prediction.
        references: Tokens of each reference; none at all match nothing.
        n: Order of the n-grams, at least 1.

    Returns:
        The clipped number of matches.
    """
    return clipped_count(ngram_counts(prediction, n), [ngram_counts(reference, n) for reference in references])


def skip_bigram_counts(tokens: Tokens, gap: int | None, unigrams: str = "none") -> Counter[Gram]:
    """Count pairs of tokens in their order, with at most `gap` tokens between them (Lin 2004, 5 and 5.1).

    Args:
        tokens: The tokens of one text.
        gap: Largest number of tokens skipped between the two (0 gives bigrams); None or negative: any.
        unigrams: "none" for ROUGE-S; "all" for ROUGE-SU as in the paper, every token besides; "all-but-last" for
            ROUGE-SU as ROUGE-1.5.5 counts it, where the last token of a text is no unigram.

    Returns:
        Each pair (a tuple of two) and unigram (a tuple of one) with its count.

    Raises:
        ValueError: If `unigrams` is none of the three.
    """
    counted = {"none": 0, "all": len(tokens), "all-but-last": max(len(tokens) - 1, 0)}
    if unigrams not in counted:
        raise ValueError(f"unigrams is {unigrams!r}; expected one of {sorted(counted)}")
    counts: Counter[Gram] = Counter()
    for first in range(len(tokens)):
        for second in range(first + 1, len(tokens)):
            skipped = second - first - 1
            if gap is None or gap < 0 or skipped <= gap:
                counts[(tokens[first], tokens[second])] += 1
    for token in tokens[: counted[unigrams]]:
        counts[(token,)] += 1
    return counts
