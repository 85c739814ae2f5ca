"""pytorch-ignite: ROUGE and BLEU as metrics of an engine, exact over any number of processes."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,unused-ignore", allow-subclassing-any

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ignite.distributed as idist
import torch
from ignite.exceptions import NotComputableError
from ignite.metrics import Metric
from ignite.metrics.metric import reinit__is_reduced

from ..metrics import Bleu as BleuConfiguration
from ..metrics import Rouge as RougeConfiguration
from ..results import Statistics
from .packed_rows import n_columns, named_scores, on_host, packed, unpacked


class RowsMetric(Metric):  # type: ignore[misc]
    """A metric whose state is the rows of integers that scores are made of.

    An engine's output is ``(y_pred, y)``: texts or token ids, and one reference, or a list of them, for each.
    """

    _state_dict_all_req_keys = ("_rows",)

    def __init__(self, configuration: Any, output_transform: Callable[[Any], Any], device: str | torch.device) -> None:
        self.configuration = configuration
        # A batch of rows is one update, also where it is a list of tensors.
        super().__init__(output_transform, device, skip_unrolling=True)

    @reinit__is_reduced
    def reset(self) -> None:
        """Forget all rows."""
        self._rows = torch.zeros((0, n_columns(self.configuration)), dtype=torch.int64, device=self._device)
        self._parts: list[torch.Tensor] = []

    @reinit__is_reduced
    def update(self, output: Any) -> None:
        """Add a batch, ``(y_pred, y)``."""
        predictions, references = output
        rows = torch.from_numpy(packed(self.configuration.statistics(on_host(predictions), on_host(references))))
        self._parts.append(rows.to(self._device))

    def _joined(self) -> torch.Tensor:
        self._rows, self._parts = torch.cat([self._rows, *self._parts]), []
        return self._rows

    @property
    def statistics(self) -> Statistics:
        """All rows so far, of all processes, by rank: each process has to ask.

        Raises:
            NotComputableError: There are none.
        """
        rows = self._joined()
        if idist.get_world_size() > 1:
            lengths: Any = idist.all_gather(torch.tensor([len(rows)], device=self._device))
            shapes = [(int(length), rows.shape[1]) for length in lengths]
            rows = torch.cat([part.cpu() for part in idist.all_gather_tensors_with_shapes(rows, shapes)])
        if len(rows) == 0:
            raise NotComputableError(f"{type(self).__name__} must have at least one row before it can be computed.")
        return unpacked(rows.cpu().numpy(), self.configuration)

    def state_dict(self) -> Any:
        """Give the rows of each process, for a checkpoint."""
        self._joined()
        return super().state_dict()

    def load_state_dict(self, state_dict: Any) -> None:
        """Take rows from a checkpoint in place of those so far."""
        self._parts = []
        super().load_state_dict(state_dict)


class Rouge(RowsMetric):
    """ROUGE as an ignite metric.

    Args:
        output_transform: From the engine's output to ``(y_pred, y)``.
        device: Where rows are kept.
        options: Those of `textmetrics.Rouge`.

    Examples:
        >>> metric = Rouge(types=("rouge1",))
        >>> metric.update((["the cat sat", "a dog"], ["the cat ran", "a dog"]))
        >>> metric.compute()
        {'rouge1': 0.8333333333333333}
    """

    def __init__(
        self, output_transform: Callable[[Any], Any] = lambda output: output, device: str | torch.device = "cpu", **options: Any
    ) -> None:
        super().__init__(RougeConfiguration(**options), output_transform, device)

    def compute(self) -> dict[str, float]:
        """Give the mean F1 of each type over all rows. Raises: as `statistics`."""
        return named_scores(self.configuration.result(self.statistics))


class Bleu(RowsMetric):
    """Corpus BLEU as an ignite metric.

    Args:
        output_transform: From the engine's output to ``(y_pred, y)``.
        device: Where rows are kept.
        options: Those of `textmetrics.Bleu`.

    Examples:
        >>> metric = Bleu()
        >>> metric.update((["the cat sat on the mat"], ["the cat sat on the mat"]))
        >>> metric.compute()
        1.0
    """

    def __init__(
        self, output_transform: Callable[[Any], Any] = lambda output: output, device: str | torch.device = "cpu", **options: Any
    ) -> None:
        super().__init__(BleuConfiguration(**options), output_transform, device)

    def compute(self) -> float | torch.Tensor:
        """Give BLEU of all rows together in [0, 1]; one for each vector of weights where there are several. Raises: as `statistics`."""
        score = self.configuration.result(self.statistics).score
        return score if isinstance(score, float) else torch.from_numpy(score)
