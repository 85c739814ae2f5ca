"""A kernel kept on disk is not used once any kernel it calls has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import textmetrics
from tests.conftest import JIT_IS_ON

SCORE = "import textmetrics as tm; print(tm.bleu(['a b'], ['a b c'], tokenizer='whitespace').reference_length)"


def _run(folder: Path, cache: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_CACHE_DIR": str(cache), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run([sys.executable, "-c", SCORE], capture_output=True, text=True, check=True, cwd=folder, env=environment)
    return ended.stdout.strip()


@pytest.mark.skipif(not JIT_IS_ON, reason="nothing is compiled")
def test_a_changed_leaf_changes_the_answer_of_a_kernel_in_another_file(tmp_path: Path) -> None:
    shutil.copytree(Path(textmetrics.__file__).parent, tmp_path / "textmetrics", ignore=shutil.ignore_patterns("__pycache__"))
    cache = tmp_path / "cache"
    assert _run(tmp_path, cache) == "3"
    assert list(cache.rglob("*.nbi"))  # bleu_rows, which calls reference_length of another file, is kept
    leaf = tmp_path / "textmetrics" / "_kernels" / "bleu" / "brevity.py"
    changed = leaf.read_text().replace("return chosen * unit", "return (chosen + 4) * unit")
    leaf.write_text(changed)
    assert _run(tmp_path, cache) == "7"
