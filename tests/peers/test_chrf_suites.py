"""sacrebleu's own tests of chrF and nltk's own examples pass against the compatibility layers."""

from __future__ import annotations

import doctest
import os
import re
from pathlib import Path

import pytest

from tests.peers import sdist
from tests.peers.test_nltk_suite import _examples

pytestmark = pytest.mark.skipif(
    os.environ.get("TEXTMETRICS_PEER_SUITES") != "1",
    reason="downloads source distributions; set TEXTMETRICS_PEER_SUITES=1",
)
OURS = "textmetrics.compat.sacrebleu"
N_TESTS = 25


def test_the_tests_of_sacrebleu_pass(tmp_path: Path) -> None:
    source = sdist.fetch("sacrebleu==2.6.0", tmp_path) / "test"
    names = {"sacrebleu.metrics": f"{OURS}.metrics", "sacrebleu": f"{OURS} as sacrebleu"}
    file = sdist.repoint(source / "test_chrf.py", tmp_path / "tests" / "test_chrf.py", names)
    assert not re.search(r"^\s*(from|import) sacrebleu", file.read_text(), re.MULTILINE)
    n_passed, n_failed, output = sdist.run([file])
    assert (n_passed, n_failed) == (N_TESTS, 0), output


def test_the_examples_of_nltk_show_what_they_say(tmp_path: Path) -> None:
    source = sdist.fetch("nltk==3.10.4", tmp_path) / "nltk" / "translate" / "chrf_score.py"
    tests = _examples(source, "textmetrics.compat.nltk.chrf_score")
    assert len(tests) == 2
    for test in tests:
        report: list[str] = []
        outcome = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
        assert outcome.failed == 0, "".join(report)
