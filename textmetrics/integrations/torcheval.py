"""torcheval: ROUGE and BLEU as metrics, exact over any number of processes."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,unused-ignore", allow-subclassing-any

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torcheval.metrics import Metric
from typing_extensions import Self

from ..errors import InputError
from ..metrics import Bleu as BleuConfiguration
from ..metrics import Rouge as RougeConfiguration
from ..results import Statistics
from .packed_rows import n_columns, named_scores, on_host, packed, unpacked


class RowsMetric(Metric[Any]):  # type: ignore[misc]
    """A metric whose state is the rows of integers that scores are made of."""

    rows: list[torch.Tensor]
    rank: int

    def __init__(self, configuration: Any, device: torch.device | None = None) -> None:
        super().__init__(device=device)
        self.configuration = configuration
        self._add_state("rows", [])
        self._add_state("rank", -1)  # of the process that the rows come from, once they are sent to others

    @torch.inference_mode()
    def update(self, predictions: Any, references: Any) -> Self:
        """Add rows: texts or token ids, and one reference, or a list of them, for each."""
        rows = torch.from_numpy(packed(self.configuration.statistics(on_host(predictions), on_host(references))))
        self.rows.append(rows.to(self.device))
        return self

    @property
    def statistics(self) -> Statistics:
        """All rows so far, in the order they came; those merged come after.

        Raises:
            InputError: There are none.
        """
        rows = self._joined()
        if len(rows) == 0:
            raise InputError("nothing has been accumulated; call update(predictions, references) first.")
        return unpacked(rows.cpu().numpy(), self.configuration)

    @torch.inference_mode()
    def merge_state(self, metrics: Iterable[Self]) -> Self:
        """Add the rows of other metrics with the same settings.

        Raises:
            InputError: One has other settings.
        """
        metrics = list(metrics)
        own = self.configuration.signature
        for metric in metrics:
            # What torcheval gathers from other processes has the states of a metric, and nothing else.
            other = metric.configuration.signature if hasattr(metric, "configuration") else own
            if other != own:
                raise InputError(f"a metric of {other!r} does not merge into one of {own!r}; expected equal settings.")
        # torcheval puts each process's own rows first; by rank they have one order, and so the same bits, everywhere.
        self.rows = [part.to(self.device) for metric in sorted([self, *metrics], key=lambda metric: metric.rank) for part in metric.rows]
        return self

    def _joined(self) -> torch.Tensor:
        none = torch.zeros((0, n_columns(self.configuration)), dtype=torch.int64, device=self.device)
        return torch.cat([none, *self.rows])

    @torch.inference_mode()
    def _prepare_for_merge_state(self) -> None:
        self.rows = [self._joined()]  # one tensor to send, also of a process without rows
        self.rank = torch.distributed.get_rank()

    def _number(self, value: Any) -> torch.Tensor:
        return torch.as_tensor(value, dtype=torch.float64).to("cpu" if self.device.type == "mps" else self.device)


class Rouge(RowsMetric):
    """ROUGE as a torcheval metric.

    Args:
        device: Where rows are kept.
        options: Those of `textmetrics.Rouge`.

    Examples:
        >>> metric = Rouge(types=("rouge1",))
        >>> metric.update(["the cat sat", "a dog"], ["the cat ran", "a dog"]).compute()["rouge1"].item()
        0.8333333333333333
    """

    def __init__(self, device: torch.device | None = None, **options: Any) -> None:
        super().__init__(RougeConfiguration(**options), device)

    @torch.inference_mode()
    def compute(self) -> dict[str, torch.Tensor]:
        """Give the mean F1 of each type over all rows, float64."""
        result = self.configuration.result(self.statistics)
        return {name: self._number(value) for name, value in named_scores(result).items()}


class Bleu(RowsMetric):
    """Corpus BLEU as a torcheval metric.

    Args:
        device: Where rows are kept.
        options: Those of `textmetrics.Bleu`.

    Examples:
        >>> metric = Bleu()
        >>> metric.update(["the cat sat on the mat"], ["the cat sat on the mat"]).compute().item()
        1.0
    """

    def __init__(self, device: torch.device | None = None, **options: Any) -> None:
        super().__init__(BleuConfiguration(**options), device)

    @torch.inference_mode()
    def compute(self) -> torch.Tensor:
        """Give BLEU of all rows together in [0, 1], float64; one for each vector of weights where there are several."""
        return self._number(self.configuration.result(self.statistics).score)
