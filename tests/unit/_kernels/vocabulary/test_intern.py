"""Words of whole texts get one id each, whatever their length, wherever pieces are parted, and however the table grows."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import JIT_IS_ON
from tests.unit._kernels.vocabulary.test_crafted_words import FAMILIES, N
from textmetrics._kernels.vocabulary import intern
from textmetrics._kernels.vocabulary.intern import PIECE
from textmetrics._kernels.vocabulary.intern_few import SLOT_MASK
from textmetrics.errors import InputError
from textmetrics.tokenization.vocabulary import FIRST_SLOTS, Vocabulary

# Of lengths about those of a key and of two, and differing in their last byte only.
STEMS = ["", "a", "sevenletters"[:7], "eightlet", "fifteenlettersa", "sixteenlettersab", "x" * 40]
WORDS = [stem + end for stem in STEMS for end in ("1", "2", "Z")]


def _interned(
    vocabulary: Vocabulary, texts: list[bytes], *, is_text: bool, by_line: bool = False, of_stems: bool = False
) -> tuple[list[list[int]], list[int], int]:
    """Intern texts; give the ids of each, or of each line, how many lines come before each, and how many words are pending."""
    data = np.frombuffer(bytearray(b"".join(texts) + b"x1" * 32), np.uint8)
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    n_parts = len(texts) + data.tobytes().count(b"\n")
    ids, id_offsets = np.zeros((len(data) + len(texts)) // 2 + 1, np.int32), np.zeros(n_parts + 1, np.int64)
    lines = np.zeros(len(texts) + 1, np.int64)
    vocabulary.make_room(len(data) + len(texts), len(ids))
    n_ids, n_pending = vocabulary.intern(
        data, offsets, len(texts), ids, id_offsets, is_text=is_text, text_lines=lines if by_line else None, of_stems=of_stems
    )
    if n_ids < 0:
        return [], [], -1
    n_parts = int(lines[-1]) if by_line else len(texts)
    assert id_offsets[n_parts] == n_ids
    return [ids[id_offsets[k] : id_offsets[k + 1]].tolist() for k in range(n_parts)], lines.tolist(), n_pending


def _spelled(vocabulary: Vocabulary, rows: list[list[int]]) -> list[list[str]]:
    return [[vocabulary.word(token) for token in row] for row in rows]


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())


@st.composite
def _texts(draw: st.DrawFn) -> list[str]:
    separators = st.sampled_from([" ", "\n", ", ", "\n\n", "é ", ".", "", "\r\n", "_"])
    text = st.lists(st.tuples(st.sampled_from(WORDS), separators), max_size=12).map(lambda parts: "".join(map("".join, parts)))
    return draw(st.lists(text, min_size=1, max_size=5))


@given(texts=_texts())
def test_words_of_text_are_those_of_a_regular_expression(texts: list[str]) -> None:
    vocabulary = Vocabulary()
    spelled = [text.encode() for text in texts]
    for _ in range(2):  # of new words, and of words that are known
        rows, _, _ = _interned(vocabulary, spelled, is_text=True)
        assert _spelled(vocabulary, rows) == [_words(text) for text in texts]
        rows, lines, _ = _interned(vocabulary, spelled, is_text=True, by_line=True)
        assert _spelled(vocabulary, rows) == [_words(line) for text in texts for line in text.split("\n")]
        assert lines == np.cumsum([0, *(text.count("\n") + 1 for text in texts)]).tolist()
    assert vocabulary.n_words == len({word for text in texts for word in _words(text)})


@given(rows=st.lists(st.lists(st.sampled_from(["é", "a", "ééééééé", "aéééééééa", "x" * 15 + "é", "x" * 15 + "è", "x" * 17]), max_size=8)))
def test_words_parted_by_zeros_may_hold_any_byte(rows: list[list[str]]) -> None:
    vocabulary = Vocabulary()
    texts = ["".join(word + "\0" for word in row).encode() for row in rows]
    for _ in range(2):
        ids, _, _ = _interned(vocabulary, texts, is_text=False)
        assert _spelled(vocabulary, ids) == rows
    # The sixteenth byte of a long word may be any that marks something elsewhere.
    long = [b"x" * 15 + bytes([byte]) + b"y\0" for byte in range(128, 256)]
    ids, _, _ = _interned(vocabulary, [b"".join(long)] * 2, is_text=False)
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(long)


@pytest.mark.parametrize("is_text", [True, False])
@pytest.mark.parametrize("n_bytes", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 3])
def test_long_texts_are_parted_between_words(n_bytes: int, is_text: bool) -> None:
    vocabulary = Vocabulary()
    separator = "\n" if is_text else "\0"
    texts = [
        "x" * n_bytes,
        "x" * n_bytes + separator + "y",
        separator * n_bytes + "y",
        "a" + separator + "x" * n_bytes,
        (("abc" + separator) * n_bytes)[:n_bytes],
    ]
    rows, _, _ = _interned(vocabulary, [text.encode() for text in texts], is_text=is_text, by_line=is_text)
    # The last word of a text and the first of the next are apart although no byte parts them.
    expected = [[line] if line else [] for text in texts for line in text.split("\n")]
    if not is_text:
        expected = [[word for word in text.split("\0") if word] for text in texts]
    assert _spelled(vocabulary, rows) == expected


@pytest.mark.parametrize("character", ["İ", "\u212a"])
@pytest.mark.parametrize("at", [0, PIECE - 2, PIECE - 1, PIECE, PIECE + 5])
def test_text_that_lower_cases_to_ascii_letters_is_left_to_the_tokenizer(character: str, at: int) -> None:
    vocabulary = Vocabulary()
    assert _interned(vocabulary, [("." * at + character + "." * 9).encode()], is_text=True)[2] == -1
    assert _interned(vocabulary, [("." * at + "é" + "." * 9).encode()], is_text=True)[2] == 0


@pytest.mark.skipif(JIT_IS_ON, reason="the limit is a GiB where kernels are compiled")
def test_a_word_longer_than_edges_can_tell_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intern, "_LONGEST_WORD", np.uint64(PIECE))
    assert len(_interned(Vocabulary(), [b"x" * PIECE, b"a " * PIECE], is_text=True)[0][1]) == PIECE
    with pytest.raises(InputError, match="a word of more than"):
        _interned(Vocabulary(), [b"x" * (PIECE + 1)], is_text=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_slot_is_crowded(family: str) -> None:
    words = FAMILIES[family][:N]
    longest = 0
    for seed in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0x2545F4914F6CDD1D, 3, 0xFFFFFFFFFFFFFFFF):
        vocabulary = Vocabulary()
        vocabulary.seed = np.uint64(seed)
        rows, _, _ = _interned(vocabulary, [("\0".join(words) + "\0").encode()], is_text=False)
        assert len(set(rows[0])) == vocabulary.n_words == len(words)
        hashes: npt.NDArray[np.uint64] = vocabulary.hashes[1 : len(words) + 1]
        if seed > 3 and seed != 0xFFFFFFFFFFFFFFFF:  # seeds are random: the last two are the poorest there are, and are only to be right
            homes = hashes >> np.uint64(64 - int(vocabulary.counters[SLOT_MASK]).bit_length())
            longest = max(longest, int(np.bincount(homes.astype(np.int64)).max()))
    # Of words put at random into at least twice as many slots hardly any six share one.
    assert longest <= 8


def test_stems_stay_with_their_words_while_the_table_grows() -> None:
    vocabulary = Vocabulary()
    n = FIRST_SLOTS // 2 - 5
    texts = [" ".join(f"w{k}" for k in range(n)).encode()]
    rows, _, n_pending = _interned(vocabulary, texts, is_text=True, of_stems=True)
    assert n_pending == n
    assert rows == [list(range(1, n + 1))]
    stems = np.arange(1001, 1001 + n, dtype=np.int32)
    vocabulary.give_stems(1, n + 1, stems)
    ids = np.asarray(rows[0], np.int32)
    vocabulary.settle(ids, n_pending)
    assert ids.tolist() == stems.tolist()
    more = [" ".join(f"v{k}" for k in range(20)).encode(), *texts]
    slots = int(vocabulary.counters[SLOT_MASK])
    for k in (20, 20):  # pending again, since they have no stems yet
        rows, _, n_pending = _interned(vocabulary, more, is_text=True, of_stems=True)
        assert (rows[1], n_pending) == (stems.tolist(), k)
    assert int(vocabulary.counters[SLOT_MASK]) == 2 * slots + 1
    assert _interned(vocabulary, texts, is_text=True)[0] == [list(range(1, n + 1))]
