"""ROUGE for Hugging Face's evaluate, with the options and keys of its own rouge."""

from typing import Any

import datasets  # type: ignore[import-not-found,import-untyped,unused-ignore]  # evaluate brings it
import evaluate  # type: ignore[import-not-found,import-untyped,unused-ignore]  # loads this file by its path

import textmetrics
from textmetrics.errors import InputError

_DESCRIPTION = """ROUGE (Lin 2004) as rouge-score 0.1.2 computes it, to the last bit.

The aggregate is the mean of F1 over rows. evaluate's own rouge gives the median of the means of 1,000 random resamples, which differs from
run to run and from the mean in about the third decimal of a small set; rows are the same (use_aggregator=False)."""

_INPUTS = """
Args:
    predictions: a text a row.
    references: a text a row, or a list of texts a row, of which the best by F1 counts.
    rouge_types: such as ["rouge1", "rouge2", "rougeL", "rougeLsum"], which is the default.
    use_aggregator: give the mean of each type, or else a list with the F1 of each row.
    use_stemmer: stem words with Porter's algorithm; not with a tokenizer of your own, as in rouge-score.
    tokenizer: a callable from a text to its tokens, or the name of one of textmetrics' tokenizers.
Returns:
    F1 by type, floats in [0, 1].
"""


class Rouge(evaluate.Metric):  # type: ignore[misc,unused-ignore]  # evaluate has no types
    """ROUGE, as evaluate calls it."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="Lin (2004), ROUGE: A Package for Automatic Evaluation of Summaries.",
            inputs_description=_INPUTS,
            features=[
                datasets.Features({"predictions": text, "references": datasets.Sequence(text)}),
                datasets.Features({"predictions": text, "references": text}),
            ],
        )

    def _compute(
        self,
        predictions: Any,
        references: Any,
        rouge_types: Any = None,
        use_aggregator: bool = True,
        use_stemmer: bool = False,
        tokenizer: Any = None,
    ) -> dict[str, Any]:
        if len(predictions) == 0:
            raise InputError("there are no rows; expected at least one, as a mean of none has no value.")
        metric = textmetrics.Rouge(
            types=("rouge1", "rouge2", "rougeL", "rougeLsum") if rouge_types is None else tuple(rouge_types),
            stemmer="porter" if use_stemmer and tokenizer is None else None,
            tokenizer=tokenizer,
        )
        result = metric.score(predictions, references)
        if use_aggregator:
            return {name: scores.mean.f1 for name, scores in result.items()}
        return {name: scores.f1.tolist() for name, scores in result.items()}
