"""BLEU of rows of all lengths: those that are counted by ids have the counts that they would have alone."""

from __future__ import annotations

import random

import pytest

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from textmetrics.counting import rows

WORDS = ["the", "cat", "sat", "on", "a", "mat", "\u20ac", "internationalisation"]


def _rows(n_rows: int, is_long: float, seed: int) -> tuple[list[str], list[list[str]]]:
    """Make rows, of which a part is too long to be counted without ids."""
    draw = random.Random(seed)

    def text() -> str:
        n_words = draw.randrange(140, 300) if draw.random() < is_long else draw.randrange(0, 20)
        return " ".join(draw.choices(WORDS, k=n_words))

    return [text() for _ in range(n_rows)], [[text() for _ in range(draw.randrange(1, 4))] for _ in range(n_rows)]


@pytest.mark.parametrize("tokenizer", ["13a", "char"])
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("is_long", [0.002, 0.05, 1.0])
def test_long_rows_among_short_ones_count_as_alone(is_long: float, threads: int, tokenizer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "BLOCK_BYTES", 1 << 13)
    predictions, references = _rows(600 if JIT_IS_ON else 40, is_long, seed=7)
    metric = tm.Bleu(tokenizer, max_order=5)
    found = metric.statistics(predictions, references, threads=threads).values
    by_ids = tm.Bleu(lambda text: tm.tokenize(text, tokenizer), max_order=5).statistics(predictions, references).values
    assert found.tolist() == by_ids.tolist()
    alone = [metric.statistics([p], [r]).values[0].tolist() for p, r in zip(predictions[:60], references[:60], strict=True)]
    assert found[:60].tolist() == alone


def test_rows_without_words_are_counted_among_those_that_are_long() -> None:
    long_text = "cat " * (1 << 16)
    with pytest.warns(UserWarning, match="leaves no token of 2 of 3 predictions"):
        tm.Bleu("rouge-score").score(["\u0436\u0436", "\u0436", "cat"], [long_text, "a", "cat"])
