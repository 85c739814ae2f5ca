"""The Keras metrics and callback report, from fit and evaluate, the bits of all rows scored at once."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    keras = pytest.importorskip("keras")

import textmetrics as tm  # noqa: E402  # after the skip above
from textmetrics.errors import ConfigurationError, InputError, InputTypeError  # noqa: E402  # after the skip above
from textmetrics.integrations.keras import Bleu, Rouge, ScoreGenerated  # noqa: E402  # after the skip above

pytestmark = [
    pytest.mark.filterwarnings("default"),  # the libraries' own
    pytest.mark.skipif(keras.backend.backend() != "torch", reason="the metrics are tested with the backend torch"),
]

N_WORDS, LENGTH = 9, 7
TYPES = ("rouge1", "rougeL")


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    keras.utils.set_random_seed(0)
    yield
    keras.utils.clear_session()


def _data(n_rows: int) -> tuple[Any, Any]:
    """Give ids, and those that follow a fixed rule, some of them padding."""
    inputs = np.random.default_rng(3).integers(1, N_WORDS, size=(n_rows, LENGTH))
    targets = (inputs * 2) % (N_WORDS - 1) + 1
    targets[np.arange(LENGTH) >= np.random.default_rng(4).integers(2, LENGTH + 1, size=(n_rows, 1))] = 0
    return inputs, targets


def _model(metrics: Any) -> Any:
    model = keras.Sequential([keras.Input((LENGTH,), dtype="int64"), keras.layers.Embedding(N_WORDS, 8), keras.layers.Dense(N_WORDS)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss, metrics=metrics)
    return model


def _expected(model: Any, inputs: Any, targets: Any) -> dict[str, float]:
    guessed = model.predict(inputs, verbose=0).argmax(-1)
    sides = [[[k for k, right in zip(row, kept, strict=True) if right and k] for row, kept in zip(rows, targets.tolist(), strict=True)]
             for rows in (guessed.tolist(), targets.tolist())]  # fmt: skip
    rouge = tm.rouge(*sides, types=TYPES)
    return {**{name: rouge[name].mean.f1 for name in TYPES}, "bleu": tm.bleu(*sides, max_order=2).score}


def _metrics() -> list[Any]:
    return [Rouge(types=TYPES, argmax=True, pad_id=0), Bleu(max_order=2, argmax=True, pad_id=0)]


def test_fit_and_evaluate_report_the_bits_of_all_rows_at_once() -> None:
    inputs, targets = _data(22)
    model = _model(_metrics())
    history = model.fit(inputs, targets, validation_data=(inputs, targets), epochs=2, batch_size=4, verbose=0).history
    expected = _expected(model, inputs, targets)
    evaluated = model.evaluate(inputs, targets, batch_size=5, verbose=0, return_dict=True)
    assert {name: evaluated[name] for name in expected} == expected
    assert {name: history[f"val_{name}"][-1] for name in expected} == expected
    assert 0 < expected["bleu"] < 1
    assert len(history["rouge1"]) == 2


def test_a_model_is_saved_and_loaded_with_its_metrics(tmp_path: Path) -> None:
    inputs, targets = _data(10)
    model = _model(_metrics())
    model.fit(inputs, targets, batch_size=4, verbose=0)
    before = model.evaluate(inputs, targets, verbose=0, return_dict=True)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.evaluate(inputs, targets, verbose=0, return_dict=True) == before
    assert {"rouge1", "rougeL", "bleu"} < set(before)


@pytest.mark.parametrize("metric", [Rouge(types=TYPES, stemmer="porter"), Bleu("score", max_order=2, pad_id=3)], ids=["rouge", "bleu"])
def test_a_metric_is_made_again_from_its_configuration(metric: Any) -> None:
    same = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(metric))
    assert same.get_config() == metric.get_config()
    assert same._running.metric == metric._running.metric


def test_batches_of_text_and_reset() -> None:
    metric = Rouge(types=("rouge1",))
    metric.update_state(["the cat ran"], ["the cat sat"])
    metric.update_state([["a dog", "a cat"]], ["a dog"])
    assert metric.result() == {"rouge1": tm.rouge(["the cat sat", "a dog"], ["the cat ran", "a dog"], types=("rouge1",))["rouge1"].mean.f1}
    metric.reset_state()
    with pytest.raises(InputError, match="nothing has been accumulated"):
        metric.result()


def test_ids_of_minus_100_and_padding_are_left_out_of_both_sides() -> None:
    metric = Rouge(types=("rouge1",), pad_id=0)
    metric.update_state(torch.tensor([[1, 2, 0, -100]]), torch.tensor([[1, 2, 0, 0]]))
    assert metric.result() == {"rouge1": 1.0}


def test_wrong_use_is_named() -> None:
    ids = np.array([[1, 2]])
    with pytest.raises(InputTypeError, match="sample_weight"):
        Bleu().update_state(ids, ids, np.ones(1))
    with pytest.raises(InputError, match=r"y_pred gives ids of shape \(1, 3\), y_true has \(1, 2\)"):
        Bleu(argmax=True).update_state(ids, np.zeros((1, 3, N_WORDS), np.float32))
    with pytest.raises(InputTypeError, match="logits, it seems"):
        Bleu().update_state(ids, np.zeros((1, 2, N_WORDS), np.float32))
    with pytest.raises(ConfigurationError, match="several vectors"):
        Bleu(max_order=1, weights=((1.0,), (1.0,)))
    with pytest.raises(ConfigurationError, match="every is 0"):
        ScoreGenerated(tm.Bleu(), lambda model, inputs: inputs, [], [], every=0)


def test_the_callback_adds_scores_of_generated_text_to_the_logs() -> None:
    inputs, targets = _data(12)
    references = [" ".join(f"w{k}" for k in row if k) for row in targets.tolist()]

    def generate(model: Any, inputs: Any) -> list[str]:
        return [" ".join(f"w{k}" for k in row) for row in model.predict(inputs, verbose=0).argmax(-1).tolist()]

    model = _model([])
    metrics = (tm.Rouge(types=TYPES), tm.Bleu(max_order=2))
    callback = ScoreGenerated(metrics, generate, inputs, references, every=2)
    stop = keras.callbacks.EarlyStopping("val_bleu", mode="max", min_delta=10, patience=1)
    history = model.fit(inputs, targets, epochs=4, verbose=0, callbacks=[callback]).history
    texts = generate(model, inputs)
    rouge = metrics[0].score(texts, references)
    assert [history[f"val_{name}"][-1] for name in TYPES] == [rouge[name].mean.f1 for name in TYPES]
    assert history["val_bleu"][-1] == metrics[1].score(texts, references).score
    assert len(history["loss"]) == 4
    assert len(history["val_bleu"]) == 2
    every_epoch = ScoreGenerated(metrics, generate, inputs, references)
    assert len(model.fit(inputs, targets, epochs=4, verbose=0, callbacks=[every_epoch, stop]).history["loss"]) == 2
