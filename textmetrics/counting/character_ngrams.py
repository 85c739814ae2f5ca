"""Counting for chrF: character and word n-grams of every pair of prediction and reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .. import parallel
from ..errors import InputTypeError
from ..inputs import IdColumn, Pairs, Piece
from ..tokenization import (
    SPARE_BYTES,
    TOKENIZERS,
    Encoder,
    Workspace,
    block_rows,
    read,
    scan_words,
    workspace,
)
from .whole_texts import count_ngrams_and_lcs

if TYPE_CHECKING:
    from .._kernels.ngrams import CharacterScratch

BLOCK_BYTES = (
    1 << 18
)  # text of a block: its ids and tables stay in the processor's second-level cache
_WORDS = Encoder(TOKENIZERS["whitespace"])
Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]


@cache  # blocks are short, and to look among what is imported takes as long as a few texts
def _kernels() -> Any:
    from .._kernels import ngrams, rouge, tokenizers

    return ngrams, rouge, tokenizers


@dataclass(frozen=True)
class NgramCounter:
    """What is counted of a pair of texts.

    Attributes:
        char_order: character n-grams of 1 … `char_order`.
        word_order: word n-grams of 1 … `word_order`.
        left_out: the characters that are left out.
        is_stripped: white space at both ends is left out too.
        lowercase: texts are lower-cased first, as ``str.lower`` does.
    """

    char_order: int
    word_order: int
    left_out: str
    is_stripped: bool = False
    lowercase: bool = False

    @cached_property
    def left_out_table(self) -> Bytes:
        """Tell by code point whether it is left out: uint8, up to the last that is."""
        table = np.zeros(max(map(ord, self.left_out), default=0x20) + 1, np.uint8)
        table[list(map(ord, self.left_out))] = 1
        return table

    @cached_property
    def codes(self) -> Integers:
        """What the kernels of words count in each column: nothing in those of characters."""
        return np.asarray([-1] * self.char_order + list(range(1, self.word_order + 1)), np.int64)

    def count(self, pairs: Pairs, threads: int | None) -> Integers:
        """Count n-grams of characters and of words.

        Returns:
            int64 (n_pairs, 3 * (char_order + word_order)), one row for each reference: of each
            order, characters first, the n-grams of the prediction, those of the reference, and the
            matches.

        Raises:
            InputTypeError: The rows are token ids.
        """
        if isinstance(pairs.predictions, IdColumn) and pairs.n_rows:
            raise InputTypeError("token ids have no characters; expected text for chrF.")
        out = np.zeros((len(pairs.references), len(self.codes), 3), np.int64)
        offsets = pairs.reference_offsets

        def count_block(first: int, last: int) -> None:
            pair_rows = np.repeat(np.arange(last - first), np.diff(offsets[first : last + 1]))
            own = out[int(offsets[first]) : int(offsets[last])]
            with workspace() as work:
                self._count_block(work, pairs.block(first, last), last - first, pair_rows, own)

        n_threads = parallel.threads_for(pairs.n_bytes, threads)
        parallel.for_each_block(
            pairs.n_rows, block_rows(pairs, BLOCK_BYTES), count_block, n_threads
        )
        counts = np.empty_like(out)
        counts[:, :, :2] = out[:, :, 1:]
        counts[:, :, 2] = out[:, :, 0]
        return counts.reshape(len(out), 3 * len(self.codes))

    def _count_block(
        self, work: Workspace, pieces: list[Piece], n_rows: int, pair_rows: Integers, out: Integers
    ) -> None:
        """Count the pairs of some rows; `pair_rows` names the prediction of each."""
        n_texts = n_rows + len(pair_rows)
        data, offsets = read(work, pieces, self.lowercase)  # type: ignore[arg-type]  # ids were refused
        if self.char_order:
            self._count_characters(work, data, offsets, n_rows, pair_rows, out)
        if self.word_order:
            words, word_offsets = scan_words(work, TOKENIZERS["whitespace"], data, offsets, n_texts)
            words, word_offsets = _separated(work, words, word_offsets, n_texts)
            self._count_words(work, words, word_offsets, n_rows, pair_rows, out)

    def _count_characters(
        self,
        work: Workspace,
        data: Bytes,
        offsets: Integers,
        n_rows: int,
        pair_rows: Integers,
        out: Integers,
    ) -> None:
        ngrams, _, tokenizers = _kernels()
        max_order, n_pairs = self.char_order, len(pair_rows)
        n_texts = n_rows + n_pairs
        ids = work.array("character_ids", int(offsets[n_texts]) + 8, np.int32)
        id_offsets = work.array("character_offsets", n_texts + 1, np.int64)
        is_stripped = np.int64(self.is_stripped)
        tokenizers.code_point_ids(
            data, offsets, n_texts, self.left_out_table, is_stripped, ids, id_offsets
        )
        left = work.array("long_pairs", n_pairs, np.int64)
        n_left = ngrams.short_character_pairs(
            ids,
            id_offsets,
            n_rows,
            pair_rows,
            n_pairs,
            max_order,
            character_scratch(work, max_order),
            out,
            left,
        )
        if not n_left:
            return
        lengths = np.diff(id_offsets[: n_texts + 1])
        n_prediction = int(lengths[pair_rows[left[:n_left]]].max())
        n_reference = int(lengths[n_rows + left[:n_left]].max())
        slots = max(8, 1 << (4 * n_prediction).bit_length())
        ngrams.long_character_pairs(
            ids,
            id_offsets,
            n_rows,
            pair_rows,
            left,
            n_left,
            max_order,
            work.vocabulary.seed,
            work.array("ngram_table", 2 * slots, np.uint64),
            work.array("grams", n_prediction + 1, np.int64),
            work.array("gram_counts", 3 * n_prediction + 3, np.int64),
            work.array("reference_grams", n_reference + 1, np.int64),
            work.array("matches", max_order + 1, np.int64),
            out,
        )

    def _count_words(
        self,
        work: Workspace,
        words: Bytes,
        offsets: Integers,
        n_rows: int,
        pair_rows: Integers,
        out: Integers,
    ) -> None:
        """Count the words of short texts as they stand, and those of others by ids."""
        ngrams, rouge, tokenizers = _kernels()
        n_pairs = len(pair_rows)
        longest = min(
            int(offsets[n_rows + n_pairs]), ngrams.TEXT_LIMIT
        )  # no text has more bytes than all
        left = work.array("long_pairs", n_pairs, np.int64)
        n_left, _ = rouge.rouge_texts(
            words,
            offsets,
            n_rows,
            pair_rows,
            n_pairs,
            0,
            self.codes,
            self.word_order,
            work.vocabulary.seed,
            work.array("word_table", ngrams.TABLE_WORDS + 1, np.uint64),
            work.array("edges", 3 * (longest + tokenizers.SPARE_EDGES), np.int32),
            work.array("bits", 2 * longest + 8, np.uint64),
            work.array("overlap", 6 * self.word_order + 24, np.uint64),
            out,
            left,
        )
        if n_left:
            pairs = left[:n_left].copy()
            texts = np.concatenate([pair_rows[pairs], n_rows + pairs])
            counted = np.zeros((n_left, *out.shape[1:]), np.int64)
            block = _WORDS.ids_of_words(work, (words, np.zeros(0, np.int32)), offsets, texts)
            count_ngrams_and_lcs(work, block, n_left, np.arange(n_left), self.codes, counted)
            out[pairs, self.char_order :] = counted[:, self.char_order :]


def character_scratch(work: Workspace, max_order: int) -> CharacterScratch:
    """Return what the kernel short_character_pairs works in."""
    ngrams, _, _ = _kernels()
    n_words = ngrams.CHARACTER_LIMIT // 64
    made: CharacterScratch = ngrams.CharacterScratch(
        work.array("character_ranks", ngrams.N_CHARACTERS, np.uint16),
        work.array("ranked_characters", ngrams.CHARACTER_LIMIT + 1, np.int32),
        work.array("character_masks", (ngrams.CHARACTER_LIMIT + 1) * n_words, np.uint64),
        work.array("character_ends", 2 * (max_order + 1) * n_words, np.uint64),
        work.array("free_characters", (max_order + 1) * n_words, np.uint64),
    )
    return made


def _separated(
    work: Workspace, words: Bytes, offsets: Integers, n_texts: int
) -> tuple[Bytes, Integers]:
    """Separate one punctuation mark from each word: the words of chrF++, a zero byte after each."""
    _, _, tokenizers = _kernels()
    n_bytes = int(offsets[n_texts])
    separated = work.array("separated_words", n_bytes + n_bytes // 2 + 8 + SPARE_BYTES, np.uint8)
    own_offsets = work.array("separated_offsets", n_texts + 1, np.int64)
    tokenizers.separate_punctuation(words, offsets, n_texts, separated, own_offsets)
    n_bytes = int(own_offsets[n_texts])
    separated[n_bytes : n_bytes + 64] = 0
    return separated, own_offsets
