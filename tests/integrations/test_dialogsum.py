"""The tutorial's example: a tiny random T5 trained in full, with LoRA and by prompt tuning, its table and its plot."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import textmetrics as tm
from tests.shared_data import PROJECT, requires_shared, shared_path

EXAMPLE = PROJECT / "docs" / "examples" / "dialogsum.py"
METHODS = ["base model", "full fine-tuning", "LoRA", "prompt tuning"]

pytestmark = pytest.mark.filterwarnings("ignore")  # the trainer's own, by the dozen


@pytest.fixture(scope="module")
def example() -> Iterator[ModuleType]:
    for library in ("torch", "transformers", "peft", "accelerate", "matplotlib", "tokenizers"):
        pytest.importorskip(library)
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the model is so small that threads only wait for each other, long where cores are shared
    spec = importlib.util.spec_from_file_location("dialogsum_example", EXAMPLE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Give forty dialogues of DialogSum's development set with their summaries."""
    from pyarrow import parquet

    table = parquet.read_table(shared_path("refs_dialogsum_dev_test.parquet")).to_pylist()
    found = [{"dialogue": row["dialogue"], "summary": row["references"][0]} for row in table if row["id"].startswith("dev_")]
    return found[:40]


def write(rows: list[dict[str, str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            writer = csv.DictWriter(file, ["dialogue", "summary"])
            writer.writeheader()
            writer.writerows(rows)
        else:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


@requires_shared
def test_three_ways_of_training_are_compared(example: ModuleType, rows: list[dict[str, str]], tmp_path: Path) -> None:
    data, validation = write(rows[:32], tmp_path / "train.jsonl"), write(rows[32:], tmp_path / "dev.csv")
    output = tmp_path / "compared"
    given = ["--data", str(data), "--validation", str(validation), "--epochs", "2", "--max-input", "64", "--output", str(output)]
    found = example.main(given)
    assert [(row["method"], row["epoch"]) for row in found] == [(METHODS[0], 0)] + [(name, k) for name in METHODS[1:] for k in (1, 2)]
    trained = {row["method"]: row["trained"] for row in found}
    assert trained["base model"] == 0 < trained["prompt tuning"] < trained["LoRA"] < trained["full fine-tuning"]
    assert all(0 <= row[name] <= 100 for row in found for name in example.TYPES)
    assert len({row["rouge1"] for row in found}) > 1  # training changes what is generated
    lines = (output / "rouge.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 + len(found)
    for line, row in zip(lines[2:], found, strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells == [row["method"], f"{row['trained']:,}", str(row["epoch"]), *(f"{row[name]:.2f}" for name in example.TYPES)]
    drawn = (output / "rouge.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    assert drawn.count('id="axes_') == 4
    assert drawn.count('id="line2d_') > 12


def learn_a_little(model: Any, tokenizer: Any, rows: list[dict[str, str]]) -> None:
    """Train until the commonest words come out, so that scores are above 0."""
    import torch

    batch = tokenizer([row["dialogue"] for row in rows], max_length=64, truncation=True, padding=True, return_tensors="pt")
    labels = tokenizer([row["summary"] for row in rows], padding=True, return_tensors="pt")["input_ids"]
    labels[labels == tokenizer.pad_token_id] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(25):
        model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=labels).loss.backward()
        optimizer.step()
        optimizer.zero_grad()


@requires_shared
def test_a_named_model_s_scores_are_those_of_what_it_generates(
    example: ModuleType, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    import torch

    torch.manual_seed(1)
    model, tokenizer = example.tiny_model(rows)
    learn_a_little(model, tokenizer, rows)
    model.save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    data = write(rows, tmp_path / "rows.csv")
    given = ["--data", str(data), "--model", str(tmp_path / "model"), "--methods", "prompt", "--epochs", "1", "--max-input", "64"]
    found = example.main([*given, "--output", str(tmp_path / "compared")])
    assert [row["method"] for row in found] == ["base model", "prompt tuning"]
    held_out = rows[::10]
    dialogues = ["summarize: " + row["dialogue"] for row in held_out]
    batch = tokenizer(dialogues, max_length=64, truncation=True, padding=True, return_tensors="pt")
    with torch.no_grad():
        ids = model.eval().generate(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], max_length=example.MAX_SUMMARY, num_beams=1
        )
    texts = tokenizer.batch_decode(ids, skip_special_tokens=True)
    labels = tokenizer([row["summary"] for row in held_out], max_length=example.MAX_SUMMARY, truncation=True)["input_ids"]
    references = tokenizer.batch_decode(labels, skip_special_tokens=True)
    lines = [[example.split_sentences(text) for text in side] for side in (texts, references)]
    expected = tm.rouge(*lines, types=example.TYPES, stemmer="porter")
    assert expected["rouge1"].mean.f1 > 0
    assert {name: found[0][name] for name in example.TYPES} == pytest.approx(
        {name: 100 * scores.mean.f1 for name, scores in expected.items()}, abs=1e-4
    )


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "dialogue,text\na,b\n", r"row 0 of .* has no text 'summary'.*Found: dialogue, text"),
        ("a.jsonl", '{"dialogue": "a", "summary": "b"}\n{"dialogue": "a", "summary": null}\n', "row 1 of .* 'summary'"),
        ("a.jsonl", "[1]\n", r"Found: \[1\]"),
        ("a.csv", "dialogue,summary\n", "has no rows"),
    ],
)
def test_bad_files_are_named(example: ModuleType, tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(tm.errors.TableError, match=words):
        example.read_rows(tmp_path / name)


def test_the_page_shows_the_table_and_the_plot_of_a_run() -> None:
    page = (PROJECT / "docs" / "tutorial-dialogsum.md").read_text(encoding="utf-8")
    assert "tutorial-dialogsum.svg" in page
    assert (PROJECT / "docs" / "tutorial-dialogsum.svg").is_file()
    shown: list[Any] = [line for line in page.splitlines() if line.startswith("| ") and "epoch" not in line]
    assert {line.split("|")[1].strip() for line in shown} == set(METHODS)
