"""Give words their ids, drop and stem words, and spell ids as words again."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "intern": "EDGES LONGEST_WORD SLOT_WORDS give_stems intern_texts settle",
        "intern_few": "N_ARENA_BYTES N_COUNTERS N_WORDS SLOT_MASK intern_alone table_words",
        "porter": "stem_words",
        "porter_rules": "rule_table",
        "spelling": "remap seal_words spell_words",
        "stop_words": "drop_words",
    },
)
