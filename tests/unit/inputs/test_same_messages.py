"""Bad input is told in the same words whether kernels are compiled, plain Python, or read no objects."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import textmetrics as tm

MANY = 64  # rows: of so many, lists of references are read by a kernel
METRICS: dict[str, Any] = {
    "rouge": lambda p, r: tm.rouge(p, r, threads=1),
    "rougeLsum": lambda p, r: tm.rouge(p, r, types=("rougeLsum",), threads=1),
    "rouge without stop words": lambda p, r: tm.rouge(p, r, types=("rougeS4", "rougeW"), stop_words=("the",), threads=1),
    "stemmed": lambda p, r: tm.rouge(p, r, stemmer="porter", missing="skip", threads=1),
    "pltrdy": lambda p, r: tm.rouge(p, r, types=("rouge1", "rougeL"), definition="pltrdy", threads=1),
    "bleu": lambda p, r: tm.bleu(p, r, threads=1),
    "sentence bleu": lambda p, r: tm.sentence_bleu(p, r, lowercase=True, threads=1),
    "gleu": lambda p, r: tm.gleu(p, r, threads=1),
}
# What stands behind sound rows, by what those hold. The first of each is sound too.
LAST: dict[str, list[Any]] = {
    "the cat": ["a b", "", "a\ud800", None, float("nan"), b"a", 7, 1.5, ["a"], [], [1], np.str_("a")],
    "1 2": [
        *([1, 2], [], [-100], [-5], [1.5], [1, None], [True], [1, True], ["a"], [[1]], [2**70], [2**62], None, 7, "a", (1, 2)),
        *(np.asarray([1, 2]), np.asarray([1.5]), {1: 2}, np.int64(3)),
    ],
}


def _cases() -> list[tuple[str, int, str, bool, int, int]]:
    """Name a metric, a number of sound rows, what they hold, whether references are lists, and the last prediction and reference."""
    cases = []
    for name, n_sound, sound, nested in itertools.product(METRICS, (0, 1, MANY), LAST, (False, True)):
        n = len(LAST[sound])
        pairs = [*((k, 0) for k in range(n)), *((0, k) for k in range(1, n)), *((3, k) for k in range(2, 6)), (5, 3)]
        cases += [(name, n_sound, sound, nested, *pair) for pair in pairs]
    return cases


def outcomes() -> list[Any]:
    """Score every case; give the counts, or the error with its row."""
    found: list[Any] = []
    for name, n_sound, sound, nested, prediction, reference in _cases():
        rows = [sound if sound == "the cat" else [1, 2]] * n_sound
        predictions, references = [*rows, LAST[sound][prediction]], [*rows, LAST[sound][reference]]
        try:
            counts = METRICS[name](predictions, [[row] for row in references] if nested else references).statistics.values
            found.append(counts.ravel().tolist())
        except Exception as error:
            found.append([type(error).__name__, str(error), getattr(error, "row", None)])
    return found


PRINT = (
    "import json, sys; sys.path.insert(0, '.'); "
    "from tests.unit.inputs.test_same_messages import outcomes; print(json.dumps(outcomes()))"
)


@pytest.fixture(scope="module")
def told() -> dict[str, list[Any]]:
    """Score every case in processes of each kind."""
    kinds = {
        "compiled": {"NUMBA_DISABLE_JIT": "0", "TEXTMETRICS_READ_OBJECTS": "1"},
        "plain": {"NUMBA_DISABLE_JIT": "1", "TEXTMETRICS_READ_OBJECTS": "1"},
        "reading no objects": {"NUMBA_DISABLE_JIT": "0", "TEXTMETRICS_READ_OBJECTS": "0"},
    }
    found = {}
    for kind, variables in kinds.items():
        ended = subprocess.run([sys.executable, "-c", PRINT], capture_output=True, text=True, env={**os.environ, **variables})
        assert ended.returncode == 0, ended.stderr
        found[kind] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("kind", ["plain", "reading no objects"])
def test_every_case_ends_alike(told: dict[str, list[Any]], kind: str) -> None:
    compared = zip(_cases(), told["compiled"], told[kind], strict=True)
    assert [(case, compiled, other) for case, compiled, other in compared if compiled != other] == []


def test_every_error_is_raised_on_purpose(told: dict[str, list[Any]]) -> None:
    known = set(tm.errors.__all__)
    errors = [(case, end) for case, end in zip(_cases(), told["compiled"], strict=True) if end and isinstance(end[0], str)]
    assert len(errors) > len(_cases()) // 3
    assert [(case, end) for case, end in errors if end[0] not in known] == []
