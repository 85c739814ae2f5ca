"""Rewards for TRL's GRPOTrainer and RLOOTrainer: completions scored against a column of the dataset."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import ConfigurationError, InputError, InputTypeError, shown
from .rewards import RowMetric, lacks_reference, metric_name, row_metric, row_scores


@dataclass(frozen=True)
class Reward:
    """A reward function for TRL: the score of each completion on its own, in [0, 1].

    ``GRPOTrainer(reward_funcs=[Reward("rougeL", column="summary"), Reward("bleu", column="summary")], …)``. It can be pickled, and sent to
    other processes; while it scores, other Python threads run.

    Args:
        metric: "bleu" (smoothed exponentially, as sacrebleu's sentence_bleu), "gleu", a type of ROUGE such as "rougeL", or a configured
            `Rouge`, `Bleu` or `Gleu`; of several ROUGE types the reward is the mean.
        column: The dataset's column with the reference: a text, a list of texts, or a message or list of messages. A row in which it is
            None, NaN or an empty list gets the reward None, which TRL leaves out.
        measure: What is taken of ROUGE: "f1", "precision" or "recall".
        threads: At most so many; 1 stays on the calling thread, None uses every core for large batches.
        name: Under which TRL logs it; by default the metric's.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.

    Examples:
        >>> from textmetrics.integrations.trl import Reward
        >>> reward = Reward("rouge1", column="summary")
        >>> reward(prompts=["…", "…"], completions=["a cat", "a dog"], summary=["a cat", None])
        [1.0, None]
        >>> reward(prompts=["…"], completions=[[{"role": "assistant", "content": "a dog"}]], summary=["a cat"])
        [0.5]
    """

    metric: RowMetric | str
    column: str = "reference"
    measure: str = "f1"
    threads: int | None = 1
    name: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "metric", row_metric(self.metric, self.measure))

    @property
    def __name__(self) -> str:
        """The name that TRL logs the reward under."""
        return self.name or metric_name(self.metric, self.measure)  # type: ignore[arg-type]  # resolved when it was made

    def __call__(self, *, completions: list[Any], **columns: Any) -> list[float | None]:
        """Score completions as TRL calls it, with the dataset's columns by keyword.

        Args:
            completions: A text, or a list of messages, a row: of messages the last one of the assistant counts.
            columns: The dataset's, and what else TRL passes.

        Returns:
            One reward a completion; None for a row without a reference.

        Raises:
            ConfigurationError: The dataset lacks the column.
            InputError: Rows do not match, or a conversation is empty.
            InputTypeError: A value is neither text nor messages.
        """
        if self.column not in columns:
            known = ", ".join(sorted(columns)) or "none"
            raise ConfigurationError(f"the dataset has no column {self.column!r}; expected the references there. Passed: {known}.")
        references = columns[self.column]
        for place, column in (("completions", completions), (self.column, references)):
            if isinstance(column, str):
                raise InputTypeError(f"{place} is one str, {shown(column)}; expected a list with one entry a completion.")
        if len(references) != len(completions):
            raise InputError(f"{self.column} has {len(references)} rows and there are {len(completions)} completions; expected as many.")
        rows = [k for k, reference in enumerate(references) if not lacks_reference(reference)]
        predictions = [_text(completions[k], f"completions[{k}]", k) for k in rows]
        texts = [_references(references[k], f"{self.column}[{k}]", k) for k in rows]
        scores = row_scores(self.metric, predictions, texts, self.measure, self.threads)  # type: ignore[arg-type]  # resolved when made
        rewards: list[float | None] = [None] * len(completions)
        for k, score in zip(rows, scores, strict=True):
            rewards[k] = score
        return rewards


def _text(value: Any, place: str, row: int) -> str:
    """Give the text of a completion: itself, or what the assistant said last."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        content = value.get("content")
        if content is None:  # a call of a tool says nothing
            return ""
        if isinstance(content, (list, tuple)):  # parts, of which images have no text
            return "".join(part.get("text") or "" for part in content)
        return _text(content, f"{place}['content']", row)
    if isinstance(value, (list, tuple)) and all(isinstance(message, dict) for message in value):
        if not value:
            raise InputError(f"{place} is an empty conversation; expected a text, or at least one message.", row)
        said = [message for message in value if message.get("role", "assistant") == "assistant"]
        return _text((said or value)[-1], place, row)
    raise InputTypeError(f"{place} is {shown(value)}, a {type(value).__name__}; expected a str, or a list of messages.", row)


def _references(value: Any, place: str, row: int) -> list[str]:
    """Give the references of a row: one text, several, or what the assistant says in a conversation."""
    if hasattr(value, "tolist"):  # of an array
        value = value.tolist()
    if isinstance(value, (list, tuple)) and not isinstance(value[0], dict):
        return [_text(text, f"{place}[{k}]", row) for k, text in enumerate(value) if not lacks_reference(text)]
    return [_text(value, place, row)]
