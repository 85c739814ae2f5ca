"""The tokenizers of the compatibility layer answer as sacrebleu's do."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest
import sacrebleu
from hypothesis import given

from tests.parity.sacrebleu_checks import NAMES, check, check_signature, quiet_logger  # noqa: F401  # a fixture
from tests.shared_data import load_cases, requires_shared
from tests.strategies import hostile_texts, texts
from textmetrics.compat import sacrebleu as ours
from textmetrics.compat.sacrebleu import tokenizers
from textmetrics.compat.sacrebleu.tokenizers.tokenizer_spm import MODELS
from textmetrics.errors import MissingDependencyError


@requires_shared
@pytest.mark.parametrize("name", [*NAMES, "ja-mecab", "ko-mecab"])
def test_recorded_tokens_are_met(name: str) -> None:
    if name == "ja-mecab":
        pytest.importorskip("MeCab")
    if name == "ko-mecab":
        pytest.importorskip("mecab_ko")
    cases = [case for case in load_cases("sacrebleu_tokenizers") if case["config"].get("tokenizer") == name]
    tokenizer = tokenizers.load(name)
    assert cases
    assert [case["id"] for case in cases if tokenizer(case["hyp"]) != case["expected"]["text"]] == []


@given(text=texts())
def test_tokenizers_called_by_hand_answer_as_sacrebleus(text: str) -> None:
    for name in NAMES:
        peer = sacrebleu.metrics.bleu._get_tokenizer(name)()
        for line in (text, text + "\n", text + "-\n", text + "5. ", " " + text + "\u00a0"):
            assert tokenizers.load(name)(line) == peer(line), (name, line)


@pytest.mark.parametrize("text", hostile_texts.values(), ids=hostile_texts)
def test_hostile_texts_are_tokenized_as_in_sacrebleu(text: str) -> None:
    for name in NAMES:
        peer = sacrebleu.metrics.bleu._get_tokenizer(name)()
        assert tokenizers.load(name)(text) == peer(text)
        assert tokenizers.load(name).signature() == peer.signature()


# Tokenizers that need libraries.


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [("ja-mecab", "MeCab", "[ja]"), ("ko-mecab", "mecab_ko", "[ko]"), ("flores200", "sentencepiece", "sentencepiece")],
)
def test_a_missing_library_is_named(name: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingDependencyError) as caught:
        ours.BLEU(tokenize=name)
    assert library in str(caught.value)
    assert extra in str(caught.value)


@pytest.mark.parametrize(("name", "library"), [("ja-mecab", "MeCab"), ("ko-mecab", "mecab_ko")])
def test_words_of_mecab_are_sacrebleus(name: str, library: str) -> None:
    pytest.importorskip(library)
    metric, peer = ours.BLEU(tokenize=name), sacrebleu.BLEU(tokenize=name)
    lines = [*hostile_texts.values(), "  日本語の文章です。 ", "안녕하세요, 세계!\n"]
    assert [metric.tokenizer(line) for line in lines] == [peer.tokenizer(line) for line in lines]
    check(metric.corpus_score(lines, [lines[::-1]]), peer.corpus_score(lines, [lines[::-1]]))
    check_signature(metric.get_signature(), peer.get_signature())
    check(pickle.loads(pickle.dumps(metric)).corpus_score(lines, [lines]), peer.corpus_score(lines, [lines]))


@pytest.mark.filterwarnings("ignore:The .warn. method is deprecated:DeprecationWarning")  # that sacrebleu calls
def test_sentence_pieces_are_sacrebleus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentencepiece = pytest.importorskip("sentencepiece")
    from sacrebleu.tokenizers import tokenizer_spm

    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    monkeypatch.setattr(tokenizer_spm, "SACREBLEU_DIR", str(tmp_path))
    with pytest.raises(MissingDependencyError, match="nothing is downloaded"):
        ours.BLEU(tokenize="flores200")
    folder = tmp_path / "models"
    folder.mkdir()
    lines = ["the cat sat on the mat", "a dog ran in the park", "cats and dogs sat and ran"] * 4
    for file, _ in MODELS.values():
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_prefix=str(folder / "trained"), vocab_size=24, minloglevel=2
        )
        (folder / "trained.model").rename(folder / file)
    for name in ("spm", "flores101", "flores200", "spBLEU-1K"):
        metric, peer = ours.BLEU(tokenize=name), sacrebleu.BLEU(tokenize=name)
        check(metric.corpus_score(lines, [lines[::-1]]), peer.corpus_score(lines, [lines[::-1]]))
        check_signature(metric.get_signature(), peer.get_signature())
        assert pickle.loads(pickle.dumps(metric)).tokenizer("a cat") == peer.tokenizer("a cat")
