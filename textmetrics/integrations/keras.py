"""Keras 3: ROUGE and BLEU as metrics of token ids, and as a callback that generates text and scores it after an epoch."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,unused-ignore", allow-subclassing-any

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np

from ..errors import ConfigurationError, InputError, InputTypeError
from ..inputs import IGNORE_INDEX
from ..metrics import Bleu as BleuConfiguration
from ..metrics import Rouge as RougeConfiguration
from .packed_rows import checked_metrics, named_scores


class RowsMetric(keras.metrics.Metric):  # type: ignore[misc]
    """A metric that keeps the integers that scores are made of, as Python objects: it takes part in eager steps, not in compiled ones.

    Args:
        configuration: A Rouge or Bleu.
        name: As Keras reports it.
        argmax: y_pred holds logits or probabilities, whose likeliest ids are scored.
        pad_id: This id is left out, as −100 is; with `argmax` also what was predicted where y_true has it.
        options: What the configuration was made of.
    """

    def __init__(self, configuration: Any, name: str | None, argmax: bool, pad_id: int | None, options: dict[str, Any]) -> None:
        super().__init__(name=name)
        checked_metrics(configuration)
        self.argmax = argmax
        self.pad_id = pad_id
        self._options = dict(options)
        self._running = configuration.accumulator()

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add rows of token ids or of text.

        Raises:
            InputError: Rows do not match.
            InputTypeError: There are sample weights, or y_pred holds floats and `argmax` was not asked for.
        """
        if sample_weight is not None:
            raise InputTypeError("sample_weight is given; expected none, since counts of n-grams have no weight: pass it as metrics=[…].")
        references, predictions = (keras.ops.convert_to_numpy(y) if keras.ops.is_tensor(y) else y for y in (y_true, y_pred))
        if self.argmax:
            predictions = np.asarray(predictions).argmax(-1)
            if predictions.shape != np.shape(references):
                raise InputError(f"y_pred gives ids of shape {predictions.shape}, y_true has {np.shape(references)}; expected the same.")
            predictions = np.where(self._is_padding(references), IGNORE_INDEX, predictions)
        self._running.update(self._without_padding(predictions), self._without_padding(references))

    def _is_padding(self, ids: Any) -> Any:
        return (np.asarray(ids) == IGNORE_INDEX) | (self.pad_id is not None and np.asarray(ids) == self.pad_id)

    def _without_padding(self, rows: Any) -> Any:
        is_array = isinstance(rows, np.ndarray) and rows.dtype.kind in "iu"
        return np.where(self._is_padding(rows), IGNORE_INDEX, rows.astype(np.int64)) if is_array else rows

    def result(self) -> Any:
        """Give BLEU, or the mean F1 of each type of ROUGE by its name, of the rows so far.

        Raises:
            InputError: There are none.
        """
        scores = named_scores(self._running.compute())
        return scores["bleu"] if isinstance(self._running.metric, BleuConfiguration) else scores

    def reset_state(self) -> None:
        """Forget all rows."""
        self._running.reset()

    def get_config(self) -> dict[str, Any]:
        """Give the arguments that make this metric."""
        return {"name": self.name, "argmax": self.argmax, "pad_id": self.pad_id, **self._options}


@keras.saving.register_keras_serializable(package="textmetrics")
class Rouge(RowsMetric):
    """ROUGE as a Keras metric; options are those of `textmetrics.Rouge`, and those that `RowsMetric` explains."""

    def __init__(self, name: str = "rouge", *, argmax: bool = False, pad_id: int | None = None, **options: Any) -> None:
        super().__init__(RougeConfiguration(**options), name, argmax, pad_id, options)


@keras.saving.register_keras_serializable(package="textmetrics")
class Bleu(RowsMetric):
    """Corpus BLEU as a Keras metric; options are those of `textmetrics.Bleu`, and those that `RowsMetric` explains."""

    def __init__(self, name: str = "bleu", *, argmax: bool = False, pad_id: int | None = None, **options: Any) -> None:
        super().__init__(BleuConfiguration(**options), name, argmax, pad_id, options)


class ScoreGenerated(keras.callbacks.Callback):  # type: ignore[misc]
    """Generate and score after an epoch; the scores join its logs, for History, EarlyStopping and the like.

    Args:
        metrics: A `textmetrics.Rouge` or `textmetrics.Bleu`, or several.
        generate: From the model and the inputs to a prediction, text or token ids, for each.
        inputs: What to generate from.
        references: One for each input, or a list of them.
        prefix: Put before each name in the logs.
        every: Generate after each so many epochs.

    Raises:
        ConfigurationError: Two metrics report the same name, or one is no Rouge or Bleu, or `every` is below 1.
    """

    def __init__(
        self,
        metrics: RougeConfiguration | BleuConfiguration | Iterable[RougeConfiguration | BleuConfiguration],
        generate: Callable[[Any, Any], Any],
        inputs: Any,
        references: Any,
        *,
        prefix: str = "val_",
        every: int = 1,
    ) -> None:
        super().__init__()
        if every < 1:
            raise ConfigurationError(f"every is {every}; expected 1 epoch or more.")
        self.metrics = checked_metrics(metrics)
        self.generate, self.inputs, self.references = generate, inputs, references
        self.prefix, self.every = prefix, every

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Add scores to the logs."""
        if logs is None or (epoch + 1) % self.every:
            return
        predictions = self.generate(self.model, self.inputs)
        if keras.ops.is_tensor(predictions):
            predictions = keras.ops.convert_to_numpy(predictions)
        for metric in self.metrics:
            scores = named_scores(metric.score(predictions, self.references))
            logs.update({self.prefix + name: value for name, value in scores.items()})
