"""rouge-score's own tests pass against the compatibility layer, but for those listed here with their reasons."""

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

FILES = ("rouge_scorer_test.py", "scoring_test.py", "tokenize_test.py", "tokenizers_test.py")
# `test_util` says where the test data lies; it stays the peer's own.
NAMES = {"rouge_score import test_util": "peer_data import test_util", "rouge_score": "textmetrics.compat.rouge_score"}

# The source distribution leaves the folder testdata out, and these tests score what is in it.
WITHOUT_DATA = {
    "rouge_scorer_test.py::testRouge1AgainstRouge155",
    "rouge_scorer_test.py::testRouge1AgainstRouge155WithStemming",
    "rouge_scorer_test.py::testRouge2AgainstRouge155",
    "rouge_scorer_test.py::testRouge2AgainstRouge155WithStemming",
    "rouge_scorer_test.py::testRougeLAgainstRouge155",
    "rouge_scorer_test.py::testRougeLSumAgainstRouge155WithStemming",
    "rouge_scorer_test.py::testRougeLsumLarge",
    "scoring_test.py::testConfidenceIntervalsAgainstRouge155",
    "scoring_test.py::testConfidenceIntervalsAgainstRouge155WithStemming",
    "scoring_test.py::testConfidenceIntervalsAgainstRouge155WithStemmingMultiLine",
    "scoring_test.py::testMultipleRougeTypes",
}
# These call private functions on tables and lists of tokens, which the core has no use for: it counts without tables.
OF_PRIVATE_FUNCTIONS = {
    "rouge_scorer_test.py::testLcsTable",
    "rouge_scorer_test.py::testSummaryLevelLcs",
    "rouge_scorer_test.py::testUnionLcs",
}
# Splits sentences by nltk's punkt, whose data no package ships.
WITH_PUNKT = {"rouge_scorer_test.py::testRougeLSumSentenceSplitting"}


def has_punkt() -> bool:
    """Tell whether nltk's punkt has its data here."""
    import nltk

    try:
        nltk.sent_tokenize("One. Two.")
    except LookupError:
        return False
    return True


def test_the_suite_passes_but_for_what_it_cannot_reach(tmp_path: Path) -> None:
    pytest.importorskip("absl.testing.parameterized", reason="rouge-score's tests are written with absl-py")
    source = sdist.fetch("rouge_score==0.1.2", tmp_path) / "rouge_score"
    assert not (source / "testdata").exists(), "the test data has come with it: let the tests read it"
    tests = tmp_path / "tests"
    files = [sdist.repoint(source / name, tests / name, NAMES) for name in FILES]
    for file in files:
        assert not re.search(r"^\s*(from|import) rouge_score", file.read_text(), re.MULTILINE)
    data = tests / "peer_data" / "testdata"
    data.mkdir(parents=True)
    shutil.copy(source / "test_util.py", data.parent)
    # Every test opens these four before it starts; those that need what was in them are listed above.
    for name in ("target.txt", "prediction.txt", "target_large.txt", "prediction_large.txt"):
        (data / name).touch()
    n_passed, n_failed, output = sdist.run(files, "-rf")
    failed = {f"{file}::{name}" for file, name in re.findall(r"^FAILED (\w+\.py)::\w+::(\w+)", output, re.MULTILINE)}
    assert failed == WITHOUT_DATA | OF_PRIVATE_FUNCTIONS | (set() if has_punkt() else WITH_PUNKT), output
    assert (n_passed + n_failed, n_failed) == (40, len(failed)), output
