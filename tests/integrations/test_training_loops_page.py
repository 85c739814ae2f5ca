"""Every example on the page about training loops runs with its library and reports the names it says."""

from __future__ import annotations

import os
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own
PAGE = Path(__file__).resolve().parents[2] / "docs" / "training-loops.md"


def _run(library: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the examples that carry a library's name, in turn, and give the names after each."""
    blocks = re.findall(rf"^```python {library}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert blocks
    after = []
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
        after.append(dict(names))
    return after


def _seq2seq() -> tuple[Any, Any]:
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, pre_tokenizers

    inner = Tokenizer(models.WordLevel({"<pad>": 0, "</s>": 1, "<unk>": 2, **{f"w{k}": k for k in range(3, 40)}}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    config = transformers.T5Config(
        vocab_size=40, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1
    )
    return transformers.T5ForConditionalGeneration(config), tokenizer


def test_transformers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WANDB_DISABLED", "true")
    model, tokenizer = _seq2seq()
    rows = [{"input_ids": [3, 4, 5, 6], "labels": [7, 8, 1]}] * 3
    causal = transformers.GPT2LMHeadModel(transformers.GPT2Config(vocab_size=40, n_positions=8, n_embd=8, n_layer=1, n_head=2))
    causal_rows = [{"input_ids": [3, 4, 5, 6], "labels": [-100, 4, 5, 6]}] * 3
    names = {"model": model, "tokenizer": tokenizer, "eval_dataset": rows, "causal_model": causal, "causal_dataset": causal_rows}
    first, second = _run("transformers", names)
    scored = {name for name in first["metrics"] if name.startswith(("eval_rouge", "eval_bleu", "eval_gen"))}
    assert scored == {"eval_rouge1", "eval_rouge2", "eval_rougeL", "eval_rougeLsum", "eval_bleu", "eval_gen_len"}
    assert {name for name in second["metrics"] if name.startswith("eval_rouge")} == {"eval_rouge1", "eval_rougeL"}


def test_torchmetrics() -> None:
    pytest.importorskip("torchmetrics")
    (names,) = _run("torchmetrics", {})
    rouge = {f"{name}_{measure}" for name in ("rouge1", "rougeL") for measure in ("precision", "recall", "fmeasure")}
    assert set(names["scores"]) == {*rouge, "Bleu"}


def test_lightning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torchmetrics")
    pytest.importorskip("lightning")
    monkeypatch.chdir(tmp_path)
    model, tokenizer = _seq2seq()
    batches = [{"input_ids": torch.tensor([[3, 4, 5], [6, 7, 8]]), "summary": ["w3 w4", "w5 w6"]}] * 2
    loader = torch.utils.data.DataLoader(batches, batch_size=None)
    (names,) = _run("lightning", {"model": model, "tokenizer": tokenizer, "dataloader": loader})
    assert {"bleu", "rouge1_fmeasure", "rougeL_recall"} < set(names["logged"][0])


def test_keras() -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keras = pytest.importorskip("keras")
    if keras.backend.backend() != "torch":
        pytest.skip("the metrics are tested with the backend torch")
    ids = np.random.default_rng(0).integers(1, 40, size=(8, 6))
    first, second = _run("keras", {"inputs": ids, "targets": ids})
    assert set(first["scores"]) == {"loss", "rouge1", "rougeL", "bleu"}
    assert {"val_rougeL", "val_bleu"} < set(second["history"])


def test_ignite() -> None:
    pytest.importorskip("ignite")
    (names,) = _run("ignite", {})
    assert set(names["scores"]) == {"rouge1", "rougeL", "rouge", "bleu"}


def test_torcheval() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torcheval uses torch.jit.script, which torch deprecates
        pytest.importorskip("torcheval.metrics")
    (names,) = _run("torcheval", {})
    assert set(names["scores"][0]) == {"rouge1", "rougeL"}
    assert 0 < names["scores"][1].item() < 1
