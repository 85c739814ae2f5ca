"""The presets of BLEU: what each package that bears the name computes, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class BleuDefinition:
    """What a package's BLEU is, where it differs from another's.

    Attributes:
        package: whose numbers these are, with the version they were compared with.
        tokenizer: the tokenizer.
        smoothing: what an order without a match counts as.
        reference_length: which of several references counts for the brevity penalty.
        formula: how the score is computed, which decides its last bit and what becomes of no match: "sacrebleu", "nltk", "hf",
            "torchmetrics" or "moses".
        effective_order: sentence BLEU leaves out orders beyond the text.
    """

    package: str
    tokenizer: str
    smoothing: str
    reference_length: str
    formula: Literal["sacrebleu", "nltk", "hf", "torchmetrics", "moses"]
    effective_order: bool = False


BLEU_DEFINITIONS = {
    "sacrebleu": BleuDefinition("sacrebleu 2.6.0", "13a", "exp", "closest", "sacrebleu", effective_order=True),
    "nltk": BleuDefinition("nltk 3.10.4", "whitespace", "method0", "closest", "nltk"),
    "hf-bleu": BleuDefinition("evaluate's bleu", "13a", "none", "shortest", "hf"),
    "torchmetrics": BleuDefinition("torchmetrics 1.9", "whitespace", "none", "closest-first", "torchmetrics"),
    "moses-multi-bleu": BleuDefinition("Moses multi-bleu.perl", "whitespace", "none", "closest", "moses"),
}
