"""Scores and signatures as sacrebleu prints them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from ....results import __version__ as own_version
from ..version import __version__

ABBREVIATIONS = {
    "nrefs": "#",
    "bs": "bs",
    "ar": "ar",
    "seed": "rs",
    "test": "t",
    "lang": "l",
    "origlang": "o",
    "subset": "S",
    "case": "c",
    "eff": "e",
    "tok": "tok",
    "smooth": "s",
    "space": "s",
    "version": "v",
}
LAST_FIELDS = ("version", "textmetrics")  # in this order, after all others


def confidence(scores: Iterable[float]) -> tuple[float, float]:
    """Give the mean of resampled scores, and half the width of their central 95 %."""
    ordered = sorted(scores)
    cut = len(ordered) // 40
    return statistics.mean(ordered), 0.5 * (ordered[len(ordered) - 1 - cut] - ordered[cut])


class Score:
    """A score with its name, and a confidence interval where it was bootstrapped.

    Attributes:
        name: of the metric.
        score: float on the metric's own scale.
    """

    def __init__(self, name: str, score: float) -> None:
        self.name = name
        self.score = score
        self._mean = -1.0
        self._ci = -1.0

    _verbose: Any = ""

    @property
    def mean(self) -> float:
        """The mean of the resampled scores; -1 where there are none."""
        return self._mean

    @property
    def ci(self) -> float:
        """Half the width of the 95 % confidence interval; -1 where nothing was resampled."""
        return self._ci

    def estimate_ci(self, scores: Sequence[Score]) -> None:
        """Set mean and interval from the scores of bootstrap resamples."""
        self._mean, self._ci = confidence(score.score for score in scores)

    def format(self, width: int = 2, score_only: bool = False, signature: str = "", is_json: bool = False) -> str:
        """Print the score, on one line or as JSON.

        Args:
            width: Digits after the point.
            score_only: Leave out the name and what the score is made of; JSON always has them.
            signature: What `BLEU.get_signature` gives, as a str.
            is_json: Give a JSON object.
        """
        number = f"{self.score:.{width}f}"
        shown = number
        fields: dict[str, Any] = {"name": self.name, "score": float(number), "signature": signature}
        if self._mean > 0:
            mean, half_width = f"{self._mean:.{width}f}", f"{self._ci:.{width}f}"
            interval = f"μ = {mean} ± {half_width}"
            shown = f"{number} ({interval})"
            fields |= {"confidence_mean": float(mean), "confidence_var": float(half_width), "confidence": interval}
        if score_only:
            return shown
        if is_json:
            if self._verbose:
                fields["verbose_score"] = self._verbose
            fields |= dict(setting.split(":", 1) for setting in signature.split("|") if setting)
            return json.dumps(fields, indent=1, ensure_ascii=False)
        title = f"{self.name}|{signature}" if signature else self.name
        return f"{title} = {shown}" + (f" {self._verbose}" if self._verbose else "")

    def __repr__(self) -> str:
        return self.format()


class Signature:
    """The settings behind a score: sacrebleu's fields in its order, then ``textmetrics:`` with our version.

    Up to that last field the text is the one that sacrebleu 2.6.0 prints, so that a paper's reader finds the same settings; the last says
    what computed the number.

    Args:
        args: The attributes of a metric.

    Raises:
        ValueError: Nothing was scored yet, so the number of references is not known.
    """

    _abbreviations: ClassVar[Mapping[str, str]] = ABBREVIATIONS

    def __init__(self, args: Mapping[str, Any]) -> None:
        if "num_refs" not in args:
            raise ValueError("the number of references is not known yet; score something with this metric first.")
        n_references = args["num_refs"]
        self.info: dict[str, Any] = {
            "version": __version__,
            "nrefs": "var" if n_references == -1 else n_references,
            "bs": args.get("n_bootstrap"),
            "ar": None,
            "seed": args.get("seed"),
            "test": args.get("test_set"),
            "lang": args.get("langpair"),
            "origlang": args.get("origlang"),
            "subset": args.get("subset"),
            "textmetrics": own_version,
        }

    def update(self, key: str, value: Any) -> None:
        """Set a field."""
        self.info[key] = value

    def format(self, short: bool = False) -> str:
        """Print the fields that have a value, with short names if asked."""
        names = [name for name in self.info if name not in LAST_FIELDS]
        shown = []
        for name in (*names, *LAST_FIELDS):
            value = self.info[name]
            if isinstance(value, bool):
                value = "yes" if value else "no"
            if value is not None:
                shown.append(f"{self._abbreviations.get(name, name) if short else name}:{value}")
        return "|".join(shown)

    def __repr__(self) -> str:
        return self.format()
