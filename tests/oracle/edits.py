"""TER and error rates, slow and plain.

TER: Snover et al. (2006), A Study of Translation Edit Rate with Targeted Human Annotation, with
the beam, limits and order of candidates that tercom's reimplementation in sacrebleu 2.6 fixes.
Alignments: Levenshtein (1966) with the choice among optimal alignments, and the division of long
texts (Hirschberg 1975), that RapidFuzz 3 makes. Error rates: Morris, Maier and Green (2004), From
WER and RIL to MER and WIL.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

BEAM_WIDTH = 25
MOST_CANDIDATES = 1000
LONGEST_SHIFT = 10
FARTHEST_SHIFT = 50
INFINITE = 10**9

Chunk = tuple[str, int, int, int, int]


def beam_table(prediction: Sequence[Any], reference: Sequence[Any]) -> tuple[int, str]:
    """Return the distance in the beam, and the operations: blank for a match, s, d, i."""
    n, m = len(prediction), len(reference)
    ratio = m / n if n else 1
    width = math.ceil(ratio / 2 + BEAM_WIDTH) if ratio / 2 > BEAM_WIDTH else BEAM_WIDTH
    costs = [[INFINITE] * (m + 1) for _ in range(n + 1)]
    operations = [[""] * (m + 1) for _ in range(n + 1)]
    for j in range(m + 1):
        costs[0][j], operations[0][j] = j, "i"
    for i in range(1, n + 1):
        middle = math.floor(i * ratio)
        last = m + 1 if i == n else min(m + 1, middle + width)
        for j in range(max(0, middle - width), last):
            if j == 0:
                costs[i][0], operations[i][0] = costs[i - 1][0] + 1, "d"
                continue
            differs = prediction[i - 1] != reference[j - 1]
            for cost, operation in (
                (costs[i - 1][j - 1] + differs, "s" if differs else " "),
                (costs[i - 1][j] + 1, "d"),
                (costs[i][j - 1] + 1, "i"),
            ):
                if cost < costs[i][j]:
                    costs[i][j], operations[i][j] = cost, operation
    trace, i, j = [], n, m
    while i or j:
        operation = operations[i][j]
        trace.append(operation)
        i -= operation != "i"
        j -= operation != "d"
    return costs[n][m], "".join(reversed(trace))


def _aligned(trace: str) -> tuple[dict[int, int], list[bool], list[bool]]:
    """Return the prediction position of every reference position, and the errors of both sides."""
    positions: dict[int, int] = {}
    prediction_errors: list[bool] = []
    reference_errors: list[bool] = []
    for operation in trace:
        if operation == "d":
            prediction_errors.append(True)
        elif operation == "i":
            positions[len(reference_errors)] = len(prediction_errors) - 1
            reference_errors.append(True)
        else:
            positions[len(reference_errors)] = len(prediction_errors)
            prediction_errors.append(operation == "s")
            reference_errors.append(operation == "s")
    return positions, prediction_errors, reference_errors


def shifted(words: Sequence[Any], start: int, length: int, target: int) -> list[Any]:
    """Return the words with the block of `length` words from `start` moved to `target`."""
    block = list(words[start : start + length])
    rest = list(words[:start]) + list(words[start + length :])
    at = target if target <= start + length else target - length
    if start < target <= start + length:
        at = target
    return [*rest[:at], *block, *rest[at:]]


def _best_shift(
    words: list[Any], reference: Sequence[Any], n_tried: int
) -> tuple[int, list[Any], int]:
    """Return the gain of the best shift, the words it leads to, and the candidates tried so far."""
    distance, trace = beam_table(words, reference)
    positions, word_errors, reference_errors = _aligned(trace)
    best: tuple[Any, ...] | None = None
    n, m = len(words), len(reference)
    for start in range(n):
        for at in range(m):
            if abs(at - start) > FARTHEST_SHIFT:
                continue
            for length in range(1, LONGEST_SHIFT + 1):
                end, reference_end = start + length, at + length
                if end > n or reference_end > m or words[end - 1] != reference[reference_end - 1]:
                    break
                if not any(word_errors[start:end]) or not any(reference_errors[at:reference_end]):
                    continue
                if start <= positions[at] < end:
                    continue
                previous = None
                for offset in range(-1, length):
                    target = 0 if at + offset == -1 else positions[at + offset] + 1
                    if target == previous:
                        continue
                    previous = target
                    moved = shifted(words, start, length, target)
                    gain = distance - beam_table(moved, reference)[0]
                    n_tried += 1
                    key = (gain, length, -start, -target)
                    if best is None or key > best[:4]:
                        best = (*key, moved)
                if n_tried >= MOST_CANDIDATES:
                    return best[0], best[4], n_tried  # type: ignore[index]  # one was tried
    return (0, words, n_tried) if best is None else (best[0], best[4], n_tried)


def ter_edits(prediction: Sequence[Any], reference: Sequence[Any]) -> tuple[int, int]:
    """Return edits, shifts among them, and the shifts of a prediction."""
    words = list(prediction)
    if not reference:
        return len(words), 0
    n_shifts = n_tried = 0
    while True:
        gain, moved, n_tried = _best_shift(words, reference, n_tried)
        if n_tried >= MOST_CANDIDATES or gain <= 0:
            break
        n_shifts += 1
        words = moved
    return n_shifts + beam_table(words, reference)[0], n_shifts


def distance_table(a: Sequence[Any], b: Sequence[Any]) -> list[list[int]]:
    """Return the Levenshtein distances of all prefixes."""
    table = [list(range(len(b) + 1))]
    for i, word in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(table[-1][j - 1] + (word != other), table[-1][j] + 1, row[-1] + 1))
        table.append(row)
    return table


def alignment(
    reference: Sequence[Any],
    prediction: Sequence[Any],
    most: int | None = None,
    split: int = 1 << 20,
) -> str:
    """Return the operations of RapidFuzz's alignment from the start: e, s, d, i.

    Args:
        reference: What is rewritten.
        prediction: Into what.
        most: What the distance cannot exceed.
        split: From so many bytes of RapidFuzz's table on, texts are divided.
    """
    a, b = list(reference), list(prediction)
    before = 0
    while before < min(len(a), len(b)) and a[before] == b[before]:
        before += 1
    a, b = a[before:], b[before:]
    behind = 0
    while behind < min(len(a), len(b)) and a[-1 - behind] == b[-1 - behind]:
        behind += 1
    a, b = a[: len(a) - behind], b[: len(b) - behind]
    longer = max(len(a), len(b))
    most = longer if most is None else min(most, longer)
    band = min(len(a), 2 * most + 1)
    if 2 * band * len(b) // 8 < split or len(a) < 65 or len(b) < 10:
        middle = _traced(a, b)
    else:
        half = len(b) // 2
        left = [row[-1] for row in distance_table(a, b[:half])]
        right = [row[-1] for row in distance_table(a[::-1], b[half:][::-1])][::-1]
        cut = min(range(len(a) + 1), key=lambda i: (left[i] + right[i], i))
        middle = alignment(a[:cut], b[:half], left[cut], split)
        middle += alignment(a[cut:], b[half:], right[cut], split)
    return "e" * before + middle + "e" * behind


def _traced(a: Sequence[Any], b: Sequence[Any]) -> str:
    table = distance_table(a, b)
    i, j = len(a), len(b)
    trace = []
    while i and j:
        if table[i][j] == table[i - 1][j] + 1:
            i -= 1
            trace.append("d")
            continue
        j -= 1
        if j and table[i][j] == table[i - 1][j] - 1:
            trace.append("i")
            continue
        i -= 1
        trace.append("s" if a[i] != b[j] else "e")
    trace += "d" * i + "i" * j
    return "".join(reversed(trace))


def chunks(operations: str) -> list[Chunk]:
    """Return runs of one operation: type, reference start and end, prediction start and end."""
    names = {"e": "equal", "s": "substitute", "d": "delete", "i": "insert"}
    found: list[Chunk] = []
    i = j = 0
    for operation in operations:
        start_i, start_j = i, j
        i += operation != "i"
        j += operation != "d"
        if found and found[-1][0] == names[operation]:
            _, start_i, _, start_j, _ = found.pop()
        found.append((names[operation], start_i, i, start_j, j))
    return found


def error_rates(operations: Sequence[str]) -> dict[str, float]:
    """Return the rates of all sentences together, as jiwer 4 computes them."""
    counts = Counter("".join(operations))
    hits, substitutions, deletions, insertions = (counts[name] for name in "esdi")
    n_reference, n_prediction = hits + substitutions + deletions, hits + substitutions + insertions
    errors = substitutions + deletions + insertions
    if n_reference == 0:
        wip = int(n_prediction == 0)
        return {"wer": insertions, "mer": int(n_prediction > 0), "wip": wip, "wil": 1 - wip}
    kept = (hits / n_reference) * (hits / n_prediction) if n_prediction else 0
    mer = errors / (errors + hits)
    return {"wer": errors / n_reference, "mer": mer, "wip": kept, "wil": 1 - kept}
