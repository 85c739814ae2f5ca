"""Rows, cells, names and headers of any size: a result or a sentence, in bounded memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from textmetrics.errors import ConfigurationError, TableError
from textmetrics.tables import score_table
from textmetrics.tables.blocks import UnfinishedRow, whole_blocks
from textmetrics.tables.delimited import DelimitedTable

MB = 1_000_000


def scored(path: Path, **options: object) -> object:
    return score_table(path, metrics=["rouge1"], **options)  # type: ignore[arg-type]


# Blocks of whole rows.


def _lines(data: object) -> tuple[int, int]:
    found = bytes(data)  # type: ignore[call-overload]
    return found.rfind(b"\n") + 1, found.count(b"\n")


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 30), st.booleans())
def test_blocks_are_the_file_and_end_where_rows_do(lines: list[bytes], block_bytes: int, ended: bool) -> None:
    content = b"\n".join(lines) + b"\n" * ended
    found = [(bytes(block), n) for block, n in whole_blocks(io.BytesIO(content), block_bytes, 12, _lines)]  # type: ignore[arg-type]
    expected = content if not content or content.endswith(b"\n") else content + b"\n"
    assert b"".join(block for block, _ in found) == expected
    assert all(block.endswith(b"\n") and n == block.count(b"\n") for block, n in found)
    assert all(len(block) <= max(2 * block_bytes, 13) for block, _ in found)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(0, 40))
def test_a_row_may_have_so_many_bytes_and_no_more(n_before: int, limit: int, block_bytes: int, n_bytes: int) -> None:
    content = b"a\n" * n_before + b"b" * n_bytes + b"\n" + b"c\n" * 9
    blocks: list[bytes] = []
    try:
        for block, _ in whole_blocks(io.BytesIO(content), block_bytes, limit, _lines):  # type: ignore[arg-type]
            blocks.append(bytes(block))
    except UnfinishedRow as error:
        assert n_bytes > limit
        assert not error.at_end
        assert b"".join(blocks) == b"a\n" * n_before
    else:
        assert n_bytes <= limit
        assert b"".join(blocks) == content


ROWS = st.lists(
    st.lists(st.sampled_from(["", "a", 'say "no"', "two\nlines", "\r", "é" * 20, "x" * 70]), min_size=2, max_size=2),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS, block_bytes=st.integers(1, 200), ended=st.booleans(), blank=st.integers(0, 3))
@settings(max_examples=60)
def test_rows_of_a_csv_file_do_not_depend_on_blocks(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], block_bytes: int, ended: bool, blank: int
) -> None:
    def line(cells: list[str]) -> str:
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)

    path = tmp_path_factory.mktemp("blocks") / "in.csv"
    content = ("\n" * (1 + blank)).join(map(line, [["p", "q"], *rows])) + "\n" * ended
    path.write_bytes(b"\n" * blank + content.encode())
    table = DelimitedTable(path, ",", block_bytes, MB)
    table.block_bytes = block_bytes
    parts = list(table.rows())
    assert [list(cells) for part in parts for cells in zip(*(part.texts(name).to_pylist() for name in "pq"), strict=True)] == rows
    assert [part.first for part in parts] == [sum(part.n_rows for part in parts[:k]) for k in range(len(parts))]
    assert [cell for part in table.rows(["q"]) for cell in part.texts("q").to_pylist()] == [row[1] for row in rows]


@given(rows=ROWS, block_bytes=st.integers(1, 200), at=st.integers(0, 11), fault=st.sampled_from(["cells", "byte", "quote"]))
@settings(max_examples=60)
def test_the_row_and_line_of_a_fault_do_not_depend_on_blocks(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], block_bytes: int, at: int, fault: str
) -> None:
    path = tmp_path_factory.mktemp("faults") / "in.csv"
    k = min(at, len(rows) - 1)
    good = "".join('"' + '","'.join(cell.replace('"', '""') for cell in row) + '"\r\n' for row in [["p", "q"], *rows[:k]])
    bad = {"cells": b"a\n", "byte": b"a,b\xff\n", "quote": b'"a\n,b\n'}[fault]
    path.write_bytes(good.encode() + b"\n" + bad + b"c,d\ne,f,g\n")
    table = DelimitedTable(path, ",", block_bytes, MB)
    table.block_bytes = block_bytes
    with pytest.raises(TableError) as raised:
        for part in table.rows():
            part.texts("p")
    line = 2 + len(io.StringIO(good, newline="").read().replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1
    what = {
        "cells": "has 1 cell; expected 2",
        "byte": f"is not UTF-8: byte 0xFF at offset {len(good.encode()) + 4} of the file",
        "quote": "opens a double quote that is never closed",
    }[fault]
    assert str(raised.value).startswith(f"{path}: row {k + 1} (line {line}) {what}")


# The limit.


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet"])
def test_the_limit_is_exact_and_can_be_raised(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"in.{suffix}"

    def write(n_bytes: int) -> None:
        """Write a second row of so many bytes: the line, or the values where rows are no lines."""
        if suffix == "parquet":
            parquet.write_table(pa.table({"prediction": ["a", "a"], "reference": ["a", "b" * (n_bytes - 1)]}), path)
        elif suffix == "jsonl":
            row = json.dumps({"prediction": "a", "reference": ""})
            path.write_text(f"{row}\n{row[:-2]}{'b' * (n_bytes - len(row))}{row[-2:]}\n{row}\n")
        else:
            delimiter = "," if suffix == "csv" else "\t"
            path.write_text(delimiter.join(["prediction", "reference"]) + f"\na{delimiter}a\na{delimiter}{'b' * (n_bytes - 2)}\n")

    for limit in (1, 2):
        write(limit * MB)
        scored(path, max_row_mb=limit)
        write(limit * MB + 1)
        with pytest.raises(TableError) as raised:
            scored(path, max_row_mb=limit)
        place = {"jsonl": "line 2", "parquet": "row 2"}.get(suffix, "row 2 (line 3)")
        assert str(raised.value) == (
            f"{path}: {place} is larger than {limit} MB, the most that a row may have. Raise the limit with --max-row-mb."
        )
        scored(path, max_row_mb=limit + 1)


def test_a_row_of_parquet_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "in.parquet"
    table = pa.table({"prediction": ["a", "a", "a"], "reference": ["a", "a", "b" * 2 * MB]})
    parquet.write_table(table, path, row_group_size=2)
    monkeypatch.setattr(parquet.ParquetFile, "iter_batches", None)
    with pytest.raises(TableError, match="a row of row group 2 is larger than 1 MB, the most"):
        scored(path, max_row_mb=1)


@pytest.mark.parametrize("limit", [0, -1, 1001, 10**12])
def test_a_limit_that_cannot_be_is_refused(limit: int) -> None:
    with pytest.raises(ConfigurationError, match=f"max_row_mb is {limit}; expected 1 … 1000"):
        score_table("in.csv", max_row_mb=limit)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('prediction,reference\na,a\n\n"a,' + "b\n" * MB, "row 2 (line 4) opens a double quote that is not closed within 1 MB"),
        ("prediction,reference\na,a\n\na," + "b" * MB, "row 2 (line 4) is larger than 1 MB"),
        ('"prediction,reference\n' + "a,b\n" * MB, "the header (line 1) opens a double quote that is not closed within 1 MB"),
        ("p" * 2 * MB, "the header (line 1) is larger than 1 MB"),
        ("p" * 200_000 + ",q\na,b\n", None),  # more than the csv module reads by default
    ],
)
def test_large_rows_and_headers_of_csv_are_explained(tmp_path: Path, content: str, sentence: str | None) -> None:
    path = tmp_path / "in.csv"
    path.write_text(content)
    with pytest.raises(TableError) as raised:
        scored(path, max_row_mb=1)
    if sentence:
        assert str(raised.value).startswith(f"{path}: {sentence}, the most that a row may have.")
    assert len(str(raised.value)) < 1000


def test_the_first_fault_of_a_file_is_told_whatever_the_threads(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("prediction,reference\na,a\none cell\n" + "a,a\n" * 200_000 + '"never closed')
    for threads in (1, 2, 8):
        with pytest.raises(TableError, match=r"row 2 \(line 3\) has 1 cell"):
            scored(path, threads=threads)


# Many columns.


def _wide(path: Path, n_columns: int) -> None:
    """Write two rows of so many columns."""
    names = [f"c{k}" for k in range(n_columns - 2)] + ["prediction", "reference"]
    rows = [dict.fromkeys(names, "a")] * 2
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif path.suffix == ".parquet":
        parquet.write_table(pa.table({name: ["a", "a"] for name in names}), path)
    else:
        path.write_text("\n".join([",".join(names), *[",".join(["a"] * n_columns)] * 2]) + "\n")


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_20_000_columns_take_no_time(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"in.{suffix}"
    _wide(path, 20_002)
    scored(path)
    # Quadratic checks of names took 12 s; 20,000 columns are read in a small part of one.
    assert _seconds(lambda: scored(path)) < 3


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_20_000_columns_are_written(tmp_path: Path, suffix: str) -> None:
    path, output = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    _wide(path, 20_002)
    scored(path, output=output)
    lines = output.read_text().splitlines()
    assert len(lines) == (3 if suffix == "csv" else 2)
    assert lines[0].count(",") == 20_004


def test_a_name_that_many_columns_have_is_found_and_not_all_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(",".join(["prediction", "reference", *(f"c{k // 2}" for k in range(40_000))]) + "\n")
    with pytest.raises(TableError, match="more than one column named 'c0', 'c1', ") as raised:
        scored(path)
    assert len(str(raised.value)) < 1000


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_million_columns_are_scored_or_explained(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"in.{suffix}"
    _wide(path, 1_000_000)
    ended, megabytes = measured("score", path, "--metric", "rouge1")
    assert ended.returncode == 0, ended.stderr
    assert "2 rows scored" in ended.stdout
    assert megabytes < 1500
    ended, megabytes = measured("score", path, "--metric", "rouge1", "--output", tmp_path / "out.csv")
    assert ended.returncode == 2
    assert "has 1,000,000 columns; an output has at most 65,536 of them" in ended.stderr
    ended, megabytes = measured("score", path, "--prediction", "predictions")
    assert ended.returncode == 2
    assert len(ended.stderr) < 2000


# 500 MB.


def measured(*arguments: object) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run the command line; return how it ended, and the most memory that it held, in MB."""
    code = (
        "import resource, subprocess, sys\n"
        "ended = subprocess.run([sys.executable, '-m', 'textmetrics', *sys.argv[1:]])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(ended.returncode)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    ended = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=environment,
    )
    message, _, kilobytes = ended.stderr.rstrip("\n").rpartition("\n")
    ended.stderr = message
    return ended, int(kilobytes) * (1 if sys.platform == "darwin" else 1024) / MB


@contextmanager
def _of_500_mb(path: Path, begin: bytes, piece: bytes, end: bytes) -> Iterator[Path]:
    """Write a file of 500 MB, and delete it at the end."""
    try:
        with path.open("wb") as file:
            file.write(begin)
            block = piece * (MB // len(piece))
            for _ in range(500):
                file.write(block)
            file.write(end)
        yield path
    finally:
        path.unlink()


@pytest.mark.skipif(os.name == "nt", reason="asks for the memory of processes as POSIX tells it")
@pytest.mark.parametrize(
    ("name", "begin", "piece", "end", "sentence"),
    [
        ("in.csv", b'prediction,reference\n"a,', b"the cat sat,on\n", b"", "row 1 (line 2) opens a double quote that is not"),
        ("in.csv", b'"prediction,reference\n', b"the cat sat,on\n", b"", "the header (line 1) opens a double quote that"),
        ("in.csv", b'prediction,reference\n"a,', b'the ""cat""', b"", "row 1 (line 2) opens a double quote that is not"),
        ("in.csv", b"prediction,reference\na,", b"the cat sat ", b"\n", "row 1 (line 2) is larger than 64 MB"),
        ("in.tsv", b"prediction\treference\na\t", b"\x00", b"\n", "row 1 (line 2) is larger than 64 MB"),
        ("in.csv", b"prediction", b",c", b"\n", "the header (line 1) is larger than 64 MB"),
        ("in.jsonl", b'{"prediction": "a", "reference": "', b"the cat sat ", b'"}', "line 1 is larger than 64 MB"),
        ("in.jsonl", b"", b"[", b"", "line 1 is larger than 64 MB"),
    ],
)
def test_500_mb_in_one_row_end_with_2_and_in_little_memory(
    tmp_path: Path, name: str, begin: bytes, piece: bytes, end: bytes, sentence: str
) -> None:
    with _of_500_mb(tmp_path / name, begin, piece, end) as path:
        ended, megabytes = measured("score", path, "--metric", "rouge1")
    assert ended.returncode == 2
    assert f"{path}: {sentence}" in ended.stderr
    assert megabytes < 700
