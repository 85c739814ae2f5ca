"""Fine-tune a model to summarise dialogues, in full, with LoRA and by prompt tuning; compare them by ROUGE after every epoch.

    python dialogsum.py --model google/flan-t5-small --data dialogsum.train.jsonl --validation dialogsum.dev.jsonl --output compared

Data are CSV or JSON Lines with the columns dialogue and summary. Without --model a tiny random T5 is trained, with a tokenizer made of the
data: it learns nothing worth reading, but shows in a minute, offline, that all parts fit. Written are rouge.md, a table, and rouge.svg.
Needs: pip install torch transformers peft accelerate matplotlib
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import textmetrics as tm
from textmetrics.integrations.transformers import ComputeMetrics

TYPES = ("rouge1", "rouge2", "rougeL", "rougeLsum")
NAMES = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L", "rougeLsum": "ROUGE-Lsum"}
METHODS = {"full": "full fine-tuning", "lora": "LoRA", "prompt": "prompt tuning"}
LEARNING_RATES = {"full": 1e-4, "lora": 1e-3, "prompt": 0.3}
TINY_LEARNING_RATES = {"full": 5e-3, "lora": 2e-2, "prompt": 0.3}  # a random model has further to go
MAX_SUMMARY = 64  # tokens


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read rows with a dialogue and a summary from CSV, or from JSON Lines."""
    with path.open(encoding="utf-8", newline="") as file:
        rows: list[Any] = list(csv.DictReader(file)) if path.suffix == ".csv" else [json.loads(line) for line in file if line.strip()]
    for k, row in enumerate(rows):
        for column in ("dialogue", "summary"):
            if not isinstance(row, dict) or not isinstance(row.get(column), str):
                found = ", ".join(map(str, row)) if isinstance(row, dict) else repr(row)
                raise tm.errors.TableError(f"row {k} of {path} has no text {column!r}; expected dialogue and summary. Found: {found}.", k)
    if not rows:
        raise tm.errors.TableError(f"{path} has no rows; expected dialogues and summaries.")
    return rows


def split_sentences(text: str) -> str:
    """Put every sentence on a line of its own: ROUGE-Lsum compares line by line."""
    return re.sub(r"(?<=[.!?])\s+", "\n", text.strip())


def tiny_model(rows: Sequence[dict[str, str]]) -> tuple[Any, Any]:
    """Make a random T5 of two small layers, and a tokenizer of the words in the rows."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer, made.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    texts = [row[column] for row in rows for column in ("dialogue", "summary")]
    made.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=1500, special_tokens=["<pad>", "</s>", "<unk>"], show_progress=False))
    made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")
    config = T5Config(
        vocab_size=len(tokenizer), d_model=64, d_kv=16, d_ff=128, num_layers=2, num_heads=4, dropout_rate=0.0, decoder_start_token_id=0
    )
    return T5ForConditionalGeneration(config), tokenizer


def adapted(model: Any, method: str) -> Any:
    """Give a copy of the model of which the method trains a part, or all."""
    from peft import LoraConfig, PromptTuningConfig, get_peft_model

    model = copy.deepcopy(model)
    if method == "lora":
        return get_peft_model(model, LoraConfig(task_type="SEQ_2_SEQ_LM", r=8, lora_alpha=16, lora_dropout=0.0))
    if method == "prompt":
        return get_peft_model(model, PromptTuningConfig(task_type="SEQ_2_SEQ_LM", num_virtual_tokens=16, num_transformer_submodules=1))
    return model


def encoded(rows: Sequence[dict[str, str]], tokenizer: Any, max_input: int) -> list[dict[str, list[int]]]:
    """Turn rows into token ids: the dialogue after T5's word for the task, and the summary as labels."""
    dialogues = tokenizer(["summarize: " + row["dialogue"] for row in rows], max_length=max_input, truncation=True)
    labels = tokenizer([row["summary"] for row in rows], max_length=MAX_SUMMARY, truncation=True)
    return [
        {"input_ids": ids, "attention_mask": mask, "labels": label}
        for ids, mask, label in zip(dialogues["input_ids"], dialogues["attention_mask"], labels["input_ids"], strict=True)
    ]


def compare(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Train by every method, and give a row of ROUGE ×100 for the base model and for each method after each epoch."""
    from transformers import (
        AutoModelForSeq2SeqLM,
        AutoTokenizer,
        DataCollatorForSeq2Seq,
        Seq2SeqTrainer,
        Seq2SeqTrainingArguments,
        set_seed,
    )

    training, validation = read_rows(options.data), None
    if options.validation:
        validation = read_rows(options.validation)
    else:  # every tenth dialogue is held out
        training, validation = [row for k, row in enumerate(training) if k % 10], training[::10]
    set_seed(options.seed)
    if options.model:
        base, tokenizer = AutoModelForSeq2SeqLM.from_pretrained(options.model), AutoTokenizer.from_pretrained(options.model)
    else:
        base, tokenizer = tiny_model(training)
    rates = LEARNING_RATES if options.model else TINY_LEARNING_RATES
    metric = tm.Rouge(types=TYPES, stemmer="porter")
    train_ids, validation_ids = (encoded(rows, tokenizer, options.max_input) for rows in (training, validation))
    rows = []
    for method in ("base", *options.methods):
        set_seed(options.seed)
        model = adapted(base, method)
        trainer = Seq2SeqTrainer(
            model=model,
            args=Seq2SeqTrainingArguments(
                output_dir=str(options.output / method),
                num_train_epochs=options.epochs,
                learning_rate=rates.get(method, 0.0),
                per_device_train_batch_size=options.batch_size,
                per_device_eval_batch_size=options.batch_size * 2,
                eval_strategy="epoch",
                save_strategy="no",
                logging_strategy="no",
                predict_with_generate=True,
                generation_max_length=MAX_SUMMARY,
                generation_num_beams=1,
                report_to=[],
                disable_tqdm=not sys.stderr.isatty(),
                seed=options.seed,
            ),
            train_dataset=train_ids,
            eval_dataset=validation_ids,
            data_collator=DataCollatorForSeq2Seq(tokenizer),
            processing_class=tokenizer,
            compute_metrics=ComputeMetrics(metric, tokenizer=tokenizer, postprocess=split_sentences, percent=True),
        )
        if method == "base":
            found = [{"epoch": 0, **trainer.evaluate()}]
        else:
            trainer.train()
            found = [entry for entry in trainer.state.log_history if "eval_rouge1" in entry]
        trained = sum(p.numel() for p in model.parameters() if p.requires_grad) if method != "base" else 0
        for entry in found:
            scores = {name: entry[f"eval_{name}"] for name in TYPES}
            rows.append({"method": METHODS.get(method, "base model"), "trained": trained, "epoch": round(entry["epoch"]), **scores})
    return rows


def table_of(rows: Sequence[dict[str, Any]]) -> str:
    """Write the rows as a table in Markdown."""
    lines = ["| method | parameters trained | epoch | " + " | ".join(NAMES.values()) + " |", "|---|---:|---:|" + "---:|" * len(TYPES)]
    for row in rows:
        scores = " | ".join(f"{row[name]:.2f}" for name in TYPES)
        lines.append(f"| {row['method']} | {row['trained']:,} | {row['epoch']} | {scores} |")
    return "\n".join(lines) + "\n"


def draw(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw each type of ROUGE over the epochs, a line a method; the base model is the dashed line."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.hashsalt": "dialogsum", "svg.fonttype": "none", "font.size": 9})
    pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
    figure, panels = pyplot.subplots(1, len(TYPES), figsize=(11, 3), sharex=True, layout="constrained")
    base = rows[0]
    n_epochs = max(row["epoch"] for row in rows)
    for panel, name in zip(panels, TYPES, strict=True):
        panel.axhline(base[name], color="0.5", linestyle="--", linewidth=1, label=base["method"])
        for method, colour in zip(METHODS.values(), ("#0072b2", "#d55e00", "#009e73"), strict=True):
            own = [row for row in rows if row["method"] == method]
            if own:
                panel.plot([row["epoch"] for row in own], [row[name] for row in own], marker="o", markersize=3, color=colour, label=method)
        panel.set(title=NAMES[name], xlabel="epoch", xticks=range(1, n_epochs + 1), ylim=(0, None))
    panels[0].set_ylabel("F1 × 100")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def main(arguments: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Compare the methods that the command line names; write the table and the plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="CSV or JSON Lines with dialogue and summary")
    parser.add_argument("--validation", type=Path, help="the same, to score on; without it every tenth row of --data")
    parser.add_argument("--model", help="an encoder-decoder model, a name on the Hub or a folder; without it a tiny random T5")
    parser.add_argument("--methods", nargs="+", choices=list(METHODS), default=list(METHODS))
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--max-input", type=int, default=512, help="tokens of a dialogue")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=Path("compared"), help="the folder for the table and the plot")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    rows = compare(options)
    (options.output / "rouge.md").write_text(table_of(rows), encoding="utf-8")
    draw(rows, options.output / "rouge.svg")
    return rows


if __name__ == "__main__":
    print(table_of(main()))
