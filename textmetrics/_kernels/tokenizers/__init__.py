"""Split UTF-8 into words: each tokenizer in one file; lines; and cutting texts to a limit."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "char": "character_ids scan_char",
        "code_points": "code_point_ids separate_punctuation",
        "jiwer": "scan_jiwer",
        "limits": "limit_bytes limit_words",
        "lines": "count_newlines longest_lines split_lines",
        "mteval_13a": "find_13a find_zh scan_13a",
        "mteval_intl": "find_intl scan_intl",
        "rouge155": "scan_rouge155",
        "rouge_score": "lowers_to_ascii scan_rouge_score",
        "stripped_code_points": "stripped_code_point_ids",
        "unicode": "scan_unicode",
        "whitespace": "scan_whitespace",
        "windows": "SPARE_FOUND",
        "word_edges": "LAST_PLACE SPARE_EDGES _word_edges _write_edges find_parted part_words",
        "zh": "scan_zh",
    },
)
