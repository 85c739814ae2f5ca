"""Texts, configurations and a pair of processes for the tests of metrics whose state is rows of integers."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

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


def _process(work: Callable[..., Any], rank: int, meeting: str, arguments: tuple[Any, ...], answers: Any) -> None:
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    try:
        answers.put((rank, work(rank, meeting, *arguments)))
    except BaseException:
        answers.put((rank, traceback.format_exc()))
        raise


def in_two_processes(work: Callable[..., Any], path: Path, *arguments: Any) -> list[Any]:
    """Give what `work` returns in the processes of rank 0 and 1, which meet at a file."""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    processes = [
        context.Process(target=_process, args=(work, rank, f"file://{path / 'meeting'}", arguments, answers)) for rank in range(2)
    ]
    for process in processes:
        process.start()
    try:
        found = sorted((answers.get(timeout=120) for _ in processes), key=lambda answer: answer[0])
        for process in processes:
            process.join(120)
        return [answer for _, answer in found]
    finally:
        for process in processes:
            if process.is_alive():
                process.kill()


def share(rank: int, sizes: tuple[int, int]) -> tuple[list[str], list[list[str]]]:
    """Give the rows of one of two processes."""
    predictions, references = texts(sum(sizes))
    rows = slice(0, sizes[0]) if rank == 0 else slice(sizes[0], None)
    return predictions[rows], references[rows]
