"""BLEU's tokenizers against sacrebleu: its recorded answers, and every text of the translation data."""

from __future__ import annotations

import os

import pytest
from sacrebleu.metrics.bleu import _get_tokenizer

from tests.scan_helper import SCANS
from tests.shared_data import load_cases, load_rows, requires_shared

pytestmark = requires_shared

NAMES = ("13a", "none", "char", "zh", "intl")
DATASETS = ("wmt23_mt", "mlqe_pe", "wmt21_multiref")
# Kernels run as plain Python are slow: that lane takes the first rows only.
N_ROWS = 25 if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0") else None


@pytest.mark.parametrize("name", NAMES)
def test_recorded_answers_are_met(name: str) -> None:
    cases = [case for case in load_cases("sacrebleu_tokenizers") if case["config"].get("tokenizer") == name]
    assert len(cases) > 90
    # They were recorded without the rstrip that BLEU does first; no case here differs by it.
    assert not any(case["config"]["rstrip_first"] for case in cases)
    found = SCANS[name]([case["hyp"] for case in cases])
    wrong = [
        (case["id"], words)
        for case, words in zip(cases, found, strict=True)
        if words != case["expected"]["text"].split()
    ]
    assert wrong == []


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_sacrebleus_tokens(name: str, dataset: str) -> None:
    rows = load_rows(dataset, n_rows=N_ROWS)
    texts = list(dict.fromkeys([*rows.predictions, *(text for several in rows.references for text in several)]))
    tokenizer = _get_tokenizer(name)()
    wrong = [
        text for text, words in zip(texts, SCANS[name](texts), strict=True) if words != tokenizer(text.rstrip()).split()
    ]
    assert wrong[:5] == []
