"""The torchmetrics classes serve a LightningModule as they are: a Trainer logs the bits of all rows scored at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torchmetrics")
torch = pytest.importorskip("torch")
lightning = pytest.importorskip("lightning")

from torchmetrics import MetricCollection  # noqa: E402  # after the skip above

import textmetrics as tm  # noqa: E402  # after the skip above
from textmetrics.integrations.torchmetrics import Bleu, Rouge  # noqa: E402  # after the skip above

pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own

N_WORDS = 12
TYPES = ("rouge1", "rougeL")


class Model(lightning.LightningModule):
    """A layer that guesses the next id, evaluated as text and as ids."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Embedding(N_WORDS, N_WORDS)
        self.text_metrics = MetricCollection([Rouge(types=TYPES), Bleu(max_order=2)])
        self.id_bleu = Bleu(max_order=2)
        self.guesses: list[tuple[list[int], list[int]]] = []

    def training_step(self, batch: Any, batch_idx: int) -> Any:
        return torch.nn.functional.cross_entropy(self.layer(batch[0]).flatten(0, 1), batch[1].flatten())

    def validation_step(self, batch: Any, batch_idx: int) -> None:
        guessed, right = self.layer(batch[0]).argmax(-1), batch[1]
        self.guesses += zip(guessed.tolist(), right.tolist(), strict=True)
        self.text_metrics.update(as_texts(guessed), as_texts(right))
        self.id_bleu.update(guessed, right)
        self.log("id_bleu", self.id_bleu)

    def on_validation_epoch_start(self) -> None:
        self.guesses = []

    def on_validation_epoch_end(self) -> None:
        self.log_dict(self.text_metrics.compute())
        self.text_metrics.reset()

    def configure_optimizers(self) -> Any:
        return torch.optim.SGD(self.parameters(), lr=1.0)


def as_texts(rows: Any) -> list[str]:
    """Name each id."""
    return [" ".join(f"w{k}" for k in row) for row in torch.as_tensor(rows).tolist()]


@pytest.mark.parametrize("precision", ["32-true", "bf16-true"])
def test_a_trainer_logs_the_bits_of_all_rows_at_once(tmp_path: Path, precision: str) -> None:
    lightning.seed_everything(0, verbose=False)
    rows = torch.randint(0, N_WORDS, (22, 7))
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(rows, (rows * 5 + 1) % N_WORDS), batch_size=4)
    trainer = lightning.Trainer(
        max_epochs=2, precision=precision, accelerator="cpu", devices=1, logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False, default_root_dir=tmp_path,
    )  # fmt: skip
    model = Model()
    trainer.fit(model, loader, loader)
    logged = {name: value.item() for name, value in trainer.callback_metrics.items()}
    guessed, right = ([pair[side] for pair in model.guesses] for side in (0, 1))
    assert len(guessed) == len(rows)
    rouge = tm.rouge(as_texts(guessed), as_texts(right), types=TYPES)
    bleu = tm.bleu(guessed, right, max_order=2).score
    expected = {
        f"{name}_{measure}": value
        for name in TYPES
        for measure, value in zip(("precision", "recall", "fmeasure"), rouge[name].mean, strict=True)
    }
    assert 0 < bleu < 1
    assert logged == {**expected, "Bleu": bleu, "id_bleu": bleu}
