"""Count clipped n-grams of tokens or characters, skip-bigrams and distinct n-grams of pairs."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "bit_side": (
            "BITS BIT_SIDE_LIMIT _match_more_orders _walk_one_word _walk_two_words "
            "masks_of_ids match walk write_pair"
        ),
        "characters": (
            "CHARACTER_LIMIT N_CHARACTERS CharacterScratch long_character_pairs "
            "short_character_pairs"
        ),
        "clipped": "clipped_matches",
        "distinct": "set_pairs",
        "skipgrams": "ALL_BUT_LAST_UNIGRAMS ALL_UNIGRAMS NO_UNIGRAMS skipgram_pairs",
        "word_table": (
            "TABLE_WORDS TEXT_LIMIT _enter_words _look_up_words _next_stamp _word_keys"
        ),
    },
)
