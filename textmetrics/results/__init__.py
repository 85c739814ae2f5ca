"""Hold what every metric returns: statistics, scores, intervals and signatures."""

from .accumulator import Accumulator
from .bootstrap import interval_of_means, percentile_interval, resampled_sums
from .exact_sums import ExactSums, exact_mean
from .scores import (
    Bootstrap,
    Floats,
    Score,
    Scores,
    beta_mean,
    epsilon_mean,
    harmonic_mean,
    precision_recall_f1,
    ratio,
    rounded,
    score_of_counts,
    scores_of_one_row,
    weighted_mean,
)
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
    "beta_mean",
    "column_sums",
    "epsilon_mean",
    "exact_mean",
    "harmonic_mean",
    "interval_of_means",
    "percentile_interval",
    "precision_recall_f1",
    "ratio",
    "resampled_sums",
    "rounded",
    "score_of_counts",
    "scores_of_one_row",
    "settings_of",
    "signature_of",
    "weighted_mean",
]
