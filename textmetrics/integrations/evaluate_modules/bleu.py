"""BLEU for Hugging Face's evaluate, with the options and keys of its own bleu."""

import math
from typing import Any

import datasets  # type: ignore[import-not-found,import-untyped,unused-ignore]  # evaluate brings it
import evaluate  # type: ignore[import-not-found,import-untyped,unused-ignore]  # loads this file by its path

import textmetrics
from textmetrics.errors import InputError
from textmetrics.integrations.evaluate_modules.line_breaks import joined_lines

_DESCRIPTION = """BLEU (Papineni et al. 2002) as evaluate's own bleu computes it: of several references the shortest counts for the brevity
penalty. For BLEU to report in a paper, take sacrebleu."""

_INPUTS = """
Args:
    predictions: a text a row.
    references: a text a row, or a list of texts a row.
    tokenizer: a callable from a text to its tokens, or the name of one of textmetrics' tokenizers; "13a" by default.
    max_order: the longest n-grams counted.
    smooth: add 1 to the counts of every order, as Lin and Och (2004).
Returns:
    bleu, precisions (one an order, smoothed if asked for), brevity_penalty, length_ratio, translation_length and reference_length.
"""


class Bleu(evaluate.Metric):  # type: ignore[misc,unused-ignore]  # evaluate has no types
    """BLEU, as evaluate calls it."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="Papineni et al. (2002), BLEU: a Method for Automatic Evaluation of Machine Translation.",
            inputs_description=_INPUTS,
            features=[
                datasets.Features({"predictions": text, "references": datasets.Sequence(text)}),
                datasets.Features({"predictions": text, "references": text}),
            ],
        )

    def _compute(
        self, predictions: Any, references: Any, tokenizer: Any = None, max_order: int = 4, smooth: bool = False
    ) -> dict[str, Any]:
        metric = textmetrics.Bleu(
            definition="hf-bleu",
            tokenizer=tokenizer,
            max_order=max_order,
            smoothing="add-one-all" if smooth else None,
        )
        if tokenizer is None:
            predictions, references = joined_lines(predictions), joined_lines(references)
        result = metric.score(predictions, references)
        if result.reference_length == 0:
            raise InputError("the references have no tokens, so there is no ratio of lengths; expected at least one.")
        added = int(smooth)
        ratio = result.prediction_length / result.reference_length
        if ratio > 1.0:
            penalty = 1.0
        else:  # 1 / ratio may differ from the quotient of the lengths in the last bit, and evaluate takes it
            penalty = math.exp(1 - 1.0 / ratio) if ratio else 0.0
        pairs = zip(result.matches.tolist(), result.totals.tolist(), strict=True)
        return {
            "bleu": result.score,
            "precisions": [(n_matches + added) / (total + added) if total + added else 0.0 for n_matches, total in pairs],
            "brevity_penalty": penalty,
            "length_ratio": ratio,
            "translation_length": result.prediction_length,
            "reference_length": result.reference_length,
        }
