"""Text becomes integers: blocks of rows to token ids, with the stemmer applied once a distinct word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .columns import Column, IdColumn, Pairs, TextColumn
from .errors import ConfigurationError, InputTypeError, shown, unknown
from .tokenizers import CustomTokenizer, Tokenizer, code_point_classes, resolve
from .workspace import Workspace, workspace

# Scratch by id is as large as the largest id, so ids beyond this are numbered anew.
DIRECT_ID_LIMIT = 1 << 20
STEMMERS = {"porter": 0, "porter-original": 1, "porter-martin": 2, "porter-rouge-1.5.5": 3}  # the kernel's variants
STEMMED_ABOVE = 3  # words of more characters than this are stemmed, in every ROUGE that stems


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


@dataclass(frozen=True)
class Encoder:
    """How texts become token ids.

    Attributes:
        tokenizer: what splits a text.
        stemmer: a name of STEMMERS, a callable from word to stem, or None.
        lowercase: lower-case texts, as ``str.lower`` does, before they are split.
    """

    tokenizer: Tokenizer | CustomTokenizer
    stemmer: str | Callable[[str], str] | None = None
    lowercase: bool = False

    def encode(self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], lines: bool = False) -> TokenBlock:
        """Give the token ids of rows first … last - 1 of each column in `pieces`, one column after another.

        Args:
            work: this thread's scratch; the result lies in it, until the next call.
            pieces: (column, first, last) for each column.
            lines: split texts into lines.

        Raises:
            InputTypeError: `lines` is asked of token ids, which have none.
        """
        if isinstance(pieces[0][0], IdColumn):
            if lines:
                raise InputTypeError("token ids have no lines; expected text for a metric that compares line by line.")
            return _encode_ids(work, pieces)
        n_texts = sum(last - first for _, first, last in pieces)
        if isinstance(self.tokenizer, CustomTokenizer):
            words, word_offsets, text_lines = self._split(work, pieces, n_texts, lines)
        else:
            words, word_offsets, text_lines = self._scan(work, pieces, n_texts, lines)
        n_parts = int(text_lines[n_texts]) if text_lines is not None else n_texts
        n_bytes = int(word_offsets[n_parts])
        vocabulary = work.vocabulary
        vocabulary.make_room(n_bytes, n_bytes // 2 + 1)
        ids = work.array("ids", n_bytes // 2 + 1, np.int32)
        offsets = work.array("id_offsets", n_parts + 1, np.int64)
        n_tokens = vocabulary.intern(words, word_offsets, n_parts, ids, offsets)
        n_ids = vocabulary.n_words
        if self.stemmer is not None:
            n_ids = self._stem(work, ids, n_tokens)
        return TokenBlock(ids, offsets, text_lines, n_ids)

    def _scan(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
        """Run the tokenizer's kernel over the bytes of all pieces."""
        assert isinstance(self.tokenizer, Tokenizer)
        from ._kernels.lines import count_newlines, split_lines

        scan = self.tokenizer.kernel()
        classes = code_point_classes(self.tokenizer)
        lowercase = self.lowercase and not self.tokenizer.lowercases
        encoded = [column.encoded(first, last, lowercase) for column, first, last in pieces]  # type: ignore[union-attr]  # ids went another way
        spans = [(int(offsets[0]), int(offsets[-1])) for _, offsets in encoded]
        n_bytes = sum(end - begin for begin, end in spans)
        data = work.array("data", n_bytes + 8, np.uint8)
        at = 0
        placed = []
        for (source, offsets), (begin, end) in zip(encoded, spans, strict=True):
            data[at : at + end - begin] = np.frombuffer(source, np.uint8, end - begin, begin) if end > begin else 0
            placed.append(offsets - (begin - at) if begin != at else offsets)
            at += end - begin
        n_parts = n_texts
        text_lines = None
        if lines:
            n_parts = n_texts + int(count_newlines(data, 0, n_bytes))
            starts = work.array("line_starts", n_parts + 1, np.int64)
            text_lines = work.array("text_lines", n_texts + 1, np.int64)
            line = text = 0
            for offsets in placed:
                n_rows = len(offsets) - 1
                line = int(split_lines(data, offsets, 0, n_rows, starts, text_lines, line, text))
                text += n_rows
            text_lines[text] = line
            placed = [starts[: line + 1]]
        words = work.array("words", self.tokenizer.growth * n_bytes + 2 * n_parts + 64, np.uint8)
        word_offsets = work.array("word_offsets", n_parts + 1, np.int64)
        at = part = 0
        for offsets in placed:
            n_rows = len(offsets) - 1
            at = int(scan(data, offsets, 0, n_rows, classes, words, word_offsets, part, at))
            part += n_rows
        word_offsets[part] = at
        words[at : at + 32] = 0
        return words, word_offsets, text_lines

    def _split(
        self, work: Workspace, pieces: Sequence[tuple[Column, int, int]], n_texts: int, lines: bool
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
        """Call the user's tokenizer for every text, or every line of it."""
        assert isinstance(self.tokenizer, CustomTokenizer)
        parts: list[bytes] = []
        text_lines = np.zeros(n_texts + 1, np.int64)
        text = 0
        for column, first, last in pieces:
            for k, row in enumerate(column.strings(first, last)):  # type: ignore[union-attr]  # ids went another way
                row = row.lower() if self.lowercase else row
                parts.extend(self.tokenizer.words(row.split("\n") if lines else [row], first + k))
                text += 1
                text_lines[text] = len(parts)
        words = np.frombuffer(bytearray(b"\0".join(parts) + bytes(64)), np.uint8)
        word_offsets = np.zeros(len(parts) + 1, np.int64)
        np.cumsum([len(part) + 1 for part in parts], out=word_offsets[1:])
        return words, word_offsets, text_lines if lines else None

    def _stem(self, work: Workspace, ids: npt.NDArray[np.int32], n_tokens: int) -> int:
        """Replace word ids by stem ids; words are stemmed when they are first met. Give the largest stem id."""
        from ._kernels.porter import stem_words
        from ._kernels.porter_rules import rule_table
        from ._kernels.spell import remap, seal_words, spell_words

        vocabulary, stems = work.vocabulary, work.stems
        if work.stemmer != self.stemmer or work.stemmed_generation != vocabulary.generation:
            work.n_stemmed = 0
        work.stemmer, work.stemmed_generation = self.stemmer, vocabulary.generation
        stem_ids = work.array("stem_ids", len(vocabulary.hashes) + 1, np.int32)
        while work.n_stemmed < vocabulary.n_words:
            first, last = work.n_stemmed + 1, vocabulary.n_words + 1
            n_words = last - first
            words = work.array("spelled", 32 * n_words + len(vocabulary.arena) + 64, np.uint8)
            starts = work.array("spelled_starts", n_words + 1, np.int64)
            ends = work.array("spelled_ends", n_words + 1, np.int64)
            spell_words(first, last, vocabulary.keys, vocabulary.arena, vocabulary.word_starts, words, starts, ends)
            if callable(self.stemmer):
                words, starts = _stem_by_call(self.stemmer, words, starts, ends, n_words)
            else:
                variant = STEMMERS[str(self.stemmer)]
                stem_words(words, starts, ends, 0, n_words, rule_table(variant), STEMMED_ABOVE)
                seal_words(n_words, words, starts, ends)
            generation = stems.generation
            stems.make_room(int(starts[n_words]), n_words)
            if stems.generation != generation and first > 1:
                work.n_stemmed = 0  # stems were begun anew, and the ids of the words before with them
                continue
            offsets = work.array("spelled_offsets", n_words + 1, np.int64)
            found = work.array("spelled_ids", n_words, np.int32)
            stems.intern(words, starts, n_words, found, offsets)
            stem_ids[first:last] = found[:n_words]
            work.n_stemmed = last - 1
        remap(ids, n_tokens, stem_ids)
        return stems.n_words


def _stem_by_call(
    stemmer: Callable[[str], str],
    words: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    n_words: int,
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Stem words with the user's callable; give a new words buffer and where each stem begins."""
    spelled = words.tobytes()
    stems = []
    for start, end in zip(starts[:n_words].tolist(), ends[:n_words].tolist(), strict=True):
        word = spelled[start:end].replace(b"\xff", b"\0").replace(b"\xfe", b"").decode()
        stem = stemmer(word) if len(word) > STEMMED_ABOVE else word
        if not isinstance(stem, str):
            raise InputTypeError(f"the stemmer gave {shown(stem)}, a {type(stem).__name__}, for {word!r}; expected a str.")
        stems.append(stem.encode().replace(b"\0", b"\xff") or b"\xfe")
    stem_starts = np.zeros(n_words + 1, np.int64)
    np.cumsum([len(stem) + 1 for stem in stems], out=stem_starts[1:])
    return np.frombuffer(bytearray(b"\0".join(stems) + bytes(64)), np.uint8), stem_starts


def resolve_stemmer(stemmer: Any) -> str | Callable[[str], str] | None:
    """Check a stemmer: a name, a callable, an object with a ``stem`` method, or None.

    Raises:
        ConfigurationError: The name is not known.
    """
    if stemmer is None or (isinstance(stemmer, str) and stemmer in STEMMERS):
        return stemmer
    if isinstance(stemmer, str):
        raise ConfigurationError(unknown("stemmer", stemmer, STEMMERS))
    if callable(getattr(stemmer, "stem", None)):
        found: Callable[[str], str] = stemmer.stem
        return found
    if callable(stemmer):
        named: Callable[[str], str] = stemmer
        return named
    raise ConfigurationError(f"stemmer is {shown(stemmer)}; expected one of {', '.join(STEMMERS)}, a callable from word to stem, or None.")


def _encode_ids(work: Workspace, pieces: Sequence[tuple[Column, int, int]]) -> TokenBlock:
    """Give token ids that came as token ids: one more than they were, or numbered anew where they are large."""
    parts, lengths = [], [np.zeros(1, np.int64)]
    for column, first, last in pieces:
        assert isinstance(column, IdColumn)
        parts.append(column.ids[column.offsets[first] : column.offsets[last]])
        lengths.append(np.diff(column.offsets[first : last + 1]))
    offsets = np.cumsum(np.concatenate(lengths))
    joined = np.concatenate(parts)
    largest = int(joined.max(initial=0))
    if largest >= DIRECT_ID_LIMIT:
        kinds, joined = np.unique(joined, return_inverse=True)
        largest = len(kinds) - 1
    return TokenBlock((joined + 1).astype(np.int32), offsets, None, largest + 1)


def block_rows(pairs: Pairs, block_bytes: int) -> int:
    """Say how many rows make a block of about `block_bytes` of text."""
    return max(1, min(pairs.n_rows, block_bytes * pairs.n_rows // max(pairs.n_bytes, 1)))


def tokenize(text: str, tokenizer: Any = "rouge-score", *, stemmer: Any = None, lowercase: bool = False) -> list[str]:
    """Show the tokens that a tokenizer makes of a text.

    Args:
        text: One text.
        tokenizer: A name, or a callable from a str to its tokens.
        stemmer: A name, a callable from word to stem, or None.
        lowercase: Lower-case the text first, for tokenizers that do not.

    Raises:
        InputTypeError: `text` is not a str.
        ConfigurationError: The tokenizer or stemmer does not exist.

    Examples:
        >>> import textmetrics as tm
        >>> tm.tokenize("The Cat's 1,000 mats.", "13a")
        ['The', "Cat's", '1,000', 'mats', '.']
    """
    if not isinstance(text, str):
        raise InputTypeError(f"text is {shown(text)}, a {type(text).__name__}; expected one str.")
    encoder = Encoder(resolve(tokenizer), resolve_stemmer(stemmer), lowercase)
    with workspace() as work:
        block = encoder.encode(work, [(TextColumn([text], "text"), 0, 1)])
        vocabulary = work.vocabulary if encoder.stemmer is None else work.stems
        return [vocabulary.word(int(token)) for token in block.ids[: block.offsets[1]]]
