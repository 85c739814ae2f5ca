"""`compute_metrics` of Hugging Face's Trainer and Seq2SeqTrainer: the numbers are those of the texts, or ids, scored all at once."""

from __future__ import annotations

import doctest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("transformers")
torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

import transformers  # noqa: E402  # after the skip above
from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: E402  # after the skip above

import textmetrics as tm  # noqa: E402  # after the skip above
from textmetrics.errors import ConfigurationError, InputError, InputTypeError  # noqa: E402  # after the skip above
from textmetrics.integrations import transformers as bridge  # noqa: E402  # after the skip above
from textmetrics.integrations.transformers import ComputeMetrics, next_token_ids  # noqa: E402  # after the skip above

pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own

N_WORDS = 40
METRICS = (tm.Rouge(types=("rouge1", "rouge2", "rougeL", "rougeLsum")), tm.Bleu())
ID_METRICS = (tm.Rouge(), tm.Bleu(max_order=2))


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    before = transformers.logging.get_verbosity()
    transformers.logging.set_verbosity_error()
    yield
    transformers.logging.set_verbosity(before)


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    words = ["<pad>", "</s>", "<unk>", *(f"word{k}" for k in range(N_WORDS - 3))]
    inner = Tokenizer(models.WordLevel({word: k for k, word in enumerate(words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=inner, pad_token="<pad>", eos_token="</s>", unk_token="<unk>")


def _rows(n: int, seed: int = 0) -> list[dict[str, list[int]]]:
    """Give inputs with labels of unequal lengths, of few words, so that random models match some."""
    random = np.random.default_rng(seed)
    return [
        {
            "input_ids": random.integers(3, N_WORDS, size=6).tolist(),
            "labels": [*random.integers(3, N_WORDS, size=random.integers(3, 9)).tolist(), 1],
        }
        for _ in range(n)
    ]


class Recorded:
    """A compute_metrics that keeps what it was given."""

    def __init__(self, inner: Callable[..., dict[str, float]]) -> None:
        self.inner = inner
        self.seen: list[tuple[Any, Any]] = []

    def __call__(self, eval_pred: Any, compute_result: bool | None = None) -> dict[str, float]:
        self.seen.append((eval_pred.predictions, eval_pred.label_ids))
        return self.inner(eval_pred, compute_result)

    def rows(self, side: int) -> list[list[int]]:
        """Give the ids of one side of all batches, without −100."""
        batches = [np.asarray(batch[side][0] if isinstance(batch[side], tuple) else batch[side]) for batch in self.seen]
        return [row[row != -100].tolist() for batch in batches for row in batch]


def _seq2seq_trainer(tokenizer: Any, path: Path, compute_metrics: Any, **options: Any) -> Any:
    torch.manual_seed(0)
    config = transformers.T5Config(
        vocab_size=N_WORDS, d_model=16, d_kv=4, d_ff=16, num_layers=1, num_heads=2, decoder_start_token_id=0, pad_token_id=0, eos_token_id=1
    )
    model = transformers.T5ForConditionalGeneration(config)
    arguments = transformers.Seq2SeqTrainingArguments(
        str(path), predict_with_generate=True, generation_max_length=8, per_device_eval_batch_size=4, report_to=[], use_cpu=True,
        disable_tqdm=True, dataloader_pin_memory=False, **options,
    )  # fmt: skip
    collator = transformers.DataCollatorForSeq2Seq(tokenizer, model=model)
    return transformers.Seq2SeqTrainer(
        model, arguments, data_collator=collator, processing_class=tokenizer, compute_metrics=compute_metrics, eval_dataset=_rows(11)
    )


def _of_all(predictions: Any, references: Any, metrics: Any, percent: bool = False) -> dict[str, float]:
    expected: dict[str, float] = {}
    for metric in metrics:
        result = metric.score(predictions, references)
        if isinstance(metric, tm.Rouge):
            expected |= {f"eval_{name}": result[name].mean.f1 * (100 if percent else 1) for name in metric.types}
        else:
            expected["eval_bleu"] = result.percent if percent else result.score
    return expected


def _scores(metrics: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if name.startswith(("eval_rouge", "eval_bleu"))}


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("by_batch", [False, True])
def test_seq2seq_trainer_scores_generated_text(tokenizer: Any, tmp_path: Path, by_batch: bool, percent: bool) -> None:
    compute_metrics = Recorded(ComputeMetrics(METRICS, tokenizer=tokenizer, percent=percent, gen_len=True))
    trainer = _seq2seq_trainer(tokenizer, tmp_path, compute_metrics, batch_eval_metrics=by_batch)
    first = trainer.evaluate()
    assert len(compute_metrics.seen) == (3 if by_batch else 1)
    texts = [tokenizer.batch_decode(compute_metrics.rows(side), skip_special_tokens=True) for side in (0, 1)]
    expected = _of_all(*texts, METRICS, percent)
    assert _scores(first) == expected
    assert first["eval_rouge1"] > 0
    assert first["eval_gen_len"] == np.mean([np.count_nonzero(np.asarray(row) != 0) for row in compute_metrics.rows(0)])
    assert _scores(trainer.evaluate()) == expected  # nothing stays from one evaluation to the next


@pytest.mark.parametrize("by_batch", [False, True])
def test_seq2seq_trainer_scores_generated_ids(tokenizer: Any, tmp_path: Path, by_batch: bool) -> None:
    compute_metrics = Recorded(ComputeMetrics(ID_METRICS, skip_ids=tokenizer.all_special_ids))
    trainer = _seq2seq_trainer(tokenizer, tmp_path, compute_metrics, batch_eval_metrics=by_batch)
    metrics = _scores(trainer.evaluate())
    sides = [[[k for k in row if k > 2] for row in compute_metrics.rows(side)] for side in (0, 1)]
    assert metrics == _of_all(*sides, ID_METRICS)
    assert metrics["eval_rouge1"] > 0


@pytest.mark.parametrize("by_batch", [False, True])
def test_trainer_scores_the_likeliest_next_ids_of_a_causal_model(tmp_path: Path, by_batch: bool) -> None:
    torch.manual_seed(0)
    model = transformers.GPT2LMHeadModel(transformers.GPT2Config(vocab_size=8, n_positions=16, n_embd=8, n_layer=1, n_head=2))
    rows = [{"input_ids": list(ids), "labels": [-100, -100, *ids[2:]]} for ids in np.random.default_rng(1).integers(0, 8, (10, 9)).tolist()]
    compute_metrics = Recorded(ComputeMetrics(ID_METRICS))
    arguments = transformers.TrainingArguments(
        str(tmp_path), per_device_eval_batch_size=4, report_to=[], use_cpu=True, disable_tqdm=True, batch_eval_metrics=by_batch,
        dataloader_pin_memory=False,
    )  # fmt: skip
    trainer = transformers.Trainer(
        model, arguments, eval_dataset=rows, compute_metrics=compute_metrics, preprocess_logits_for_metrics=next_token_ids
    )
    metrics = _scores(trainer.evaluate())
    inputs = torch.tensor([row["input_ids"] for row in rows])
    with torch.no_grad():
        likeliest = model.eval()(inputs).logits.argmax(-1)[:, 1:-1].tolist()  # positions 1 … 7 predict the ids at 2 … 8
    assert metrics == _of_all(likeliest, inputs[:, 2:].tolist(), ID_METRICS)
    assert metrics["eval_rouge1"] > 0


def test_the_first_of_a_tuple_of_predictions_counts() -> None:
    ids, labels = np.array([[1, 2, 3, -100]]), np.array([[1, 2, 4]])
    states = np.zeros((1, 4, 2))
    assert ComputeMetrics()(((ids, states), labels)) == ComputeMetrics()((ids, labels))


def test_default_metrics_of_ids_and_of_text(tokenizer: Any) -> None:
    ids = np.array([[3, 4, 5]])
    assert list(ComputeMetrics()((ids, ids))) == ["rouge1", "rouge2", "rougeL"]
    assert list(ComputeMetrics(tokenizer=tokenizer)((ids, ids))) == ["rouge1", "rouge2", "rougeL", "rougeLsum"]


def test_texts_are_postprocessed_before_they_are_scored(tokenizer: Any) -> None:
    metric = tm.Rouge(types=("rougeLsum",))
    predictions, labels = np.array([[3, 4, 5, 6]]), np.array([[5, 6, 3, 4]])

    by_line = ComputeMetrics(metric, tokenizer=tokenizer, postprocess=lambda text: text.replace(" ", "\n"))
    assert by_line((predictions, labels)) == {"rougeLsum": 1.0}
    assert ComputeMetrics(metric, tokenizer=tokenizer)((predictions, labels)) == {"rougeLsum": 0.5}


def test_no_rows_stay_behind_where_an_evaluation_fails() -> None:
    compute_metrics = ComputeMetrics()
    right, wrong = torch.tensor([[1, 2, 3]]), torch.tensor([[4, 5, 6]])
    assert compute_metrics((wrong, right), compute_result=False) == {}
    with pytest.raises(InputError):
        compute_metrics((wrong, torch.cat([right, right])), compute_result=False)
    assert compute_metrics((right, right), compute_result=True)["rouge1"] == 1.0
    compute_metrics((wrong, right), compute_result=False)
    compute_metrics.reset()
    assert compute_metrics((right, right), compute_result=True)["rouge1"] == 1.0
    compute_metrics((wrong, right), compute_result=False)
    assert compute_metrics((right, right))["rouge1"] == 1.0


IDS = np.array([[3, 4, 5]])


@pytest.mark.parametrize(
    ("predictions", "labels", "error", "message"),
    [
        (IDS, np.array([[3], [4]]), InputError, "1 rows of predictions and 2 of label_ids"),
        (np.zeros((1, 3, N_WORDS), np.float32), IDS, InputTypeError, "logits take the argmax.*next_token_ids.*predict_with_generate=True"),
        (torch.zeros((1, 3, N_WORDS), dtype=torch.bfloat16), IDS, InputTypeError, r"predictions of dtype torch.bfloat16 .*logits"),
        (np.array([[3, N_WORDS]]), IDS, InputError, r"predictions\[0\] holds the id 40; expected ids from 0 to 39"),
        (IDS, np.array([[3, 4], [-7, 4]])[1:], InputError, r"label_ids\[0\] holds the id -7"),
        (IDS[:0], IDS[:0], InputError, "the evaluation set is empty"),
        (IDS, np.array([[3.0, np.nan]]), InputTypeError, "label_ids of dtype float64.*expected token ids.*NaN"),
        (IDS, IDS[0], InputTypeError, r"label_ids of dtype int64 and shape \(3,\); expected token ids of shape"),
    ],
)
def test_wrong_input_is_named(tokenizer: Any, predictions: Any, labels: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        ComputeMetrics(tokenizer=tokenizer)((predictions, labels))


@pytest.mark.parametrize(
    "metrics",
    [(), (tm.Rouge(), tm.Rouge()), ("rouge1",), tm.Bleu(max_order=1, weights=((1.0,), (1.0,)))],
    ids=["none", "twice", "str", "several"],
)
def test_wrong_metrics_are_named(metrics: Any) -> None:
    with pytest.raises(ConfigurationError):
        ComputeMetrics(metrics)


def test_examples_of_the_documentation() -> None:
    outcome = doctest.testmod(bridge)
    assert outcome.attempted > 0
    assert outcome.failed == 0
