"""Places of bits, against those that Python finds; what lies behind the promised room stays as it was."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from textmetrics._kernels.compiler.jit import kernel
from textmetrics._kernels.simd.bit_places import (
    SPARE_PAIRS,
    SPARE_PLACES,
    write_pairs,
    write_places,
)

GARBAGE = -9
words = st.integers(0, 2**64 - 1) | st.lists(st.integers(0, 63), max_size=40).map(lambda places: sum({1 << place for place in places}))


@kernel
def places_of(bits, p, places, n):  # type: ignore[no-untyped-def]  # kernels have no types
    write_places(bits, p, places, n)


@kernel
def pairs_of(firsts, seconds, p, places, n):  # type: ignore[no-untyped-def]  # kernels have no types
    write_pairs(firsts, seconds, p, places, n)


def found(bits: int) -> list[int]:
    return [place for place in range(64) if bits >> place & 1]


@given(bits=words, p=st.sampled_from([0, 1, 1000, 2**31 - 64]), n=st.sampled_from([0, 3]))
@example(bits=2**64 - 1, p=0, n=0)
@example(bits=2**32 - 1, p=5, n=1)
@example(bits=2**33 - 1, p=5, n=1)
def test_the_places_of_bits_are_written(bits: int, p: int, n: int) -> None:
    expected = [p + place for place in found(bits)]
    places = np.full(n + len(expected) + SPARE_PLACES + 8, GARBAGE, np.int32)  # type: ignore[arg-type]  # a size is a shape
    places_of(np.uint64(bits), np.uint64(p), places, np.uint64(n))
    assert places[n : n + len(expected)].tolist() == expected
    assert set(places[:n].tolist() + places[-8:].tolist()) == {GARBAGE}


@given(bits=words, p=st.sampled_from([0, 1, 1000, 2**31 - 64]), n=st.sampled_from([0, 3]), takes_last=st.booleans())
@example(bits=2**64 - 1, p=0, n=0, takes_last=True)
@example(bits=2**32 - 1, p=0, n=0, takes_last=True)
@example(bits=2**34 - 1, p=0, n=0, takes_last=False)
def test_places_of_two_words_are_written_in_turn(bits: int, p: int, n: int, takes_last: bool) -> None:
    # A word may begin where the one before ends: the seconds are the firsts but for their lowest, and perhaps another behind them.
    firsts = found(bits)
    seconds = firsts[1:]
    if takes_last and firsts and firsts[-1] < 63:
        seconds = [*seconds, 63]
    expected = [p + place for pair in zip(firsts, seconds, strict=False) for place in pair]
    expected += [p + place for place in firsts[len(seconds) :]]
    places = np.full(n + len(expected) + SPARE_PAIRS + 8, GARBAGE, np.int32)  # type: ignore[arg-type]  # a size is a shape
    pairs_of(np.uint64(bits), np.uint64(sum(1 << place for place in seconds)), np.uint64(p), places, np.uint64(n))
    assert places[n : n + len(expected)].tolist() == expected
    assert set(places[:n].tolist() + places[-8:].tolist()) == {GARBAGE}
