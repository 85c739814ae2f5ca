"""Words of texts as BLEU is given them: where they stand, or, for texts that are rewritten first, behind the texts."""

from __future__ import annotations

import numpy as np
import pytest

from tests.scan_helper import SCANS
from textmetrics.inputs.text_column import encode
from textmetrics.tokenization.text_blocks import SPARE_BYTES
from textmetrics.tokenization.tokenizers import resolve
from textmetrics.tokenization.word_edges import MOST_REWRITTEN, find_words, some_words
from textmetrics.tokenization.workspace import Workspace


@pytest.mark.parametrize("n_rewritten", [0, 1, 2, MOST_REWRITTEN - 1, MOST_REWRITTEN, MOST_REWRITTEN + 1])
@pytest.mark.parametrize("name", ["13a", "intl", "none"])
@pytest.mark.parametrize("n_spare", [SPARE_BYTES, 5000])
def test_words_are_those_of_the_scan_however_many_texts_are_rewritten(name: str, n_rewritten: int, n_spare: int) -> None:
    texts = ["a.5 b", "", "“x” 1,000", "слово, y"] * (MOST_REWRITTEN + 1)
    for k in range(n_rewritten):
        texts[3 * k + 1] = f"&quot;{k}&amp;lt;-\n\0 {'.' * 40 * k}&gt;"
    raw, offsets = encode(texts)
    data = np.frombuffer(raw + b"7" * n_spare, np.uint8).copy()
    work = Workspace()
    found, edge_offsets = find_words(work, resolve(name), data, offsets, len(texts))
    expected = SCANS[name](texts)
    edges = found[1][: edge_offsets[len(texts)]].reshape(-1, 2)
    spelled = [found[0][begin:end].tobytes().replace(b"\xff", b"\0").decode() for begin, end in edges]
    begins = (edge_offsets // 2).tolist()
    assert [spelled[begins[k] : begins[k + 1]] for k in range(len(texts))] == expected
    backwards = np.arange(len(texts))[::-1].copy()
    words, own_offsets = some_words(work, found, edge_offsets, backwards)
    parted = [words[own_offsets[k] : own_offsets[k + 1]].tobytes().replace(b"\xff", b"\1") for k in range(len(texts))]
    assert parted[::-1] == [b"".join(word.replace("\0", "\1").encode() + b"\0" for word in row) for row in expected]
