"""ROUGE and BLEU of short texts by the kernels that take them word by word, against the oracles, in the scratch that they ask for."""

from __future__ import annotations

import random
import re

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.oracle.lcs import lcs_length
from tests.oracle.ngrams import clipped_matches
from tests.strategies import texts
from textmetrics._kernels.bleu.short_texts import bleu_texts
from textmetrics._kernels.ngrams.bit_side import BIT_SIDE_LIMIT
from textmetrics._kernels.ngrams.word_table import TABLE_WORDS, TEXT_LIMIT
from textmetrics._kernels.rouge.short_texts import LONG_TEXTS, rouge_texts
from textmetrics._kernels.simd.byte_masks import SPARE_BYTES
from textmetrics._kernels.tokenizers.rouge_score import lowers_to_ascii
from textmetrics._kernels.tokenizers.word_edges import SPARE_EDGES, find_parted

SEED = np.uint64(0x9E3779B97F4A7C15)
PREFIX = "internationaliz"  # fifteen bytes, as many as a slot of the table holds
WORDS = [PREFIX, PREFIX + "a", PREFIX + "b", PREFIX + "ation", PREFIX + "ations", "a", "b", "ab", "abcdefgh", "abcdefghi", "A", "Zz9", "0"]
Counts = npt.NDArray[np.int64]


@st.composite
def wordy_texts(draw: st.DrawFn) -> str:
    """Draw a text of words that share beginnings, or of many different ones, parted by anything."""
    chosen = random.Random(draw(st.integers(0, 2**32)))
    n_words = draw(st.sampled_from([0, 1, 2, 5, 63, 64, 65, 127, 128, 129, 200]))
    n_kinds = draw(st.sampled_from([0, 3, 50, 1000]))
    separators = draw(st.sampled_from([" ", "  ", ", ", "\u2028", "\u00e9", "\0", "\u0130", "\u212a ", "."]))
    words = [chosen.choice(WORDS) if chosen.randrange(4) == 0 or not n_kinds else f"w{chosen.randrange(n_kinds)}" for _ in range(n_words)]
    return separators.join(words) + draw(st.sampled_from(["", separators]))


def tokens_of(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", text.lower())


def laid_out(rows: list[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Lay rows out one after another; what lies behind them is no zero, so that reading it is seen."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return np.frombuffer(b"".join(rows) + b"x" * SPARE_BYTES, np.uint8).copy(), offsets


def scratch(rows: list[bytes], max_order: int) -> tuple[npt.NDArray[np.uint64], ...]:
    """Give a table, edges, bits and ends, as large as the contract promises."""
    longest = max([len(row) for row in rows if len(row) <= TEXT_LIMIT], default=0)
    return (
        np.zeros(TABLE_WORDS + 1, np.uint64),
        np.full(3 * (longest + SPARE_EDGES), -9, np.int32),  # type: ignore[arg-type]  # a size is a shape
        np.full(2 * longest + 8, 99, np.uint64),
        np.full(6 * max_order + 18, 99, np.uint64),
    )


def rouge_counts(
    predictions: list[bytes], references: list[bytes], pair_rows: list[int], is_text: int, codes: list[int]
) -> tuple[Counts, list[int], int]:
    data, offsets = laid_out([*predictions, *references])
    max_order = max(*codes, 0)
    out = np.full((len(references), len(codes), 3), -1, np.int64)
    others = np.zeros(len(references), np.int64)
    n_others, n_without = rouge_texts(
        data, offsets, len(predictions), np.asarray(pair_rows, np.int64), len(references), is_text, np.asarray(codes, np.int64), max_order,
        SEED, *scratch([*predictions, *references], max_order), out, others,
    )  # fmt: skip
    return out, others[:n_others].tolist(), n_without


def expected_counts(prediction: list[str], reference: list[str], codes: list[int]) -> list[list[int]]:
    return [
        [clipped_matches(prediction, [reference], n), max(len(prediction) - n + 1, 0), max(len(reference) - n + 1, 0)]
        if n
        else [lcs_length(prediction, reference), len(prediction), len(reference)]
        for n in codes
    ]


@given(
    rows=st.lists(st.tuples(wordy_texts() | texts(), st.lists(wordy_texts() | texts(), max_size=3)), min_size=1, max_size=4),
    codes=st.sampled_from([[1, 2, 0], [0], [3, 1], [2]]),
)
@example(rows=[("", [""])], codes=[1, 2, 0])
@example(rows=[("\u0130 a", ["a", "i a"]), ("k", ["\u212a"])], codes=[1, 0])
def test_texts_are_counted_as_the_oracle_counts_their_words(rows: list[tuple[str, list[str]]], codes: list[int]) -> None:
    predictions = [prediction for prediction, _ in rows]
    references = [reference for _, own in rows for reference in own]
    pair_rows = [row for row, (_, own) in enumerate(rows) for _ in own]
    encoded = [[text.encode(errors="replace") for text in side] for side in (predictions, references)]
    predictions, references = ([text.decode() for text in side] for side in encoded)
    counts, others, _ = rouge_counts(*encoded, pair_rows, 1, codes)
    for pair, (row, reference) in enumerate(zip(pair_rows, references, strict=True)):
        sides = [tokens_of(predictions[row]), tokens_of(reference)]
        folds = any(letter in predictions[row] + reference for letter in "\u0130\u212a")
        if pair in others:
            lengths = [len(text.encode()) for text in (predictions[row], reference)]
            assert folds or min(map(len, sides)) > BIT_SIDE_LIMIT or min(lengths) > LONG_TEXTS
        else:
            assert not folds
            assert counts[pair].tolist() == expected_counts(*sides, codes)


@given(
    rows=st.lists(
        st.tuples(wordy_texts() | texts(), st.lists(wordy_texts() | texts(), min_size=1, max_size=3)), min_size=1, max_size=4
    ),
    max_order=st.sampled_from([1, 2, 4, 4, 5]),
)
def test_words_of_any_kind_are_counted_as_the_oracle_counts_them(rows: list[tuple[str, list[str]]], max_order: int) -> None:
    tokens = [[text.encode(errors="replace").replace(b"\0", b" ").split() for text in (p, *own)] for p, own in rows]
    predictions, references = [own[0] for own in tokens], [reference for own in tokens for reference in own[1:]]
    reference_offsets = np.cumsum([0, *(len(own) - 1 for own in tokens)], dtype=np.int64)
    written = [b"\0".join(words) + b"\0" for words in (*predictions, *references)]
    words, offsets = laid_out(written)
    edges = np.full(int(offsets[-1]) + SPARE_EDGES, -9, np.int32)  # type: ignore[arg-type]  # a size is a shape
    edge_offsets = np.zeros(len(offsets), np.int64)
    find_parted(words, offsets, len(written), edges, edge_offsets)
    longest = max([n for n in np.diff(edge_offsets).tolist() if n <= TEXT_LIMIT], default=0) // 2
    out = np.full((len(rows), 3 * max_order + 2), -1, np.int64)
    rest = np.zeros(len(rows), np.int64)
    n_others, n_without = bleu_texts(
        (words, edges), edge_offsets, len(rows), reference_offsets, max_order, 0, 1, SEED, np.zeros(TABLE_WORDS + 1, np.uint64),
        np.full(longest + 1, -9, np.int32), np.full(4 * longest + 8, 99, np.uint64),  # type: ignore[arg-type]  # a size is a shape
        np.full(6 * max_order + 18, 99, np.uint64), np.full(max(len(own) for own in tokens), -7, np.int64), out, rest,
    )  # fmt: skip
    others = set(rest[:n_others].tolist())
    assert n_without == sum(not prediction for prediction in predictions)
    for row, (prediction, *own) in enumerate(tokens):
        if row in others:
            assert len(prediction) > BIT_SIDE_LIMIT
            continue
        assert out[row, :max_order].tolist() == [clipped_matches(prediction, own, n) for n in range(1, max_order + 1)]
        assert out[row, max_order : 2 * max_order].tolist() == [max(len(prediction) - n, 0) for n in range(max_order)]
        assert out[row, 3 * max_order] == len(prediction)
    pair_rows = [row for row, own in enumerate(tokens) for _ in own[1:]]
    counts, left, _ = rouge_counts(written[: len(rows)], written[len(rows) :], pair_rows, 0, [1, 0])
    for pair in set(range(len(references))) - set(left):
        assert counts[pair].tolist() == expected_counts(predictions[pair_rows[pair]], references[pair], [1, 0])


def test_the_table_is_emptied_when_its_stamps_run_out() -> None:
    # Every pair has words of its own; a word left from an earlier one would match.
    texts_of_pairs = [f"w{k % 7} x{k % 5} {PREFIX}{k % 3}s y" for k in range(600)]
    references = [texts_of_pairs[k - 1] for k in range(600)]
    counts, others, _ = rouge_counts(
        [text.encode() for text in texts_of_pairs], [text.encode() for text in references], list(range(600)), 1, [1, 0]
    )
    assert others == []
    for pair in range(600):
        assert counts[pair].tolist() == expected_counts(tokens_of(texts_of_pairs[pair]), tokens_of(references[pair]), [1, 0])


@pytest.mark.parametrize("n_bytes", [LONG_TEXTS, LONG_TEXTS + 1, TEXT_LIMIT, TEXT_LIMIT + 1])
def test_a_long_text_is_counted_against_a_short_one_up_to_the_limit(n_bytes: int) -> None:
    long, short = ("ab " * n_bytes)[:n_bytes].encode(), b"ab cd ab"
    for sides in ((long, short), (short, long)):
        counts, others, n_without = rouge_counts([sides[0]], [sides[1]], [0], 1, [1, 0])
        assert others == ([0] if n_bytes > TEXT_LIMIT else [])
        assert n_without == 0
        if not others:
            assert counts[0].tolist() == expected_counts(*(tokens_of(side.decode()) for side in sides), [1, 0])


def test_predictions_without_a_word_are_counted_once() -> None:
    _, others, n_without = rouge_counts([b"", b"...", b"a"], [b"a", b"b", b"c", b"d"], [0, 0, 1, 2], 1, [1])
    assert others == []
    assert n_without == 2


@pytest.mark.parametrize("n_before", [0, 1, 61, 62, 63, 64, 126])
def test_every_byte_is_taken_for_what_it_is(n_before: int) -> None:
    texts_of_bytes = [b"x" * n_before + bytes([byte]) + b"a" + bytes([byte, byte]) for byte in range(256)]
    pair_rows = list(range(256))
    for is_text, pattern in ((1, rb"[a-zA-Z0-9]+"), (0, rb"[^\0]+")):
        counts, others, _ = rouge_counts(texts_of_bytes, texts_of_bytes, pair_rows, is_text, [1, 0])
        assert others == []
        for text, found in zip(texts_of_bytes, counts.tolist(), strict=True):
            n_words = len(re.findall(pattern, text))
            assert found == [[n_words] * 3] * 2


@pytest.mark.parametrize("filling", ["x", "\u00e9", "\u2030", "\u0131", "\u2129"])
def test_what_lowers_to_ascii_is_found_at_every_place_and_nothing_else_is(filling: str) -> None:
    for n in range(140 // len(filling.encode())):
        for letter in "\u0130\u212a":
            text = (filling * n + letter + filling * 3).encode()
            data = np.frombuffer(text + letter.encode() * 32, np.uint8)  # which is not looked at
            begin = len((filling * n).encode())
            assert lowers_to_ascii(data, np.int64(0), np.int64(len(text)))
            assert lowers_to_ascii(data, np.int64(begin), np.int64(begin + len(letter.encode())))
            assert not lowers_to_ascii(data, np.int64(0), np.int64(begin))
            assert not lowers_to_ascii(data, np.int64(begin + len(letter.encode())), np.int64(len(text)))
