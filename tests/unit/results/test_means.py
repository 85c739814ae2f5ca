"""Means have the same bits however rows are split, ordered and merged, in the library and the command line."""

from __future__ import annotations

import csv
import json
from functools import cache, partial, reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import textmetrics as tm
from tests.oracle import sums as oracle
from textmetrics.cli.app import app
from textmetrics.integrations.packed_rows import named_scores, packed, unpacked
from textmetrics.integrations.rewards import row_scores
from textmetrics.results.exact_sums import ExactSums
from textmetrics.tables import score_table

WORDS = "the cat sat on a mat while dogs ran past it quickly".split()
TYPES = ("rouge1", "rouge2", "rougeL")
PARTS = ("precision", "recall", "f1")
N_ROWS = 4000
METRIC = tm.Rouge(types=TYPES)
Means = dict[str, dict[str, float]]
Rows = np.ndarray[Any, np.dtype[np.int64]]
random_numbers = st.integers(0, 2**32 - 1).map(np.random.default_rng)
n_parts = st.integers(1, 40)


@cache
def texts() -> Any:
    """Return predictions and references, arrays of str."""
    random = np.random.default_rng(0)
    lengths = random.integers(1, 24, (2, N_ROWS))
    return tuple(
        np.array([" ".join(random.choice(WORDS, n)) for n in side], object) for side in lengths
    )


def texts_of(rows: Rows) -> list[list[str]]:
    return [side[rows].tolist() for side in texts()]


@cache
def whole() -> Any:
    """Return the result of all rows in one pass."""
    return METRIC.score(*texts_of(np.arange(N_ROWS)), threads=1)


@cache
def expected() -> Means:
    return {
        name: {part: oracle.mean(getattr(scores, part).tolist()) for part in PARTS}
        for name, scores in whole().items()
    }


def means(result: Any) -> Means:
    return {name: scores.mean._asdict() for name, scores in result.items()}


def random_parts(random: Any, n: int) -> list[Rows]:
    """Return the indexes of all rows in a random order, in n parts of random sizes, some of them empty."""
    rows = random.permutation(N_ROWS)
    return np.split(rows, np.sort(random.integers(0, N_ROWS + 1, n - 1)))


@cache
def mean_of_rows(score: Any) -> float:
    return oracle.mean(score(*texts_of(np.arange(N_ROWS))).scores.tolist())


@pytest.mark.parametrize(
    "score",
    [tm.sentence_bleu, tm.gleu, partial(tm.sentence_bleu, definition="nltk")],
    ids=["sentence BLEU", "GLEU", "NLTK's BLEU, 1e-231 where nothing matches"],
)
@given(random_numbers)
@settings(max_examples=10)
def test_of_rows_that_are_not_added_up_for_the_score(score: Any, random: Any) -> None:
    assert score(*texts_of(random.permutation(N_ROWS))).mean == mean_of_rows(score)


def test_of_several_weight_vectors() -> None:
    result = tm.sentence_bleu(
        *texts_of(np.arange(N_ROWS)), max_order=2, weights=((0.5, 0.5), (1.0, 0.0))
    )
    assert result.mean.tolist() == [oracle.mean(scores) for scores in result.scores.T.tolist()]


def test_of_several_types_for_a_reward() -> None:
    """NumPy adds eight numbers or more of a single row in another order than those of many rows."""
    metric = tm.Rouge(types=tuple(f"rouge{n}" for n in range(1, 10)))
    rows = texts_of(np.arange(100))
    types = [scores.f1.tolist() for scores in metric.score(*rows).values()]
    of_rows = [oracle.mean(scores) for scores in zip(*types, strict=True)]
    assert row_scores(metric, *rows) == of_rows
    assert [row_scores(metric, [p], [r])[0] for p, r in zip(*rows, strict=True)] == of_rows


def test_of_no_rows() -> None:
    assert np.isnan(tm.sentence_bleu([], []).mean)
    assert np.isnan(tm.gleu([], []).mean)


def write_table(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("prediction", "reference"), *zip(*texts_of(rows), strict=True)]
        )
    return path


@given(random_numbers, st.integers(1, 4))
@settings(max_examples=20)
def test_of_any_order_and_threads(random: Any, threads: int) -> None:
    assert means(METRIC.score(*texts_of(random.permutation(N_ROWS)), threads=threads)) == expected()


@given(random_numbers, n_parts)
@settings(max_examples=20)
def test_of_accumulators_merged_in_any_order(random: Any, n: int) -> None:
    shards = []
    for rows in random_parts(random, n):
        running = METRIC.accumulator()
        for batch in np.array_split(rows, random.integers(1, 4)):
            running.update(*texts_of(batch))
        shards.append(running)
    while len(shards) > 1:
        random.shuffle(shards)
        shards[0].merge(shards.pop())
    assert means(shards[0].compute()) == expected()


@given(random_numbers, n_parts)
@settings(max_examples=20)
def test_of_packed_rows_of_processes(random: Any, n: int) -> None:
    """The states of the metrics of torchmetrics, torcheval and ignite are such rows."""
    parts = [packed(whole().statistics[rows]) for rows in random_parts(random, n)]
    scores = named_scores(METRIC.result(unpacked(np.concatenate(parts), METRIC)))
    assert scores == {name: found["f1"] for name, found in expected().items()}


@given(random_numbers, n_parts)
@settings(max_examples=20)
def test_of_sums_of_blocks(random: Any, n: int) -> None:
    """The sums are all that a table keeps of a block, for its means."""
    columns = [getattr(scores, part) for scores in whole().values() for part in PARTS]
    sums = [ExactSums.of([column[rows] for column in columns]) for rows in random_parts(random, n)]
    assert reduce(add, sums).means() == [expected()[name][part] for name in TYPES for part in PARTS]


@given(random_numbers, st.integers(1, 4), st.integers(10, 18))
@settings(max_examples=10)
def test_of_tables_with_any_order_threads_and_blocks(
    tmp_path_factory: pytest.TempPathFactory, random: Any, threads: int, block_bits: int
) -> None:
    path = write_table(tmp_path_factory.mktemp("means") / "rows.csv", random.permutation(N_ROWS))
    command = ["score", str(path), "--threads", str(threads), "--format", "json"]
    command += [word for name in TYPES for word in ("--metric", name)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textmetrics.tables.scoring.SMALLEST_BLOCK", 1 << block_bits)
        summary = score_table(path, metrics=TYPES, threads=threads).summary
        printed = CliRunner().invoke(app, command)
    assert summary == expected()
    assert json.loads(printed.stdout)["scores"] == expected()


def test_of_a_table_whose_blocks_follow_the_threads(tmp_path: Path) -> None:
    rows = np.tile(np.arange(N_ROWS), 8)
    path = write_table(tmp_path / "rows.csv", rows)
    assert path.stat().st_size > 4 * 3 * (1 << 18)  # less is read in blocks of the smallest size
    of_texts = means(METRIC.score(*texts_of(rows)))
    for threads in (1, 2, 3):
        assert score_table(path, metrics=TYPES, threads=threads).summary == of_texts
