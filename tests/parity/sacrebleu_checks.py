"""What the tests of the sacrebleu layer compare: scores in every attribute, signatures, and how calls end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from textmetrics.results.signatures import __version__ as own_version

ATTRIBUTES = "name score counts totals precisions bp sys_len ref_len prec_str ratio _verbose _mean _ci".split()
NAMES = ("13a", "intl", "zh", "char", "none")


@pytest.fixture(autouse=True)
def quiet_logger(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the advice that both sides log out of the output, and the user's seed out of the tests."""
    monkeypatch.delenv("SACREBLEU_SEED", raising=False)
    logger = logging.getLogger("sacrebleu")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


def check(found: Any, answer: Any, *, label: object = None) -> None:
    """Compare two scores in all attributes, types of numbers included, and as they are printed."""
    for name in ATTRIBUTES:
        one, other = getattr(found, name), getattr(answer, name)
        assert one == other, (label, name)
        if isinstance(other, list):
            assert list(map(type, one)) == list(map(type, other)), (label, name)
        else:
            assert type(one) is type(other), (label, name)
    assert str(found) == str(answer)
    assert found.format(width=4, score_only=True) == answer.format(width=4, score_only=True)


def check_signature(found: Any, answer: Any) -> None:
    """Compare signatures: ours has one more field, at the end."""
    assert str(found) == f"{answer}|textmetrics:{own_version}"
    assert found.format(short=True) == f"{answer.format(short=True)}|textmetrics:{own_version}"
    assert {name: value for name, value in found.info.items() if name != "textmetrics"} == answer.info


def ending(function: Any, *arguments: Any, **options: Any) -> Any:
    """Call; give the result, or the kind of error that sacrebleu raises."""
    try:
        return function(*arguments, **options)
    except (TypeError, IndexError, RuntimeError, AssertionError, KeyError, ValueError) as error:
        return error


def check_ending(found: Any, answer: Any) -> None:
    if isinstance(answer, Exception):
        assert isinstance(found, type(answer)), (found, answer)
    else:
        check(found, answer)
