"""Score chrF, chrF+ and chrF++ from texts.

As sacrebleu 2.6, nltk 3.10 and torchmetrics 1.9 define them; Popović (2015, 2017). Scores of
sacrebleu are in [0, 100], the others' in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .ngrams import Tokens, clipped_matches

Row = list[int]
"""Of each order, characters first: n-grams of the prediction, of the reference, and matches."""

SPLIT_SPACES = "".join(chr(k) for k in range(0x110000) if chr(k).isspace())
REGEX_SPACES = "".join(space for space in SPLIT_SPACES if not "\x1c" <= space <= "\x1f")
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
EPSILON = 1e-16


def characters(text: str, left_out: str = SPLIT_SPACES) -> str:
    """Leave white space out of a text."""
    return "".join(character for character in text if character not in left_out)


def torchmetrics_characters(text: str) -> str:
    """Strip a text, and leave out the blanks within."""
    return text.strip().replace(" ", "")


def words(text: str) -> list[str]:
    """Split at white space, and one mark off the end of a word, or else off its beginning."""
    found: list[str] = []
    for word in text.split():
        if len(word) > 1 and word[-1] in PUNCTUATION:
            found += [word[:-1], word[-1]]
        elif len(word) > 1 and word[0] in PUNCTUATION:
            found += [word[0], word[1:]]
        else:
            found.append(word)
    return found


def counts(prediction: Tokens, reference: Tokens, max_order: int) -> Row:
    """Count the n-grams of orders 1 … max_order on either side, and those that match."""
    row: Row = []
    for n in range(1, max_order + 1):
        row += [
            max(0, len(prediction) - n + 1),
            max(0, len(reference) - n + 1),
            clipped_matches(prediction, [reference], n),
        ]
    return row


def pair_counts(
    prediction: str,
    reference: str,
    char_order: int,
    word_order: int,
    spell: Callable[[str], str] = characters,
) -> Row:
    """Count characters, as `spell` leaves them, and words."""
    of_characters = counts(spell(prediction), spell(reference), char_order)
    return of_characters + counts(words(prediction), words(reference), word_order)


def triples(row: Sequence[Any]) -> list[tuple[Any, Any, Any]]:
    """Give prediction total, reference total and matches of each order."""
    return [(row[k], row[k + 1], row[k + 2]) for k in range(0, len(row), 3)]


# sacrebleu.


def sacrebleu_row(row: Row) -> Row:
    """Forget the prediction's n-grams of orders of which the reference has none."""
    kept: Row = []
    for of_prediction, of_reference, matches in triples(row):
        kept += [of_prediction if of_reference else 0, of_reference, matches]
    return kept


def sacrebleu_f(row: Sequence[Any], beta: float = 2, eps_smoothing: bool = False) -> float:
    """Score a row of counts, in [0, 100]: F of mean precision and recall, or the mean of all F."""
    factor = beta**2
    precisions, recalls, total = [], [], 0.0
    for of_prediction, of_reference, matches in triples(row):
        precision = matches / of_prediction if of_prediction else EPSILON
        recall = matches / of_reference if of_reference else EPSILON
        divisor = factor * precision + recall
        total += ((1 + factor) * precision * recall) / divisor if divisor > 0 else EPSILON
        if of_prediction and of_reference:
            precisions.append(precision)
            recalls.append(recall)
    if eps_smoothing:
        return 100 * total / (len(row) // 3)
    if not precisions:
        return 0.0
    precision = recall = 0.0
    for k in range(len(precisions)):
        precision += precisions[k]
        recall += recalls[k]
    precision /= len(precisions)
    recall /= len(recalls)
    if precision + recall == 0:
        return 0.0
    f = (1 + factor) * precision * recall
    f /= (factor * precision) + recall
    return 100 * f


# nltk.


def nltk_f(of_prediction: int, of_reference: int, matches: int, beta: float = 3.0) -> float:
    """Score one order of one pair; 1e-16 where there is nothing to divide by."""
    try:
        precision, recall = matches / of_prediction, matches / of_reference
        return (1 + beta**2) * (precision * recall) / (beta**2 * precision + recall)
    except ZeroDivisionError:
        return EPSILON


def nltk_corpus(rows: Sequence[Row], beta: float = 3.0) -> float:
    """Take the mean over rows and orders of F.

    The builtin `sum` is part of the definition: it depends on the Python.
    """
    of_orders = zip(
        *[[nltk_f(*triple, beta) for triple in triples(row)] for row in rows], strict=True
    )
    totals = [sum(list(scores)) for scores in of_orders]
    return sum(totals) / len(totals) / len(rows)


# torchmetrics.


def torchmetrics_f(row: Row, char_order: int, beta: float = 2.0) -> np.float32:
    """Score a row of counts in single precision: the mean of all F, 0 where nothing divides."""
    single = np.float32
    parts = [single(0), single(0)]
    for k, (of_prediction, of_reference, matches) in enumerate(triples(row)):
        precision = single(matches) / single(of_prediction) if of_prediction else single(0)
        recall = single(matches) / single(of_reference) if of_reference else single(0)
        divisor = max(single(beta**2) * precision + recall, single(EPSILON))
        parts[k >= char_order] += single(1 + beta**2) * precision * recall / divisor
    return single((parts[0] + parts[1]) / single(len(row) // 3))


def torchmetrics_best(
    rows: Sequence[Row], char_order: int, beta: float = 2.0
) -> tuple[np.float32, Row]:
    """Choose among the rows of several references.

    One that matches nothing is not chosen, nor are its n-grams counted.
    """
    best = np.float32(0)
    chosen = [number if k % 3 == 0 else 0 for k, number in enumerate(rows[0])]
    for row in rows:
        score = torchmetrics_f(row, char_order, beta)
        if score > best:
            best, chosen = score, row
    return best, chosen


def best_row(rows: Sequence[Row], score: Callable[[Row], float]) -> Row:
    """Choose the row of the best score among those of several references, the first on ties."""
    return max(rows, key=score)
