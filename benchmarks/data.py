"""Rows to benchmark on: real outputs from a data folder beside the project, or the example that is shipped with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DEFAULT_FOLDER = PROJECT.parent / "shared" / "data"
EXAMPLE = PROJECT / "textmetrics" / "examples" / "translations.csv"


@dataclass(frozen=True)
class Rows:
    """Predictions with their references.

    Attributes:
        name: of the data set.
        predictions: one a row.
        references: one or several a row.
    """

    name: str
    predictions: list[str]
    references: list[list[str]]

    def __len__(self) -> int:
        return len(self.predictions)

    @property
    def first_references(self) -> list[str]:
        """The first reference of every row."""
        return [own[0] for own in self.references]

    @property
    def streams(self) -> list[list[str | None]]:
        """References as sacrebleu takes them: all first ones, all second ones, …"""
        n_streams = max(map(len, self.references))
        return [[own[k] if k < len(own) else None for own in self.references] for k in range(n_streams)]

    @property
    def n_bytes(self) -> int:
        """Count the bytes of all texts."""
        return sum(len(text.encode()) for own in (self.predictions, *self.references) for text in own)

    def spread(self, n_rows: int) -> Rows:
        """Give about so many rows, evenly spaced over all: a sample for slow peers."""
        step = max(1, len(self) // n_rows)
        return Rows(self.name, self.predictions[::step], self.references[::step])

    def repeated(self, n_rows: int) -> Rows:
        """Give exactly so many rows, from the first on, beginning anew after the last."""
        times = n_rows // len(self) + 1
        return Rows(self.name, (self.predictions * times)[:n_rows], (self.references * times)[:n_rows])


@dataclass(frozen=True)
class DataFolder:
    """Where data sets are read from; where the folder is absent, every data set is the shipped example."""

    path: Path

    @property
    def is_there(self) -> bool:
        """The folder holds data sets."""
        return any(self.path.glob("*.parquet"))

    def csv(self, name: str) -> Path:
        """Locate a data set as CSV with the columns prediction and reference."""
        path = self.path / f"{name}.csv"
        return path if path.exists() else EXAMPLE

    def rows(self, name: str) -> Rows:
        """Read a data set; the example's texts, joined to long ones, where a set of long texts is absent."""
        path = self.path / f"{name}.parquet"
        if path.exists():
            return _parquet_rows(path)
        example = _example_rows()
        if not name.startswith("long_"):
            return example
        joined = [" ".join(example.predictions[k::4] * 20) for k in range(4)]
        references = [[" ".join(example.first_references[k::4] * 20)] for k in range(4)]
        return Rows(f"{example.name}, joined", joined, references)


@lru_cache(maxsize=3)
def _parquet_rows(path: Path) -> Rows:
    from pyarrow import parquet

    table = parquet.read_table(path, columns=["prediction", "references"])
    return Rows(path.stem, table["prediction"].to_pylist(), table["references"].to_pylist())


@lru_cache(maxsize=1)
def _example_rows() -> Rows:
    from pyarrow import csv

    table = csv.read_csv(EXAMPLE, parse_options=csv.ParseOptions(newlines_in_values=True))
    return Rows("the shipped example", table["prediction"].to_pylist(), [[text] for text in table["reference"].to_pylist()])
