"""Tables: what is read, what is written, and what is said of files that cannot be."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from textmetrics.errors import ConfigurationError, TableError
from textmetrics.tables import score_table
from textmetrics.tables.delimited import DelimitedTable

# Cells that CSV readers and writers get wrong: quotes, newlines, lone CR, U+2028, U+0085, NUL, blanks, numbers, "NA".
ODD_CELLS = [
    "",
    " ",
    'say "no"',
    "two\nlines",
    "lone\rreturn",
    "crlf\r\n",
    "a\u2028b",
    "a\x85b",
    *(["a\0b"] if sys.version_info >= (3, 11) else []),  # older csv modules do not write it
    "007",
    "1e5",
    "NA",
    "null",
    "=1+1",  # formulas in spreadsheets
    "+a",
    "-b",
    "@c",
    ",",
    "\t",
]
MIXED = st.lists(st.sampled_from([*ODD_CELLS, "a", "b c", "İstanbul", "👩‍👩‍👧", "日本"]), min_size=3, max_size=3)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def rows_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def scored(path: Path, output: Path | None = None, **options: Any) -> Any:
    return score_table(path, output=output, metrics=["rouge1"], **options)


def fault(path: Path, **options: Any) -> str:
    with pytest.raises(TableError) as raised:
        scored(path, path.parent / "out.csv", **options)
    assert sorted(found.name for found in path.parent.iterdir()) == [path.name]
    return str(raised.value).replace(str(path), path.name)


# What is read and written.


def test_scores_of_each_row_follow_the_columns_of_the_table(tmp_path: Path) -> None:
    table = written(tmp_path / "in.csv", "id,prediction,reference\n1,a b c,a c\n2,,a\n3,a,x\n")
    result = scored(table, tmp_path / "out.csv")
    # Row 1: 2 of 3 words match, and 2 of 2: P = 2/3, R = 1, F1 = 2 · (2/3) / (5/3) = 0.8.
    assert rows_of(tmp_path / "out.csv") == [
        ["id", "prediction", "reference", "rouge1_precision", "rouge1_recall", "rouge1_f1"],
        ["1", "a b c", "a c", "0.6666666666666666", "1", "0.8"],
        ["2", "", "a", "0", "0", "0"],
        ["3", "a", "x", "0", "0", "0"],
    ]
    assert result.n_rows == 3
    assert result.summary["rouge1"]["f1"] == 0.8 / 3


@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(rows=st.lists(MIXED, min_size=1, max_size=6))
@settings(max_examples=30)
def test_cells_stay_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, delimiter: str, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    name = {",": "csv", "\t": "tsv"}[delimiter]
    table = written(folder / f"in.{name}", as_csv([["id", "prediction", "reference"], *rows], delimiter))
    scored(table, folder / f"out.{name}")
    assert [row[:3] for row in rows_of(folder / f"out.{name}", delimiter)[1:]] == rows


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
@given(names=st.lists(st.sampled_from([*ODD_CELLS, "a", "日本"]), min_size=1, max_size=6, unique=True))
@settings(max_examples=30)
def test_names_of_columns_stay_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("names")
    delimiter = {"csv": ",", "tsv": "\t"}[suffix]
    header = [*names, "prediction", "reference"]
    table = written(folder / f"in.{suffix}", as_csv([header, ["a"] * len(header)], delimiter))
    scored(table, folder / f"out.{suffix}")
    assert rows_of(folder / f"out.{suffix}", delimiter)[0][: len(header)] == header


@pytest.mark.parametrize("last", [".csv", ".tsv", ".jsonl", ".parquet"])
@pytest.mark.parametrize("first", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_every_format_becomes_every_other(tmp_path: Path, first: str, last: str) -> None:
    rows = [["prediction", "reference"], ["a b", "a 'b' \"c\""], ["007", "two\nlines"]]
    table = written(tmp_path / "in.csv", as_csv(rows))
    source, target = tmp_path / f"first{first}", tmp_path / f"last{last}"
    score_table(table, output=source, metrics=["rouge2"])
    scored(source, target)
    back = tmp_path / "back.csv"
    score_table(target, output=back, metrics=["rougeL"])
    assert [row[:2] for row in rows_of(back)] == rows
    assert rows_of(back)[0][2:] == [
        f"{name}_{part}" for name in ("rouge2", "rouge1", "rougeL") for part in ("precision", "recall", "f1")
    ]


def test_json_lines_keep_their_text(tmp_path: Path) -> None:
    lines = [
        '{"prediction": "a", "n": 1.0, "date":"2020-01-01" , "references": ["a", "b"]}',
        '{"references":["\\u00e9"],"prediction":"x","more":{"k":[]}  }',
    ]
    table = written(tmp_path / "in.jsonl", "\ufeff" + lines[0] + "\r\n\n" + lines[1])
    scored(table, tmp_path / "out.jsonl")
    found = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert found[0] == lines[0][:-1] + ', "rouge1_precision": 1.0, "rouge1_recall": 1.0, "rouge1_f1": 1.0}'
    assert found[1].startswith(lines[1][:-3])
    assert json.loads(found[1])["more"] == {"k": []}


def test_parquet_keeps_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": pa.array([1, 2], pa.int8()),
            "prediction": pa.array(["a", "b"]).dictionary_encode(),
            "references": [["a"], ["x", "b"]],
        }
    )
    parquet.write_table(table, tmp_path / "in.parquet")
    scored(tmp_path / "in.parquet", tmp_path / "out.parquet")
    found = parquet.read_table(tmp_path / "out.parquet")
    assert found.select(["n", "prediction", "references"]) == table
    assert found["rouge1_f1"].to_pylist() == [1.0, 1.0]


def test_a_column_of_lists_becomes_json_in_csv(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"prediction": ["a"], "references": [["a", "é"]]}), tmp_path / "in.parquet")
    scored(tmp_path / "in.parquet", tmp_path / "out.csv")
    assert rows_of(tmp_path / "out.csv")[1][1] == '["a", "é"]'


def test_rows_longer_than_a_block_are_read_once_each(tmp_path: Path) -> None:
    rows = [[str(k), "w " * (1 + 7000 * (k % 50 == 49))] for k in range(120)]
    table = DelimitedTable(written(tmp_path / "in.csv", as_csv([["id", "prediction"], *rows])), ",", 1 << 12, 1 << 20)
    assert [cell for part in table.rows() for cell in part.texts("id").to_pylist()] == [row[0] for row in rows]
    firsts = [part.first for part in table.rows()]
    assert firsts == sorted(set(firsts))


def test_threads_and_blocks_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"w{k % 7} a b", f"a w{k % 5}"] for k in range(30_000)]
    table = written(tmp_path / "in.csv", as_csv([["prediction", "reference"], *rows]))
    one = scored(table, tmp_path / "one.csv", threads=1)
    monkeypatch.setattr("textmetrics.tables.scoring.SMALLEST_BLOCK", 1 << 14)
    three = scored(table, tmp_path / "three.csv", threads=3)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "three.csv").read_bytes()
    assert one.summary == three.summary


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path: Path) -> None:
    assert scored(written(tmp_path / "in.csv", "\ufeffprediction,reference\na,a\n")).summary["rouge1"]["f1"] == 1.0


# References.


def test_blank_cells_of_several_columns_are_no_references(tmp_path: Path) -> None:
    table = written(tmp_path / "in.csv", "reference_2,prediction,reference_1,reference_10\n,a,a,\nb,b,,x\n")
    result = scored(table)
    assert result.columns.references == ("reference_1", "reference_2", "reference_10")
    assert result.summary["rouge1"]["f1"] == 1.0


def test_blank_cells_of_a_single_column_are_empty_texts(tmp_path: Path) -> None:
    assert scored(written(tmp_path / "in.csv", "prediction,reference\na,\n,a\n")).n_rows == 2


def test_a_row_of_blank_references_is_named_or_skipped(tmp_path: Path) -> None:
    table = written(tmp_path / "in.csv", "prediction,reference_1,reference_2\na,a,\nb,,\n")
    assert fault(table).startswith("in.csv: row 2 has no reference: 'reference_1', 'reference_2' are all blank.")
    result = scored(table, tmp_path / "out.csv", missing="skip")
    assert (result.n_rows, result.n_skipped) == (1, 1)
    assert rows_of(tmp_path / "out.csv")[2] == ["b", "", "", "", "", ""]


@pytest.mark.parametrize("references", [[["a"], None], [["a"], []], [["a"], ["a", None]], ["a", None]])
def test_missing_references_are_named_or_skipped(tmp_path: Path, references: list[Any]) -> None:
    table = tmp_path / "in.parquet"
    parquet.write_table(pa.table({"prediction": ["a", "b"], "references": references}), table)
    assert fault(table).startswith("in.parquet: row 2 has no reference: 'references' is missing")
    assert scored(table, missing="skip").n_skipped == 1


def test_a_missing_prediction_is_named_or_skipped(tmp_path: Path) -> None:
    table = written(tmp_path / "in.jsonl", '{"prediction": "a", "reference": "a"}\n{"reference": "a"}\n')
    assert fault(table).startswith("in.jsonl: row 2 has no prediction")
    assert scored(table, missing="skip").n_skipped == 1


@pytest.mark.parametrize("last", [".jsonl", ".csv", ".parquet"])
def test_objects_without_keys_are_skipped_and_written(tmp_path: Path, last: str) -> None:
    table = written(tmp_path / "in.jsonl", '{}\n{"prediction": "a", "reference": "a"}\n{ }\n')
    assert scored(table, tmp_path / f"out{last}", missing="skip").n_skipped == 2
    score_table(tmp_path / f"out{last}", output=tmp_path / "back.jsonl", metrics=["rouge2"], missing="skip")
    rows = [json.loads(line) for line in (tmp_path / "back.jsonl").read_text().splitlines()]
    assert [row["rouge1_f1"] or None for row in rows] == [None, 1.0 if last != ".csv" else "1", None]


def test_a_disk_that_fails_while_it_is_read_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = written(tmp_path / "in.csv", as_csv([["prediction", "reference"], *[["a", "a"]] * 200_000]))
    rows = DelimitedTable.rows

    def failing(self: DelimitedTable, names: Any = None) -> Any:
        yield next(rows(self, names))
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(DelimitedTable, "rows", failing)
    assert fault(table) == "in.csv cannot be read: Input/output error."


def test_json_lines_may_mix_texts_and_lists(tmp_path: Path) -> None:
    table = written(
        tmp_path / "in.jsonl", '{"prediction": "a", "reference": "a"}\n{"prediction": "b", "reference": ["x", "b"]}\n'
    )
    assert scored(table).summary["rouge1"]["f1"] == 1.0


# Files that cannot be read: one sentence each, and nothing is left.


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "in.csv is empty"),
        (b"\n\n", "in.csv is empty"),
        (b"\xef\xbb\xbf", "in.csv is empty"),
        (b"prediction,reference\n", "in.csv has nothing to score: it has a header but no rows."),
        (b"prediction,reference", "in.csv has nothing to score: it has a header but no rows."),
        (
            b"predicton,reference\na,b\n",
            "in.csv: unknown column 'prediction'. Did you mean 'predicton'? Known: predicton, reference.",
        ),
        (
            b"prediction,refrence\na,b\n",
            "in.csv: unknown column 'reference'. Did you mean 'refrence'? Known: prediction, refrence.",
        ),
        (b"prediction,reference,references\na,b,c\n", "in.csv has columns reference and references, so"),
        (b"prediction,a,reference,a\n1,2,3,4\n", "in.csv has more than one column named 'a'"),
        (b"prediction,reference,rouge1_f1\na,b,1\n", "in.csv already has a column 'rouge1_f1'"),
        (
            b'prediction,reference\na,b\n"c\n",d\ne,f\xe9\n',
            "in.csv: row 3 (line 5) is not UTF-8: byte 0xE9 at offset 35 of the file.",
        ),
        (b"prediction,r\xe9f\na,b\n", "in.csv: the header (line 1) is not UTF-8: byte 0xE9 at offset 12 of the file."),
        (b"\xff\xfep\0", "in.csv is UTF-16; expected UTF-8."),
        (b'prediction,reference\n"a\nb",c\n\nd\n', "in.csv: row 2 (line 5) has 1 cell; expected 2"),
        (b"prediction,reference\na,b\nc,d,e\n", "in.csv: row 2 (line 3) has 3 cells; expected 2"),
        (b'prediction,reference\na,b\nc,"d\ne,f\n', "in.csv: row 2 (line 3) opens a double quote that is never closed"),
        (b'prediction,reference\na,"b', "in.csv: row 1 (line 2) opens a double quote that is never closed"),
        (b'prediction,reference\na,"', "in.csv: row 1 (line 2) opens a double quote that is never closed"),
    ],
)
def test_a_bad_csv_is_explained(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert fault(written(tmp_path / "in.csv", content)).startswith(sentence)


@pytest.mark.parametrize("end", ['"b"', '"b"\r\n', '"b ""c"""\n', '"two\nlines"\n', '5" disk\n', '""', "", "b\n\n"])
def test_a_file_that_ends_well_is_read(tmp_path: Path, end: str) -> None:
    assert scored(written(tmp_path / "in.csv", "prediction,reference\na," + end)).n_rows == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n", "in.jsonl has no rows"),
        (b"{}", "in.jsonl: unknown column 'prediction'."),
        (b"[1]\n", "in.jsonl: line 1 is [1]; expected a JSON object"),
        (b'{"prediction": "a"\n', "in.jsonl: line 1 is not JSON: Expecting ',' delimiter, character 19."),
        (
            b'{"prediction": "a", "reference": "b"}\n\n{"prediction": 1, "reference": "b"}\n',
            "in.jsonl: line 3: 'prediction' holds 1; expected text.",
        ),
        (
            b'{"prediction": "a", "reference": ["b", 3]}\n',
            "in.jsonl: line 1: 'reference' holds 3; expected text, or a list",
        ),
        (
            b'{"prediction": "a", "reference": "\\ud800"}\n',
            "in.jsonl: line 1: 'reference' holds half of a surrogate pair",
        ),
        (
            b'{"prediction": "a", "reference": "\xff"}\n',
            "in.jsonl: line 1 is not UTF-8: byte 0xFF at offset 34 of the file.",
        ),
        (b'{"prediction": ["a"], "reference": "b"}\n', "in.jsonl: the column 'prediction' holds lists"),
    ],
)
def test_bad_json_lines_are_explained(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert fault(written(tmp_path / "in.jsonl", content)).startswith(sentence)


def test_a_bad_parquet_file_is_explained(tmp_path: Path) -> None:
    assert fault(written(tmp_path / "in.parquet", b"PAR1")).startswith(
        "in.parquet is not a Parquet file that can be read"
    )


def test_a_column_that_holds_no_text_is_explained(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"prediction": [1], "reference": ["a"]}), tmp_path / "in.parquet")
    assert fault(tmp_path / "in.parquet") == "in.parquet: the column 'prediction' holds int64; expected text."


def test_lists_in_several_columns_are_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"prediction": ["a"], "x": [["a"]], "y": ["a"]}), tmp_path / "in.parquet")
    assert "the column 'x' holds lists; expected one text a row" in fault(
        tmp_path / "in.parquet", references=["x", "y"]
    )


def test_a_late_key_of_json_lines_does_not_fit_csv(tmp_path: Path) -> None:
    row = {"prediction": "a", "reference": "a"}
    lines = [json.dumps(row)] * 20_000 + [json.dumps({**row, "new": 1})]
    table = written(tmp_path / "in.jsonl", "\n".join(lines))
    assert fault(table).startswith("in.jsonl: line 20001: the key 'new' is new")
    scored(table, tmp_path / "out.jsonl")


def test_a_file_that_is_not_there_and_a_directory_are_explained(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"no\.csv does not exist"):
        scored(tmp_path / "no.csv")
    with pytest.raises(TableError, match="is a directory"):
        scored(tmp_path)


# Options.


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown metric 'rogue1'\. Did you mean 'rouge1'"):
        score_table("in.csv", metrics=["rogue1"])


def test_a_stemmer_without_rouge_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="would have no use"):
        score_table("in.csv", metrics=["bleu"], stemmer="porter")


@pytest.mark.parametrize("options", [{"missing": "drop"}, {"threads": 0}, {"stemmer": "portr"}, {"tokenizer": "13b"}])
def test_options_are_checked_before_the_file_is(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        scored(Path("no.csv"), **options)


def test_a_metric_named_twice_is_scored_once(tmp_path: Path) -> None:
    table = written(tmp_path / "in.csv", "prediction,reference\na,a\n")
    score_table(table, output=tmp_path / "out.csv", metrics=["rouge1", "rouge1"])
    assert len(rows_of(tmp_path / "out.csv")[0]) == 5


def test_progress_ends_at_the_size_of_the_file_or_before(tmp_path: Path) -> None:
    table = written(tmp_path / "in.csv", as_csv([["prediction", "reference"], *[["a", "a"]] * 60_000]))
    seen: list[tuple[int, int]] = []
    scored(table, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert all(done <= total == table.stat().st_size for done, total in seen)
