"""Text becomes integers: blocks of rows to token ids, with the stemmer applied once a distinct word."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputTypeError
from ..inputs import ArrowColumn, Column, IdColumn, Pairs, TextColumn, encode
from .id_blocks import id_block
from .stemming import Stemmer
from .stop_words import StopWords
from .text_blocks import append, read
from .tokenizers import CustomTokenizer, Tokenizer
from .word_edges import FoundWords, find_words, scan_words, some_words
from .workspace import Workspace


@dataclass(frozen=True)
class TokenBlock:
    """Token ids of a block of texts.

    Attributes:
        ids: int32, the ids of all texts, from 1; the array may be longer.
        offsets: int64 (n_texts + 1,), where the ids of a text, or of a line where lines were asked for, begin.
        text_lines: int64 (n_texts + 1,), where the lines of a text begin in `offsets`; None where texts were not split.
        n_ids: the largest id.
    """

    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    text_lines: npt.NDArray[np.int64] | None
    n_ids: int

    def n_without_tokens(self, n_texts: int) -> int:
        """Count those of the first texts that have no token."""
        begins = self.offsets[: n_texts + 1] if self.text_lines is None else self.offsets[self.text_lines[: n_texts + 1]]
        return int(np.count_nonzero(begins[1:] == begins[:-1]))

    def as_texts(self, n_texts: int) -> TokenBlock:
        """Give the same tokens as texts that are not split into lines."""
        if self.text_lines is None:
            return self
        return TokenBlock(self.ids, self.offsets[self.text_lines[: n_texts + 1]], None, self.n_ids)


@dataclass(frozen=True)
class Encoder:
    """How texts become token ids.

    Attributes:
        tokenizer: what splits a text.
        stemmer: what stems words, or None.
        lowercase: lower-case texts, as ``str.lower`` does, before they are split.
        stop_words: words left out before others are stemmed, or None.
        sentences: what splits a text into lines; None: newlines part them.
        max_words, max_bytes: the beginning of a text that counts; the first wins where both are given.
    """

    tokenizer: Tokenizer | CustomTokenizer
    stemmer: Stemmer | None = None
    lowercase: bool = False
    stop_words: StopWords | None = None
    sentences: Callable[[str], list[str]] | None = None
    max_words: int | None = None
    max_bytes: int | None = None

    def encode(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], lines: bool = False, n_limited_lines: int = 0
    ) -> TokenBlock:
        """Give the token ids of rows first … last - 1 of each column in `pieces`, one column after another.

        Args:
            work: this thread's scratch; the result lies in it, until the next call.
            pieces: (column, first, last) for each column.
            lines: split texts into lines.
            n_limited_lines: in so many of the pieces, the first, hold each line, not each text, to `max_bytes`.

        Raises:
            InputTypeError: lines, stop words or a limit are asked of token ids, which have none.
        """
        if isinstance(pieces[0][0], IdColumn):
            columns = [(column, first, last) for column, first, last in pieces if isinstance(column, IdColumn)]
            unmet = ""
            if lines:
                unmet = "token ids have no lines; expected text for a metric that compares line by line."
            elif self.stop_words is not None or self.max_words is not None or self.max_bytes is not None:
                unmet = "token ids have no words or bytes; expected text where stop_words, max_words or max_bytes is set."
            if unmet:
                for column, _, _ in columns:
                    column.check()  # lists that a kernel reads are not checked yet, and what is no id is told first
                raise InputTypeError(unmet)
            ids, offsets, n_ids = id_block(work, columns)
            return TokenBlock(ids, offsets, None, n_ids)
        n_texts = sum(last - first for _, first, last in pieces)
        if self.stemmer is not None:
            self.stemmer.claim(work)
        found = None
        if isinstance(self.tokenizer, CustomTokenizer):
            words, offsets, text_lines = self._split(work, pieces, n_texts, lines, n_limited_lines)
        else:
            if self.finds_words_in_text:
                found = self._find_words(work, pieces, n_texts, lines, n_limited_lines)
            if found is None:
                words, offsets, text_lines = self._scan(work, pieces, n_texts, lines, n_limited_lines)
        if found is None:
            n_parts = int(text_lines[n_texts]) if text_lines is not None else n_texts
            found = self._intern(work, words, offsets, n_parts, n_parts, None, False)
            assert found is not None
            found = TokenBlock(found.ids, found.offsets, text_lines, found.n_ids)
        return found

    def _find_words(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool, n_limited_lines: int
    ) -> TokenBlock | None:
        """Give the ids of words that are found where they stand; None where these texts have to be scanned."""
        data, offsets = self._utf8(work, pieces, n_texts, lines, n_limited_lines)
        if not lines:
            return self._intern(work, data, offsets, n_texts, n_texts, None, True)
        from .._kernels.tokenizers import count_newlines

        n_lines = n_texts + int(count_newlines(data, 0, int(offsets[n_texts])))
        return self._intern(work, data, offsets, n_texts, n_lines, work.array("text_lines", n_texts + 1, np.int64), True)

    def _intern(
        self,
        work: Workspace,
        data: npt.NDArray[np.uint8],
        offsets: npt.NDArray[np.int64],
        n_texts: int,
        n_parts: int,
        text_lines: npt.NDArray[np.int64] | None,
        is_text: bool,
    ) -> TokenBlock | None:
        """Give the token ids of words or texts; None where these texts have to be scanned.

        Args:
            work: this thread's scratch.
            data, offsets, n_texts, text_lines, is_text: as for Vocabulary.intern.
            n_parts: texts, or their lines where they are split here.
        """
        n_bytes = int(offsets[n_texts])
        n_tokens = (n_bytes + n_texts) // 2 + 1  # at most
        n_spare = 0 if self.stop_words is None else self.stop_words.n_bytes
        vocabulary = work.vocabulary
        # A long word takes a byte more than it has.
        vocabulary.make_room(n_bytes + n_texts + n_spare, n_tokens + n_spare // 2)
        ids = work.array("ids", n_tokens, np.int32)
        id_offsets = work.array("id_offsets", n_parts + 1, np.int64)
        of_stems = self.stemmer is not None and self.stop_words is None
        n_tokens, n_pending = vocabulary.intern(
            data, offsets, n_texts, ids, id_offsets, is_text=is_text, text_lines=text_lines, of_stems=of_stems
        )
        if n_tokens < 0:
            return None
        if self.stop_words is not None:
            n_tokens = self.stop_words.drop(work, ids, id_offsets, n_parts)
        n_ids = vocabulary.n_words
        if self.stemmer is not None:
            if not of_stems:
                self.stemmer.replace(work, ids, n_tokens)
            elif n_pending and self.stemmer.stem_words(work):
                vocabulary.intern(data, offsets, n_texts, ids, id_offsets, is_text=is_text, text_lines=text_lines, of_stems=True)
            else:
                vocabulary.settle(ids, n_pending)
            n_ids = work.stems.n_words
        return TokenBlock(ids, id_offsets, text_lines, n_ids)

    @property
    def is_plain(self) -> bool:
        """Words are those that one of our tokenizers finds in the text as it is, and all of them count, unstemmed."""
        return (
            isinstance(self.tokenizer, Tokenizer)
            and self.stemmer is None
            and self.stop_words is None
            and self.sentences is None
            and self._reads_texts_as_they_are(False)
        )

    @property
    def finds_words_in_text(self) -> bool:
        """Words are runs of ASCII letters and digits of either case, which the kernels of ROUGE find by themselves."""
        return isinstance(self.tokenizer, Tokenizer) and self.tokenizer.name == "rouge-score"

    def parted_words(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> tuple[Any, npt.NDArray[np.int64]]:
        """Give the words of texts, parted by zero bytes, and where those of a text begin, int64 (n_texts + 1,): of a plain encoder."""
        words, offsets, _ = self._scan(work, pieces, sum(last - first for _, first, last in pieces), False, 0)
        return words, offsets

    def plain_words(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> tuple[FoundWords, npt.NDArray[np.int64]]:
        """Give the words of texts, and where the edges of a text's words begin, as `find_words` does: of a plain encoder."""
        assert isinstance(self.tokenizer, Tokenizer)
        n_texts = sum(last - first for _, first, last in pieces)
        return find_words(work, self.tokenizer, *self._utf8(work, pieces, n_texts, False, 0), n_texts)

    def ids_of_words(
        self, work: Workspace, found: FoundWords, offsets: npt.NDArray[np.int64], texts: npt.NDArray[np.int64]
    ) -> TokenBlock:
        """Give the token ids of some of the texts that `plain_words` gave."""
        assert isinstance(self.tokenizer, Tokenizer)
        if self.tokenizer.of_characters:
            return _encode_characters(work, found[0], offsets, texts)
        words, own_offsets = some_words(work, found, offsets, texts)
        n_bytes = int(own_offsets[len(texts)])
        work.vocabulary.make_room(n_bytes, n_bytes // 2 + 1)
        ids = work.array("ids", n_bytes // 2 + 1, np.int32)
        id_offsets = work.array("id_offsets", len(texts) + 1, np.int64)
        work.vocabulary.intern(words, own_offsets, len(texts), ids, id_offsets)
        return TokenBlock(ids, id_offsets, None, work.vocabulary.n_words)

    def _limited(self, data: Any, offsets: npt.NDArray[np.int64], limit_lines: bool) -> tuple[Any, npt.NDArray[np.int64]]:
        """Cut each row of UTF-8 after its first words or bytes."""
        from .._kernels.tokenizers import limit_bytes, limit_words

        data = np.frombuffer(data, np.uint8)
        n_rows = len(offsets) - 1
        n_bytes = int(offsets[-1] - offsets[0])
        limited, limited_offsets = np.empty(n_bytes, np.uint8), np.empty(n_rows + 1, np.int64)
        # More than all bytes is no limit, and kernels cannot count as far as Python.
        asked = self.max_bytes if self.max_words is None else self.max_words
        limit = np.int64(min(asked or 0, n_bytes + 1))
        if self.max_words is not None:
            limit_words(data, offsets, n_rows, limit, limited, limited_offsets)
        else:
            by_line = np.int64(limit_lines)
            limit_bytes(data, offsets, n_rows, limit, by_line, limited, limited_offsets)
        return limited, limited_offsets

    def _texts(self, column: TextColumn | ArrowColumn, first: int, last: int, limit_lines: bool) -> list[str]:
        """Give rows as strings, cut and lower-cased."""
        if self.max_words is None and self.max_bytes is None:
            rows = column.strings(first, last)
            if not all(map(_is_utf8, rows)):
                column.encoded(first, last)  # which names the row
        else:
            data, offsets = self._limited(*column.encoded(first, last), limit_lines)
            spelled = data.tobytes()
            rows = [spelled[begin:end].decode() for begin, end in itertools.pairwise(offsets.tolist())]
        return [row.lower() for row in rows] if self.lowercase else rows

    def _encoded(
        self, column: TextColumn | ArrowColumn, first: int, last: int, lines: bool, limit_lines: bool
    ) -> tuple[Any, npt.NDArray[np.int64]]:
        """Give rows as UTF-8, cut, lower-cased, and with their sentences on lines of their own where lines are asked for."""
        if lines and self.sentences is not None:
            rows = self._texts(column, first, last, limit_lines)
            rows = ["\n".join(line.replace("\n", " ") for line in self.sentences(row)) for row in rows]
            return encode(rows)
        lowercase = self.lowercase and not (isinstance(self.tokenizer, Tokenizer) and self.tokenizer.lowercases)
        if self.max_words is None and self.max_bytes is None:
            return column.encoded(first, last, lowercase)
        if lowercase:
            return encode(self._texts(column, first, last, limit_lines))
        return self._limited(*column.encoded(first, last), limit_lines)

    def _scan(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool, n_limited_lines: int
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
        """Run the tokenizer's kernel over the bytes of all pieces."""
        assert isinstance(self.tokenizer, Tokenizer)
        data, offsets = self._utf8(work, pieces, n_texts, lines, n_limited_lines)
        n_parts = n_texts
        text_lines = None
        if lines:
            from .._kernels.tokenizers import count_newlines, split_lines

            n_parts = n_texts + int(count_newlines(data, 0, int(offsets[n_texts])))
            starts = work.array("line_starts", n_parts + 1, np.int64)
            text_lines = work.array("text_lines", n_texts + 1, np.int64)
            n_parts = int(split_lines(data, offsets, 0, n_texts, starts, text_lines, 0, 0))
            text_lines[n_texts] = n_parts
            offsets = starts
        return *scan_words(work, self.tokenizer, data, offsets, n_parts), text_lines

    def _utf8(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool, n_limited_lines: int
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Give all rows as one run of UTF-8: cut, lower-cased, and with their sentences on lines of their own where lines are asked for."""
        if self._reads_texts_as_they_are(lines):
            return read(work, pieces)  # type: ignore[arg-type]  # ids went another way
        offsets = work.array("offsets", n_texts + 1, np.int64)
        work.array("data", 1, np.uint8)
        offsets[0] = text = 0
        for k, (column, first, last) in enumerate(pieces):
            source, own = self._encoded(column, first, last, lines, k < n_limited_lines)  # type: ignore[arg-type]  # ids went another way
            append(work, offsets, text, source, own)
            text += last - first
        return work.arrays["data"], offsets

    def _reads_texts_as_they_are(self, lines: bool) -> bool:
        """Tell whether nothing has to be done to texts before they are scanned."""
        lowers = self.lowercase and not (isinstance(self.tokenizer, Tokenizer) and self.tokenizer.lowercases)
        return self.max_words is None and self.max_bytes is None and not lowers and not (lines and self.sentences is not None)

    def _split(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool, n_limited_lines: int
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
        """Call the user's tokenizer for every text, or every line of it."""
        assert isinstance(self.tokenizer, CustomTokenizer)
        split_lines = self.sentences or _lines
        parts: list[bytes] = []
        text_lines = np.zeros(n_texts + 1, np.int64)
        text = 0
        for piece, (column, first, last) in enumerate(pieces):
            for k, row in enumerate(self._texts(column, first, last, piece < n_limited_lines)):  # type: ignore[arg-type]  # ids went another way
                parts.extend(self.tokenizer.words(split_lines(row) if lines else [row], first + k))
                text += 1
                text_lines[text] = len(parts)
        words = np.frombuffer(bytearray(b"\0".join(parts) + bytes(64)), np.uint8)
        word_offsets = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) + 1 for part in parts], out=word_offsets[1:])
        return words, word_offsets, text_lines if lines else None


def _is_utf8(text: str) -> bool:
    """Tell whether a text can be written as UTF-8: it holds no lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _encode_characters(
    work: Workspace, data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], texts: npt.NDArray[np.int64]
) -> TokenBlock:
    """Give ids of the code points of some texts."""
    from .._kernels.tokenizers import character_ids

    ids = work.array("ids", int((offsets[texts + 1] - offsets[texts]).sum()) + 8, np.int32)
    id_offsets = work.array("id_offsets", len(texts) + 1, np.int64)
    return TokenBlock(ids, id_offsets, None, int(character_ids(data, offsets, texts, len(texts), ids, id_offsets)))


def block_rows(pairs: Pairs, block_bytes: int) -> int:
    """Say how many rows make a block of about `block_bytes` of text."""
    return max(1, min(pairs.n_rows, block_bytes * pairs.n_rows // max(pairs.n_bytes, 1)))
