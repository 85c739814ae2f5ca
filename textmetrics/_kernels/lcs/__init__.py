"""Longest common subsequences of pairs: plain, union, weighted and distinct."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "distinct": "set_lcs_pairs",
        "lcs": "LEAST_TOKENS long_lcs_length place unplace",
        "union": "union_pairs",
        "weighted": "bit_table_words weighted_lcs_pairs weighted_union_pairs",
    },
)
