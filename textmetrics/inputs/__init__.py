"""Turn what the caller passed into checked, aligned columns."""

from .id_column import DIRECT_ID_LIMIT, IGNORE_INDEX, IdColumn, Offsets
from .missing import is_missing
from .pairs import Column, Missing, Pairs, Piece, pair_rows, rows_with_nulls
from .text_column import ArrowColumn, TextColumn, encode

__all__ = [
    "DIRECT_ID_LIMIT",
    "IGNORE_INDEX",
    "ArrowColumn",
    "Column",
    "IdColumn",
    "Missing",
    "Offsets",
    "Pairs",
    "Piece",
    "TextColumn",
    "encode",
    "is_missing",
    "pair_rows",
    "rows_with_nulls",
]
