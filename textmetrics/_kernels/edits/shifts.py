"""Translation edit rate: the edits of a prediction whose blocks of words may be moved as a whole.

Follows the search of sacrebleu 2.6 to the last choice, without most of its work. A search that
comes to the limit of candidates is thrown away there, so candidates are listed first and measured
only below the limit. Words in common do not change by a shift, and a shift of L words past k
others changes the distance by 2 min(L, k) at most, so most candidates cannot be the best and are
only counted. A candidate is measured from its first changed word on, from the state stored there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compiler import kernel
from ..lcs import place, unplace
from ..simd import U0, U1, trailing_zeros
from .beam import MOST_COLUMNS_PER_ROW, describe_rows, first_entry, plain_table
from .strips import last_column
from .tables import (
    BEAM,
    FREE,
    PLAIN,
    fill_beam,
    fill_free,
    measure_beam,
    measure_free,
    note_errors,
)

MOST_CANDIDATES = 1000
LONGEST_SHIFT = 10
FARTHEST_SHIFT = 50
# The search ends behind the triple that reaches the limit, and one triple has up to eleven.
CANDIDATE_ROOM = MOST_CANDIDATES + LONGEST_SHIFT + 2
CANDIDATE = 3  # start, words passed, target
# While distance + |n - m| is no more, no best path comes near the edge of the beam, which is 25
# wide.
NARROW = 46
SHORT_REFERENCE = 24  # that the beam always holds all of
_FEW = 64  # reference words that one word of bits holds



class CandidateScratch(NamedTuple):
    """Lists of candidates by the length of the shift.

    Attributes:
        candidates: int32 (CANDIDATE * CANDIDATE_ROOM,), start, words passed and target.
        following: int32 (CANDIDATE_ROOM,), the next of the list.
        heads: int32 (2 * (LONGEST_SHIFT + 1),), the first and the last by length.
        original, moved, spare: int32 (longest prediction + 1,).
        carry: uint8 (longest prediction + 1,); costs: int64 (longest reference + 1,): of distances
            without a beam.
    """

    candidates: npt.NDArray[np.int32]
    following: npt.NDArray[np.int32]
    heads: npt.NDArray[np.int32]
    original: npt.NDArray[np.int32]
    moved: npt.NDArray[np.int32]
    spare: npt.NDArray[np.int32]
    carry: npt.NDArray[np.uint8]
    costs: npt.NDArray[np.int64]


@kernel
def _list_pairs(
    start, block, bits, least, words, reference, slack, excess, n_listed, n_tried, t, c
):
    """List the shifts of the words from `start` on that match at reference positions of a block.

    Args:
        start, block, least: int64; least is the shortest length with an error.
        bits: uint64, the positions.
        n_listed, n_tried: int64, candidates before.
        words, reference, slack, excess, t, c: as in `_list_candidates`.

    Returns:
        n_listed, n_tried.
    """
    n = np.int64(len(words))
    m = np.int64(len(reference))
    while bits != U0:
        at = (block << 6) + np.int64(trailing_zeros(bits))
        bits &= bits - U1
        if at < start - FARTHEST_SHIFT:
            continue
        if at > start + FARTHEST_SHIFT:
            break
        shortest = max(least, t.reference_errors[at] - at + 1)
        longest = min(np.int64(LONGEST_SHIFT), min(n - start, m - at))
        if t.aligned[at] >= start:
            longest = min(longest, t.aligned[at] - start)
        if shortest > longest:
            continue
        length = np.int64(1)
        while length < longest and words[start + length] == reference[at + length]:
            length += 1
        longest = length
        for length in range(shortest, longest + 1):
            previous = np.int64(-1)
            for offset in range(-1, length):
                target = np.int64(0)
                if at + offset >= 0:
                    target = t.aligned[at + offset] + 1
                if target == previous:
                    continue
                previous = target
                n_tried += 1
                passed = start - target
                if target > start + length:
                    passed = target - start - length
                elif target >= start:
                    passed = min(target - start, n - start - length)
                if min(slack, excess + 2 * min(length, passed)) <= 0 or passed == 0:
                    continue
                c.candidates[CANDIDATE * n_listed] = start
                c.candidates[CANDIDATE * n_listed + 1] = passed
                c.candidates[CANDIDATE * n_listed + 2] = target
                c.following[n_listed] = -1
                if c.heads[2 * length] < 0:
                    c.heads[2 * length] = n_listed
                else:
                    c.following[c.heads[2 * length + 1]] = n_listed
                c.heads[2 * length + 1] = n_listed
                n_listed += 1
            if n_tried >= MOST_CANDIDATES:
                return n_listed, n_tried
    return n_listed, n_tried


@kernel
def _list_candidates(way, words, reference, slack, excess, n_tried, t, c):
    """List the shifts of the current prediction that may bring it nearer, and count all.

    Args:
        way: int64, how tables are kept.
        words, reference: int32, ids.
        slack: int64, no shift gains more.
        excess: int64, by how much the beam lengthens the distance: a shift gains no more than its
            own edits and that.
        n_tried: int64, candidates counted before.
        t: `TableScratch`.
        c: `CandidateScratch`; output: lists by length in the order of the search.

    Returns:
        The candidates counted so far; from MOST_CANDIDATES on the lists are not complete.
    """
    n_listed = np.int64(0)
    for k in range(2 * (LONGEST_SHIFT + 1)):
        c.heads[k] = -1
    for start in range(np.int64(len(words))):
        least = t.prediction_errors[start] - start + 1
        if least > LONGEST_SHIFT:
            continue
        if way == FREE:
            bits = t.word_masks[start] & t.near_errors[0]
            n_listed, n_tried = _list_pairs(
                start, np.int64(0), bits, least, words, reference, slack, excess, n_listed,
                n_tried, t, c,
            )  # fmt: skip
            if n_tried >= MOST_CANDIDATES:
                return n_tried
            continue
        word = np.int64(words[start])
        if t.counts[word] == 0:
            continue
        first_block = max(np.int64(0), start - FARTHEST_SHIFT) >> 6
        last_block = (start + FARTHEST_SHIFT) >> 6
        end = t.starts[word] + t.counts[word]
        for entry in range(first_entry(word, first_block, t.starts, t.counts, t.places), end):
            block = t.places[entry]
            if block > last_block:
                break
            bits = t.position_masks[entry] & t.near_errors[block]
            n_listed, n_tried = _list_pairs(
                start, block, bits, least, words, reference, slack, excess, n_listed, n_tried, t, c
            )
            if n_tried >= MOST_CANDIDATES:
                return n_tried
    return n_tried


@kernel
def _exchanged(start, length, passed, target):
    """Return first, second and end: words first … second and second … end are exchanged."""
    if target < start:
        return target, start, start + length
    return start, start + length, start + length + passed


@kernel
def _exchange(first, second, end, words, spare):
    """Exchange two neighbouring blocks of words in place."""
    for k in range(first, second):
        spare[k - first] = words[k]
    for k in range(second, end):
        words[first + k - second] = words[k]
    for k in range(second - first):
        words[first + end - second + k] = spare[k]


@kernel
def _best_shift(way, words, reference, distance, slack, excess, t, c):
    """Measure the listed candidates that may be the best.

    Returns:
        The gain of the best, and where words change, as `_exchanged` does; a gain of 0: there is
        none.
    """
    n = np.int64(len(words))
    m = np.int64(len(reference))
    best_gain = np.int64(0)
    best_length = np.int64(0)
    best_start = np.int64(0)
    best_target = np.int64(0)
    best_passed = np.int64(0)
    for length in range(np.int64(LONGEST_SHIFT), 0, -1):
        k = np.int64(c.heads[2 * length])
        while k >= 0:
            start = np.int64(c.candidates[CANDIDATE * k])
            passed = np.int64(c.candidates[CANDIDATE * k + 1])
            target = np.int64(c.candidates[CANDIDATE * k + 2])
            k = np.int64(c.following[k])
            bound = min(slack, excess + 2 * min(length, passed))
            # Longer shifts were tried before: of equal gains only one as long may be better.
            may_tie = length == best_length and (
                start < best_start or (start == best_start and target < best_target)
            )
            if bound < best_gain or (bound == best_gain and not may_tie):
                continue
            first, second, end = _exchanged(start, length, passed, target)
            if way == FREE:
                found = measure_free(first, second, end, n, m, t)
            elif way == BEAM:
                found = measure_beam(first, second, end, words, m, t)
            else:
                for i in range(n):
                    c.moved[i] = words[i]
                _exchange(first, second, end, c.moved, c.spare)
                found = plain_table(c.moved[:n], reference, t.costs, t.operations)
            gain = distance - found
            if gain > best_gain or (gain == best_gain and may_tie):
                best_gain = gain
                best_length = length
                best_start = start
                best_target = target
                best_passed = passed
    first, second, end = _exchanged(best_start, best_length, best_passed, best_target)
    return best_gain, first, second, end


@kernel
def _words_apart(words, reference, starts):
    """Return the longer length less the words in common: no order of the words is nearer."""
    for k in range(len(reference)):
        starts[reference[k]] = 0
    for k in range(len(words)):
        starts[words[k]] = 0
    n_common = np.int64(0)
    for k in range(len(reference)):
        starts[reference[k]] += 1
    for k in range(len(words)):
        if starts[words[k]] > 0:
            starts[words[k]] -= 1
            n_common += 1
    return max(np.int64(len(words)), np.int64(len(reference))) - n_common


@kernel
def _fill(way, first, words, reference, t):
    """Fill the table from row first + 1 on; return the distance."""
    n = np.int64(len(words))
    m = np.int64(len(reference))
    if way == FREE:
        for i in range(first, n):
            t.word_masks[i] = t.masks[words[i]]
        return fill_free(first, n, m, t)
    if way == BEAM:
        return fill_beam(first, words, m, t)
    return plain_table(words, reference, t.costs, t.operations)


@kernel
def _search(way, ids, b, n, a, m, apart, t, c):
    """Shift blocks while the search of TER does; return the edits and the shifts among them."""
    words = ids[b : b + n]
    reference = ids[a : a + m]
    first = np.int64(0)
    n_shifts = np.int64(0)
    n_tried = np.int64(0)
    while True:
        distance = _fill(way, first, words, reference, t)
        slack = distance - apart
        if slack == 0:
            break
        excess = np.int64(0)
        if way != FREE and distance + abs(n - m) > NARROW:
            last_column(ids, a, m, b, n, 1, n + m, t.masks, c.carry, c.costs)
            excess = distance - c.costs[m]
        note_errors(way, words, reference, LONGEST_SHIFT, t)
        n_tried = _list_candidates(way, words, reference, slack, excess, n_tried, t, c)
        if n_tried >= MOST_CANDIDATES:
            break
        gain, first, second, end = _best_shift(way, words, reference, distance, slack, excess, t, c)
        if gain == 0:
            break
        _exchange(first, second, end, words, c.spare)
        n_shifts += 1
    return n_shifts + distance, n_shifts


@kernel
def _edits(ids, b, n, a, m, t, c):
    """Return the edits of a prediction and the shifts among them; the words come back in order."""
    if n == 0 or m == 0:
        return n + m, np.int64(0)
    words = ids[b : b + n]
    reference = ids[a : a + m]
    for k in range(n):
        c.original[k] = words[k]
    apart = _words_apart(words, reference, t.starts)
    way = np.int64(PLAIN)
    if m <= _FEW:
        bit = U1
        for k in range(m):
            t.masks[reference[k]] |= bit
            bit <<= U1
        distance = _fill(np.int64(FREE), np.int64(0), words, reference, t)
        if m <= SHORT_REFERENCE or distance + abs(n - m) <= NARROW:
            way = np.int64(FREE)
    if way == FREE:
        edits, n_shifts = _search(way, ids, b, n, a, m, apart, t, c)
    if m <= _FEW:
        for k in range(m):
            t.masks[reference[k]] = U0
    if way != FREE:
        place(ids, a, a + m, t.starts, t.counts, t.places, t.position_masks)
        if m <= MOST_COLUMNS_PER_ROW * n:
            way = np.int64(BEAM)
            describe_rows(n, m, t.rows, t.first_columns)
        edits, n_shifts = _search(way, ids, b, n, a, m, apart, t, c)
        unplace(ids, a, a + m, t.counts)
    for k in range(n):
        words[k] = c.original[k]
    return edits, n_shifts


@kernel
def ter_rows(ids, offsets, n_rows, reference_offsets, t, c, out):
    """Count the edits of each prediction to its nearest reference.

    Args:
        ids: int32, word ids from 1; words of predictions are moved meanwhile.
        offsets: int64, where texts begin: the predictions, then all references.
        n_rows: int64.
        reference_offsets: int64 (n_rows + 1,), where the references of a row begin among all.
        t: `TableScratch`.
        c: `CandidateScratch`.
        out: int64 (n_rows, 4), output: edits, shifts among them, words of all references,
            references.
    """
    for row in range(n_rows):
        b = offsets[row]
        n = offsets[row + 1] - b
        first = reference_offsets[row]
        last = reference_offsets[row + 1]
        out[row, 2] = 0
        out[row, 3] = last - first
        for k in range(first, last):
            a = offsets[n_rows + k]
            m = offsets[n_rows + k + 1] - a
            edits, n_shifts = _edits(ids, b, n, a, m, t, c)
            out[row, 2] += m
            if k == first or edits < out[row, 0]:
                out[row, 0] = edits
                out[row, 1] = n_shifts
    return 0
