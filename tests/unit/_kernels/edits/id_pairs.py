"""Run the kernels of edits on pairs of lists of ids, with scratch of just the size they ask for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from textmetrics._kernels.edits import alignment, beam, shifts, tables

Pair = tuple[list[int], list[int]]  # a prediction and its reference


def flat(
    predictions: Sequence[Sequence[int]], references: Sequence[Sequence[int]]
) -> tuple[Any, Any]:
    """Return all ids, predictions first, and where texts begin."""
    texts = [*predictions, *references]
    ids = np.asarray([word for text in texts for word in text] or [0], np.int32)
    return ids, np.cumsum([0, *map(len, texts)], dtype=np.int64)


def _longest(texts: Sequence[Sequence[int]]) -> int:
    return max(map(len, texts), default=0)


def align(pairs: Sequence[Pair]) -> list[str]:
    """Return the operations of each pair as letters; counting alone must find as many."""
    predictions, references = [p for p, _ in pairs], [r for _, r in pairs]
    ids, offsets = flat(predictions, references)
    n, m = _longest(references), _longest(predictions)
    scratch = alignment.AlignmentScratch(
        np.zeros(2 * int(ids.max()) + 2, np.uint64),
        np.zeros(m + 1, np.uint8),
        np.zeros(alignment.table_words(n, m), np.uint64),
        np.zeros(2 * n + 2, np.int64),
        np.zeros(alignment.FRAME * alignment.MOST_FRAMES, np.int64),
    )
    ends = np.cumsum([len(p) + len(r) for p, r in pairs], dtype=np.int64)
    ops = np.full(int(ends[-1]) if len(ends) else 0, 9, np.uint8)
    begins = np.zeros(len(pairs), np.int64)
    counts = np.full((len(pairs), 4), 7, np.int64)
    alignment.align_rows(ids, offsets, len(pairs), scratch, ops, begins, counts)
    only_counted = np.full((len(pairs), 4), 7, np.int64)
    none = np.zeros(0, np.uint8)
    alignment.align_rows(ids, offsets, len(pairs), scratch, none, begins, only_counted)
    assert not scratch.masks.any()
    assert np.array_equal(counts, only_counted)
    found = ["".join("esdi"[op] for op in ops[b:e]) for b, e in zip(begins, ends, strict=True)]
    assert [[letters.count(letter) for letter in "esdi"] for letters in found] == counts.tolist()
    return found


def ter_scratch(n_ids: int, n: int, m: int) -> tuple[Any, Any]:
    """Return scratch for predictions of up to n words and references of up to m."""
    by_id, by_reference, by_row = n_ids + 1, m + 1, n + 1

    def array(size: int, kind: Any) -> npt.NDArray[Any]:
        return np.zeros(size, kind)

    found = tables.TableScratch(
        masks=array(2 * by_id, np.uint64),
        starts=array(by_id, np.int64),
        counts=array(by_id, np.int64),
        places=array(m, np.int64),
        position_masks=array(m, np.uint64),
        aligned=array(by_reference, np.int64),
        reference_errors=array(by_reference, np.int64),
        near_errors=array(m // 64 + 1, np.uint64),
        costs=array(2 * m + 4, np.int64),
        operations=array(beam.plain_cells(n, m), np.uint8),
        word_masks=array(by_row, np.uint64),
        rows=array(beam.ROW * by_row, np.uint64),
        first_columns=array(by_row, np.int64),
        positive=array(by_row, np.uint64),
        negative=array(by_row, np.uint64),
        diagonal=array(by_row, np.uint64),
        above=array(by_row, np.uint64),
        scores=array(by_row, np.int64),
        prediction_errors=array(by_row, np.int64),
    )
    candidates = shifts.CandidateScratch(
        candidates=array(shifts.CANDIDATE * shifts.CANDIDATE_ROOM, np.int32),
        following=array(shifts.CANDIDATE_ROOM, np.int32),
        heads=array(2 * (shifts.LONGEST_SHIFT + 1), np.int32),
        original=array(by_row, np.int32),
        moved=array(by_row, np.int32),
        spare=array(by_row, np.int32),
        carry=array(by_row, np.uint8),
        costs=array(by_reference, np.int64),
    )
    return found, candidates


def ter_rows(rows: Sequence[tuple[list[int], list[list[int]]]]) -> list[list[int]]:
    """Return edits, shifts, reference words and references of each row."""
    predictions = [prediction for prediction, _ in rows]
    references = [reference for _, own in rows for reference in own]
    ids, offsets = flat(predictions, references)
    before = ids.copy()
    reference_offsets = np.cumsum([0, *(len(own) for _, own in rows)], dtype=np.int64)
    scratch = ter_scratch(int(ids.max()), _longest(predictions), _longest(references))
    out = np.full((len(rows), 4), 7, np.int64)
    shifts.ter_rows(ids, offsets, len(rows), reference_offsets, *scratch, out)
    assert np.array_equal(ids, before), "words are not back in their places"
    assert not scratch[0].masks.any() and not scratch[0].counts.any()
    return out.tolist()


@st.composite
def id_pairs(draw: st.DrawFn, *, max_size: int = 40) -> Pair:
    """A prediction, and a reference of few kinds of words, related by edits and moves or not."""
    n_kinds = draw(st.sampled_from([1, 2, 3, 6, 30]))
    words = st.integers(1, n_kinds)
    reference = draw(st.lists(words, max_size=max_size))
    if draw(st.integers(0, 3)) == 0:
        return draw(st.lists(words, max_size=max_size)), reference
    prediction = list(reference)
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(prediction)))
        block = prediction[at : at + draw(st.integers(0, 11))]
        del prediction[at : at + len(block)]
        to = draw(st.integers(0, len(prediction)))
        prediction[to:to] = draw(st.sampled_from([block, [], [*block, 1], block * 2]))
    return prediction, reference


def random_words(seed: int, n_words: int, n_kinds: int) -> list[int]:
    """Return so many ids of so many kinds."""
    generator = random.Random(seed)
    return [generator.randint(1, n_kinds) for _ in range(n_words)]
