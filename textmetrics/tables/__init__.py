"""Tables of texts in CSV, TSV, JSON Lines and Parquet: read, scored and written in bounded memory."""

from __future__ import annotations

from .scoring import TableScores, score_table

__all__ = ["TableScores", "score_table"]
