"""Metrics for tasks of lm-eval, the language model evaluation harness: scores of items, and aggregations over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, InputTypeError, MissingDependencyError, shown
from ..metrics import Bleu, Rouge
from .rewards import RowMetric, configured, lacks_reference, metric_name, row_metric, row_scores

REGISTERED = ("rouge1", "rouge2", "rougeL", "rougeLsum", "gleu", "sentence_bleu")
_TRUTHFULQA = Rouge(types=("rouge1", "rouge2", "rougeLsum"))


@dataclass(frozen=True)
class ProcessResults:
    """Score a document's answer: ``score = ProcessResults("summary")`` in utils.py, ``process_results: !function utils.score`` in the task.

    Args:
        reference: The document's field with the reference, a text or a list of texts.
        metrics: Names, as in `textmetrics.integrations.trl.Reward`, or configured metrics. A `Rouge` gives F1 of each of its types.
        corpus_bleu: Give the pair of references and answer under "corpus_bleu", for the aggregation `corpus_bleu`.

    Raises:
        ConfigurationError: There is no such metric.

    Examples:
        >>> from textmetrics.integrations.lm_eval import ProcessResults
        >>> score = ProcessResults("summary", metrics=("rouge1", "rouge2"))
        >>> score({"summary": "a small dog"}, ["a dog"])
        {'rouge1': 0.8, 'rouge2': 0.0}
    """

    reference: str
    metrics: tuple[RowMetric | str, ...] = (Rouge(types=("rouge1", "rouge2", "rougeL", "rougeLsum")),)
    corpus_bleu: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "metrics", tuple(map(row_metric, self.metrics)))

    def __call__(self, doc: dict[str, Any], results: Sequence[Any]) -> dict[str, Any]:
        """Give the scores of one document's answer, which is the first of the results.

        Raises:
            InputError: The document has no reference.
            InputTypeError: The reference or the answer is not text.
        """
        answer, references = _answer(results), _references(doc, self.reference)
        scores: dict[str, Any] = {}
        for metric in self.metrics:
            if isinstance(metric, Rouge):
                scores |= {name: found.f1[0].item() for name, found in metric.score([answer], [references], threads=1).items()}
            else:
                scores[metric_name(metric)] = row_scores(metric, [answer], [references])[0]  # type: ignore[arg-type]  # resolved when made
        if self.corpus_bleu:
            scores["corpus_bleu"] = (references, answer)
        return scores


def corpus_bleu(items: Sequence[tuple[Any, str]], metric: Bleu | None = None) -> float:
    """Aggregate pairs of references and answer by corpus BLEU, on lm-eval's scale of 0 to 100; sacrebleu's numbers unless told otherwise.

    ``aggregation: !function utils.corpus_bleu``. References are a text or a list of texts, and rows may have different numbers.
    """
    if len(items) == 0:
        raise InputError("there are no items to aggregate; expected at least one pair of references and answer.")
    references = [[item[0]] if isinstance(item[0], str) else list(item[0]) for item in items]
    return float((metric or Bleu()).score([item[1] for item in items], references).percent)


def truthfulqa_results(doc: dict[str, Any], results: Sequence[str]) -> dict[str, float]:
    """Score an answer to TruthfulQA as lm-eval's own process_results_gen does, to the last bit, without its resampling of one item.

    Best BLEU and ROUGE over correct and over incorrect answers, ×100: of each "max" (the correct ones), "diff" and "acc".
    """
    answer, n_true = _answer(results), len(doc["correct_answers"])
    references = [*doc["correct_answers"], *doc["incorrect_answers"]]
    answers = [answer] * len(references)
    bleu = Bleu(tokenizer="intl")
    columns = {"bleu": bleu.percents(bleu.statistics(answers, references, threads=1).values)}
    lines = [text.replace(" . ", ".\n") for text in (answer, *references)]
    rouge = _TRUTHFULQA.score(lines[:1] * len(references), lines[1:], threads=1)
    columns |= {name.removesuffix("sum"): scores.f1 * 100 for name, scores in rouge.items()}
    scores: dict[str, float] = {}
    for name, column in columns.items():
        correct, incorrect = float(column[:n_true].max()), float(column[n_true:].max())
        scores |= {f"{name}_max": correct, f"{name}_acc": int(correct > incorrect), f"{name}_diff": correct - incorrect}
    return scores


@dataclass(frozen=True)
class ItemMetric:
    """A metric as lm-eval calls it for one item: ``metric(references=[…], predictions=[…], **options) -> float``."""

    name: str

    def __call__(self, references: Sequence[Any], predictions: Sequence[str], **options: Any) -> float:
        """Score the first prediction, in [0, 1]; options are those of the metric, such as stemmer."""
        metric = configured("bleu" if self.name == "sentence_bleu" else self.name, "f1", options)
        return row_scores(metric, [_answer(predictions)], [_references({"references": references[0]}, "references")])[0]


def register() -> None:
    """Register metrics with lm-eval: "textmetrics_rouge1" … (averaged over items), and "textmetrics_bleu" (corpus BLEU, 0 to 100).

    Call it in the task's utils.py; in the task's file name them in ``metric_list``, with options such as ``stemmer: porter`` beside them.
    Where a document has several references, lm-eval makes 0 or 1 of a metric's score: take `ProcessResults` there.

    Raises:
        MissingDependencyError: lm-eval is not installed.
    """
    try:
        import lm_eval.api.metrics  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: F401  # it fills the registries
        from lm_eval.api import registry
    except ImportError:
        raise MissingDependencyError("to register metrics needs lm-eval; install it with: pip install lm-eval") from None
    if "textmetrics_bleu" in registry.metric_registry:
        return
    registry.register_aggregation("textmetrics_bleu")(corpus_bleu)
    registry.register_metric(metric="textmetrics_bleu", higher_is_better=True, aggregation="textmetrics_bleu")(_pair)
    for name in REGISTERED:
        registry.register_metric(metric=f"textmetrics_{name}", higher_is_better=True, aggregation="mean")(ItemMetric(name))


def _pair(references: Sequence[Any], predictions: Sequence[str]) -> tuple[Any, str]:
    return references[0], predictions[0]


def _answer(results: Sequence[Any]) -> str:
    if isinstance(results, str) or not len(results) or not isinstance(results[0], str):
        raise InputTypeError(f"results are {shown(results)}; expected a list with the generated text, as output_type generate_until gives.")
    return results[0]


def _references(doc: dict[str, Any], field: str) -> list[str]:
    value = doc.get(field)
    if lacks_reference(value):
        raise InputError(f"the document's {field!r} is {shown(value)}; expected a text or a list of texts. Its fields: {', '.join(doc)}.")
    return [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]  # not None
