"""Imports go down the rooms of the package, and through their interfaces only."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import textmetrics as tm

ROOT = Path(tm.__file__).parent
WITHOUT_INTERFACE = {"textmetrics._kernels", "textmetrics.compat", "textmetrics.integrations"}  # folders of rooms


def _drawing() -> ModuleType:
    path = ROOT.parent / "docs" / "structure.py"
    spec = importlib.util.spec_from_file_location("structure", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["structure"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawing = _drawing()


def _is_folder(module: str) -> bool:
    return (ROOT.parent.joinpath(*module.split(".")) / "__init__.py").is_file()


def _interface(importer: str, imported: str) -> str | None:
    """Name the interface that stands between two modules: the outermost folder around the one that the other is not in."""
    package = importer if _is_folder(importer) else importer.rpartition(".")[0]
    inside = package.split(".")
    parts = imported.split(".")
    for n in range(1, len(parts) + 1):
        folder = ".".join(parts[:n])
        if inside[:n] != parts[:n] and folder not in WITHOUT_INTERFACE and _is_folder(folder):
            return folder
    return None


def test_no_import_goes_around_an_interface() -> None:
    around = []
    for found in drawing.imports(ROOT):
        if found.importer.startswith(("textmetrics.compat.", "textmetrics.integrations.")) and found.imported.startswith(
            ".".join(found.importer.split(".")[:3])
        ):
            continue  # laid out as the package whose calls it takes
        interface = _interface(found.importer, found.imported)
        if interface not in (None, found.imported):
            around.append(f"{found.importer} imports {found.name} of {found.imported}, not of {interface}")
    assert around == []


@pytest.mark.parametrize("folder", ["", "_kernels", "metrics", "tables", "tokenization", "counting", "inputs", "results"])
def test_imports_do_not_go_in_a_circle(folder: str) -> None:
    drawing.structure(ROOT, folder)  # raises where they do


def test_every_room_imports_only_from_lower_layers() -> None:
    path = ["inputs", "tokenization", "counting", "metrics"]  # of a text
    found = drawing.structure(ROOT)
    heights = [found.layers[room] for room in path]
    assert heights == sorted(set(heights))
    assert found.layers["results"] < found.layers["metrics"]
    for room, others in found.arrows.items():
        assert all(found.layers[other] < found.layers[room] for other in others)


@pytest.mark.parametrize(("folder", "most"), [("", (16, 9, 60)), ("_kernels", (11, 11, 30))])
def test_rooms_layers_and_arrows_stay_few(folder: str, most: tuple[int, int, int]) -> None:
    figures = drawing.structure(ROOT, folder).figures
    assert all(figure <= limit for figure, limit in zip(figures, most, strict=True)), figures


def test_an_interface_is_short_and_says_what_its_room_is_for() -> None:
    not_interfaces = {ROOT, ROOT / "_kernels"}  # the public names; what loads the files of a room of kernels
    rooms = [path for path in ROOT.rglob("__init__.py") if not {"compat", "integrations"} & set(path.parts)]
    for path in rooms:
        if path.parent in not_interfaces:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        assert all(isinstance(node, (ast.Expr, ast.ImportFrom, ast.Assign)) for node in tree.body), path


@pytest.mark.parametrize(
    ("library", "rooms"), [("numba", {"compiler"}), ("llvmlite", {"compiler", "simd"})], ids=["numba", "llvmlite"]
)
def test_only_their_rooms_import_the_compilers(library: str, rooms: set[str]) -> None:
    outside = []
    for path in ROOT.rglob("*.py"):
        inside = path.relative_to(ROOT).parts
        if inside[0] == "_kernels" and inside[1] in rooms:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            outside += [f"{path}: {name}" for name in names if name.split(".")[0] == library]
    assert outside == []
