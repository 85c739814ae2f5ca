"""Compare an oracle with recorded answers, and hold the list of those it does not reproduce."""

from __future__ import annotations

KNOWN_DISAGREEMENTS: dict[str, str] = {}
"""Recorded cases that the oracles do not reproduce: id -> reason."""


def check_cases(problems: dict[str, str], ids: list[str]) -> None:
    """Fail unless of the cases checked exactly those listed above differ."""
    assert ids
    listed = KNOWN_DISAGREEMENTS.keys() & set(ids)
    unexpected = {name: problem for name, problem in problems.items() if name not in listed}
    assert not unexpected, f"{len(unexpected)} of {len(ids)} cases differ: {dict(list(unexpected.items())[:5])}"
    assert listed == problems.keys(), f"these agree by now: {sorted(listed - problems.keys())}"
