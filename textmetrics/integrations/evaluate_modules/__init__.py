"""Metrics for Hugging Face's evaluate: ``evaluate.load(path("rouge"))``, with the keys of its rouge, bleu, sacrebleu and google_bleu."""

from __future__ import annotations

from pathlib import Path

from ...errors import ConfigurationError, unknown

MODULES = ("rouge", "bleu", "sacrebleu", "google_bleu")


def path(name: str) -> str:
    """Locate a metric's script, for `evaluate.load`.

    Args:
        name: "rouge", "bleu", "sacrebleu" or "google_bleu".

    Raises:
        ConfigurationError: There is no such metric.

    Examples:
        >>> from textmetrics.integrations import evaluate_modules
        >>> evaluate_modules.path("rouge").endswith("rouge.py")
        True
    """
    if name not in MODULES:
        raise ConfigurationError(unknown("metric", name, MODULES))
    return str(Path(__file__).with_name(f"{name}.py"))
