"""Scores of rows in datasets.map: batches, in the process or in forked ones, and columns as they are."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import textmetrics as tm

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # that it is multi-threaded: forking it is what is tested

N_ROWS = 200
METRIC = tm.Rouge(types=("rouge1", "rougeL"), stemmer="porter")


def rows() -> dict[str, list[Any]]:
    # Long enough that 100 rows make several blocks, so that threads=2 does start one.
    texts = [" ".join(f"word{(k * j) % 31}s" for j in range(400)) for k in range(N_ROWS)]
    return {
        "prediction": [text[: 2000 + 5 * k] for k, text in enumerate(texts)],
        "reference": texts,
        "references": [[text, text[::-1]] for text in texts],
    }


def score(batch: dict[str, list[Any]]) -> dict[str, Any]:
    result = METRIC.score(batch["prediction"], batch["reference"])
    return {"rouge1": result["rouge1"].f1, "rougeL": result["rougeL"].f1}


def score_references(batch: dict[str, list[Any]]) -> dict[str, Any]:
    return {"bleu": tm.sentence_bleu(batch["prediction"], batch["references"], threads=2).scores}


@pytest.fixture
def dataset(tmp_path: Path) -> Any:
    """Give a dataset in memory whose caches are in a folder of the test's own."""
    datasets = pytest.importorskip("datasets")
    datasets.Dataset.from_dict(rows()).save_to_disk(str(tmp_path / "rows"))
    return datasets.load_from_disk(str(tmp_path / "rows"))


@pytest.mark.parametrize("n_processes", [None, pytest.param(2, marks=pytest.mark.skipif(sys.platform == "win32", reason="no fork"))])
def test_map_scores_batches(dataset: Any, n_processes: int | None) -> None:
    data = rows()
    expected = METRIC.score(data["prediction"], data["reference"], threads=2)  # threads in the parent, before it forks
    scored = dataset.map(score, batched=True, batch_size=64, num_proc=n_processes, load_from_cache_file=False)
    assert list(scored["rouge1"]) == expected["rouge1"].f1.tolist()
    assert list(scored["rougeL"]) == expected["rougeL"].f1.tolist()


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_forked_processes_may_use_threads(dataset: Any) -> None:
    data = rows()
    expected = tm.sentence_bleu(data["prediction"], data["references"], threads=2).scores
    scored = dataset.map(score_references, batched=True, batch_size=100, num_proc=2, load_from_cache_file=False)
    assert list(scored["bleu"]) == expected.tolist()


def test_columns_are_scored_as_they_are(dataset: Any) -> None:
    data = rows()
    expected = METRIC.score(data["prediction"], data["reference"])["rouge1"].f1.tolist()
    assert METRIC.score(dataset["prediction"], dataset["reference"])["rouge1"].f1.tolist() == expected
    arrow = dataset.with_format("arrow")[:]
    assert METRIC.score(arrow["prediction"], arrow["reference"])["rouge1"].f1.tolist() == expected


def test_a_function_of_one_row_does_too(dataset: Any) -> None:
    def score_row(row: dict[str, Any]) -> dict[str, float]:
        return {"f1": METRIC.score_pair(row["prediction"], row["reference"])["rouge1"].f1}

    scored = dataset.map(score_row, load_from_cache_file=False)
    data = rows()
    assert list(scored["f1"]) == METRIC.score(data["prediction"], data["reference"])["rouge1"].f1.tolist()
