"""Properties of BLEU's tokenizers: agreement with sacrebleu on nasty texts, rows that do not know each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import _get_tokenizer

from tests.oracle.unicode_words import unicode_words
from tests.scan_helper import SCANS
from tests.strategies import hostile_texts

# Dense in what the rules look at: points, hyphens, digits, entities and their parts, white space, punctuation and
# numbers of other scripts, both edges of zh's ranges, marks and joiners. All of it was in Unicode before 2010.
_PIECES = [
    *"....,,,,---0123456789abé'\"&;<>!?()[]{}/_ \n\n\t\r\x00\x0b\x1c\x1f\x7f",
    *"\u0085\u00a0\u00a1\u1680\u2000\u2001\u200a\u200b\u2028\u202f\u205f\u3000\ufeff",
    *"\u2a6d\u2a6e\u4db5\u4db6\u9fbb\u9fbc中国カﾞー々。，、！「한ไก\u0301\u3099\ufe0f\u200c\u200d",
    *"²½٣३€₹©‘’“”–—…،।٫😀👍\U0001f3fd\U00020000\U0010ffff",
    *[
        "&quot;",
        "&amp;",
        "&lt;",
        "&gt;",
        "quot;",
        "amp;",
        "lt;",
        "<skipped>",
        "skipped>",
        "-\n",
        "1.5",
        "word",
        "eight888",
    ],
]
texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=24).map("".join),
    st.text(st.sampled_from("1a.,- \n&"), max_size=12),
    st.sampled_from(sorted(hostile_texts.values())),
)
rows = st.lists(texts, max_size=6)


@cache
def original(name: str) -> Callable[[str], list[str]]:
    """Give what sacrebleu's BLEU sees of a text, or the oracle's words."""
    if name == "unicode":
        return unicode_words
    tokenizer = _get_tokenizer(name)()
    return lambda text: tokenizer(text.rstrip()).split()


@pytest.mark.parametrize("name", SCANS)
@given(texts=rows)
def test_tokens_are_those_of_the_original(name: str, texts: list[str]) -> None:
    assert SCANS[name](texts) == [original(name)(text) for text in texts]


@pytest.mark.parametrize("name", SCANS)
@given(texts=rows, begin=st.integers(0, 9))
def test_rows_do_not_know_each_other(name: str, texts: list[str], begin: int) -> None:
    assert SCANS[name](texts, begin=begin) == [SCANS[name].one(text) for text in texts]


@pytest.mark.parametrize("name", ["none", "char", "zh", "intl"])
@given(text=texts)
def test_tokens_hold_every_visible_character(name: str, text: str) -> None:
    assert "".join(SCANS[name].one(text)) == "".join(text.split())


@given(text=texts.filter(lambda text: not any(piece in text for piece in ("&", "<", "-\n"))))
def test_13a_keeps_every_visible_character_where_it_undoes_nothing(text: str) -> None:
    assert "".join(SCANS["13a"].one(text)) == "".join(text.split())
