"""Where CPython keeps the objects that kernels read from memory, and the proof that this process does so."""

from __future__ import annotations

import ctypes
import sys

from .jit import can_call

# An object's type; the length of a list, a tuple or a str; the address of a list's items.
TYPE = 8
LENGTH = 16
ITEMS = 24


def word(value: object, place: int) -> int:
    """Read 64 bits of an object."""
    return ctypes.c_int64.from_address(id(value) + place).value


def has(address: int, items: list[object]) -> bool:
    """Tell whether the addresses of these objects stand at an address, one after another."""
    # No small number, as a length or a room: an address, which can be read.
    return address >= 1 << 16 and list((ctypes.c_int64 * len(items)).from_address(address)) == list(map(id, items))


def keeps_lists() -> bool:
    """Tell whether this is CPython with its one lock, and keeps objects and lists where it is expected."""
    sizes = (object.__basicsize__, list.__basicsize__)
    if not can_call(()) or sys.implementation.name != "cpython" or sys.byteorder != "little" or sizes != (TYPE + 8, ITEMS + 16):
        return False
    for n_items in (0, 1, 2, 3, 100):
        held: list[object] = [str(k) for k in range(n_items)]
        if (word(held, TYPE), word(held, LENGTH)) != (id(list), n_items) or (held and not has(word(held, ITEMS), held)):
            return False
    return True
