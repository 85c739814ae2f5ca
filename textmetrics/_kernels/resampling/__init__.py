"""Draw rows at random and sum them."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "bootstrap": "N_AHEAD N_TOGETHER STEP resample_integer_sums resample_sums",
        "mersenne_twister": "STATE_WORDS draw_rows sum_drawn_rows",
    },
)
