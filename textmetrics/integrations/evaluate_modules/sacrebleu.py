"""BLEU for Hugging Face's evaluate, with the options, scale and keys of its own sacrebleu."""

from typing import Any

import datasets  # type: ignore[import-not-found,import-untyped,unused-ignore]  # evaluate brings it
import evaluate  # type: ignore[import-not-found,import-untyped,unused-ignore]  # loads this file by its path

from textmetrics.compat.sacrebleu import corpus_bleu
from textmetrics.errors import InputError

_DESCRIPTION = "BLEU (Papineni et al. 2002) with the numbers of sacrebleu 2.6.0, to the last bit, on its scale of 0 to 100."

_INPUTS = """
Args:
    predictions: a text a row.
    references: a text a row, or a list of as many texts in every row.
    smooth_method: "exp" (the default), "floor", "add-k" or "none".
    smooth_value: for "floor" and "add-k"; None is sacrebleu's default.
    force: say nothing where texts look tokenized already.
    lowercase: lower-case texts first.
    tokenize: "13a" by default; "intl", "zh", "char", "none", "ja-mecab", "ko-mecab".
    use_effective_order: leave out orders longer than the text, for single sentences.
Returns:
    score, counts, totals, precisions, bp, sys_len and ref_len, as sacrebleu's BLEUScore has them.
"""


class Sacrebleu(evaluate.Metric):  # type: ignore[misc,unused-ignore]  # evaluate has no types
    """sacrebleu's BLEU, as evaluate calls it."""

    def _info(self) -> Any:
        text = datasets.Value("string")
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="Post (2018), A Call for Clarity in Reporting BLEU Scores.",
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
        smooth_method: str = "exp",
        smooth_value: float | None = None,
        force: bool = False,
        lowercase: bool = False,
        tokenize: str | None = None,
        use_effective_order: bool = False,
    ) -> dict[str, Any]:
        rows = [[row] if isinstance(row, str) else row for row in references]
        for k, row in enumerate(rows):
            if len(row) != len(rows[0]):
                raise InputError(f"references[{k}] has {len(row)} texts and references[0] {len(rows[0])}; expected as many in each.", k)
        output = corpus_bleu(
            predictions,
            [list(stream) for stream in zip(*rows, strict=True)],
            smooth_method=smooth_method,
            smooth_value=smooth_value,
            force=force,
            lowercase=lowercase,
            use_effective_order=use_effective_order,
            **({"tokenize": tokenize} if tokenize else {}),
        )
        return {name: getattr(output, name) for name in ("score", "counts", "totals", "precisions", "bp", "sys_len", "ref_len")}
