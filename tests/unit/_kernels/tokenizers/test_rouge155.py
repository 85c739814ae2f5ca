"""The tokenizer and limits of ROUGE-1.5.5 against the oracle; kernels together against the script's answers."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.oracle import rouge155 as oracle
from tests.scan_helper import scan as scan_texts
from tests.shared_data import load_cases, requires_shared
from tests.strategies import hostile_texts
from tests.unit._kernels.token_rows import encode, scan, skipgrams, token_ids, weighted_union
from textmetrics._kernels.tokenizers.limits import limit_bytes, limit_words
from textmetrics._kernels.tokenizers.rouge155 import scan_rouge155

# Kernels run as plain Python are slow: that lane takes one recorded case in thirty.
ONE_IN = 30 if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0") else 1
NO_OPTIONS = oracle.Options()
texts = st.one_of(
    st.sampled_from(sorted(hostile_texts.values())),
    st.text(st.sampled_from("aB3 -_$\t\n\v\f\r\x00\x1c\x85\u00a0\u212a\u0130é€\U0001f600'."), max_size=30),
    st.text(max_size=20),
)
limits = st.integers(1, 25)


def limited(rows: list[bytes], max_words: int | None, max_bytes: int | None, by_line: bool) -> list[bytes]:
    """Cut rows with the kernels; words win if both limits are given, as in the script."""
    if max_words is None and max_bytes is None:
        return rows
    data, offsets = encode(rows)
    cut, cut_offsets = np.full(len(data), 88, np.uint8), np.full(len(rows) + 1, -1, np.int64)
    if max_words is not None:
        n = limit_words(data, offsets, len(rows), max_words, cut, cut_offsets)
    else:
        n = limit_bytes(data, offsets, len(rows), max_bytes, int(by_line), cut, cut_offsets)
    assert n == cut_offsets[-1]
    return [cut[cut_offsets[k] : cut_offsets[k + 1]].tobytes() for k in range(len(rows))]


def tokens(rows: list[bytes]) -> list[list[bytes]]:
    """Scan rows and read their words back."""
    words, offsets = scan(scan_rouge155, rows)
    return [words[offsets[k] : offsets[k + 1]].tobytes().replace(b"\0", b" ").split() for k in range(len(rows))]


@given(st.lists(texts, max_size=5))
def test_tokens_are_the_scripts(rows: list[str]) -> None:
    expected = [[token.decode() for token in oracle.text_tokens(row, NO_OPTIONS)] for row in rows]
    assert scan_texts(scan_rouge155, rows, growth=1, begin=3) == expected


@pytest.mark.parametrize("text", hostile_texts.values(), ids=hostile_texts.keys())
def test_tokens_of_hostile_texts(text: str) -> None:
    assert tokens([text.encode()]) == [oracle.text_tokens(text, NO_OPTIONS)]


def test_only_ascii_letters_and_digits_make_tokens() -> None:
    assert tokens(["$5 e-mail_x Caf\u00e9s 273\u212a \u0130s 'Tis".encode()]) == [
        [b"5", b"e", b"mail", b"x", b"caf", b"s", b"273", b"s", b"tis"]
    ]


@given(st.lists(texts, max_size=4), limits)
@example([" a b\n c d"], 4)
@example(["\n\n a", "a\n \nb"], 1)
def test_words_are_limited_before_cleaning(rows: list[str], max_words: int) -> None:
    options = NO_OPTIONS._replace(max_words=max_words)
    cut = limited([row.encode() for row in rows], max_words, None, False)
    assert tokens(cut) == [oracle.text_tokens(row, options) for row in rows]
    for row, kept in zip(rows, cut, strict=True):
        lines = [found for found in tokens(kept.split(b"\n")) if found]
        assert lines == [found for found in oracle.sentence_tokens(row, options) if found]


@given(st.lists(texts, max_size=4), limits)
@example(["ab\ncd\nef"], 4)
@example(["caf\u00e9 au lait"], 4)
def test_bytes_are_limited_for_the_text_and_for_each_line(rows: list[str], max_bytes: int) -> None:
    options = NO_OPTIONS._replace(max_bytes=max_bytes)
    encoded = [row.encode() for row in rows]
    cut = limited(encoded, None, max_bytes, False)
    assert tokens(cut) == [oracle.text_tokens(row, options) for row in rows]
    by_line = limited(encoded, None, max_bytes, True)
    for row, kept, kept_by_line in zip(rows, cut, by_line, strict=True):
        assert row.encode().startswith(kept) and row.encode().startswith(kept_by_line)
        kept.decode(), kept_by_line.decode()  # no character is cut
        lines = [found for found in tokens(kept_by_line.split(b"\n")) if found]
        assert lines == [found for found in oracle.sentence_tokens(row, options) if found]


def counted_by_kernels(case: dict[str, Any]) -> dict[str, list[tuple[float, float, float]]]:
    """Count a recorded case with the kernels: matches, prediction total and reference total against each reference."""
    config = case["config"]
    rows = [text.encode() for text in (case["hyp"], *case["refs"])]
    n_rows = len(rows)
    whole = limited(rows, config["words"], config["bytes"], False)
    lines = [row.split(b"\n") for row in limited(rows, config["words"], config["bytes"], True)]
    found = token_ids(*scan(scan_rouge155, [*whole, *(line for text in lines for line in text)]))
    text_ids, line_ids, at = found[:n_rows], [], n_rows
    for text in lines:
        line_ids.append(found[at : at + len(text)])
        at += len(text)
    pairs = [(text_ids[0], reference) for reference in text_ids[1:]]
    counts: dict[str, list[Any]] = {"rouge-1": [(None, len(p), len(r)) for p, r in pairs]}
    gap = config["skip"]
    name = "*" if gap < 0 else str(gap)
    counts[f"rouge-s{name}"] = skipgrams(pairs, gap, 0)
    counts[f"rouge-su{name}"] = skipgrams(pairs, gap, 2)
    if config["w"] is not None:
        weight = float(config["w"])
        weighted = weighted_union([(line_ids[0], reference) for reference in line_ids[1:]], weight, pairs)
        counts[f"rouge-w-{config['w']}"] = [(hits, n, base**weight) for hits, n, base in weighted]
    return counts


def recall_to_compare(hits: float, base: float, weight: float) -> float:
    """Give what `-f B` compares: a recall rounded to five decimals, but ROUGE-W's as it is, its base weighted once."""
    if weight != 1:
        return float((hits / base ** (1 / weight)) ** (1 / weight))
    return oracle.rounded(hits / base) if base else 0.0


@requires_shared
def test_recorded_answers_without_stop_words_and_stemming() -> None:
    cases = [case for case in load_cases("rouge155") if not case["config"]["stem"] and not case["config"]["stop"]]
    n_compared = 0
    for case in cases[::ONE_IN]:
        config, expected = case["config"], case["expected"]
        counts = counted_by_kernels(case)
        if "raises" in expected:
            # The script divides by the weighted length of a reference that has no token.
            assert any(base == 0 for _, _, base in counts[f"rouge-w-{config['w']}"])
            continue
        for name, rows in counts.items():
            if name not in expected["counts"]:
                continue
            weight = float(config["w"]) if "-w-" in name else 1.0
            if config["scoring"] == "B":
                # The reference with the best recall, the first of them; ROUGE-W's base is weighted once here.
                if name == "rouge-1" or not rows:
                    continue
                recalls = [recall_to_compare(hits, base, weight) for hits, _, base in rows]
                rows = [rows[recalls.index(max(recalls))]]
            recorded = expected["counts"][name]
            n_compared += 1
            assert sum(row[2] for row in rows) == pytest.approx(recorded["ref"], rel=1e-12), (case["id"], name)
            assert sum(row[1] for row in rows) == pytest.approx(recorded["hyp"], rel=1e-12), (case["id"], name)
            if name == "rouge-1":
                continue
            hits, n_prediction, n_reference = (sum(row[k] for row in rows) for k in range(3))
            assert hits == pytest.approx(recorded["hit"], rel=1e-12), (case["id"], name)
            scores = expected["scores"][name]
            recall = oracle.rounded((hits / n_reference) ** (1 / weight)) if n_reference else 0.0
            precision = oracle.rounded((hits / n_prediction) ** (1 / weight)) if n_prediction else 0.0
            assert (recall, precision) == (scores["r"], scores["p"]), (case["id"], name)
    assert n_compared > 100 // ONE_IN
