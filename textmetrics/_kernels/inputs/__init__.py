"""Read CPython's own strings and lists, and padded arrays of token ids."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "delimited": "copy_cells find_cells whole_rows",
        "int_lists": "INT_MARKS NO_ROOM READ count_ids read_ids",
        "nested_lists": "LIST_MARKS flatten row_offsets",
        "padded_ids": "pack_int32_rows pack_rows",
        "strings": "TEXT_LAYOUT TextLayout read_row read_texts",
    },
)
