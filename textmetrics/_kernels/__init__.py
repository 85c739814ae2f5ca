"""Compiled loops over arrays: they know nothing of strings, files or metrics."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def files_on_demand(room: str, files: Mapping[str, str]) -> Callable[[str], Any]:
    """Make a room's interface that loads a file when one of its names is first asked for: to load all of them takes longer than a score.

    Args:
        room: The room's full name.
        files: The names that other rooms may import, by the file that has them, separated by blanks.

    Returns:
        The room's ``__getattr__``.
    """
    places = {name: file for file, names in files.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"the interface of {room} has no {name!r}")
        value = getattr(importlib.import_module(f"{room}.{places[name]}"), name)
        setattr(importlib.import_module(room), name, value)  # found without this function from now on
        return value

    return __getattr__
