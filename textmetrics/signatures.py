"""Signatures: the exact settings behind a number, in one line for a paper."""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def signature_of(metric: str, **settings: Any) -> str:
    """Name a metric, its settings and the version that computed it."""
    named = {key: "none" if value is None else getattr(value, "__qualname__", value) for key, value in settings.items()}
    parts = [f"{key}:{str(value).lower() if isinstance(value, bool) else value}" for key, value in named.items()]
    return "|".join([metric, *parts, f"version:textmetrics-{__version__}"])
