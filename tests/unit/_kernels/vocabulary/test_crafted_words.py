"""Words made to collide in the vocabulary's table do not: their hashes depend on a seed that nobody knows."""

from __future__ import annotations

import itertools
import string

import numpy as np
import pytest

from textmetrics._kernels.vocabulary.intern_few import N_COUNTERS, N_WORDS, SLOT_MASK, intern_words

LETTERS = string.ascii_lowercase + string.digits
N = 3000


def _cancelling() -> list[str]:
    """Words of fifteen bytes whose two halves, one of them turned by seven bits, have one and the same sum."""
    target = int.from_bytes(b"pppppppp", "little")
    found = []
    for letters in itertools.product(b"bdfhjlnprtvxz", repeat=3):  # even, so that the turn leaves the highest bit of each byte alone
        rest = bytes([*letters, *b"bbbb"])
        turned = int.from_bytes(rest, "little")
        turned = ((turned << 7) | (turned >> 57)) & (2**64 - 1)
        key = (target ^ turned).to_bytes(8, "little")
        if 0 not in key and all(byte < 128 for byte in key):
            found.append((key + rest).decode())
    return found


FAMILIES = {
    "halves that cancel": _cancelling(),
    "one byte apart at the end of each half": [f"aaaaaaa{a}bbbbbb{b}" for a in LETTERS for b in LETTERS],
    "two bytes apart": [f"{a}aaaaaa{b}" for a in LETTERS for b in LETTERS],
    "counted": [f"{k:07d}" for k in range(N)],
    "long, one byte apart": [f"{'x' * 15}{a}{'y' * 9}{b}" for a in LETTERS for b in LETTERS],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_no_slot_is_crowded(family: str) -> None:
    words = FAMILIES[family][:N]
    assert len(set(words)) == len(words) > 100
    spelled = "\0".join(words).encode()
    buffer = np.frombuffer(bytearray(spelled + bytes(200)), np.uint8)
    offsets = np.array([0, len(spelled) + 1], np.int64)
    slots = 1 << (8 * len(words)).bit_length()
    longest = 0
    for seed in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0x2545F4914F6CDD1D, 3, 0xFFFFFFFFFFFFFFFF):
        counters, ends = np.zeros(N_COUNTERS, np.int64), np.zeros(2, np.int64)
        counters[SLOT_MASK] = slots - 1
        hashes, ids = np.zeros(len(words) + 1, np.uint64), np.zeros(len(words) + 1, np.int32)
        intern_words(
            buffer, offsets, 1, np.zeros(slots, np.uint64), hashes, np.zeros(2 * len(words) + 2, np.uint64),
            np.zeros(len(spelled) + 64, np.uint8), np.zeros(len(words) + 1, np.int64), counters, np.uint64(seed), ids, ends,
        )  # fmt: skip
        assert counters[N_WORDS] == len(words)
        homes = np.bincount((hashes[1:] & np.uint64(slots - 1)).astype(np.int64))
        if seed > 3 and seed != 0xFFFFFFFFFFFFFFFF:  # seeds are random: the last two are the poorest there are, and are only to be right
            longest = max(longest, int(homes.max()))
    # Of words put at random into eight times as many slots hardly any four share one.
    assert longest <= 6
