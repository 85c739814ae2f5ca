"""Draw the rooms of the package and the imports between them, from the imports themselves.

    python docs/structure.py                                    # docs/design/structure.svg, of the files as they are
    python docs/structure.py --revision REVISION --output FILE  # of a commit

A room is a file or a folder of the package. A room stands one layer above the highest room that it imports, wherever in a file the
import stands.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = "textmetrics"


class Import(NamedTuple):
    """One name that a module imports from the package."""

    importer: str  # both by their full names
    imported: str
    name: str


class Structure(NamedTuple):
    """The rooms of a folder, what each imports of the others, and on which layer it stands."""

    arrows: dict[str, set[str]]
    layers: dict[str, int]

    @property
    def figures(self) -> tuple[int, int, int]:
        """Count rooms, layers and arrows."""
        return len(self.arrows), len(set(self.layers.values())), sum(map(len, self.arrows.values()))


def imports(folder: Path) -> Iterator[Import]:
    """Yield every import of the package's own modules, wherever in a file it stands."""
    for path in sorted(folder.rglob("*.py")):
        parts = (folder.name, *path.relative_to(folder).with_suffix("").parts)
        package = parts[:-1]
        importer = ".".join(package if parts[-1] == "__init__" else parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Import(importer, alias.name, "") for alias in node.names if alias.name.split(".")[0] == folder.name)
            elif isinstance(node, ast.ImportFrom):
                above = package[: len(package) + 1 - node.level] if node.level else ()
                base = ".".join([*above, *((node.module or "").split(".") if node.module else [])])
                if base.split(".")[0] == folder.name:
                    for alias in node.names:
                        yield Import(importer, base, alias.name)


def target(folder: Path, found: Import) -> str:
    """Name the module that an import loads: the name itself where that is a module."""
    inside = folder.parent.joinpath(*found.imported.split("."), found.name)
    is_module = bool(found.name) and (inside.with_name(f"{found.name}.py").is_file() or (inside / "__init__.py").is_file())
    return f"{found.imported}.{found.name}" if is_module else found.imported


def structure(folder: Path, inner: str = "") -> Structure:
    """Tell which rooms of the package, or of a folder in it, import which.

    Raises:
        ValueError: Imports go in a circle.
    """
    whole = ".".join([folder.name, *([inner] if inner else [])])

    def room(module: str) -> str | None:
        if module == whole:
            return "__init__"
        return module[len(whole) + 1 :].split(".")[0] if module.startswith(f"{whole}.") else None

    base = folder.joinpath(*inner.split(".")) if inner else folder
    arrows: dict[str, set[str]] = {path.stem: set() for path in base.glob("*.py")}
    arrows |= {path.parent.name: set() for path in base.glob("*/__init__.py")}
    if inner or not any(room(found.importer) == "__init__" for found in imports(folder)):
        arrows.pop("__init__", None)
    for found in imports(folder):
        one, other = room(found.importer), room(target(folder, found))
        if one in arrows and other in arrows and one != other:
            arrows[one].add(other)
    return Structure(arrows, _layers(arrows))


def _layers(arrows: dict[str, set[str]]) -> dict[str, int]:
    layers: dict[str, int] = {}
    while len(layers) < len(arrows):
        ready = [room for room in arrows if room not in layers and all(other in layers for other in arrows[room])]
        if not ready:
            raise ValueError(f"imports go in a circle among {', '.join(sorted(set(arrows) - set(layers)))}")
        for room in ready:
            layers[room] = 1 + max((layers[other] for other in arrows[room]), default=-1)
    return layers


WIDTH, ROW, BOX = 1120, 92, 26


def drawn(title: str, found: Structure, top: int) -> tuple[str, int]:
    """Draw a structure, the highest layer at the top; also return where the picture ends."""
    n_rooms, n_layers, n_arrows = found.figures
    out = [f'<text x="20" y="{top + 24}" class="title">{title}: {n_rooms} rooms, {n_layers} layers, {n_arrows} arrows</text>']
    middle: dict[str, tuple[float, float]] = {}
    boxes = []
    highest = max(found.layers.values())
    for layer in range(highest + 1):
        rooms = sorted(room for room, own in found.layers.items() if own == layer)
        y = top + 60 + (highest - layer) * ROW
        for k, room in enumerate(rooms):
            x = WIDTH * (k + 0.5) / len(rooms)
            low = y + (k % 2) * (BOX + 6) * (len(rooms) > 8)
            middle[room] = (x, low + BOX / 2)
            width = 7.2 * len(room) + 14
            boxes.append(f'<rect x="{x - width / 2:.1f}" y="{low}" width="{width:.1f}" height="{BOX}" rx="4"/>')
            boxes.append(f'<text x="{x:.1f}" y="{low + 17}" class="room">{room}</text>')
    for room in sorted(found.arrows):
        for other in sorted(found.arrows[room]):
            (x, y), (to_x, to_y) = middle[room], middle[other]
            out.append(f'<path d="M{x:.1f} {y + BOX / 2:.1f} L{to_x:.1f} {to_y - BOX / 2:.1f}"/>')
    return "\n".join(out + boxes), top + 60 + (highest + 1) * ROW


def picture(folder: Path) -> str:
    """Draw the package and its kernels as SVG."""
    upper, middle = drawn(PACKAGE, structure(folder), 0)
    lower, bottom = drawn(f"{PACKAGE}/_kernels", structure(folder, "_kernels"), middle)
    style = (
        "rect{fill:#fff;stroke:#445} text{font:12px monospace;fill:#223} .room{text-anchor:middle} .title{font-size:15px;font-weight:bold}"
        " path{stroke:#89a;stroke-opacity:.55;fill:none}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom}">\n<style>{style}</style>\n'
        f'<rect width="{WIDTH}" height="{bottom}" style="stroke:none"/>\n{upper}\n{lower}\n</svg>\n'
    )


def main() -> None:
    """Draw what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--revision", help="a commit; by default the files as they are")
    parser.add_argument("--output", type=Path, default=PROJECT / "docs" / "design" / "structure.svg")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = PROJECT
        if arguments.revision:
            archive = subprocess.run(["git", "archive", arguments.revision, PACKAGE], cwd=PROJECT, capture_output=True, check=True).stdout
            with tarfile.open(fileobj=io.BytesIO(archive)) as files:
                files.extractall(folder)
            root = Path(folder)
        arguments.output.parent.mkdir(parents=True, exist_ok=True)
        arguments.output.write_text(picture(root / PACKAGE), encoding="utf-8")
        for inner in ("", "_kernels"):
            n_rooms, n_layers, n_arrows = structure(root / PACKAGE, inner).figures
            print(f"{PACKAGE}/{inner}: {n_rooms} rooms, {n_layers} layers, {n_arrows} arrows")


if __name__ == "__main__":
    main()
