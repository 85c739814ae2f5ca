"""sacrebleu's own tests of BLEU pass against the compatibility layer, and its significance tests over our metric."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.peers import sdist

pytestmark = pytest.mark.skipif(
    os.environ.get("TEXTMETRICS_PEER_SUITES") != "1", reason="downloads source distributions; set TEXTMETRICS_PEER_SUITES=1"
)

REQUIREMENT = "sacrebleu==2.6.0"
OURS = "textmetrics.compat.sacrebleu"
# Other files of the suite are about what is not here: test_api.py and test_dataset.py download test sets, and test_chrf.py, test_ter.py
# and test_tokenizer_ter.py are of other metrics. The tokenizers of BLEU have no file of their own.
FILES = {"test_bleu.py": 27, "test_sentence_bleu.py": 30}
N_SIGNIFICANCE_TESTS = 30


def test_the_tests_of_bleu_pass(tmp_path: Path) -> None:
    source = sdist.fetch(REQUIREMENT, tmp_path) / "test"
    names = {"sacrebleu.metrics": f"{OURS}.metrics", "sacrebleu": f"{OURS} as sacrebleu"}
    files = [sdist.repoint(source / name, tmp_path / "tests" / name, names) for name in FILES]
    for file in files:
        assert not re.search(r"^\s*(from|import) sacrebleu", file.read_text(), re.MULTILINE)
    n_passed, n_failed, output = sdist.run(files)
    assert (n_passed, n_failed) == (sum(FILES.values()), 0), output


def test_significance_tests_of_sacrebleu_take_our_metric(tmp_path: Path) -> None:
    """Only the metric is ours here: sacrebleu's paired tests reach into it by its private names."""
    source = sdist.fetch(REQUIREMENT, tmp_path) / "test"
    name = "test_significance.py"
    file = sdist.repoint(source / name, tmp_path / "tests" / name, {"sacrebleu.metrics": f"{OURS}.metrics"})
    assert f"from {OURS}.metrics import BLEU" in file.read_text()
    (file.parent / "test").mkdir()
    shutil.copy(source / "wmt17_en_de_systems.pkl.bz2", file.parent / "test")
    n_passed, n_failed, output = sdist.run([file])
    assert (n_passed, n_failed) == (N_SIGNIFICANCE_TESTS, 0), output
