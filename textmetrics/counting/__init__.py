"""Turn ids or bytes into integers, one row per pair."""

from .character_ngrams import NgramCounter
from .character_row import RowCounter
from .edits import BlockEncoder, Chunks, align, count_edits, count_ter
from .pairs import count_pairs
from .plan import Counted, Plan
from .rows import count_rows
from .single_row import MAX_ORDER, PairCounter, RowScorer, counter_of

__all__ = [
    "MAX_ORDER",
    "BlockEncoder",
    "Chunks",
    "Counted",
    "NgramCounter",
    "PairCounter",
    "Plan",
    "RowCounter",
    "RowScorer",
    "align",
    "count_edits",
    "count_pairs",
    "count_rows",
    "count_ter",
    "counter_of",
]
