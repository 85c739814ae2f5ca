"""Messages and printed tables: nothing in a name or a cell reaches the terminal as a command."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from typer.testing import CliRunner, Result

from textmetrics import Rouge
from textmetrics.cli.app import app
from textmetrics.errors import ConfigurationError, TableError, printable, shown, unknown
from textmetrics.tables import TableScores
from textmetrics.tables.columns import TextColumns

# An escape sequence, BEL, DEL, the C1 control CSI, a newline, a bidirectional override, a zero width space, U+2028.
HOSTILE = "\x1b[31mred\x07\x7f\x9b2J\n\u202egpj\u200b\u2028"
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff]")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def process(*arguments: str | bytes, **options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "textmetrics", *arguments]
    return subprocess.run(
        command, capture_output=True, check=False, timeout=300, env={**os.environ, **options}
    )


# Escaping.


@given(st.text(st.characters(codec=None)))
def test_printable_text_has_no_character_that_is_not(text: str) -> None:
    assert printable(text).isprintable()
    assert printable(printable(text)) == printable(text)
    if text.isprintable():
        assert printable(text) == text


@given(st.text(st.characters(codec=None, exclude_characters="\\")))
def test_what_is_escaped_can_be_read_back(text: str) -> None:
    escapes = re.compile(r"\\(?:x..|u....|U........|[nrt])")
    found = escapes.sub(lambda match: match[0].encode().decode("unicode_escape"), printable(text))
    assert found == text


class _Loud:
    def __repr__(self) -> str:
        return HOSTILE


@pytest.mark.parametrize("value", [HOSTILE, [HOSTILE], {HOSTILE: HOSTILE}, _Loud()])
def test_a_value_is_shown_escaped_and_short(value: object) -> None:
    assert shown(value).isprintable()
    assert "\\x1b[31mred" in shown(value)
    assert len(shown(value, 20)) <= 20


def test_a_long_text_is_cut() -> None:
    assert shown("a" * 1000) == "'" + "a" * 58 + "…"
    assert shown("a" * 58) == "'" + "a" * 58 + "'"


def test_an_error_of_ours_escapes_its_message() -> None:
    for error in (TableError(HOSTILE, 3), ConfigurationError(HOSTILE)):
        assert str(error) == printable(HOSTILE)
        copied = pickle.loads(pickle.dumps(error))
        assert (str(copied), vars(copied)) == (str(error), vars(error))


def test_names_that_are_known_are_escaped_and_not_all_listed() -> None:
    message = unknown("column", "predicted", ["prediction", HOSTILE, *map(str, range(100_000))])
    assert message.isprintable()
    assert message.startswith("unknown column 'predicted'. Did you mean 'prediction'? Known: prediction, \\x1b[31mred")
    assert message.endswith(", … (100,002 in all).")
    assert len(message) < 1000


# The command line.


@pytest.mark.parametrize("name", ["in.csv", "in.tsv", "in.jsonl", "in.parquet"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--prediction", "x"),  # lists the columns
        ("--prediction", HOSTILE),
        ("--prediction", "prediction", "--reference", HOSTILE),  # scores
        ("--prediction", "prediction", "--reference", HOSTILE, "--reference", HOSTILE),
        ("--metric", HOSTILE),
        ("--stemmer", HOSTILE),
        ("--tokenizer", HOSTILE),
        ("--definition", HOSTILE),
        ("--output", HOSTILE),
        ("--output", f"no/{HOSTILE}.csv"),
    ],
)
def test_names_of_columns_and_options_are_escaped(tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    table = tmp_path / name
    columns = {"prediction": "a", HOSTILE: "b"}
    if name == "in.parquet":
        parquet.write_table(pa.table({key: [value] for key, value in columns.items()}), table)
    elif name == "in.jsonl":
        table.write_text(json.dumps(columns))
    else:
        delimiter = "," if name == "in.csv" else "\t"
        table.write_text(delimiter.join(f'"{key}"' for key in columns) + f"\na{delimiter}b\n")
    result = run("score", table, *arguments)
    assert result.exit_code in (0, 2)
    assert UNSEEN.sub("", result.output) == result.output.replace("\n", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("in.csv", f'prediction,reference\na,b,"{HOSTILE}"\n'),
        ("in.csv", f'"{HOSTILE}","{HOSTILE}"\na,b\n'),
        ("in.jsonl", json.dumps(HOSTILE)),
        ("in.jsonl", HOSTILE),
        ("in.jsonl", json.dumps({"prediction": {HOSTILE: 1}, "reference": "a"})),
        ("in.jsonl", json.dumps({"prediction": "a", "reference": [[HOSTILE]]})),
        ("in.jsonl", json.dumps({"prediction": "a", "reference": "b", HOSTILE: 1}) + "\n" * 2 + "[]"),
        (f"{HOSTILE}.csv", ""),
        (f"{HOSTILE}.csv", "prediction,reference\na,b\n"),
        (f"{HOSTILE}", "prediction,reference\na,b\n"),
    ],
)
def test_cells_and_names_of_files_are_escaped(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    result = run("score", tmp_path / name, "--metric", "rouge1")
    assert result.exit_code in (0, 2)
    assert UNSEEN.sub("", result.output) == result.output.replace("\n", "")


def test_names_in_the_printed_table_are_escaped_and_not_read_as_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "[red]" + HOSTILE
    part = {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    scores = TableScores(1, 0, TextColumns(name, (name,)), {name: part}, {"rouge": name})
    monkeypatch.setattr("textmetrics.tables.score_table", lambda *_, **__: scores)
    result = run("score", tmp_path / name, "--output", name)
    assert result.exit_code == 0
    assert UNSEEN.sub("", result.output) == result.output.replace("\n", "")
    assert result.output.count("[red]\\x1b[31mred") == 4  # the file, the metric, its signature, the output


def test_json_holds_names_as_they_are_and_shows_them_escaped(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text(f'"{HOSTILE}",日本\na,b\n')
    result = run("score", table, "--prediction", HOSTILE, "--reference", "日本", "--format", "json")
    assert UNSEEN.sub("", result.output) == result.output.replace("\n", "")
    assert json.loads(result.output)["prediction"] == HOSTILE
    assert "日本" in result.output


def test_tokens_are_escaped_on_a_terminal_and_as_they_are_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ("tokenize", "a\x1b[31m b", "--tokenizer", "whitespace")
    assert run(*arguments).stdout == "a\x1b[31m\nb\n"
    monkeypatch.setattr("textmetrics.cli.tokenize._is_terminal", lambda: True)
    assert run(*arguments).stdout == "a\\x1b[31m\nb\n"


# Bytes that are not UTF-8.


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode")
@pytest.mark.parametrize("suffix", [b".csv", b".tsv", b".jsonl", b".parquet"])
def test_files_are_read_and_written_whose_names_are_not_utf8(tmp_path: Path, suffix: bytes) -> None:
    folder = os.fsencode(tmp_path)
    source, output = folder + b"/in\xff" + suffix, folder + b"/out\xff" + suffix
    plain = tmp_path / f"plain{suffix.decode()}"
    (tmp_path / "first.csv").write_text("prediction,reference\na b,a\n")
    assert run("score", tmp_path / "first.csv", "--metric", "rouge2", "--output", plain).exit_code == 0
    os.rename(plain, source)
    ended = process(b"score", source, b"--metric", b"rouge1", b"--output", output, b"--format", b"json", PYTHONUTF8="1")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert os.fsencode(json.loads(ended.stdout)["output"]) == output
    assert os.path.exists(output)
    ended = process(b"score", source, b"--metric", b"rouge1", PYTHONUTF8="1")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"in\\udcff" in ended.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere arguments are Unicode")
@pytest.mark.parametrize(
    "arguments",
    [
        (b"score", b"no\xff.csv"),
        (b"score", b"in.csv", b"--prediction", b"\xff"),
        (b"score", b"in.csv", b"--reference", b"\xff"),
        (b"score", b"in.csv", b"--metric", b"\xff"),
        (b"score", b"in.csv", b"--output", b"\xff"),
        (b"score", b"in.csv", b"--format", b"\xff"),
        (b"score", b"in.csv", b"--threads", b"\xff"),
        (b"score", b"in.csv", b"--\xff"),
        (b"tokenize", b"\xff"),
        (b"tokenize", b"a", b"--tokenizer", b"\xff"),
        (b"\xff",),
    ],
)
def test_arguments_that_are_not_utf8_end_with_2_and_a_sentence(tmp_path: Path, arguments: tuple[bytes, ...]) -> None:
    (tmp_path / "in.csv").write_text("prediction,reference\na,b\n")
    arguments = tuple(os.fsencode(tmp_path / "in.csv") if a == b"in.csv" else a for a in arguments)
    ended = process(*arguments, PYTHONUTF8="1")
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert b"Traceback" not in ended.stderr
    assert ended.stderr.decode().strip()


def test_a_key_that_is_half_of_a_surrogate_pair_is_explained(tmp_path: Path) -> None:
    table = tmp_path / "in.jsonl"
    table.write_text('{"prediction": "a", "reference": "a", "\\ud800": 1}\n')
    assert run("score", table).exit_code == 0
    assert run("score", table, "--output", tmp_path / "out.jsonl").exit_code == 0
    result = run("score", table, "--output", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert "the column '\\ud800' has half of a surrogate pair in its name" in result.stderr
    assert run("score", table, "--prediction", "\ud800").exit_code == 2


@pytest.mark.parametrize("output", ["none", "out.csv", "out.jsonl", "out.parquet"])
def test_a_parquet_file_whose_texts_are_not_utf8_is_explained(tmp_path: Path, output: str) -> None:
    texts = ["a"] * 70_000 + [b"x\xffy".decode("latin-1")]
    bad = pa.array([text.encode("latin-1") for text in texts], pa.binary()).view(pa.string())
    good = pa.array(["a"] * len(texts))
    arguments = [] if output == "none" else ["--output", tmp_path / output]
    for columns in (
        {"prediction": bad, "reference": good},
        {"prediction": good, "reference_1": good, "reference_2": bad},
        {"prediction": good, "references": pa.ListArray.from_arrays(pa.array(range(len(texts) + 1), pa.int32()), bad)},
        {"prediction": bad.dictionary_encode(), "reference": good},
        *([{"prediction": good, "reference": good, "more": bad}] if arguments else []),
    ):
        parquet.write_table(pa.table(columns), tmp_path / "in.parquet")
        result = run("score", tmp_path / "in.parquet", "--metric", "rouge1", *arguments)
        name = next(name for name, column in columns.items() if column is not good)
        assert result.exit_code == 2
        assert result.stderr == (
            f"textmetrics: {tmp_path}/in.parquet: row 70001 is not UTF-8 in the column {name!r}: byte 0xFF at offset 1 "
            "of the text. Write the file again from texts that are decoded.\n"
        )
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet"]


def test_a_parquet_file_whose_column_names_are_not_utf8_is_explained(tmp_path: Path) -> None:
    table = tmp_path / "in.parquet"
    parquet.write_table(pa.table({"prediction": ["a"], "reference": ["a"], "extra_": ["a"]}), table, store_schema=False)
    table.write_bytes(table.read_bytes().replace(b"extra_", b"extra\xff"))
    result = run("score", table)
    assert result.exit_code == 2
    assert "in.parquet has a column whose name is not UTF-8: byte 0xFF" in result.stderr


def test_stop_words_that_are_not_utf8_are_explained(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_bytes(b"the\n\xff\n")
    with pytest.raises(ConfigurationError, match="byte 0xFF at offset 4 is not UTF-8; save it as UTF-8"):
        Rouge(stop_words=str(words))


# Standard output and standard error.


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "in.csv"
    path.write_text("prediction,reference\na b c,a c\n")
    return str(path)


def test_standard_output_that_is_not_utf8_takes_escapes(small: str) -> None:
    ended = process("score", small, "--metric", "rouge1", PYTHONIOENCODING="iso8859-5")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"F1 \\xd7100" in ended.stdout


def test_json_on_standard_output_that_is_not_utf8_is_json(tmp_path: Path) -> None:
    table = tmp_path / "日本.csv"
    table.write_text("prediction,reference\na b c,a c\n")
    ended = process("score", str(table), "--format", "json", PYTHONIOENCODING="latin-1", PYTHONUTF8="1")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout.decode("ascii"))["file"] == str(table)


def test_tokens_that_standard_output_cannot_hold_end_with_1_and_a_sentence() -> None:
    ended = process("tokenize", "a 日", "--tokenizer", "whitespace", PYTHONIOENCODING="latin-1", PYTHONUTF8="1")
    assert ended.returncode == 1
    assert ended.stderr == (
        b"textmetrics: standard output is latin-1, which has no '\\u65e5'; set PYTHONIOENCODING=utf-8.\n"
    )


def shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, shell=True, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors as POSIX shells do")
def test_a_closed_standard_output_or_error_ends_as_it_should(small: str) -> None:
    score = f"'{sys.executable}' -m textmetrics score '{small}'"
    ended = shell(f"{score} >&-")
    assert ended.returncode == 1
    assert ended.stderr == "textmetrics: standard output is closed; send it to a file, or to /dev/null.\n"
    assert shell(f"{score} 2>&-").returncode == 0
    assert shell(f"{score} --metric x 2>&-").returncode == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the kernel has no /dev/full")
def test_a_full_standard_output_ends_with_1_and_a_sentence(small: str) -> None:
    for command in (f"score '{small}'", f"score '{small}' --format json", "tokenize a", "--version", "--help"):
        ended = shell(f"'{sys.executable}' -m textmetrics {command} > /dev/full")
        assert ended.returncode == 1
        assert ended.stderr == "textmetrics: standard output cannot be written: No space left on device.\n"


def test_a_reader_that_goes_away_ends_the_run_without_a_message(small: str) -> None:
    command = [sys.executable, "-m", "textmetrics", "score", small]
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=300)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, b"")
