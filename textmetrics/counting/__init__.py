"""Turn ids or bytes into integers, one row per pair."""

from .character_ngrams import NgramCounter
from .character_row import RowCounter
from .pairs import count_pairs
from .plan import Counted, Plan
from .rows import count_rows
from .single_row import MAX_ORDER, PairCounter, RowScorer, counter_of

__all__ = [
    "MAX_ORDER",
    "Counted",
    "NgramCounter",
    "PairCounter",
    "Plan",
    "RowCounter",
    "RowScorer",
    "count_pairs",
    "count_rows",
    "counter_of",
]
