"""ROUGE: configuration, definitions, formula and result."""

from .definitions import ROUGE_DEFINITIONS
from .result import RougeResult
from .rouge import Rouge, rouge

__all__ = [
    "ROUGE_DEFINITIONS",
    "Rouge",
    "RougeResult",
    "rouge",
]
