"""Hugging Face transformers: ROUGE and BLEU as `compute_metrics` of Trainer and Seq2SeqTrainer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import InputError, InputTypeError
from ..inputs import IGNORE_INDEX
from ..metrics import Bleu, Rouge
from ..results import Accumulator
from .packed_rows import checked_metrics, named_scores

Ids = npt.NDArray[np.int64]


class ComputeMetrics:
    """Score what a model generated against its labels; pass it to a Trainer as ``compute_metrics``.

    Ids of −100 are left out of predictions and labels; of a tuple of predictions the first are scored. With
    ``batch_eval_metrics=True`` the Trainer hands batches over as it goes; only counts are kept of them, and the numbers are the same.

    Args:
        metrics: A Rouge or Bleu, or several. None: rouge1, rouge2, rougeL, and of text rougeLsum.
        tokenizer: What decodes ids to the texts that are scored. None: the ids themselves are scored.
        postprocess: From a decoded text, of either side, to the text that is scored: a sentence splitter that puts newlines between
            sentences, for rougeLsum. None: white space around the text goes.
        skip_ids: Ids that are left out where ids are scored, as those of padding and of the beginning and end of a text.
        percent: Report numbers of 100 instead of 1.
        gen_len: Report also the mean number of ids a prediction, those that are −100 or the tokenizer's padding not counted.

    Raises:
        ConfigurationError: Two metrics report the same name, or one is no Rouge or Bleu.

    Examples:
        >>> import numpy as np
        >>> compute_metrics = ComputeMetrics()
        >>> compute_metrics((np.array([[5, 6, 7, -100]]), np.array([[5, 6, -100]])))
        {'rouge1': 0.8, 'rouge2': 0.6666666666666666, 'rougeL': 0.8}
    """

    def __init__(
        self,
        metrics: Rouge | Bleu | Iterable[Rouge | Bleu] | None = None,
        *,
        tokenizer: Any = None,
        postprocess: Callable[[str], str] | None = None,
        skip_ids: Collection[int] = (),
        percent: bool = False,
        gen_len: bool = False,
    ) -> None:
        types = ("rouge1", "rouge2", "rougeL")
        default = Rouge(types if tokenizer is None else (*types, "rougeLsum"))
        self.metrics = checked_metrics(default if metrics is None else metrics)
        self.tokenizer = tokenizer
        self.postprocess = str.strip if postprocess is None else postprocess
        self.skip_ids = tuple(skip_ids)
        self.percent = percent
        self.gen_len = gen_len
        self.reset()

    def reset(self) -> None:
        """Forget the batches of an evaluation that did not come to its end."""
        self._running: list[Accumulator[Any]] = [metric.accumulator() for metric in self.metrics]
        self._n_ids = 0

    def __call__(self, eval_pred: Any, compute_result: bool | None = None) -> dict[str, float]:
        """Score an evaluation set, or with ``compute_result`` add a batch to it; the result comes with the last batch, where it is True.

        Raises:
            InputError: Predictions and labels have different numbers of rows, there are none, or an id is not one of the tokenizer's.
            InputTypeError: Predictions are logits, or labels are no integers.
        """
        if compute_result is None:
            self.reset()
        try:
            self._add(eval_pred)
            return {} if compute_result is False else self._result()
        except BaseException:
            self.reset()
            raise

    def _add(self, eval_pred: Any) -> None:
        predictions, labels = eval_pred[0], eval_pred[1]
        predictions, labels = self._ids(predictions, "predictions"), self._ids(labels, "label_ids")
        if len(predictions) != len(labels):
            raise InputError(f"{len(predictions)} rows of predictions and {len(labels)} of label_ids; expected as many of both.")
        if self.gen_len:
            pad = getattr(self.tokenizer, "pad_token_id", None)
            self._n_ids += int(np.count_nonzero((predictions != IGNORE_INDEX) & (predictions != (IGNORE_INDEX if pad is None else pad))))
        sides = [self._texts(predictions), self._texts(labels)] if self.tokenizer is not None else [predictions, labels]
        for running in self._running:
            running.update(*sides)

    def _result(self) -> dict[str, float]:
        n_rows = self._running[0].n_rows
        if n_rows == 0:
            raise InputError("the evaluation set is empty; expected at least one row.")
        scores: dict[str, float] = {}
        for running in self._running:
            scores |= named_scores(running.compute(), self.percent)
        if self.gen_len:
            scores["gen_len"] = self._n_ids / n_rows
        self.reset()
        return scores

    def _texts(self, rows: Ids) -> list[str]:
        if len(rows) == 0:  # transformers 5 decodes an empty batch to one empty text
            return []
        texts = self.tokenizer.batch_decode([row[row != IGNORE_INDEX].tolist() for row in rows], skip_special_tokens=True)
        return [self.postprocess(text) for text in texts]

    def _ids(self, values: Any, name: str) -> Ids:
        """Check one side and give it as int64 (n_rows, n_ids), −100 where nothing counts."""
        if isinstance(values, tuple):
            values = values[0]
        values = values.detach().cpu() if hasattr(values, "detach") else np.asarray(values)
        if "float" in str(values.dtype):
            logits = "Of logits take the argmax (preprocess_logits_for_metrics=next_token_ids), or pass predict_with_generate=True."
            raise InputTypeError(
                f"{name} of dtype {values.dtype} and shape {tuple(values.shape)} are not integers; expected token ids, padded with −100. "
                + (logits if name == "predictions" else "NaN among labels makes them floats.")
            )
        rows = np.asarray(values)
        if rows.dtype.kind not in "iu" or rows.ndim != 2:
            raise InputTypeError(f"{name} of dtype {rows.dtype} and shape {rows.shape}; expected token ids of shape (n_rows, n_ids).")
        limit = np.inf if self.tokenizer is None else len(self.tokenizer)
        wrong = np.argwhere((rows != IGNORE_INDEX) & ((rows < 0) | (rows >= limit)))
        if len(wrong):
            row, place = wrong[0].tolist()
            most = "" if self.tokenizer is None else f" to {limit - 1}, as the tokenizer has"
            raise InputError(f"{name}[{row}] holds the id {rows[row, place]}; expected ids from 0{most}, or −100 for none.", row)
        ids = rows.astype(np.int64)
        if self.tokenizer is None and self.skip_ids:
            ids[np.isin(ids, self.skip_ids)] = IGNORE_INDEX
        return ids


def next_token_ids(logits: Any, labels: Any) -> Any:
    """Give a causal language model's likeliest ids where labels count; pass it as ``preprocess_logits_for_metrics``.

    The logits at a position are of the id that follows, so they are moved on by one; where the label is −100, so is the id.
    """
    logits = logits[0] if isinstance(logits, (tuple, list)) else logits
    ids = labels.clone()
    ids[:, 1:] = logits[:, :-1].argmax(-1)
    ids[:, :1] = IGNORE_INDEX
    ids[labels == IGNORE_INDEX] = IGNORE_INDEX
    return ids
