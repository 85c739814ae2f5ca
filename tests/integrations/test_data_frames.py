"""Every example of the page on data frames runs and shows what it says, where its library is installed."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import textmetrics as tm

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-frames.md"
LIBRARIES = {
    "pandas": "pandas",
    "polars": "polars",
    "DuckDB": "duckdb",
    "Hugging Face datasets": "datasets",
    "Apache Arrow, and NumPy": "pyarrow",
}


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_has_the_sections_that_are_tested() -> None:
    assert list(sections()) == list(LIBRARIES)


@pytest.mark.parametrize("title", LIBRARIES)
def test_examples_of_a_library_run(title: str) -> None:
    pytest.importorskip(LIBRARIES[title], reason=f"{LIBRARIES[title]} is not installed")
    text = "\n".join(re.findall(r"^```py\n(.*?)^```", sections()[title], re.DOTALL | re.MULTILINE))
    names = {"tm": tm, "metric": tm.Rouge(types=("rouge1", "rougeL"), stemmer="porter")}
    test = doctest.DocTestParser().get_doctest(text, names, title, str(PAGE), 0)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0
