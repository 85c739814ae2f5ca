"""BLEU of rows, from bytes or ids to counts in one call, and sacrebleu's formula."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "brevity": "bleu_scores brevity_penalty",
        "ids": "bleu_long_rows bleu_rows",
        "short_texts": "bleu_row bleu_texts",
    },
)
