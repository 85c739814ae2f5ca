"""sacrebleu's bootstrap: its generator, its seed, its sums in single precision."""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

DEFAULT_SEED = "12345"
EXACT_LIMIT = 1 << 24  # single precision holds every integer up to here
DRAWS_AT_ONCE = 1 << 20  # row indices held in memory at a time


def seed_of_environment() -> tuple[str, int | None]:
    """Read the seed that SACREBLEU_SEED sets: as a signature shows it, and as a generator takes it; None is a new one each time."""
    shown = os.environ.get("SACREBLEU_SEED", DEFAULT_SEED).lower()
    return shown, None if shown == "none" else int(shown)


def resampled_sums(rows: npt.NDArray[np.int64], n_samples: int, seed: int | None) -> Iterator[npt.NDArray[np.float32]]:
    """Draw rows with replacement and sum them, some samples at a time.

    Args:
        rows: int64 (n_rows, n_fields), the statistics of each row.
        n_samples: Samples to draw, each of as many rows as there are.
        seed: For NumPy's default generator.

    Yields:
        float32 (n, n_fields), the sums of the next n samples. Where a sum is beyond what single precision can count, rows are added one
        after another in single precision, rounded as often as sacrebleu's are.
    """
    n_rows = len(rows)
    generator = np.random.default_rng(seed)
    at_once = max(1, DRAWS_AT_ONCE // n_rows)
    exact = n_rows * int(np.abs(rows).max()) <= EXACT_LIMIT
    wide, narrow = rows.astype(np.float64), rows.astype(np.float32)
    for first in range(0, n_samples, at_once):
        n = min(at_once, n_samples - first)
        # Drawn in pieces the numbers are the same as drawn at once.
        drawn = generator.choice(n_rows, size=(n, n_rows), replace=True)
        if exact:
            places = (drawn + n_rows * np.arange(n)[:, np.newaxis]).ravel()
            times = np.bincount(places, minlength=n * n_rows).reshape(n, n_rows)
            yield (times.astype(np.float64) @ wide).astype(np.float32)
        else:
            yield np.stack([narrow[sample].sum(axis=0) for sample in drawn])
