"""Many bytes, bits or ids in one step, each function with a plain twin. No other room but compiler imports llvmlite."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "bit_places": "SPARE_PAIRS write_pairs write_places",
        "bits": "highest_bit popcount trailing_zeros",
        "byte_masks": (
            "SPARE_BYTES E3s64 E4s64 blanks64 continuations64 controls64 digits64 filled64 "
            "from_B8_64 hiragana64 katakana64 kelvin_or_dotted_i_leads64 letters_and_digits64 "
            "newlines64 not_ascii64 ranges64 space_leads64 space_seconds64"
        ),
        "eight_bytes": "letters_and_digits8 load8 space_leads8 spaces8 store8 unicode_spaces8",
        "equal_ids": "ID_LIMIT SIDE_WORDS lay_side same_ids",
        "hashing": "LONG_WORD bytes_before_zero load8_unchecked mix",
        "id_masks": "IDS_AT_ONCE look_at_ids put_ids",
        "unsigned": (
            "U0 U1 U2 U3 U4 U5 U6 U7 U8 U11 U15 U16 U18 U27 U30 U31 U32 U55 U56 U57 U60 U63 "
            "U64"
        ),
        "utf8": (
            "character_bytes code_point is_ascii_space is_digit is_space3 space_bytes "
            "without_leading_space without_trailing_space"
        ),
        "utf8_check": "is_utf8",
        "utf8_encoder": "CHARACTERS_AT_ONCE SCRATCH_BYTES encode",
    },
)
