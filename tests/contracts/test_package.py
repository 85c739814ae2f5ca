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
from textmetrics.tokenizers import TOKENIZERS

ROOT = Path(tm.__file__).parent
# Each room may import only from those before it; rooms of one floor stand in one tuple.
FLOORS = (
    ("errors", "code_point_runs"),
    ("_kernels", "parallel", "missing_values", "code_points", "signatures", "definitions", "configured", "exact_sums"),
    ("arrow_layout",),
    ("id_columns", "text_columns"),
    ("nested_texts",),
    ("columns",),
    ("tokenizers", "workspace"),
    ("stemming", "stop_words", "utf8_blocks", "id_blocks"),
    ("found_words",),
    ("token_ids",),
    ("rouge_text_counts", "bleu_counts", "sufficient_statistics", "scores", "chen_cherry", "resampling"),
    ("streaming", "references", "rouge_line_counts"),
    ("rouge_counts", "one_pair"),
    ("rouge_scores", "bleu_scores"),
    ("rouge_results", "bleu_results"),
    ("rouge", "bleu", "gleu"),
    ("warming", "rebuilding"),
    ("compat",),
    ("__init__",),
    ("tables",),
    ("integrations",),
    ("cli",),
    ("__main__",),
)


def _imports(path: Path) -> set[str]:
    """Give the rooms that a module imports, wherever in it the import stands."""
    inside = path.relative_to(ROOT).parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            if node.level >= len(inside) + 1:
                continue
            if node.level == len(inside):
                found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return found


def test_every_room_imports_only_from_lower_floors() -> None:
    height = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
    wrong = []
    for path in ROOT.rglob("*.py"):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        for other in _imports(path):
            if other in height and other != room and height[other] > height[room] and other != "__init__":
                wrong.append(f"{path.relative_to(ROOT)} imports {other}")
    assert wrong == []


def test_only_the_kernels_import_numba() -> None:
    outside = [path for path in ROOT.rglob("*.py") if path.parent.name != "_kernels"]
    assert [str(path) for path in outside if "import numba" in path.read_text() or "from numba" in path.read_text()] == []
    inside = [path for path in (ROOT / "_kernels").glob("*.py") if path.name != "jit.py"]
    assert [path.name for path in inside if "import numba" in path.read_text()] == []


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
    called = {(tokenizer.scan.split(".")[0], tokenizer.scan.split(".")[1]) for tokenizer in TOKENIZERS.values()}
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("_kernels."):
                called |= {((node.module or "").split(".")[1], alias.name) for alias in node.names}
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
