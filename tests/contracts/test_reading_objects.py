"""An environment variable keeps kernels from reading the interpreter's objects in memory; the numbers are the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import JIT_IS_ON
from textmetrics._kernels.inputs.object_layout import SWITCH

DOCS = Path(__file__).parents[2] / "docs"
LAYOUTS = """
import json
from textmetrics.inputs import id_column, reference_lists
from textmetrics.tokenization import text_layout
readers = reference_lists._list_reader, id_column.list_reader
print(json.dumps([text_layout().address != 0, *(reader() is not None for reader in readers)]))
"""
SCORES = """
import ctypes, json
if {is_forbidden}:
    def forbidden(*_):
        raise AssertionError("an object was read from memory")
    for kind in (ctypes.c_int64, ctypes.c_uint32):
        kind.from_address = forbidden  # with which every look at an object begins
import textmetrics as tm
texts = ["the cat sat", "a d\\u00f6g", "", "x " * 300] * 30
nested = [[text, "the cats"] for text in texts]
ids = [[1, 2, 3], [2], [], [5] * 9] * 30
print(json.dumps([
    tm.rouge(texts, texts[1:] + texts[:1])["rougeL"].f1.tolist(),
    tm.rouge(texts, nested, stemmer="porter")["rouge1"].f1.tolist(),
    tm.rouge("the cat sat", "the cats sat", stemmer="porter")["rouge1"].f1.tolist(),
    tm.Rouge().score_pair("the c\\u00e4t sat", "the cats sat"),
    tm.bleu(texts, nested).score,
    tm.sentence_bleu("the cat sat on a mat", ["the cat sat on the mat"]).scores.tolist(),
    tm.rouge(ids, ids[1:] + ids[:1])["rouge1"].f1.tolist(),
    tm.gleu(ids, [[own, own[1:]] for own in ids]).score,
]))
"""


def _run(code: str, value: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: held for name, held in os.environ.items() if name != SWITCH}
    if value is not None:
        environment[SWITCH] = value
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)


def _printed(code: str, value: str | None) -> Any:
    ended = _run(code, value)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.skipif(not JIT_IS_ON or sys.implementation.name != "cpython", reason="nothing is read in any case")
@pytest.mark.parametrize(("value", "expected"), [(None, True), ("", True), ("1", True), ("0", False)])
def test_objects_are_read_unless_the_variable_is_0(value: str | None, expected: bool) -> None:
    assert _printed(LAYOUTS, value) == [expected] * 3


def test_scores_are_the_same_without_a_look_at_any_object() -> None:
    assert _printed(SCORES.format(is_forbidden=True), "0") == _printed(SCORES.format(is_forbidden=False), "1")


@pytest.mark.parametrize("value", ["no", "2", "00", " 0", "false"])
def test_another_value_is_an_error_at_every_score(value: str) -> None:
    ended = _run(
        "import textmetrics as tm\n"
        "for score in (lambda: tm.rouge('a', 'a'), lambda: tm.bleu(['a'], ['a']), lambda: tm.rouge(['a'], ['a'])):\n"
        "    try:\n"
        "        score()\n"
        "    except tm.errors.ConfigurationError as error:\n"
        "        print(error)\n",
        value,
    )
    assert ended.stdout.splitlines() == [
        f"the environment variable {SWITCH} is {value!r}; expected 1 (as when it is not set), to read Python's strings and "
        "lists where they lie in memory, or 0, to leave that to Python's own functions."
    ] * 3, ended.stderr


def test_the_command_line_says_what_is_wrong_with_the_variable() -> None:
    code = "import sys; sys.argv[1:] = ['tokenize', 'a b']; from textmetrics.cli.app import main; main()"
    ended = _run(code, "no")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"textmetrics: the environment variable {SWITCH} is 'no'; expected 1 ")


@pytest.mark.parametrize("page", ["how-it-works.md", "command-line.md"])
def test_the_variable_is_documented(page: str) -> None:
    assert f"`{SWITCH}=0`" in (DOCS / page).read_text()
