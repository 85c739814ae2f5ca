"""jiwer's pictures of alignments, and counts of what was taken for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .process import AlignmentChunk, CharacterOutput, WordOutput

__all__ = ["collect_error_counts", "visualize_alignment", "visualize_error_counts"]

Output = WordOutput | CharacterOutput
_HEADS = ("REF: ", "HYP: ", "     ")
_MARKS = {"equal": " ", "substitute": "S", "delete": "D", "insert": "I"}


def visualize_alignment(
    output: Output,
    show_measures: bool = True,
    skip_correct: bool = True,
    line_width: int | None = None,
) -> str:
    """Return the alignments as text, one sentence below another.

    Args:
        output: What `process_words` or `process_characters` returned.
        show_measures: Add a summary of counts and rates.
        skip_correct: Leave out sentences without an error.
        line_width: Break lines so that they are not longer, where words allow.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> output = jiwer.process_words("short one here", "shoe order one")
        >>> print(jiwer.visualize_alignment(output, show_measures=False))
        === SENTENCE 1 ===
        <BLANKLINE>
        REF: **** short one here
        HYP: shoe order one ****
                I     S        D
        <BLANKLINE>
    """
    is_of_words = not isinstance(output, CharacterOutput)
    parts = []
    rows = zip(output.references, output.hypotheses, output.alignments, strict=False)
    for number, (reference, hypothesis, chunks) in enumerate(rows, 1):
        if skip_correct and all(chunk.type == "equal" for chunk in chunks[:1]) and len(chunks) < 2:
            continue
        picture = _picture(reference, hypothesis, chunks, " " if is_of_words else "", line_width)
        parts.append(f"=== SENTENCE {number} ===\n\n{picture}\n")
    if not show_measures:
        return "".join(parts)[:-1]
    parts.append(
        f"=== SUMMARY ===\nnumber of sentences: {len(output.alignments)}\n"
        f"substitutions={output.substitutions} deletions={output.deletions} "
        f"insertions={output.insertions} hits={output.hits}\n"
    )
    names = ("mer", "wil", "wip", "wer") if is_of_words else ("cer",)
    parts += [f"\n{name}={getattr(output, name) * 100:.2f}%" for name in names]
    return "".join(parts) + "\n"


def _columns(
    reference: Sequence[str], hypothesis: Sequence[str], chunks: Sequence[AlignmentChunk]
) -> Iterator[tuple[str, str, str]]:
    """Yield what stands below one another: reference word, hypothesis word, the error's letter."""
    for chunk in chunks:
        above = reference[chunk.ref_start_idx : chunk.ref_end_idx]
        below = hypothesis[chunk.hyp_start_idx : chunk.hyp_end_idx]
        if chunk.type == "delete":
            below = ["*"] * len(above)
        elif chunk.type == "insert":
            above = ["*"] * len(below)
        for one, other in zip(above, below, strict=False):
            yield one, other, _MARKS[chunk.type]


def _picture(
    reference: Sequence[str],
    hypothesis: Sequence[str],
    chunks: Sequence[AlignmentChunk],
    separator: str,
    line_width: int | None,
) -> str:
    """Return three lines, or several times three, for one sentence."""
    finished = []
    lines = list(_HEADS)

    def finish() -> None:
        finished.append("".join(f"{line[:-1] if separator else line}\n" for line in lines))

    for column in _columns(reference, hypothesis, chunks):
        width = max(map(len, column))
        if line_width is not None and len(lines[0]) + width > line_width:
            finish()
            lines = list(_HEADS)
        one, other, mark = column
        if one == "*":
            one = "*" * width
        elif other == "*":
            other = "*" * width
        for k, cell in enumerate((one, other, mark)):
            lines[k] += f"{cell:>{width}}{separator}"
    finish()
    return "\n".join(finished)


def collect_error_counts(
    output: Output,
) -> tuple[dict[tuple[str, str], int], dict[str, int], dict[str, int]]:
    """Count how often which words were substituted, by what, inserted and deleted.

    Returns:
        Substitutions by (reference, hypothesis), insertions and deletions, in order of first
        occurrence.
    """
    separator = " " if isinstance(output, WordOutput) else ""
    substitutions: dict[tuple[str, str], int] = defaultdict(int)
    insertions: dict[str, int] = defaultdict(int)
    deletions: dict[str, int] = defaultdict(int)
    for k, chunks in enumerate(output.alignments):
        for chunk in chunks:
            one = separator.join(output.references[k][chunk.ref_start_idx : chunk.ref_end_idx])
            other = separator.join(output.hypotheses[k][chunk.hyp_start_idx : chunk.hyp_end_idx])
            if chunk.type == "insert":
                insertions[other] += 1
            elif chunk.type == "delete":
                deletions[one] += 1
            elif chunk.type == "substitute":
                substitutions[one, other] += 1
    return substitutions, insertions, deletions


def _listed(errors: Mapping[Any, int], top_k: int | None) -> str:
    """Return a line per error, the most frequent first."""
    if not errors:
        return "none"
    most = sorted(errors.items(), key=lambda error: error[1], reverse=True)[:top_k]
    words = [[error] if isinstance(error, str) else list(error) for error, _ in most]
    width = max(len(word) for own in words for word in own)
    return "".join(
        f"{' --> '.join(f'{word:<{width}}' for word in own)} = {count}x\n"
        for own, (_, count) in zip(words, most, strict=True)
    )


def visualize_error_counts(
    output: Output,
    show_substitutions: bool = True,
    show_insertions: bool = True,
    show_deletions: bool = True,
    top_k: int | None = None,
) -> str:
    """Return the errors with how often each was made, as text.

    Args:
        output: What `process_words` or `process_characters` returned.
        show_substitutions, show_insertions, show_deletions: Which errors.
        top_k: At most so many of each, the most frequent; None: all.

    Examples:
        >>> from textmetrics.compat import jiwer
        >>> output = jiwer.process_words("short one here", "shoe order one")
        >>> print(jiwer.visualize_error_counts(output, show_insertions=False))
        === SUBSTITUTIONS ===
        short --> order = 1x
        <BLANKLINE>
        === DELETIONS ===
        here = 1x
    """
    names = ("SUBSTITUTIONS", "INSERTIONS", "DELETIONS")
    shown = (show_substitutions, show_insertions, show_deletions)
    counts: tuple[Mapping[Any, int], ...] = collect_error_counts(output)
    parts = [
        f"=== {name} ===\n{_listed(errors, top_k)}"
        for name, errors, is_shown in zip(names, counts, shown, strict=True)
        if is_shown
    ]
    return "\n".join(parts).removesuffix("\n")
