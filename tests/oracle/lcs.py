"""Find longest common subsequences, their unions and their weighted kin by full dynamic-programming tables.

In every table rows stand for the reference and columns for the prediction, as ROUGE's tie-breaking wants it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

Tokens = Sequence[Hashable]


def lcs_table(prediction: Tokens, reference: Tokens) -> list[list[int]]:
    """Fill the table of LCS lengths of all prefixes (Lin 2004, 3; Cormen et al., "Longest common subsequence").

    Returns:
        `table[i][j]`, the LCS length of the reference's first i tokens and the prediction's first j.
    """
    table = [[0] * (len(prediction) + 1) for _ in range(len(reference) + 1)]
    for i in range(1, len(reference) + 1):
        for j in range(1, len(prediction) + 1):
            if reference[i - 1] == prediction[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table


def lcs_length(prediction: Tokens, reference: Tokens) -> int:
    """Measure the longest common subsequence, in tokens."""
    return lcs_table(prediction, reference)[len(reference)][len(prediction)]


def lcs_reference_indices(prediction: Tokens, reference: Tokens) -> list[int]:
    """Choose one LCS as rouge-score does and give its places in the reference, ascending.

    From the table's last cell: on a match go diagonally; else left if the left cell is larger than the upper one;
    else up. So a tie is settled by moving along the reference. ROUGE-1.5.5 chooses alike.
    """
    table = lcs_table(prediction, reference)
    i, j = len(reference), len(prediction)
    indices: list[int] = []
    while i > 0 and j > 0:
        if reference[i - 1] == prediction[j - 1]:
            i, j = i - 1, j - 1
            indices.append(i)
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return indices[::-1]


def union_lcs_indices(prediction_sentences: Sequence[Tokens], reference_sentence: Tokens) -> list[int]:
    """Give the places of one reference sentence that its LCS with any prediction sentence covers (Lin 2004, 3.2)."""
    places: set[int] = set()
    for sentence in prediction_sentences:
        places.update(lcs_reference_indices(sentence, reference_sentence))
    return sorted(places)


def union_lcs_hits(prediction_sentences: Sequence[Tokens], reference_sentences: Sequence[Tokens]) -> int:
    """Count summary-level LCS hits: a token is a hit only while both texts still have one of it to spend.

    Reference sentences are taken in order, and each hit spends one occurrence of its token on both sides.
    """
    prediction_left = Counter(token for sentence in prediction_sentences for token in sentence)
    reference_left = Counter(token for sentence in reference_sentences for token in sentence)
    hits = 0
    for sentence in reference_sentences:
        for index in union_lcs_indices(prediction_sentences, sentence):
            token = sentence[index]
            if prediction_left[token] > 0 and reference_left[token] > 0:
                hits += 1
                prediction_left[token] -= 1
                reference_left[token] -= 1
    return hits


def run_weight(length: float, weight: float) -> float:
    """Weigh a run of consecutive matches: f(k) = k^w (Lin 2004, 4)."""
    return float(float(length) ** weight)


def run_weight_inverse(value: float, weight: float) -> float:
    """Undo `run_weight`: f^-1(x) = x^(1/w)."""
    return float(value ** (1 / weight))


def wlcs_tables(prediction: Tokens, reference: Tokens, weight: float) -> tuple[list[list[float]], list[list[str]]]:
    """Fill the tables of weighted LCS scores and of the moves that gave them (Lin 2004, 4, the WLCS algorithm).

    A match extends the run that ends in the diagonal cell, and adds f(k+1) - f(k); otherwise the larger of the upper
    and left cells is carried on, the upper one on a tie, and the run ends.

    Returns:
        The scores, and the moves: "match", "up" or "left" ("" on the border).
    """
    scores = [[0.0] * (len(prediction) + 1) for _ in range(len(reference) + 1)]
    runs = [[0] * (len(prediction) + 1) for _ in range(len(reference) + 1)]
    moves = [[""] * (len(prediction) + 1) for _ in range(len(reference) + 1)]
    for i in range(1, len(reference) + 1):
        for j in range(1, len(prediction) + 1):
            if reference[i - 1] == prediction[j - 1]:
                run = runs[i - 1][j - 1]
                scores[i][j] = scores[i - 1][j - 1] + run_weight(run + 1, weight) - run_weight(run, weight)
                runs[i][j] = run + 1
                moves[i][j] = "match"
            elif scores[i - 1][j] >= scores[i][j - 1]:
                scores[i][j] = scores[i - 1][j]
                moves[i][j] = "up"
            else:
                scores[i][j] = scores[i][j - 1]
                moves[i][j] = "left"
    return scores, moves


def wlcs_score(prediction: Tokens, reference: Tokens, weight: float) -> float:
    """Score the weighted longest common subsequence: f(k) = k^w summed over its runs, as the DP finds it."""
    scores, _ = wlcs_tables(prediction, reference, weight)
    return scores[len(reference)][len(prediction)]


def wlcs_reference_indices(prediction: Tokens, reference: Tokens, weight: float) -> list[int]:
    """Follow the weighted table's moves back and give the matched places of the reference, ascending."""
    _, moves = wlcs_tables(prediction, reference, weight)
    i, j = len(reference), len(prediction)
    indices: list[int] = []
    while i > 0 and j > 0:
        if moves[i][j] == "match":
            i, j = i - 1, j - 1
            indices.append(i)
        elif moves[i][j] == "up":
            i -= 1
        else:
            j -= 1
    return indices[::-1]
