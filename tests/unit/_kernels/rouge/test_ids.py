"""ROUGE of token ids by the kernel that compares ids, against the oracles, in the scratch that it asks for."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from tests.oracle.lcs import lcs_length
from tests.oracle.ngrams import clipped_matches
from tests.unit._kernels.token_rows import lay_out, longest
from textmetrics._kernels.compiler.jit import kernel
from textmetrics._kernels.inputs.padded_ids import pack_int32_rows, pack_rows
from textmetrics._kernels.ngrams.bit_side import BIT_SIDE_LIMIT
from textmetrics._kernels.rouge.ids import N_SIDES, rouge_ids
from textmetrics._kernels.simd.equal_ids import ID_LIMIT, SIDE_WORDS, lay_side, same_ids

LENGTHS = [0, 1, 2, 30, 63, 64, 65, 127, 128, 129, 160]


@st.composite
def rows_of_ids(draw: st.DrawFn, n_kinds: int) -> list[int]:
    chosen = random.Random(draw(st.integers(0, 2**32)))
    # Of which either sixteen bits are the same or eight, too.
    spread = draw(st.sampled_from([lambda k: k, lambda k: k << 16 & 0xFFFFFF | k >> 8, lambda k: ID_LIMIT - 1 - k]))
    return [spread(chosen.randrange(n_kinds)) for _ in range(draw(st.sampled_from(LENGTHS)))]


@kernel
def same_masks(ids, begin, n_ids, side, others, found):  # type: ignore[no-untyped-def]  # kernels have no types
    lay_side(ids, begin, n_ids, side)
    for k in range(len(others)):
        found[k] = same_ids(side, others, np.uint64(k))


IDS = st.lists(st.sampled_from([0, 1, 2, 255, 256, 0x10000, 0x10001, 0xFF0001, 0xFF0000, 0xFFFF, ID_LIMIT - 1]), max_size=64)


@given(before=IDS, ids=IDS, others=IDS)
@example(before=[], ids=[5], others=[5, 0x10005, 0x50005])
@example(before=[1], ids=[0] * 64, others=[0, 1])
def test_ids_are_compared_whole(before: list[int], ids: list[int], others: list[int]) -> None:
    found = np.full(len(others), 99, np.uint64)
    side = np.full(SIDE_WORDS, 99, np.int32)
    # Nothing stands behind the last id, and all before it is something else.
    same_masks(np.asarray(before + ids, np.int32), np.uint64(len(before)), np.uint64(len(ids)), side, np.asarray(others, np.int32), found)
    assert found.tolist() == [sum((token == other) << k for k, token in enumerate(ids)) for other in others]


@given(
    data=st.data(), n_kinds=st.sampled_from([1, 2, 5, 60, 3000]), codes=st.sampled_from([[1, 2, 0], [0], [2], [1, 4, 0], [3], [-1, 1]])
)
def test_pairs_are_counted_as_the_oracle_counts_them(data: st.DataObject, n_kinds: int, codes: list[int]) -> None:
    predictions = data.draw(st.lists(rows_of_ids(n_kinds), min_size=1, max_size=3))
    references = data.draw(st.lists(st.tuples(st.integers(0, len(predictions) - 1), rows_of_ids(n_kinds)), max_size=5))
    texts = [*predictions, *(reference for _, reference in references)]
    ids, offsets = lay_out(texts)
    max_order = max(*codes, 0)
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
        np.full(N_SIDES, 99, np.int32),
        np.full(2 * longest(texts) if max_order > 2 else 0, 99, np.uint64),
        np.full(6 * max_order + 18, 99, np.uint64),
        out,
        long_pairs,
    )
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
