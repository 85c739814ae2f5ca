"""Rewards by TRL's calling convention, in a GRPOTrainer's run, in threads, and in forked workers."""

from __future__ import annotations

import math
import pickle
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import textmetrics as tm
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.integrations.trl import Reward

COMPLETIONS = ["the cats sat on the mat", "a dog", "", "so be it"]
REFERENCES: list[Any] = ["the cat sat on a mat", ["a small dog", "a dog"], "nothing", None]
SAID = [[{"role": "assistant", "content": text}] for text in COMPLETIONS]


def as_trl_calls(reward: Reward, completions: list[Any], references: list[Any]) -> list[float | None]:
    """Call with all that GRPOTrainer passes."""
    n = len(completions)
    return reward(
        prompts=["?"] * n,
        completions=completions,
        completion_ids=[[1]] * n,
        reference=references,
        trainer_state=None,
        log_extra=print,
        log_metric=print,
    )


@pytest.mark.parametrize("metric", ["rouge1", "rouge2", "rougeL", "rougeLsum", "bleu", "gleu"])
def test_plain_and_conversational_completions_get_the_same_rewards(metric: str) -> None:
    reward = Reward(metric)
    plain = as_trl_calls(reward, COMPLETIONS, REFERENCES)
    assert plain == as_trl_calls(reward, SAID, REFERENCES)
    assert plain[3] is None
    assert all(type(score) is float and 0 <= score <= 1 for score in plain[:3])
    assert plain[1] == 1
    assert 0 < (plain[0] or 0) < 1


def test_rewards_are_the_scores_of_single_texts() -> None:
    texts, references = COMPLETIONS[:3], ["the cat sat on a mat", "a small dog", "nothing"]
    rouge = tm.rouge(texts, references, types=("rouge1", "rougeL"), stemmer="porter")
    both = Reward(tm.Rouge(types=("rouge1", "rougeL"), stemmer="porter"))
    assert as_trl_calls(both, texts, references) == ((rouge["rouge1"].f1 + rouge["rougeL"].f1) / 2).tolist()
    recall = Reward(tm.Rouge(types=("rouge1",), stemmer="porter"), measure="recall")
    assert as_trl_calls(recall, texts, references) == rouge["rouge1"].recall.tolist()
    assert as_trl_calls(Reward("bleu"), texts, references) == tm.sentence_bleu(texts, references).scores.tolist()
    method4 = tm.Bleu(definition="nltk", smoothing="method4")
    assert as_trl_calls(Reward(method4), texts, references) == method4.score_rows(texts, references).scores.tolist()


def test_bleu_is_smoothed_as_sacrebleu_smooths_sentences() -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    text, reference = "the cat sat here", "the cat lay here"  # no trigram matches: 1/2 and 1/4 of a match
    (reward,) = as_trl_calls(Reward("bleu"), [text], [reference])
    assert reward == sacrebleu.sentence_bleu(text, [reference]).score / 100
    assert reward == pytest.approx((3 / 4 * 1 / 3 * (1 / 2) / 2 * (1 / 4) / 1) ** (1 / 4))


def test_the_assistant_s_last_words_count() -> None:
    called = {"role": "assistant", "content": None, "tool_calls": []}
    asked = [called, {"role": "tool", "content": "a dog"}, {"role": "assistant", "content": "a cat"}]
    parts = [{"role": "assistant", "content": [{"type": "image"}, {"type": "text", "text": "a cat"}]}]
    bare = [{"content": "a cat"}]
    reward = Reward("rouge1")
    assert as_trl_calls(reward, [asked, parts, bare, [called]], ["a cat"] * 4) == [1, 1, 1, 0]
    assert as_trl_calls(reward, ["a cat"] * 2, [{"role": "assistant", "content": "a cat"}, SAID[1]]) == [1, 0.5]


def test_rows_without_a_reference_get_none() -> None:
    assert as_trl_calls(Reward("rouge1"), ["a"] * 6, [None, math.nan, [], [None], [None, "a"], "a"]) == [None] * 4 + [1, 1]
    assert as_trl_calls(Reward("bleu"), ["a"], [None]) == [None]
    several = np.array(["b", "a"], dtype=object)
    assert as_trl_calls(Reward("rouge1"), ["a"] * 3, [several, several[:0], several[1]]) == [1, None, 1]
    assert as_trl_calls(Reward("bleu"), [], []) == []


def test_a_reward_pickles_and_has_a_name() -> None:
    reward = Reward(tm.Rouge(types=("rouge1", "rouge2"), stemmer="porter"), column="summary", measure="recall")
    assert reward.__name__ == "rouge1_rouge2_recall"
    assert pickle.loads(pickle.dumps(reward)) == reward
    assert [Reward(metric).__name__ for metric in ("rougeL", "bleu", "gleu")] == ["rougeL", "bleu", "gleu"]
    assert Reward("bleu", name="translation").__name__ == "translation"


@pytest.mark.parametrize(
    ("completions", "references", "error", "words"),
    [
        (["a"], ["a", "b"], InputError, "reference has 2 rows and there are 1 completions"),
        (["a"], "a", InputTypeError, "reference is one str, 'a'"),
        ("a", ["a"], InputTypeError, "completions is one str"),
        ([3], ["a"], InputTypeError, r"completions\[0\] is 3, a int"),
        ([[]], ["a"], InputError, r"completions\[0\] is an empty conversation"),
        (["a", "b"], ["a", 7], InputTypeError, r"reference\[1\] is 7"),
        (["a"], [["a", 7]], InputTypeError, r"reference\[0\]\[1\] is 7"),
    ],
)
def test_bad_rows_are_named(completions: Any, references: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        as_trl_calls(Reward("rouge1"), completions, references)


def test_a_missing_column_and_bad_options_are_named() -> None:
    with pytest.raises(ConfigurationError, match=r"no column 'summary'.*Passed: prompts, target"):
        Reward("rouge1", column="summary")(prompts=["?"], completions=["a"], target=["a"])
    for options, words in (
        ({"metric": "rouge"}, "rouge"),
        ({"metric": 3}, "metric is 3"),
        ({"metric": "rouge1", "measure": "F"}, "unknown measure"),
        ({"metric": "gleu", "measure": "recall"}, "Gleu has no recall"),
    ):
        with pytest.raises(ConfigurationError, match=words):
            Reward(**options)  # type: ignore[arg-type]  # faults


def _batch(n_rows: int = 64) -> tuple[list[str], list[str]]:
    completions = [" ".join(f"w{(i * j) % 97}" for j in range(120)) for i in range(n_rows)]
    return completions, [text[::-1] if k % 3 else text[20:] for k, text in enumerate(completions)]


def test_eight_threads_get_what_one_gets() -> None:
    completions, references = _batch()
    rewards = [Reward("rougeL"), Reward("bleu"), Reward(tm.Rouge(types=("rouge1", "rougeLsum"), stemmer="porter"))]
    alone = [as_trl_calls(reward, completions, references) for reward in rewards]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda k: as_trl_calls(rewards[k % 3], completions, references), range(48)))
    assert together == [alone[k % 3] for k in range(48)]


def test_a_reward_starts_no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    from textmetrics import parallel

    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError("a thread was made")

    monkeypatch.setattr(parallel.threading, "Thread", refused)
    completions, references = [text * 20 for text in _batch(64)[0]], [text * 20 for text in _batch(64)[1]]
    assert len(as_trl_calls(Reward("rouge1"), completions, references)) == 64
    with pytest.raises(AssertionError, match="a thread was made"):
        as_trl_calls(Reward("rouge1", threads=2), completions, references)


class _Scored:
    """A dataset whose items are scored where they are fetched: in a worker."""

    def __init__(self, completions: list[str], references: list[str]) -> None:
        self.completions, self.references, self.reward = completions, references, Reward("rougeL")

    def __len__(self) -> int:
        return len(self.completions)

    def __getitem__(self, k: int) -> float:
        return as_trl_calls(self.reward, self.completions[k : k + 1], self.references[k : k + 1])[0] or 0.0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # that it is multi-threaded: forking it is what is tested
def test_forked_data_loader_workers_score_as_their_parent() -> None:
    torch = pytest.importorskip("torch")
    completions, references = _batch()
    expected = as_trl_calls(Reward("rougeL", threads=2), completions, references)
    loader = torch.utils.data.DataLoader(_Scored(completions, references), batch_size=8, num_workers=2, multiprocessing_context="fork")
    assert torch.cat(list(loader)).tolist() == expected


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """Give a random Llama of two small layers and its tokenizer of a few words."""
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    torch = pytest.importorskip("torch")
    words = ["<pad>", "<eos>", "<unk>", *"the a cat dog sat on mat small what did do ?".split()]
    plain = tokenizers.Tokenizer(tokenizers.models.WordLevel({word: k for k, word in enumerate(words)}, unk_token="<unk>"))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<pad>", eos_token="<eos>", unk_token="<unk>")
    tokenizer.padding_side = "left"
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(words), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2,
        pad_token_id=0, eos_token_id=1, bos_token_id=None, max_position_embeddings=64,
    )  # fmt: skip
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a model so small only waits for threads, long where cores are shared
    yield transformers.LlamaForCausalLM(config), tokenizer
    torch.set_num_threads(n_threads)


@pytest.mark.filterwarnings("ignore")  # the trainer's own, by the dozen
@pytest.mark.parametrize("conversational", [False, True])
def test_a_trainer_learns_from_the_rewards(tiny: tuple[Any, Any], tmp_path: Path, conversational: bool) -> None:
    trl = pytest.importorskip("trl")
    datasets = pytest.importorskip("datasets")
    model, tokenizer = tiny
    prompt: Any = "what did the cat do ?"
    if conversational:
        tokenizer.chat_template = "{% for m in messages %}{{ m['content'] }} {% endfor %}"
        prompt = [{"role": "user", "content": prompt}]
    data = datasets.Dataset.from_list([{"prompt": prompt, "summary": "the cat sat on the mat"}, {"prompt": prompt, "summary": None}] * 4)
    seen: list[tuple[list[Any], list[Any], list[float | None]]] = []

    class Watched(Reward):
        def __call__(self, *, completions: list[Any], **columns: Any) -> list[float | None]:
            rewards = super().__call__(completions=completions, **columns)
            seen.append((completions, columns["summary"], rewards))
            return rewards

    def constant(completions: list[Any], **columns: Any) -> list[float]:
        return [0.0] * len(completions)  # so that rows without a reference have some reward

    arguments = trl.GRPOConfig(
        output_dir=str(tmp_path), per_device_train_batch_size=4, num_generations=2, max_completion_length=6, max_steps=3,
        logging_steps=1, report_to=[], use_cpu=True, bf16=False, save_strategy="no", learning_rate=1e-3, seed=1,
    )  # fmt: skip
    trainer = trl.GRPOTrainer(
        model=model,
        args=arguments,
        train_dataset=data,
        processing_class=tokenizer,
        reward_funcs=[Watched("rouge1", column="summary"), Reward("bleu", column="summary"), constant],
    )
    trainer.train()
    logged = [entry for entry in trainer.state.log_history if "rewards/rouge1/mean" in entry]
    assert len(logged) == 3
    assert all("rewards/bleu/mean" in entry for entry in logged)
    assert len(seen) == 3
    for (completions, references, rewards), entry in zip(seen, logged, strict=True):
        assert isinstance(completions[0], list if conversational else str)
        texts = [completion[-1]["content"] if conversational else completion for completion in completions]
        kept = [k for k, reference in enumerate(references) if reference is not None]
        assert [k for k, reward in enumerate(rewards) if reward is not None] == kept
        expected = tm.rouge([texts[k] for k in kept], [references[k] for k in kept], types=("rouge1",))["rouge1"].f1
        assert [rewards[k] for k in kept] == expected.tolist()
        if kept:
            assert entry["rewards/rouge1/mean"] == pytest.approx(expected.mean(), abs=1e-6)
    assert any(reward for _, _, rewards in seen for reward in rewards)
