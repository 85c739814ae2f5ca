"""Texts, configurations and a pair of processes for the tests of metrics whose state is rows of integers."""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textmetrics as tm

WORDS = "the cat sat on a mat while dogs ran past it quickly".split()
CONFIGURATIONS: dict[str, tuple[type, dict[str, Any]]] = {
    "plain": (tm.Rouge, {"types": ("rouge1", "rouge2", "rougeL", "rougeLsum")}),
    "mean": (tm.Rouge, {"stemmer": "porter", "multi_reference": "mean"}),
    "jackknife": (tm.Rouge, {"types": ("rouge1", "rougeW"), "multi_reference": "jackknife", "definition": "rouge-1.5.5"}),
    "bleu": (tm.Bleu, {}),
    "last row": (tm.Bleu, {"definition": "nltk", "smoothing": "method5"}),
    "weights": (tm.Bleu, {"max_order": 2, "weights": ((0.5, 0.5), (1.0, 0.0))}),
}
Case = tuple[str, tuple[int, int]]


def texts(n_rows: int, seed: int = 0) -> tuple[list[str], list[list[str]]]:
    """Give predictions, and one to three references for each."""
    random = np.random.default_rng(seed)

    def text() -> str:
        return " ".join(random.choice(WORDS, size=random.integers(1, 12)))

    return [text() for _ in range(n_rows)], [[text() for _ in range(random.integers(1, 4))] for _ in range(n_rows)]


def plain(computed: Any) -> Any:
    """Take numbers out of what a metric computes, which are never of less than double precision."""
    if isinstance(computed, dict):
        return {name: plain(value) for name, value in computed.items()}
    assert isinstance(computed, float) or str(computed.dtype) == "torch.float64"
    return computed if isinstance(computed, float) else computed.tolist()


def mean_f1s(kind: type, options: dict[str, Any], predictions: Any, references: Any) -> Any:
    """Score all rows at once, by the core: BLEU, or the mean F1 of each type of ROUGE."""
    result = kind(**options).score(predictions, references)
    if kind is tm.Bleu:
        return np.asarray(result.score).tolist()
    return {name: scores.mean.f1 for name, scores in result.items()}


def _process(work: Callable[[int, str], Any], rank: int, meeting: str, answers: Any) -> None:
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    try:
        answers.put((rank, work(rank, meeting), ""))
    except BaseException:
        answers.put((rank, None, traceback.format_exc()))


def in_two_processes(work: Callable[[int, str], Any], path: Path) -> list[Any]:
    """Give what `work` returns in the processes of rank 0 and 1, which meet at a file."""
    if sys.platform != "linux":
        pytest.skip("the processes meet at the loopback interface, by Linux's name of it")
    # Not forked: torch's threads do not live on in a fork, and the first operation that wants them would wait for ever.
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    meeting = f"file://{path / 'meeting'}"
    processes = [context.Process(target=_process, args=(work, rank, meeting, answers)) for rank in range(2)]
    for process in processes:
        process.start()
    try:
        found = {}
        for _ in processes:
            rank, answer, failure = answers.get(timeout=600)
            assert not failure, failure
            found[rank] = answer
        for process in processes:
            process.join(60)
        return [found[rank] for rank in range(2)]
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()


def every_case() -> list[Case]:
    """Give each configuration with the numbers of rows of two processes: both have some, or only one has."""
    return [(name, sizes) for name in CONFIGURATIONS for sizes in ((9, 8), (11, 0), (0, 5))]


def share(rank: int, sizes: tuple[int, int]) -> tuple[list[str], list[list[str]]]:
    """Give the rows of one of two processes."""
    predictions, references = texts(sum(sizes))
    rows = slice(0, sizes[0]) if rank == 0 else slice(sizes[0], None)
    return predictions[rows], references[rows]
