"""Check that bytes are UTF-8: each against the three before it, 64 bytes at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from ..compiler import every, in_vectors, kernel, vector
from .byte_masks import not_ascii64
from .unsigned import U0, U1, U2, U3, U64

_NONE = np.uint8(0)
_BYTES = vector(8, 64)


@kernel
def _is_wrong(byte, first, second, third):
    """Tell whether a byte may not stand where it stands in UTF-8 (RFC 3629).

    Args:
        byte: uint8; 0 for the end of the text.
        first, second, third: uint8, the bytes one, two and three before it; 0 before the text.
    """
    is_due = (first >= 0xC0) | (second >= 0xE0) | (third >= 0xF0)
    wrong = is_due ^ ((byte & 0xC0) == 0x80)
    # Longer than need be; a surrogate, and beyond U+10FFFF.
    wrong |= ((first == 0xE0) & (byte < 0xA0)) | ((first == 0xF0) & (byte < 0x90))
    wrong |= ((first == 0xED) & (byte >= 0xA0)) | ((first == 0xF4) & (byte >= 0x90))
    return wrong | ((first & 0xFE) == 0xC0) | (first > 0xF4)


def _write_wrong(builder: Any, data: Any, i: Any) -> Any:
    """Write `_wrong64` in vectors; the conditions are those of `_is_wrong`."""

    def bytes_before(n: int) -> Any:
        pointer = builder.gep(data, [builder.sub(i, i.type(n))])
        loaded = builder.load(builder.bitcast(pointer, _BYTES.as_pointer()))
        loaded.align = 1
        return loaded

    def is_(operator: str, bytes_: Any, number: int) -> Any:
        return builder.icmp_unsigned(operator, bytes_, every(_BYTES, number))

    def is_below(number: int) -> Any:
        # As signed numbers, of which continuations are the lowest: one instruction.
        return builder.icmp_signed("<", byte, every(_BYTES, number - 256))

    byte, first, second, third = map(bytes_before, range(4))
    below_90, below_A0 = is_below(0x90), is_below(0xA0)
    due = builder.or_(is_(">=", first, 0xC0), is_(">=", second, 0xE0))
    due = builder.or_(due, is_(">=", third, 0xF0))
    wrong = builder.xor(due, is_below(0xC0))
    for lead, condition in (
        (0xE0, below_A0),
        (0xF0, below_90),
        (0xED, builder.not_(below_A0)),
        (0xF4, builder.not_(below_90)),
    ):
        wrong = builder.or_(wrong, builder.and_(is_("==", first, lead), condition))
    wrong = builder.or_(wrong, is_("==", builder.and_(first, every(_BYTES, 0xFE)), 0xC0))
    return builder.bitcast(builder.or_(wrong, is_(">", first, 0xF4)), ir.IntType(64))


@in_vectors(_write_wrong, gives=1)
@kernel(wraps=True)
def _wrong64(data, i):
    """Tell which of the 64 bytes from uint64 index i on may not stand where they stand.

    In vectors it takes 7 ns for 64 bytes, byte by byte 78 ns; masks of each kind of byte take 12 ns
    (AVX2, November 2026).
    """
    wrong = U0
    for k in range(U64):
        j = i + k
        wrong |= np.uint64(_is_wrong(data[j], data[j - U1], data[j - U2], data[j - U3])) << k
    return wrong


@kernel(wraps=True)
def is_utf8(data, offsets, n_texts):
    """Tell whether each of several texts is UTF-8 (RFC 3629).

    Args:
        data: uint8, any bytes.
        offsets: int64 (n_texts + 1,), where texts begin in `data`.
        n_texts: int64.

    Assumes:
        Offsets do not decrease and lie within `data`.
    """
    begin = np.uint64(offsets[0])
    end = np.uint64(offsets[n_texts])
    wrong = U0
    before = ~U0
    i = begin
    while i <= end:
        if i >= begin + U3 and i + U64 <= end:
            others = not_ascii64(data, i)
            if others | before != U0:
                wrong |= _wrong64(data, i)
            before = others
            i += U64
            continue
        byte = data[i] if i < end else _NONE
        first = data[i - U1] if i > begin else _NONE
        second = data[i - U2] if i > begin + U1 else _NONE
        third = data[i - U3] if i > begin + U2 else _NONE
        wrong |= np.uint64(_is_wrong(byte, first, second, third))
        i += U1
    # All of it is UTF-8, and so is each text that does not begin within a character.
    for k in range(1, n_texts):
        i = np.uint64(offsets[k])
        wrong |= np.uint64(i < end and data[i] & 0xC0 == 0x80)
    return wrong == U0
