"""What the package promises as a whole: its public names, its floors, its light import, its kernels' single types."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from textmetrics.tokenization.tokenizers import TOKENIZERS

ROOT = Path(tm.__file__).parent


def test_public_names_exist_and_are_documented() -> None:
    for name in tm.__all__:
        value = getattr(tm, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_import_is_light() -> None:
    code = "import sys, textmetrics; print(*sorted({'numba', 'pyarrow', 'pandas', 'torch', 'polars', 'rich', 'typer'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert ended.stdout.strip() == ""


def test_scoring_lists_of_text_does_not_load_arrow() -> None:
    code = "import sys, textmetrics as tm; tm.rouge(['a b'], ['a']); print('pyarrow' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert ended.stdout.strip() == "False"


@pytest.mark.skipif(not JIT_IS_ON or bool(os.environ.get("NUMBA_BOUNDSCHECK")), reason="looks at compiled kernels")
def test_scoring_compiles_each_kernel_for_one_set_of_types() -> None:
    called = {("tokenizers", tokenizer.scan) for tokenizer in TOKENIZERS.values()}
    for path in ROOT.rglob("*.py"):
        if path.relative_to(ROOT).parts[0] in ("_kernels", "compat", "integrations"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and "_kernels." in (node.module or ""):
                called |= {((node.module or "").partition("_kernels.")[2], alias.name) for alias in node.names}
    # In a process of its own: other tests call kernels with types of their own.
    code = (
        "import importlib, json, textmetrics as tm; tm.warmup()\n"
        f"values = {{(m, n): getattr(importlib.import_module('textmetrics._kernels.' + m), n) for m, n in {sorted(called)!r}}}\n"
        "print(json.dumps({f'{m}.{n}': len(value.signatures) for (m, n), value in values.items() if hasattr(value, 'signatures')}))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    counts = json.loads(ended.stdout)
    assert len(counts) > 10
    # Kernels that only kernels call may be compiled for several kinds of integer; those that Python calls may not.
    assert {kernel: count for kernel, count in counts.items() if count > 1} == {}
