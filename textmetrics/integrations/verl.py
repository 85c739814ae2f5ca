"""Rewards for verl: compute_score for one answer, compute_scores for a batch.

``custom_reward_function.path=pkg://textmetrics.integrations.verl custom_reward_function.name=compute_score``, with the batch reward
manager ``name=compute_scores``; options go into ``custom_reward_function.reward_kwargs``. The path of this file does as well as its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# In full: verl may load this file by its path, and then it has no package.
from textmetrics.errors import InputError, InputTypeError, shown
from textmetrics.integrations.rewards import RowMetric, configured, lacks_reference, row_scores


def compute_score(
    data_source: Any,
    solution_str: str,
    ground_truth: str | Sequence[str],
    extra_info: Any = None,
    *,
    metric: str | RowMetric = "rougeL",
    measure: str = "f1",
    options: Mapping[str, Any] | None = None,
    **others: Any,
) -> float:
    """Score one answer against its ground truth, in [0, 1].

    Args:
        data_source: Not looked at.
        solution_str: The answer.
        ground_truth: One reference, or several.
        extra_info: Not looked at.
        metric: A type of ROUGE, "bleu" (smoothed exponentially, as sacrebleu's sentence_bleu), "gleu", or a configured metric.
        measure: What is taken of ROUGE: "f1", "precision" or "recall".
        options: Of the metric named, such as ``{"stemmer": "porter"}`` or ``{"smoothing": "add-k"}``.
        others: Whatever else verl passes; not looked at.

    Raises:
        ConfigurationError: An option does not exist or does not fit the others.
        InputError: There is no ground truth.
        InputTypeError: The answer, or a ground truth, is not text.

    Examples:
        >>> from textmetrics.integrations.verl import compute_score
        >>> compute_score(data_source="xsum", solution_str="a dog", ground_truth="a cat", metric="rouge1")
        0.5
    """
    return compute_scores(None, [solution_str], [ground_truth], metric=metric, measure=measure, options=options)[0]


def compute_scores(
    data_sources: Any,
    solution_strs: Sequence[str],
    ground_truths: Sequence[str | Sequence[str]],
    extra_infos: Any = None,
    *,
    metric: str | RowMetric = "rougeL",
    measure: str = "f1",
    options: Mapping[str, Any] | None = None,
    threads: int | None = 1,
    **others: Any,
) -> list[float]:
    """Score a batch of answers, each against its ground truth, as `compute_score` does.

    Args:
        threads: At most so many; 1 stays on the calling thread, None uses every core for large batches.

    Raises:
        ConfigurationError, InputError, InputTypeError: As for `compute_score`.

    Examples:
        >>> from textmetrics.integrations.verl import compute_scores
        >>> compute_scores(data_sources=["a", "a"], solution_strs=["a dog", "no"], ground_truths=["a dog", ["yes", "no"]])
        [1.0, 1.0]
    """
    if isinstance(solution_strs, str) or isinstance(ground_truths, str) or len(solution_strs) != len(ground_truths):
        raise InputError("solution_strs and ground_truths differ in length, or one is a single str; expected one ground truth an answer.")
    references = []
    for k, (answer, truth) in enumerate(zip(solution_strs, ground_truths, strict=True)):
        if not isinstance(answer, str):
            raise InputTypeError(f"solution_strs[{k}] is {shown(answer)}, a {type(answer).__name__}; expected str.", k)
        if lacks_reference(truth):
            raise InputError(f"ground_truths[{k}] is {shown(truth)}; expected a text, or several. Drop the row.", k)
        texts = [truth] if isinstance(truth, str) or not hasattr(truth, "__len__") else list(truth)
        if not all(isinstance(text, str) for text in texts):
            raise InputTypeError(f"ground_truths[{k}] is {shown(truth)}, a {type(truth).__name__}; expected a text, or several.", k)
        references.append(texts)
    return row_scores(configured(metric, measure, options), list(solution_strs), references, measure, threads)
