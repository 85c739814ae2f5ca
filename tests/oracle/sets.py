"""Count overlaps of sets of n-grams, and of tokens on an LCS of lines, as the package `rouge` 1.0.1 defines them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from .lcs import Tokens, lcs_table


def shared_ngrams(prediction: Tokens, reference: Tokens, n: int) -> tuple[int, int, int]:
    """Give the distinct n-grams that both have, that the prediction has, and that the reference has."""
    ours = {tuple(prediction[start : start + n]) for start in range(len(prediction) - n + 1)}
    theirs = {tuple(reference[start : start + n]) for start in range(len(reference) - n + 1)}
    return len(ours & theirs), len(ours), len(theirs)


def lcs_tokens(prediction: Tokens, reference: Tokens) -> list[Hashable]:
    """Choose one LCS: on a match diagonally; else along the reference only if the upper cell exceeds the left."""
    table = lcs_table(prediction, reference)
    i, j = len(reference), len(prediction)
    tokens: list[Hashable] = []
    while i > 0 and j > 0:
        if reference[i - 1] == prediction[j - 1]:
            i, j = i - 1, j - 1
            tokens.append(reference[i])
        elif table[i - 1][j] > table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return tokens


def lcs_overlap(prediction: Sequence[Tokens], reference: Sequence[Tokens], distinct: bool) -> tuple[int, int, int]:
    """Give overlap and both totals: of words on any LCS of two lines, or the sum of all LCS lengths and of tokens."""
    found = [token for line in reference for other in prediction for token in lcs_tokens(other, line)]
    ours = [token for line in prediction for token in line]
    theirs = [token for line in reference for token in line]
    if distinct:
        return len(set(found)), len(set(ours)), len(set(theirs))
    return len(found), len(ours), len(theirs)
