"""Lengths of longest common subsequences against the full table, within windows and whole."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.oracle.lcs import lcs_length as oracle_length
from tests.unit._kernels.token_rows import by_id, lay_out
from textmetrics._kernels.lcs.lcs import (
    BLOCK,
    LEAST_TOKENS,
    lcs_in_windows,
    lcs_length,
    long_lcs_length,
)

Text = list[int]
# Around whole words of 64 positions and whole blocks of 256.
EDGES = [0, 1, 2, 63, 64, 65, 127, 128, 129, 255, 256, 257, 319, 320, 321, 511, 512, 513]
ALWAYS, NEVER = 0, 1 << 40  # seek a band however short the texts are, or never


def _scratch(n_bits: int, n_tokens: int) -> tuple[np.ndarray, ...]:
    """Give starts' companions, exactly as long as documented and full of what is left from before."""
    return (
        np.full(n_bits, -7, np.int64),
        np.full(n_bits, 7, np.uint64),
        np.full((n_bits + 63) // 64, 7, np.uint64),
        np.full(n_bits + n_tokens, -7, np.int32),
        np.full(n_tokens, 7, np.uint8),
    )


def plain(bits: Text, other: Text) -> int:
    """Give the length by lists of words; check that scratch by id is left zero."""
    ids, offsets = lay_out([bits, other])
    places, masks, column, _, _ = _scratch(len(bits), len(other))
    counts = by_id([bits, other])
    found = lcs_length(ids, 0, offsets[1], offsets[1], offsets[2], by_id([bits, other]) - 7, counts, places, masks, column)
    assert not counts.any()
    return int(found)


def by_blocks(bits: Text, other: Text, least_tokens: int) -> int:
    """Give the length as long texts have it counted; check that scratch that must be zero is left zero."""
    ids, offsets = lay_out([bits, other])
    places, masks, column, kept, carries = _scratch(len(bits), len(other))
    counts = by_id([bits, other])
    block_masks = np.zeros(4 * len(set(bits)), np.uint64)
    found = long_lcs_length(
        ids, 0, offsets[1], offsets[1], offsets[2], by_id([bits, other]) - 7, counts, places, masks, column,
        kept, block_masks, carries, least_tokens,
    )  # fmt: skip
    assert not counts.any() and not block_masks.any()
    return int(found)


def windows(bits: Text, other: Text, known: int, reach: int) -> int:
    """Give the length within windows; check that the masks are left zero."""
    both = [np.array(text, np.int32) for text in (bits, other)]
    masks = np.zeros(4 * (max([*bits, *other], default=0) + 1), np.uint64)
    found = lcs_in_windows(both[0], len(bits), both[1], len(other), known, reach, masks, np.full(len(other), 7, np.uint8))
    assert not masks.any()
    return int(found)


def _edited(text: Text, part: float, kinds: int, chosen: random.Random) -> Text:
    """Replace, drop or double a part of the tokens."""
    edited: Text = []
    for token in text:
        edits = chosen.randrange(3) if chosen.random() < part else 3
        edited += [[chosen.randrange(kinds)], [], [token, chosen.randrange(kinds)], [token]][edits]
    return edited


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Text, Text]:
    """Give two texts, alike or not, in shapes that windows have to follow."""
    chosen = random.Random(draw(st.integers(0, 2**32)))
    kinds = draw(st.sampled_from([1, 2, 3, 8, 60, 400]))

    def text(n_tokens: int) -> Text:
        return [chosen.randrange(kinds) for _ in range(n_tokens)]

    lengths = st.sampled_from(EDGES) | st.integers(0, 600)
    first = text(draw(lengths))
    # Half of the tokens matching decides whether seeking the band goes on: texts on both sides of it.
    second = _edited(first, draw(st.sampled_from([0, 0.01, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 1])), kinds, chosen)
    shape = draw(st.sampled_from(["alike", "shifted", "insertion", "deletion", "unlike", "disjoint", "long and short", "moved"]))
    at = draw(st.integers(0, len(second)))
    if shape == "shifted":
        second = text(draw(lengths)) + second
    elif shape == "insertion":
        second[at:at] = text(draw(lengths))
    elif shape == "deletion":
        del second[at : at + draw(lengths)]
    elif shape == "unlike":
        second = text(draw(lengths))
    elif shape == "disjoint":
        second = [token + kinds for token in second]
    elif shape == "long and short":
        second = second[:at]
    elif shape == "moved":
        second = second[at:] + second[:at]
    return (second, first) if draw(st.booleans()) else (first, second)


@given(pairs())
@example(([], []))
@example(([], [1]))
@example(([1], []))
@example(([3] * 600, [3] * 300))
def test_every_way_gives_the_length_of_the_table(pair: tuple[Text, Text]) -> None:
    expected = oracle_length(*pair)
    assert plain(*pair) == expected
    assert by_blocks(*pair, ALWAYS) == expected
    assert by_blocks(*pair, NEVER) == expected


@given(pairs(), st.integers(1, 40))
def test_windows_hold_all_that_is_longer_than_what_is_known(pair: tuple[Text, Text], less: int) -> None:
    expected = oracle_length(*pair)
    for known in {0, max(0, expected - less), max(0, expected - 1), expected}:
        assert windows(*pair, known, -1) == expected
    assert windows(*pair, expected + less, -1) == expected + less


@given(pairs(), st.sampled_from([0, 1, 7, 64, 1000]))
def test_a_sought_band_gives_a_length_that_there_is(pair: tuple[Text, Text], reach: int) -> None:
    assert windows(*pair, 0, reach) <= oracle_length(*pair)


@pytest.mark.parametrize("n", [1, 64, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 65])
def test_windows_are_just_wide_enough(n: int) -> None:
    # All tokens match, and one match less is known: no window has a token to spare.
    text = [k % 97 for k in range(n)]
    assert windows(text, text, n - 1, -1) == n
    # As many tokens more as may be missed, in one place or in several.
    for cuts in ([n // 2], [0], [n], [n // 3, n // 2]):
        longer = list(text)
        for cut in cuts:
            longer[cut:cut] = [97] * 130
        assert windows(text, longer, n - 1, -1) == n
        assert windows(longer, text, n - 1, -1) == n


def test_a_band_is_found_in_texts_that_are_alike() -> None:
    chosen = random.Random(5)
    text = [chosen.randrange(60) for _ in range(2 * BLOCK + 100)]
    other = _edited(text, 0.1, 60, chosen)
    assert 0.8 * len(text) < windows(text, other, 0, 32) <= oracle_length(text, other)


def test_unlike_texts_are_given_up_after_a_block() -> None:
    other = list(range(2 * BLOCK))
    text = [2 * BLOCK] * BLOCK + other
    assert windows(text, other, 0, BLOCK) == 0
    assert windows(text, other, 0, -1) == 2 * BLOCK


def test_a_sought_band_never_moves_back() -> None:
    # The best alignment of block 1 lies before that of block 0. What only the window before held matches block 1 once more, to no avail.
    n, shift, reach = BLOCK, 44, 300
    line = list(range(n + shift))  # block 1 is its beginning, block 0 its end
    blocks = [line[shift:], line[:n], line[n:] + [k + 1000 for k in range(n - shift)], [k + 2000 for k in range(n)]]
    other = [3000] * (200 - shift) + line[:n] + blocks[2] + [3000] * reach + line[n - shift : n] + blocks[3]
    text = [token for block in blocks for token in block]
    assert plain(text, other) == 3 * n
    # The last window ends before the end of block 3.
    assert windows(text, other, 0, reach) == 3 * n - shift


@pytest.mark.parametrize("shape", ["alike", "insertion", "deletion", "other beginning", "unlike", "rare tokens"])
def test_long_texts(shape: str) -> None:
    """Long enough that the band is sought again and further; the plain way, tested above, says what is right."""
    chosen = random.Random(11)
    n = 9000 if JIT_IS_ON else LEAST_TOKENS + 52
    kinds = 10**6 if shape == "rare tokens" else 300
    text = [chosen.randrange(kinds) for _ in range(n)]
    other = _edited(text, 0.15, kinds, chosen)
    extra = [chosen.randrange(kinds) for _ in range(n // 9)]
    if shape == "insertion":
        other[n // 2 : n // 2] = extra
    elif shape == "deletion":
        del other[n // 2 : n // 2 + len(extra)]
    elif shape == "other beginning":
        other[: len(extra)] = extra
    elif shape == "unlike":
        other = [chosen.randrange(kinds) for _ in range(n)]
    expected = plain(text, other)
    assert by_blocks(text, other, LEAST_TOKENS) == expected
    assert by_blocks(other, text, LEAST_TOKENS) == expected
    assert by_blocks(text, other, NEVER) == expected
