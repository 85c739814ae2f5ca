"""Configure every test: Hypothesis's budgets, kernels compiled once, and a header that names versions."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

JIT_IS_ON = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
# Kernels read the interpreter's objects where they lie; otherwise Python's own functions do all of it.
READS_OBJECTS = JIT_IS_ON and sys.implementation.name == "cpython" and os.environ.get("TEXTMETRICS_READ_OBJECTS") != "0"
ORACLES = Path(__file__).resolve().parent / "oracle"

# No deadline: the first call of a kernel compiles it. Slow generation is the machine's load, not the test's fault.
for _name, _examples in {"small": 15, "default": 60, "thorough": 1000}.items():
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default" if JIT_IS_ON else "small"))


def pytest_report_header() -> list[str]:
    """Name the interpreter and the packages whose versions decide what a test compares with."""
    found: list[str] = []
    for name in ("numpy", "numba", "pyarrow", "rouge-score", "sacrebleu", "nltk", "hypothesis"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} absent")
    return [
        f"Python {platform.python_version()}, " + ", ".join(found),
        f"kernels: {'JIT' if JIT_IS_ON else 'plain Python'}",
    ]


@pytest.fixture(scope="session", autouse=True)
def compiled_kernels(request: pytest.FixtureRequest) -> None:
    """Compile every kernel once, before the first test, unless the JIT is off or only oracles are tested."""
    if JIT_IS_ON and any(ORACLES not in item.path.parents for item in request.session.items):
        import textmetrics

        textmetrics.warmup()
