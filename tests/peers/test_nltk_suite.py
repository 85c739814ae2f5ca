"""NLTK's own tests of BLEU and GLEU, its doctests among them, pass with nothing but the import changed."""

from __future__ import annotations

import ast
import doctest
import importlib
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.peers.sdist import fetch, repoint, run

pytestmark = pytest.mark.skipif(
    os.environ.get("TEXTMETRICS_PEER_SUITES") != "1", reason="downloads source distributions; set TEXTMETRICS_PEER_SUITES=1"
)
MODULES = {
    "nltk.translate.bleu_score": "textmetrics.compat.nltk.bleu_score",
    "nltk.translate.gleu_score": "textmetrics.compat.nltk.gleu_score",
    "nltk.translate": "textmetrics.compat.nltk",
}
# Reads translations that NLTK does not ship but lets users download.
WITHOUT_DATA = "test_bleu.py::TestBLEUvsMteval13a::test_corpus_bleu"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    return fetch("nltk==3.10.4", tmp_path_factory.mktemp("nltk"))


def test_unit_tests(source: Path, tmp_path: Path) -> None:
    original = source / "nltk" / "test" / "unit" / "translate" / "test_bleu.py"
    n_passed, n_failed, output = run([repoint(original, tmp_path / original.name, MODULES)])
    failed = re.findall(r"^FAILED (\S+) - (.*)$", output, re.MULTILINE)
    if failed == [(WITHOUT_DATA, "LookupError: ")]:  # what NLTK says where its data is not installed
        n_failed = 0
    assert n_failed == 0 and n_passed >= 14, output


def _examples(original: Path, ours: str) -> list[doctest.DocTest]:
    """Give the docstring examples of a module's functions and classes, which find our names in place of theirs."""
    names = vars(importlib.import_module(ours))
    tests = []
    for node in ast.walk(ast.parse(original.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)):
            text: Any = ast.get_docstring(node) or ""
            place = getattr(node, "name", original.stem)
            test = doctest.DocTestParser().get_doctest(text, dict(names), place, str(original), 0)
            if test.examples:
                tests.append(test)
    return tests


@pytest.mark.parametrize("name", ["bleu_score", "gleu_score"])
@pytest.mark.filterwarnings("ignore:no .-gram of the hypothesis matches:UserWarning")
def test_examples_of_docstrings(source: Path, name: str) -> None:
    tests = _examples(source / "nltk" / "translate" / f"{name}.py", MODULES[f"nltk.translate.{name}"])
    assert tests
    for test in tests:
        report: list[str] = []
        outcome = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
        assert outcome.failed == 0, "".join(report)


def test_doctest_file(source: Path, tmp_path: Path) -> None:
    original = source / "nltk" / "test" / "bleu.doctest"
    copy = repoint(original, tmp_path / "bleu.doctest", MODULES)
    assert "textmetrics.compat.nltk" in copy.read_text(encoding="utf-8")
    n_passed, n_failed, output = run([copy], "--doctest-glob=*.doctest")
    assert n_failed == 0 and n_passed > 0, output
