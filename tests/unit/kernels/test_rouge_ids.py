"""ROUGE of token ids by the kernel that looks places up by id, against the oracles, in the scratch that it asks for."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from tests.oracle.lcs import lcs_length
from tests.oracle.ngrams import clipped_matches
from textmetrics._kernels.overlap import BIT_SIDE_LIMIT
from textmetrics._kernels.padding import pack_int32_rows, pack_rows
from textmetrics._kernels.rouge_ids import N_ROWS, rouge_ids

from .token_rows import by_id, lay_out, longest

LENGTHS = [0, 1, 2, 30, 63, 64, 65, 127, 128, 129, 160]


@st.composite
def rows_of_ids(draw: st.DrawFn, n_kinds: int) -> list[int]:
    chosen = random.Random(draw(st.integers(0, 2**32)))
    return [chosen.randrange(n_kinds) for _ in range(draw(st.sampled_from(LENGTHS)))]


@given(
    data=st.data(), n_kinds=st.sampled_from([1, 2, 5, 60, 3000]), codes=st.sampled_from([[1, 2, 0], [0], [2], [1, 4, 0], [3], [-1, 1]])
)
def test_pairs_are_counted_as_the_oracle_counts_them(data: st.DataObject, n_kinds: int, codes: list[int]) -> None:
    predictions = data.draw(st.lists(rows_of_ids(n_kinds), min_size=1, max_size=3))
    references = data.draw(st.lists(st.tuples(st.integers(0, len(predictions) - 1), rows_of_ids(n_kinds)), max_size=5))
    texts = [*predictions, *(reference for _, reference in references)]
    ids, offsets = lay_out(texts)
    max_order = max(*codes, 0)
    places = by_id(texts, np.uint8)
    out = np.full((len(references), len(codes), 3), -7, np.int64)
    long_pairs = np.full(len(references), -7, np.int64)
    n_long = rouge_ids(
        ids,
        offsets,
        len(predictions),
        np.asarray([row for row, _ in references], np.int64),
        len(references),
        np.asarray(codes, np.int64),
        max_order,
        places,
        np.full(2 * N_ROWS, 99, np.uint64),
        np.full(2 * longest(texts), 99, np.uint64),
        np.full(6 * max_order + 18, 99, np.uint64),
        out,
        long_pairs,
    )
    assert not places.any()
    assert (long_pairs[n_long:] == -7).all()
    for pair, (row, reference) in enumerate(references):
        prediction = predictions[row]
        is_long = min(len(prediction), len(reference)) > BIT_SIDE_LIMIT
        assert (pair in long_pairs[:n_long]) == is_long
        for code, counted in zip(codes, out[pair].tolist(), strict=True):
            if is_long or code < 0:
                assert counted == [-7] * 3
            elif code == 0:
                assert counted == [lcs_length(prediction, reference), len(prediction), len(reference)]
            else:
                n_grams = [max(len(text) - code + 1, 0) for text in (prediction, reference)]
                assert counted == [clipped_matches(prediction, [reference], code), *n_grams]


@given(rows=st.lists(st.lists(st.sampled_from([-5, -5, -5, 0, 1, 2**31 - 1, 2**63 - 1, -1, -(2**63)]), max_size=50), max_size=4))
@example(rows=[[-5, 0, 7], [], [-5], [2**31 - 1] * 40])
@example(rows=[[1] * 33, [-5, 2, -1, 4]])
def test_rows_are_packed_and_the_first_fault_is_found(rows: list[list[int]]) -> None:
    # Runs of padding and of ids longer than what goes at a time, and faults anywhere.
    rows = [[token for token in row for _ in range(1 + 20 * (row[0] < 0))] for row in rows]
    values = np.asarray([token for row in rows for token in row], np.int64)
    begins = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    faults = [k for k, row in enumerate(rows) if any(token < 0 and token != -5 for token in row)]
    kept = [[token for token in row if token != -5] for row in rows]
    flat = [token for row in kept for token in row]
    given_types = [(pack_rows, np.int64)]
    if all(-(2**31) <= token < 2**31 for row in rows for token in row):
        given_types.append((pack_int32_rows, np.int32))
    for pack, kind in given_types:
        packed, offsets = np.zeros(len(values), np.int32), np.zeros(len(rows) + 1, np.int64)
        found, seen = pack(values.astype(kind), begins, np.int64(-5), packed, offsets, np.int64(0))
        assert found == (faults[0] if faults else -1)
        if faults:
            continue
        assert offsets.tolist() == np.cumsum([0, *map(len, kept)]).tolist()
        assert seen == np.bitwise_or.reduce(np.asarray([0, *flat], np.int64))
        if seen < 2**31 - 1:
            assert packed[: len(flat)].tolist() == [token + 1 for token in flat]
