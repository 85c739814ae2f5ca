"""GLEU for Hugging Face's evaluate, with the options and the key of its own google_bleu."""

from typing import Any

import datasets  # type: ignore[import-not-found,import-untyped,unused-ignore]  # evaluate brings it
import evaluate  # type: ignore[import-not-found,import-untyped,unused-ignore]  # loads this file by its path

import textmetrics
from textmetrics.integrations.evaluate_modules.line_breaks import joined_lines

_DESCRIPTION = "GLEU (Wu et al. 2016), also called Google BLEU: the smaller of n-gram precision and recall, summed over all rows."

_INPUTS = """
Args:
    predictions: a text a row.
    references: a text a row, or a list of texts a row, of which the best counts.
    tokenizer: a callable from a text to its tokens, or the name of one of textmetrics' tokenizers; "13a" by default.
    min_len: the shortest n-grams counted.
    max_len: the longest.
Returns:
    google_bleu, a float in [0, 1].
"""


class GoogleBleu(evaluate.Metric):  # type: ignore[misc,unused-ignore]  # evaluate has no types
    """GLEU, as evaluate calls it."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="Wu et al. (2016), Google's Neural Machine Translation System.",
            inputs_description=_INPUTS,
            features=[
                datasets.Features({"predictions": text, "references": datasets.Sequence(text)}),
                datasets.Features({"predictions": text, "references": text}),
            ],
        )

    def _compute(
        self, predictions: Any, references: Any, tokenizer: Any = None, min_len: int = 1, max_len: int = 4
    ) -> dict[str, Any]:
        metric = textmetrics.Gleu(tokenizer="13a" if tokenizer is None else tokenizer, min_order=min_len, max_order=max_len)
        if tokenizer is None:
            predictions, references = joined_lines(predictions), joined_lines(references)
        return {"google_bleu": metric.score(predictions, references).score}
