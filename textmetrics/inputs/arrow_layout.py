"""The layout of Arrow columns from outside: offsets, views and indices point at what is there."""

from __future__ import annotations

from typing import Any

from ..errors import InputError


def check_layout(chunked: Any, name: str) -> None:
    """Check where the values of a column of text, lists or a dictionary lie, before any is read.

    Arrow trusts files, other libraries and callers of `from_buffers`, and its own functions read
    whatever they are pointed at. Only the rows of a slice are checked. The bytes of texts are not:
    ArrowColumn checks them as they are read.

    Args:
        chunked: a pyarrow.ChunkedArray.
        name: what the column is called in errors.

    Raises:
        InputError: Offsets are negative, decrease or point beyond the data, or a view or an index
            points at nothing.
    """
    import pyarrow as pa

    first = 0
    for chunk in chunked.chunks:
        try:
            _check(chunk)
        except pa.ArrowException as error:
            raise InputError(
                f"{name} is a damaged Arrow column, in the chunk of rows {first} to "
                f"{first + len(chunk) - 1}: {error}. Expected one that passes pyarrow's "
                "validate(full=True); make it again from its source."
            ) from None
        first += len(chunk)


def _check(array: Any) -> None:
    """Raise an ArrowException if something points where no value is."""
    import pyarrow as pa

    kind, types = array.type, pa.types
    array.validate()  # in no time: the sizes of the buffers, the first offset and the last
    as_bytes = {
        pa.string(): pa.binary(),
        pa.large_string(): pa.large_binary(),
        pa.string_view(): pa.binary_view(),
    }.get(kind)
    if as_bytes is not None:
        # As bytes, because Arrow's own check of UTF-8 takes 3 to 9 times as long as ours.
        buffers = array.buffers()
        array = pa.Array.from_buffers(as_bytes, len(array), buffers, offset=array.offset)
        array.validate(full=True)
    elif types.is_dictionary(kind):
        pa.DictionaryArray.from_arrays(array.indices, pa.nulls(len(array.dictionary)), safe=True)
        _check(array.dictionary)
    elif types.is_list(kind) or types.is_large_list(kind):
        # The same lists of nulls: their values are checked below, and only those of these rows.
        of_nulls = pa.list_(pa.null()) if types.is_list(kind) else pa.large_list(pa.null())
        nulls, buffers = [pa.nulls(len(array.values))], array.buffers()[:2]
        lists = pa.Array.from_buffers(
            of_nulls, len(array), buffers, offset=array.offset, children=nulls
        )
        lists.validate(full=True)
        _check(array.flatten())
    elif types.is_fixed_size_list(kind):
        _check(array.flatten())
    else:
        array.validate(full=True)
