"""Where the bits of a 64-bit word are, written as numbers: by one instruction that packs bytes, where the machine has it."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import binding, ir

from ..compiler import config, in_vectors, kernel, spread, vector
from .bits import popcount, trailing_zeros
from .unsigned import U0, U1, U2, U3, U7, U8

SPARE_PLACES = 32  # behind the last, that may be written
SPARE_PAIRS = 64  # places, too

_BYTES = vector(8, 64)
_WORDS = vector(32, 16)
_PAIRS = vector(64, 8)
_PLACE = ir.IntType(32)
# Numba compiles for the machine it runs on unless it is told of another.
_PACKS_BYTES = (
    binding.get_host_cpu_features().get("avx512vbmi2", False)
    and bool(config.ENABLE_AVX)
    and config.CPU_NAME is None
    and config.CPU_FEATURES is None
)


def _packed(builder: Any, bits: Any) -> Any:
    """Give the places of bits as bytes one after another, zeros behind them."""
    truths = builder.bitcast(bits, vector(1, 64))
    name = "llvm.x86.avx512.mask.compress.v64i8"
    kind = ir.FunctionType(_BYTES, [_BYTES, _BYTES, truths.type])
    compress = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(compress, [ir.Constant(_BYTES, list(range(64))), ir.Constant(_BYTES, [0] * 64), truths])


def _store(builder: Any, some: Any, places: Any, n: Any, first: int) -> None:
    place = builder.gep(places, [builder.add(n, ir.Constant(n.type, first))])
    builder.store(some, builder.bitcast(place, some.type.as_pointer())).align = 4


def _some(builder: Any, packed: Any, first: int, kind: Any) -> Any:
    """Give as many of the packed places, from the first on, as a vector takes."""
    some = builder.shuffle_vector(packed, packed, ir.Constant(vector(32, kind.count), list(range(first, first + kind.count))))
    return builder.zext(some, kind)


def _are_more(builder: Any, packed: Any, first: int) -> Any:
    """Tell whether there are so many places: but for the first, none is zero."""
    return builder.icmp_unsigned("!=", builder.extract_element(packed, _PLACE(first)), ir.IntType(8)(0))


def _write_places(builder: Any, bits: Any, p: Any, places: Any, n: Any) -> None:
    packed = _packed(builder, bits)
    base = spread(builder, builder.trunc(p, _PLACE), 16)

    def store(first: int) -> None:
        _store(builder, builder.add(_some(builder, packed, first, _WORDS), base), places, n, first)

    store(0)
    store(16)
    with builder.if_then(_are_more(builder, packed, 32), likely=False):
        store(32)
        store(48)


def _write_pairs(builder: Any, firsts: Any, seconds: Any, p: Any, places: Any, n: Any) -> None:
    packed = [_packed(builder, bits) for bits in (firsts, seconds)]
    shift = ir.Constant(_PAIRS, [32] * 8)
    base = spread(builder, builder.or_(p, builder.shl(p, ir.Constant(p.type, 32))), 8)

    def store(first: int) -> None:
        low, high = (_some(builder, own, first, _PAIRS) for own in packed)
        _store(builder, builder.add(builder.or_(low, builder.shl(high, shift)), base), places, n, 2 * first)

    def store_more(first: int, end: int) -> None:
        for pair in range(first, end, 8):
            store(pair)

    store_more(0, 16)
    with builder.if_then(builder.or_(_are_more(builder, packed[0], 16), _are_more(builder, packed[1], 16)), likely=False):
        store_more(16, 32)
        with builder.if_then(builder.or_(_are_more(builder, packed[0], 32), _are_more(builder, packed[1], 32)), likely=False):
            store_more(32, 64)


def _packing(generate: Any) -> Any:
    """Make a stand-in, as in_vectors does, where bytes are packed."""
    return in_vectors(generate) if _PACKS_BYTES else lambda plain: plain


@_packing(_write_places)
@kernel(wraps=True)
def write_places(bits, p, places, n):
    """Write p and more for every bit that is set.

    Args:
        bits: uint64.
        p: uint64, the place of the lowest bit.
        places: int32, output from uint64 index n on, with SPARE_PLACES behind the last.
        n: uint64.
    """
    # Written whether there or not: a loop that ends where they end is mispredicted at every turn.
    for k in range(24):
        places[n + np.uint64(k)] = np.int32(p + trailing_zeros(bits))
        bits &= bits - U1
    k = n + np.uint64(24)
    while bits != U0:
        places[k] = np.int32(p + trailing_zeros(bits))
        bits &= bits - U1
        k += U1


@_packing(_write_pairs)
@kernel(wraps=True)
def write_pairs(firsts, seconds, p, places, n):
    """Write p and more for every bit of two words that is set: in turn one of the first and one of the second.

    Args:
        firsts, seconds: uint64; the second has as many bits as the first, or one less.
        p: uint64, the place of the lowest bit.
        places: int32, output from uint64 index n on, with SPARE_PAIRS behind the last.
        n: uint64.
    """
    for _ in range((popcount(firsts) + U7) >> U3):
        for k in range(8):
            places[n + U2 * np.uint64(k)] = np.int32(p + trailing_zeros(firsts))
            places[n + U2 * np.uint64(k) + U1] = np.int32(p + trailing_zeros(seconds))
            firsts &= firsts - U1
            seconds &= seconds - U1
        n += U2 * U8
