"""Any configuration from the signature that a result printed."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigurationError, unknown
from ..results import settings_of
from .bleu import Bleu
from .chrf import Chrf
from .gleu import Gleu
from .rouge import Rouge

METRICS = {"rouge": Rouge, "bleu": Bleu, "chrf": Chrf, "gleu": Gleu}


def from_signature(signature: str, **parts: Any) -> Rouge | Bleu | Chrf | Gleu:
    """Make the configuration that a signature names.

    Args:
        signature: As a result prints it.
        parts: What a signature can only name: a tokenizer or stemmer of your own, stop_words, stemmer_exceptions.

    Raises:
        ConfigurationError: It is no signature, or the parts given are not those it names.

    Examples:
        >>> import textmetrics as tm
        >>> result = tm.bleu(["the cat sat"], ["the cat ran"], definition="nltk", smoothing="method1")
        >>> tm.from_signature(result.signature).score(["the cat sat"], ["the cat ran"]).score == result.score
        True
    """
    metric, _ = settings_of(signature)
    if metric not in METRICS:
        raise ConfigurationError(unknown("metric", metric, METRICS))
    made: Rouge | Bleu | Chrf | Gleu = METRICS[metric].from_signature(signature, **parts)  # type: ignore[attr-defined]  # each has it
    return made
