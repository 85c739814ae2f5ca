"""ROUGE-N and ROUGE-L of pairs, and chrF of a row, from bytes or ids to counts in one call."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "character_row": "CharacterRowScratch count_character_row",
        "ids": "N_SIDES rouge_ids",
        "long_texts": "rouge_long_pairs",
        "one_pair": "NOT_COUNTED count_pair",
        "one_stemmed_pair": "count_stemmed_pair",
        "short_texts": "rouge_texts",
    },
)
