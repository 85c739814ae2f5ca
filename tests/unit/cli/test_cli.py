"""The command line: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.shared_data import requires_shared, shared_path
from textmetrics.cli import app

EXAMPLE = Path(__file__).resolve().parents[3] / "textmetrics" / "examples" / "translations.csv"
SMALL = "prediction,reference\na b c,a c\nx,x\n"  # F1 of ROUGE-1: 0.8 and 1


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(SMALL)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def process(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "textmetrics", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_the_summary_says_that_it_is_times_100(small: Path) -> None:
    result = run("score", small, "--metric", "rouge1")
    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines() if line.strip()]
    assert lines[0][-3:] == ["2", "rows", "scored"]
    assert lines[1] == ["mean", "over", "rows", "precision", "×100", "recall", "×100", "F1", "×100"]
    assert lines[3] == ["rouge1", "83.33", "100.00", "90.00"]
    assert lines[4][:3] == ["signature", "of", "rouge:"]


def test_the_summary_can_be_in_0_to_1(small: Path) -> None:
    result = run("score", small, "--metric", "rouge1", "--no-percent")
    assert "×100" not in result.stdout
    assert ["rouge1", "0.8333", "1.0000", "0.9000"] in [line.split() for line in result.stdout.splitlines()]


def test_json_is_one_object_with_scores_in_0_to_1(small: Path, tmp_path: Path) -> None:
    result = run(
        "score", small, "--metric", "rouge1", "--metric", "bleu", "--format", "json", "--output", tmp_path / "out.csv"
    )
    found = json.loads(result.stdout)
    assert list(found) == ["file", "prediction", "references", "rows", "skipped_rows", "scores", "signatures", "output"]
    assert (found["prediction"], found["references"], found["rows"], found["skipped_rows"]) == (
        "prediction",
        ["reference"],
        2,
        0,
    )
    assert found["scores"]["rouge1"] == {"precision": (2 / 3 + 1) / 2, "recall": 1.0, "f1": 0.9}
    assert set(found["scores"]["bleu"]) == {
        "score",
        "precisions",
        "brevity_penalty",
        "prediction_length",
        "reference_length",
    }
    assert set(found["signatures"]) == {"rouge", "bleu"}
    assert found["output"] == str(tmp_path / "out.csv")


def test_the_usual_metrics_are_rouge_1_2_l_and_lsum(small: Path) -> None:
    assert list(json.loads(run("score", small, "--format", "json").stdout)["scores"]) == [
        "rouge1",
        "rouge2",
        "rougeL",
        "rougeLsum",
    ]


def test_columns_are_taken_as_named(tmp_path: Path) -> None:
    table = tmp_path / "in.tsv"
    table.write_text("out\tgold\tother\na\tb\ta\n")
    result = run(
        "score", table, "--prediction", "out", "--reference", "gold", "--reference", "other", "--format", "json"
    )
    assert json.loads(result.stdout)["scores"]["rouge1"]["f1"] == 1.0


def test_the_rows_of_the_output_are_those_of_the_python_functions(tmp_path: Path) -> None:
    import textmetrics as tm

    result = run(
        "score",
        EXAMPLE,
        "--metric",
        "rougeL",
        "--metric",
        "bleu",
        "--stemmer",
        "porter",
        "--output",
        tmp_path / "out.csv",
    )
    assert result.exit_code == 0, result.output
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    predictions, references = [row["prediction"] for row in rows], [row["reference"] for row in rows]
    rouge = tm.rouge(predictions, references, types=("rougeL",), stemmer="porter")["rougeL"]
    assert [float(row["rougeL_f1"]) for row in rows] == rouge.f1.tolist()
    assert [float(row["rougeL_recall"]) for row in rows] == rouge.recall.tolist()
    assert [float(row["bleu"]) for row in rows] == tm.sentence_bleu(predictions, references).scores.tolist()
    assert f"corpus BLEU ×100: {100 * tm.bleu(predictions, references).score:.2f}" in result.stdout


@requires_shared
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_cnn_dailymail_scores_what_rouge_score_says(form: str) -> None:
    result = run("score", shared_path(f"cnndm_pointergen.{form}"), "--stemmer", "porter")
    f1 = {line.split()[0]: line.split()[-1] for line in result.stdout.splitlines() if line.strip().startswith("rouge")}
    assert (f1["rouge1"], f1["rouge2"], f1["rougeLsum"]) == ("39.26", "17.23", "36.17")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--metric", "rogue1"], "textmetrics: unknown metric 'rogue1'. Did you mean 'rouge1'?"),
        (["--stemmer", "portr"], "textmetrics: unknown stemmer 'portr'. Did you mean 'porter'?"),
        (["--tokenizer", "13b"], "textmetrics: unknown tokenizer '13b'. Did you mean '13a'?"),
        (["--prediction", "predicted"], "unknown column 'predicted'. Did you mean 'prediction'?"),
        (["--reference", "refrence"], "unknown column 'refrence'. Did you mean 'reference'?"),
        (["--output", "out.xls"], "textmetrics: out.xls has the extension '.xls'"),
    ],
)
def test_a_wrong_name_ends_with_2_and_one_sentence_on_stderr(small: Path, arguments: list[str], sentence: str) -> None:
    result = run("score", small, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_wrong_option_ends_with_2(small: Path) -> None:
    assert run("score", small, "--format", "xml").exit_code == 2
    assert run("score", small, "--threads", "0").exit_code == 2
    assert run("scroe", small).exit_code == 2
    assert run("score").exit_code == 2


def test_a_process_ends_with_2_for_a_bad_file_and_leaves_no_output(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_bytes(b"prediction,reference\na,a\nb,\xff\n")
    ended = process("score", table, "--output", tmp_path / "out.csv")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert (
        ended.stderr
        == f"textmetrics: {table}: row 2 (line 3) is not UTF-8: byte 0xFF at offset 27 of the file. Save it as UTF-8.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_process_ends_with_0_and_prints_no_progress_into_a_pipe(small: Path) -> None:
    ended = process("score", small)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_an_error_nobody_expected_ends_with_1(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("textmetrics.tables.score_table", fail)
    result = run("score", small)
    assert result.exit_code == 1
    assert isinstance(result.exception, RuntimeError)


def test_a_failing_disk_ends_with_1_and_a_sentence(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("textmetrics.tables.score_table", fail)
    result = run("score", small)
    assert result.exit_code == 1
    assert result.stderr == "textmetrics: [Errno 5] Input/output error\n"


@pytest.mark.parametrize(("ending", "code"), [("raise KeyboardInterrupt", 130), ("os.kill(os.getpid(), 15); time.sleep(60)", 143)])
@pytest.mark.skipif(os.name == "nt", reason="sends signals as POSIX does")
def test_a_run_that_is_interrupted_does_not_wait_for_threads_that_score(ending: str, code: int) -> None:
    program = (
        "import os, sys, threading, time, textmetrics.cli, textmetrics.tables\n"
        "def score_table(*_, **__):\n"
        "    threading.Thread(target=threading.Event().wait).start()\n"  # a kernel that takes forever
        f"    {ending}\n"
        "textmetrics.tables.score_table = score_table\n"
        "sys.argv = ['textmetrics', 'score', 'in.csv']\n"
        "textmetrics.cli.main()"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == code
    assert ended.stderr == ("textmetrics: interrupted.\n" if code == 130 else "")


def test_version_names_the_package() -> None:
    import textmetrics as tm

    assert run("--version").stdout == f"textmetrics {tm.__version__}\n"


def test_tokenize_prints_one_token_a_line() -> None:
    assert run("tokenize", "Hello, world's 2nd!").stdout.split("\n") == ["hello", "world", "s", "2nd", ""]
    assert run("tokenize", "Hello, world!", "--tokenizer", "13a").stdout.split("\n") == ["Hello", ",", "world", "!", ""]
    assert run("tokenize", "running", "--stemmer", "porter").stdout == "run\n"


def test_warmup_ends_well() -> None:
    assert run("warmup").exit_code == 0


def test_arguments_are_parsed_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys; import textmetrics.cli; print(*sorted({'numba', 'pyarrow', 'pandas', 'torch'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""
