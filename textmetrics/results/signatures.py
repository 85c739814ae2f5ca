"""Signatures: the exact settings behind a number, in one line for a paper, and back."""

from __future__ import annotations

import re
from typing import Any

from ..errors import ConfigurationError, shown

__version__ = "0.1.0"


def signature_of(metric: str, **settings: Any) -> str:
    """Name a metric, its settings and the version that computed it; settings that are None are left out."""
    parts = [f"{key}:{_written(value)}" for key, value in settings.items() if value is not None]
    return "|".join([metric, *parts, f"version:textmetrics-{__version__}"])


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def settings_of(signature: str) -> tuple[str, dict[str, str]]:
    """Take a signature apart: the metric and its settings, as written.

    Raises:
        ConfigurationError: It is no signature, or one of a later version, whose settings this one may not know.
    """
    metric, *parts = signature.split("|") if isinstance(signature, str) else ("",)
    settings = dict(part.partition(":")[::2] for part in parts)
    version = re.fullmatch(r"textmetrics-(\d+)\.(\d+)\.(\d+)", settings.pop("version", ""))
    if not metric or version is None:
        raise ConfigurationError(
            f"{shown(signature, 200)} is no signature; expected one as results print it: metric|setting:value|…|version:…"
        )
    if [int(part) for part in version.groups()] > [int(part) for part in re.findall(r"\d+", __version__)]:
        raise ConfigurationError(
            f"{shown(signature, 200)} was made by {version[0]}, later than this {__version__}; update textmetrics first."
        )
    return metric, settings
