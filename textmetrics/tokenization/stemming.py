"""Stemming: every distinct word once, by the kernel, an exceptions list or the user's callable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import ConfigurationError, InputTypeError, shown, unknown
from .workspace import Workspace

STEMMERS = {"porter": 0, "porter-original": 1, "porter-martin": 2, "porter-rouge-1.5.5": 3}  # the kernel's variants
STEMMED_ABOVE = 3  # words of more characters than this are stemmed, in every ROUGE that stems


@dataclass(frozen=True)
class Stemmer:
    """How words are stemmed.

    Attributes:
        rule: a name of STEMMERS, or a callable from word to stem.
        exceptions: stems, by word, of words that the rule does not stem; only words of more than three characters are looked up.
    """

    rule: str | Callable[[str], str]
    exceptions: Mapping[bytes, bytes] | None = None

    @property
    def name(self) -> str:
        """Name the rule as a reader would find it."""
        if isinstance(self.rule, str):
            return self.rule
        named = self.rule if hasattr(self.rule, "__qualname__") else type(self.rule)
        return f"{getattr(named, '__module__', None) or 'builtins'}.{named.__qualname__}"

    def claim(self, work: Workspace) -> None:
        """Have the vocabulary keep the stems of this stemmer; it begins anew where it kept another's."""
        if work.stemmer != self:
            if work.n_stemmed:
                work.vocabulary.clear()
            work.stemmer = self

    def replace(self, work: Workspace, ids: npt.NDArray[np.int32], n_tokens: int) -> None:
        """Replace word ids by stem ids; words are stemmed when they are first met."""
        from .._kernels.vocabulary import remap

        self.stem_words(work)
        remap(ids, n_tokens, work.vocabulary.stem_ids)

    def stem_words(self, work: Workspace) -> bool:
        """Stem the words of the vocabulary that have no stem yet; tell whether those that had one have another id for it now."""
        from .._kernels.vocabulary import spell_words

        vocabulary, stems = work.vocabulary, work.stems
        if work.stemmed_generation != vocabulary.generation:
            work.n_stemmed = 0
        work.stemmed_generation = vocabulary.generation
        is_anew = False
        while work.n_stemmed < vocabulary.n_words:
            first, last = work.n_stemmed + 1, vocabulary.n_words + 1
            n_words = last - first
            words = work.array("spelled", 32 * n_words + len(vocabulary.arena) + 64, np.uint8)
            starts = work.array("spelled_starts", n_words + 1, np.int64)
            ends = work.array("spelled_ends", n_words + 1, np.int64)
            spell_words(first, last, vocabulary.keys, vocabulary.arena, vocabulary.word_starts, words, starts, ends)
            words, starts = self._stems(words, starts, ends, n_words)
            generation = stems.generation
            stems.make_room(int(starts[n_words]), n_words)
            if stems.generation != generation and first > 1:
                work.n_stemmed = 0  # stems were begun anew, and the ids of the words before with them
                is_anew = True
                continue
            offsets = work.array("spelled_offsets", n_words + 1, np.int64)
            found = work.array("spelled_ids", n_words, np.int32)
            stems.intern(words, starts, n_words, found, offsets)
            vocabulary.give_stems(first, last, found)
            work.n_stemmed = last - 1
        return is_anew

    def _stems(
        self, words: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], n_words: int
    ) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Stem spelled words; give a words buffer and where each stem begins."""
        if callable(self.rule):
            return _stem_by_call(self.rule, words, starts, ends, n_words)
        from .._kernels.vocabulary import rule_table, seal_words, stem_words

        listed = self._listed(words, starts, ends, n_words) if self.exceptions else {}
        stem_words(words, starts, ends, 0, n_words, rule_table(STEMMERS[self.rule]), STEMMED_ABOVE)
        if listed:
            spelled = words.tobytes()
            spans = zip(starts[:n_words].tolist(), ends[:n_words].tolist(), strict=True)
            return _joined([listed.get(k) or spelled[start:end] for k, (start, end) in enumerate(spans)])
        seal_words(n_words, words, starts, ends)
        return words, starts

    def _listed(
        self, words: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], n_words: int
    ) -> dict[int, bytes]:
        """Give the stems of those of the spelled words that are in the exceptions list."""
        assert self.exceptions is not None
        spelled = words.tobytes()
        spans = enumerate(zip(starts[:n_words].tolist(), ends[:n_words].tolist(), strict=True))
        found = {k: self.exceptions.get(spelled[start:end]) for k, (start, end) in spans if end - start > STEMMED_ABOVE}
        return {k: stem for k, stem in found.items() if stem}


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
    return _joined(stems)


def _joined(words: list[bytes]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Lay words out as the kernels take them; give the buffer and where each begins."""
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(word) + 1 for word in words], out=starts[1:])
    return np.frombuffer(bytearray(b"\0".join(words) + bytes(64)), np.uint8), starts


def resolve_stemmer(stemmer: Any, exceptions: Mapping[str, str] | None = None) -> Stemmer | None:
    """Check a stemmer: a name, a callable, an object with a ``stem`` method, or None; and its exceptions.

    Raises:
        ConfigurationError: The name is not known, or the exceptions cannot be read or have no use.
    """
    if stemmer is None and exceptions is not None:
        raise ConfigurationError("stemmer_exceptions has no use without a stemmer; pass stemmer='porter-rouge-1.5.5' too.")
    if stemmer is None or isinstance(stemmer, Stemmer):
        return stemmer
    listed = None if exceptions is None else {word.encode(): stem.encode() for word, stem in exceptions.items()}
    if isinstance(stemmer, str):
        if stemmer not in STEMMERS:
            raise ConfigurationError(unknown("stemmer", stemmer, STEMMERS))
        return Stemmer(stemmer, listed)
    rule = stemmer.stem if callable(getattr(stemmer, "stem", None)) else stemmer
    if not callable(rule):
        raise ConfigurationError(
            f"stemmer is {shown(stemmer)}; expected one of {', '.join(STEMMERS)}, a callable from word to stem, or None."
        )
    if listed is not None:
        raise ConfigurationError("stemmer_exceptions go with a stemmer of ours; your own callable can look them up itself.")
    return Stemmer(rule)


def read_exceptions(source: Any) -> dict[str, str] | None:
    """Read a mapping from word to stem, or a text file with a word and its stem on each line, as WordNet's .exc files have them.

    Raises:
        ConfigurationError: It cannot be read.
    """
    if source is None:
        return None
    if isinstance(source, Mapping):
        return {str(word): str(stem) for word, stem in source.items()}
    if not isinstance(source, (str, Path)):
        raise ConfigurationError(f"stemmer_exceptions is {shown(source)}; expected a path, or a mapping from word to stem.")
    try:
        lines = Path(source).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{source} is not text; expected a word and its stem on each line. Of ROUGE-1.5.5's WordNet-2.0.exc.db, a Berkeley DB "
            "file, pass the .exc files it was made of, joined into one."
        ) from None
    except OSError as error:
        raise ConfigurationError(f"the stemmer_exceptions {str(source)!r} cannot be read: {error.strerror}.") from None
    listed: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if len(words) == 1:
            raise ConfigurationError(f"{source}, line {number} is {line!r}; expected a word and its stem, parted by white space.")
        if words:
            listed[words[0]] = words[1]
    return listed
