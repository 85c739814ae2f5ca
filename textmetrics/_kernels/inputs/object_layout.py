"""Where CPython keeps the objects that kernels read from memory, and the proof that this process does so."""

from __future__ import annotations

import ctypes
import os
import sys

from ...errors import ConfigurationError, shown
from ..compiler import can_call

# The environment variable that turns reading off, for a process that had better not.
SWITCH = "TEXTMETRICS_READ_OBJECTS"

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


def reads_objects() -> bool:
    """Return whether the environment lets kernels read the interpreter's objects from memory.

    Raises:
        ConfigurationError: The variable is set to something else than 0 or 1.
    """
    value = os.environ.get(SWITCH, "")
    if value not in ("", "0", "1"):
        raise ConfigurationError(
            f"the environment variable {SWITCH} is {shown(value)}; expected 1 (as when it is not set), to read Python's "
            "strings and lists where they lie in memory, or 0, to leave that to Python's own functions."
        )
    return value != "0"


def keeps_lists() -> bool:
    """Tell whether this is CPython with its one lock, and keeps objects and lists where it is expected.

    False also where the environment turns reading off. Raises: as `reads_objects`.
    """
    sizes = (object.__basicsize__, list.__basicsize__)
    if not reads_objects() or not can_call(()) or sys.implementation.name != "cpython":
        return False
    if sys.byteorder != "little" or sizes != (TYPE + 8, ITEMS + 16):
        return False
    for n_items in (0, 1, 2, 3, 100):
        held: list[object] = [str(k) for k in range(n_items)]
        if (word(held, TYPE), word(held, LENGTH)) != (id(list), n_items) or (held and not has(word(held, ITEMS), held)):
            return False
    return True
