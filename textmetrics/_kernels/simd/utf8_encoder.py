"""Sixteen characters of one width to UTF-8 at once."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from ..compiler import (
    every,
    of_addresses,
    vector,
)

CHARACTERS_AT_ONCE = 16  # characters that are encoded together
SCRATCH_BYTES = 4 * CHARACTERS_AT_ONCE
_WIDE, _PAIRS = vector(32, CHARACTERS_AT_ONCE), vector(64, CHARACTERS_AT_ONCE // 2)


def _generate_encode(builder: Any, shift: Any, characters: Any, place: Any) -> Any:
    """Write the UTF-8 of sixteen characters.

    Args:
        builder: LLVM's.
        shift: int64: a character has 1 << shift bytes.
        characters: int64, their address.
        place: int64, where to: eight bytes may be written behind theirs.

    Returns:
        int64, their end; 0 where one of them is a surrogate.
    """

    def six_bits(above: int) -> Any:  # of a byte beyond the first
        return builder.or_(builder.and_(builder.lshr(code, every(_WIDE, above)), every(_WIDE, 0x3F)), every(_WIDE, 0x80))

    code = _wide_characters(builder, shift, characters)
    encoded, length = code, every(_WIDE, 1)
    # The first character of two, three and four bytes, and with what its first byte begins.
    for n, (first, lead) in enumerate([(0x80, 0xC0), (0x800, 0xE0), (0x10000, 0xF0)], 2):
        is_longer = builder.icmp_unsigned(">=", code, every(_WIDE, first))
        bytes_ = builder.or_(builder.lshr(code, every(_WIDE, 6 * (n - 1))), every(_WIDE, lead))
        for k in range(1, n):
            bytes_ = builder.or_(bytes_, builder.shl(six_bits(6 * (n - 1 - k)), every(_WIDE, 8 * k)))
        encoded = builder.select(is_longer, bytes_, encoded)
        length = builder.add(length, builder.zext(is_longer, _WIDE))
    # Two characters side by side in 64 bits become one behind the other, and are written together.
    low, half = every(_PAIRS, (1 << 32) - 1), every(_PAIRS, 32)
    both, lengths = builder.bitcast(encoded, _PAIRS), builder.bitcast(length, _PAIRS)
    n_first = builder.and_(lengths, low)
    pairs = builder.or_(builder.and_(both, low), builder.shl(builder.lshr(both, half), builder.shl(n_first, every(_PAIRS, 3))))
    n_bytes = builder.add(n_first, builder.lshr(lengths, half))
    for k in range(_PAIRS.count):
        pair = builder.extract_element(pairs, ir.IntType(32)(k))
        builder.store(pair, builder.inttoptr(place, pair.type.as_pointer())).align = 1
        place = builder.add(place, builder.extract_element(n_bytes, ir.IntType(32)(k)))
    surrogates = builder.icmp_unsigned("==", builder.and_(code, every(_WIDE, 0xFFFFF800)), every(_WIDE, 0xD800))
    are_none = builder.icmp_unsigned("==", builder.bitcast(surrogates, ir.IntType(CHARACTERS_AT_ONCE)), ir.IntType(CHARACTERS_AT_ONCE)(0))
    return builder.select(are_none, place, place.type(0))


def _wide_characters(builder: Any, shift: Any, characters: Any) -> Any:
    """Load characters of any width as 32 bits each."""
    joined = builder.append_basic_block("joined")
    blocks = [builder.append_basic_block(f"bytes_{n_bytes}") for n_bytes in (1, 2, 4)]
    choice = builder.switch(shift, blocks[-1])
    choice.add_case(0, blocks[0])
    choice.add_case(1, blocks[1])
    loads = []
    for block, n_bytes in zip(blocks, (1, 2, 4), strict=True):
        builder.position_at_end(block)
        kept = builder.load(builder.inttoptr(characters, vector(8 * n_bytes, CHARACTERS_AT_ONCE).as_pointer()))
        kept.align = 1
        loads.append(builder.zext(kept, _WIDE) if n_bytes < 4 else kept)
        builder.branch(joined)
    builder.position_at_end(joined)
    code = builder.phi(_WIDE)
    for block, load in zip(blocks, loads, strict=True):
        code.add_incoming(load, block)
    return code


encode = of_addresses(_generate_encode)
