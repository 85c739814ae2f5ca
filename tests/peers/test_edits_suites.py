"""sacrebleu's own tests of TER and jiwer's own pass with nothing but the import changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.peers import sdist

pytestmark = pytest.mark.skipif(
    os.environ.get("TEXTMETRICS_PEER_SUITES") != "1",
    reason="downloads source distributions; set TEXTMETRICS_PEER_SUITES=1",
)

SACREBLEU = "textmetrics.compat.sacrebleu"
JIWER = "textmetrics.compat.jiwer"
TER_FILES = {"test_ter.py": 7, "test_tokenizer_ter.py": 11}
# test_speed.py is left out: it is a benchmark, written with another package.
JIWER_FILES = (
    "test_alignment.py",
    "test_cer.py",
    "test_count_errors.py",
    "test_empty_ref.py",
    "test_large_vocab.py",
    "test_measures.py",
    "test_transforms.py",
)
N_JIWER_TESTS = 78


def test_the_tests_of_ter_pass(tmp_path: Path) -> None:
    source = sdist.fetch("sacrebleu==2.6.0", tmp_path) / "test"
    names = {
        "sacrebleu.metrics": f"{SACREBLEU}.metrics",
        "sacrebleu.tokenizers": f"{SACREBLEU}.tokenizers",
        "sacrebleu": f"{SACREBLEU} as sacrebleu",
    }
    files = [sdist.repoint(source / name, tmp_path / "tests" / name, names) for name in TER_FILES]
    for file in files:
        assert not re.search(r"^\s*(from|import) sacrebleu", file.read_text(), re.MULTILINE)
    n_passed, n_failed, output = sdist.run(files)
    assert (n_passed, n_failed) == (sum(TER_FILES.values()), 0), output


def test_the_tests_of_jiwer_pass(tmp_path: Path) -> None:
    source = sdist.fetch("jiwer==4.0.0", tmp_path) / "tests"
    # One of the files imports from another, as modules of one package do.
    package = tmp_path / "jiwer_tests"
    package.mkdir()
    (package / "__init__.py").touch()
    names = {"jiwer.transforms": f"{JIWER}.transforms", "jiwer": JIWER}
    files = [sdist.repoint(source / name, package / name, names) for name in JIWER_FILES]
    for file in files:
        # An import of a package within another names the outer one.
        text = re.sub(
            rf"^import {re.escape(JIWER)}$",
            f"import {JIWER} as jiwer",
            file.read_text(),
            flags=re.MULTILINE,
        )
        file.write_text(text)
        assert not re.search(r"^\s*(from|import) jiwer", text, re.MULTILINE)
    n_passed, n_failed, output = sdist.run(files)
    assert (n_passed, n_failed) == (N_JIWER_TESTS, 0), output
