"""References as sacrebleu takes them: streams of one text a row, None where a row has no such reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Stream = Sequence[str | None]


@dataclass(frozen=True)
class ReferenceRows:
    """References laid out row by row.

    Attributes:
        rows: one text, or several, a row; a row without any has the empty text.
        bare_rows: the indices of rows without any reference.
        num_refs: references of each row; -1 where their number differs.
    """

    rows: list[Any]
    bare_rows: list[int]
    num_refs: int


def reference_rows(several: Sequence[Sequence[str | None]]) -> ReferenceRows:
    """Leave out the references of each row that are None."""
    rows: list[Any] = [list(row) for row in several]
    rows = [row if None not in row else [text for text in row if text is not None] for row in rows]
    counts = set(map(len, rows))
    bare_rows = []
    if 0 in counts:
        bare_rows = [k for k, row in enumerate(rows) if not row]
        for k in bare_rows:
            rows[k] = [""]
    return ReferenceRows(rows, bare_rows, counts.pop() if len(counts) == 1 else -1)


def transposed(streams: Sequence[Stream]) -> ReferenceRows:
    """Lay streams out row by row; the shortest stream decides how many rows there are."""
    if len(streams) == 1:
        only = list(streams[0])
        if None not in only:
            return ReferenceRows(only, [], 1 if only else -1)
    return reference_rows(list(zip(*streams, strict=False)))


def check_sentence(name: str, hypothesis: Any, references: Any) -> None:
    """Refuse what sacrebleu refuses of one sentence and its references.

    Raises:
        TypeError: The hypothesis is no str, the references are one str or no sequence, the first is neither str nor None.
        IndexError: There are no references.
    """
    if not isinstance(hypothesis, str):
        raise TypeError(f"{name}: The argument `hyp` should be a string.")
    # Lists are let through first: to ask whether a value is a Sequence takes longer.
    if not isinstance(references, list) and (isinstance(references, str) or not isinstance(references, Sequence)):
        raise TypeError(f"{name}: The argument `refs` should be a sequence of strings.")
    if not isinstance(references[0], str) and references[0] is not None:
        raise TypeError(f"{name}: Each element of `refs` should be a string.")


def check_corpus(name: str, hypotheses: Any, references: Any) -> None:
    """Refuse what sacrebleu refuses of a corpus and its streams of references; None stands for streams given before.

    Raises:
        TypeError: The hypotheses or references are no sequence, or hold what is neither str nor, of references, None.
        IndexError: There are none.
    """
    problem = ""
    if not isinstance(hypotheses, Sequence):
        problem = "`hyps` should be a sequence of strings."
    elif not isinstance(hypotheses[0], str):
        problem = "Each element of `hyps` should be a string."
    elif any(text is None for text in hypotheses):
        problem = "Undefined line in hypotheses stream!"
    if references is not None:
        if not isinstance(references, Sequence):
            problem = "`refs` should be a sequence of sequence of strings."
        elif not isinstance(references[0], Sequence):
            problem = "Each element of `refs` should be a sequence of strings."
        elif not isinstance(references[0][0], str) and references[0][0] is not None:
            problem = "`refs` should be a sequence of sequence of strings."
    if problem:
        raise TypeError(f"{name}: {problem}")
