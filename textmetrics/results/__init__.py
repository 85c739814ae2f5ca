"""Hold what every metric returns: statistics, scores, intervals and signatures."""

from .accumulator import Accumulator
from .bootstrap import interval_of_means, percentile_interval, resampled_means, resampled_sums
from .exact_sums import ExactSums, exact_mean
from .scores import Bootstrap, Floats, Score, Scores, scores_of_one_row
from .signatures import __version__, settings_of, signature_of
from .statistics import Statistics, column_sums

__all__ = [
    "Accumulator",
    "Bootstrap",
    "ExactSums",
    "Floats",
    "Score",
    "Scores",
    "Statistics",
    "__version__",
    "column_sums",
    "exact_mean",
    "interval_of_means",
    "percentile_interval",
    "resampled_means",
    "resampled_sums",
    "scores_of_one_row",
    "settings_of",
    "signature_of",
]
