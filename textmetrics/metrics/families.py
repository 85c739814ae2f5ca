"""Any configuration from the signature that a result printed."""

from __future__ import annotations

from typing import Any

from ..errors import ConfigurationError, unknown
from ..results import settings_of
from .bleu import Bleu
from .chrf import Chrf
from .gleu import Gleu
from .rouge import Rouge
from .ter import Ter
from .word_errors import CharacterErrors, WordErrors

Configuration = Rouge | Bleu | Chrf | Gleu | Ter | WordErrors | CharacterErrors
METRICS: dict[str, type[Configuration]] = {
    "rouge": Rouge,
    "bleu": Bleu,
    "chrf": Chrf,
    "gleu": Gleu,
    "ter": Ter,
    "wer": WordErrors,
    "cer": CharacterErrors,
}


def from_signature(signature: str, **parts: Any) -> Configuration:
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
    made: Configuration = METRICS[metric].from_signature(signature, **parts)
    return made
