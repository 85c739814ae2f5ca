"""torchmetrics: ROUGE and BLEU as metrics for training loops, Lightning and MetricCollection, exact over any number of processes."""

# mypy: disable-error-code="import-not-found,import-untyped,unused-ignore", allow-subclassing-any

from __future__ import annotations

import hashlib
from typing import Any

import torch
from torchmetrics import Metric
from torchmetrics.utilities import dim_zero_cat

from ..errors import InputError
from ..metrics import Bleu as BleuConfiguration
from ..metrics import Rouge as RougeConfiguration
from ..results import Statistics
from .packed_rows import n_columns, on_host, packed, split_options, unpacked


class RowsMetric(Metric):  # type: ignore[misc]
    """A metric whose state is the rows of integers that scores are made of."""

    is_differentiable = False
    higher_is_better = True
    full_state_update = False
    plot_lower_bound = 0.0
    plot_upper_bound = 1.0

    def __init__(self, configuration: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.configuration = configuration
        # A MetricCollection lets metrics share a state that was equal at the first batch, if it has the same name: only rows that are
        # always the same may.
        settings = configuration.statistics([], []).signature
        self._state = f"rows_{hashlib.sha256(settings.encode()).hexdigest()[:16]}"
        self.add_state(self._state, default=[], dist_reduce_fx="cat")

    def update(self, preds: Any, target: Any) -> None:
        """Add rows: texts or token ids, and one reference, or a list of them, for each."""
        rows = torch.from_numpy(packed(self.configuration.statistics(on_host(preds), on_host(target))))
        getattr(self, self._state).append(rows.to(self.device))

    @property
    def statistics(self) -> Statistics:
        """All rows so far, in the order they came; of all processes, by rank, where they are synchronized.

        Raises:
            InputError: There are none.
        """
        rows = getattr(self, self._state)
        if len(rows) == 0:
            raise InputError("nothing has been accumulated; call update(preds, target) first.")
        return unpacked(dim_zero_cat(rows).cpu().numpy(), self.configuration)

    def _number(self, value: Any) -> torch.Tensor:
        return torch.as_tensor(value, dtype=torch.float64).to("cpu" if self.device.type == "mps" else self.device)

    def set_dtype(self, dst_type: Any) -> Any:
        """Leave the state as it is: counts are integers, whatever the model computes in."""
        return self

    def _sync_dist(self, *args: Any, **kwargs: Any) -> None:
        # A process without rows takes part with none of them, of the same type and width as the others'.
        if len(getattr(self, self._state)) == 0:
            none = torch.zeros((0, n_columns(self.configuration)), dtype=torch.int64, device=self.device)
            setattr(self, self._state, [none])
        super()._sync_dist(*args, **kwargs)


class Rouge(RowsMetric):
    """ROUGE as a torchmetrics metric.

    Args:
        options: Those of `textmetrics.Rouge`, and torchmetrics' own, such as ``dist_sync_on_step``.

    Examples:
        >>> metric = Rouge(types=("rouge1",))
        >>> metric.update(["the cat sat", "a dog"], ["the cat ran", "a dog"])
        >>> {name: value.item() for name, value in metric.compute().items()}["rouge1_fmeasure"]
        0.8333333333333333
    """

    def __init__(self, **options: Any) -> None:
        configuration, others = split_options(RougeConfiguration, options)
        super().__init__(configuration, **others)

    def compute(self) -> dict[str, torch.Tensor]:
        """Give the means over rows, float64, under torchmetrics' names: rouge1_precision, rouge1_recall, rouge1_fmeasure, and so on."""
        result = self.configuration.result(self.statistics)
        measures = {"precision": "precision", "recall": "recall", "fmeasure": "f1"}
        return {
            f"{name}_{measure}": self._number(getattr(scores.mean, attribute))
            for name, scores in result.items()
            for measure, attribute in measures.items()
        }


class Bleu(RowsMetric):
    """Corpus BLEU as a torchmetrics metric.

    Args:
        options: Those of `textmetrics.Bleu`, and torchmetrics' own, such as ``dist_sync_on_step``.

    Examples:
        >>> metric = Bleu()
        >>> metric.update(["the cat sat on the mat"], [["the cat sat on the mat", "a cat"]])
        >>> metric.compute().item()
        1.0
    """

    def __init__(self, **options: Any) -> None:
        configuration, others = split_options(BleuConfiguration, options)
        super().__init__(configuration, **others)

    def compute(self) -> torch.Tensor:
        """Give BLEU of all rows together in [0, 1], float64; one for each vector of weights where there are several."""
        return self._number(self.configuration.result(self.statistics).score)
