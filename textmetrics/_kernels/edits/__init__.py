"""Edit distances, the alignments behind them, and the shifts of TER."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "alignment": "AlignmentScratch FRAME MOST_FRAMES align_rows chunk_rows table_words",
        "beam": "ROW plain_cells",
        "shifts": "CANDIDATE CANDIDATE_ROOM CandidateScratch LONGEST_SHIFT ter_rows",
        "tables": "TableScratch",
    },
)
