"""Every example in the documentation, the README and the docstrings runs and shows what it says."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = [
    "metrics.rouge.rouge",
    "metrics.rouge.result",
    "metrics.bleu.bleu",
    "metrics.bleu.result",
    "metrics.chrf.chrf",
    "metrics.gleu",
    "metrics.bleu.smoothing",
    "metrics.families",
    "results.accumulator",
    "results.statistics",
    "tokenization.tokenize",
    "results.bootstrap",
    "compat.nltk",
    "compat.nltk.chrf_score",
    "compat.rouge_score.rouge_scorer",
    "compat.sacrebleu.metrics.bleu",
    "compat.sacrebleu.metrics.chrf",
    "compat.sacrebleu.metrics.ter",
    "compat.sacrebleu.tokenizers.tokenizer_ter",
    "compat.jiwer.alignment",
    "compat.jiwer.measures",
    "compat.jiwer.process",
    "compat.jiwer.transforms",
    "metrics.ter",
    "metrics.word_errors",
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_a_page_run(page: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    if page.name in ("README.md", "index.md", "how-it-works.md"):
        assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        if ">>>" in block:
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), 0)
            outcome = doctest.DocTestRunner().run(test, clear_globs=False)
            assert outcome.failed == 0
            names = test.globs
        else:
            exec(compile(block, str(page), "exec"), names)


@pytest.mark.parametrize("module", MODULES)
def test_examples_of_docstrings_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"textmetrics.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
