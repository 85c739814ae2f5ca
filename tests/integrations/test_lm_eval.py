"""Metrics in tasks of lm-eval: what a task's file can name, run by the harness itself."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import textmetrics as tm
from textmetrics.errors import ConfigurationError, InputError, InputTypeError
from textmetrics.integrations import lm_eval as ours

ANSWERS = ["the cats sat on the mat", "a dog", "so it goes , and goes", "yes"]
REFERENCES: list[Any] = ["the cat sat on a mat", "a small dog", "so it goes and goes on", "no"]
SEVERAL: list[Any] = [["the cat sat on a mat", "cats"], ["a dog", "dog"], ["so it goes and goes on"], ["no", "nay", "yes"]]

UTILS = """
from textmetrics.integrations.lm_eval import ProcessResults, corpus_bleu, register, truthfulqa_results
import textmetrics

register()
score = ProcessResults("summary", metrics=(textmetrics.Rouge(types=("rouge1", "rougeLsum"), stemmer="porter"), "gleu"), corpus_bleu=True)
"""

TASK = """
task: {name}
dataset_path: json
dataset_kwargs:
  data_files:
    test: {data}
test_split: test
output_type: generate_until
doc_to_text: "{{{{question}}}}"
doc_to_target: summary
generation_kwargs:
  until: ["END"]
"""

BY_RESULTS = """
process_results: !function utils.score
metric_list:
  - {metric: rouge1, aggregation: mean, higher_is_better: true}
  - {metric: rougeLsum, aggregation: mean, higher_is_better: true}
  - {metric: gleu, aggregation: mean, higher_is_better: true}
  - {metric: corpus_bleu, aggregation: !function utils.corpus_bleu, higher_is_better: true}
"""

BY_NAME = """
metric_list:
  - {metric: textmetrics_rouge1, aggregation: mean, higher_is_better: true, stemmer: porter}
  - {metric: textmetrics_sentence_bleu, aggregation: mean, higher_is_better: true}
  - {metric: textmetrics_bleu, aggregation: textmetrics_bleu, higher_is_better: true}
"""


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, metrics: str, references: list[Any]) -> dict[str, float]:
    """Run a task of this test's own with a model that knows the answers, and give the harness's results."""
    pytest.importorskip("lm_eval")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(folder / "cache"))
    from lm_eval import simple_evaluate
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Known(LM):
        def loglikelihood(self, requests: Any) -> Any:
            raise NotImplementedError

        def loglikelihood_rolling(self, requests: Any) -> Any:
            raise NotImplementedError

        def generate_until(self, requests: Any) -> list[str]:
            return [ANSWERS[int(request.args[0].split()[-1])] for request in requests]

    name = f"textmetrics_test_{os.getpid()}_{abs(hash(metrics + str(references)))}"
    (folder / "utils.py").write_text(UTILS)
    documents = [{"question": f"question {k}", "summary": reference} for k, reference in enumerate(references)]
    (folder / "data.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / f"{name}.yaml").write_text(TASK.format(name=name, data=folder / "data.jsonl") + metrics)
    tasks = TaskManager(include_path=str(folder), include_defaults=False)
    found = simple_evaluate(model=Known(), tasks=[name], task_manager=tasks, bootstrap_iters=0, log_samples=False)
    return {key.removesuffix(",none"): value for key, value in found["results"][name].items()}


@pytest.mark.filterwarnings("ignore")  # the harness's own, and its libraries'
@pytest.mark.parametrize("references", [REFERENCES, SEVERAL], ids=["one", "several"])
def test_a_task_scores_by_process_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, references: list[Any]) -> None:
    found = run(tmp_path, monkeypatch, BY_RESULTS, references)
    rouge = tm.rouge(ANSWERS, references, types=("rouge1", "rougeLsum"), stemmer="porter")
    assert found["rouge1"] == pytest.approx(rouge["rouge1"].mean.f1, abs=1e-15)
    assert found["rougeLsum"] == pytest.approx(rouge["rougeLsum"].mean.f1, abs=1e-15)
    assert found["gleu"] == pytest.approx(tm.gleu(ANSWERS, references).scores.mean(), abs=1e-15)
    assert found["corpus_bleu"] == tm.bleu(ANSWERS, references).percent


@pytest.mark.filterwarnings("ignore")
def test_a_task_names_registered_metrics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("lm_eval")
    ours.register()
    ours.register()  # twice does no harm
    found = run(tmp_path, monkeypatch, BY_NAME, REFERENCES)
    rouge = tm.rouge(ANSWERS, REFERENCES, types=("rouge1",), stemmer="porter")
    assert found["textmetrics_rouge1"] == pytest.approx(rouge["rouge1"].mean.f1, abs=1e-15)
    assert found["textmetrics_sentence_bleu"] == pytest.approx(tm.sentence_bleu(ANSWERS, REFERENCES).scores.mean(), abs=1e-15)
    assert found["textmetrics_bleu"] == tm.bleu(ANSWERS, REFERENCES).percent


def test_truthfulqa_gets_the_numbers_of_its_own_task() -> None:
    utils = pytest.importorskip("lm_eval.tasks.truthfulqa.utils")
    doc = {
        "correct_answers": ["The cat sat on the mat . It slept.", "It sat on a mat.", "I have no comment."],
        "incorrect_answers": ["The cat ran on the mat . It slept.", "The dog sat, in 1999.", "Nothing."],
    }
    for answer in ("The cat sat on the mat . Then it slept", "It sat on a mat.", "", "I have no comment", "the dog sat , in 1999"):
        expected = utils.process_results_gen(doc, [answer])
        assert ours.truthfulqa_results(doc, [answer]) == expected
        assert list(ours.truthfulqa_results(doc, [answer])) == list(expected)


def test_corpus_bleu_is_lm_eval_s_bleu() -> None:
    metrics = pytest.importorskip("lm_eval.api.metrics")
    items = list(zip(REFERENCES, ANSWERS, strict=True))
    assert ours.corpus_bleu(items) == metrics.bleu(items)
    assert ours.corpus_bleu(items, tm.Bleu(tokenizer="char")) == tm.bleu(ANSWERS, REFERENCES, tokenizer="char").percent


def test_bad_input_is_named() -> None:
    score = ours.ProcessResults("summary")
    assert list(score({"summary": "a"}, ["a"])) == ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    for doc, results, error, words in (
        ({"text": "a"}, ["a"], InputError, "'summary' is None.*Its fields: text"),
        ({"summary": []}, ["a"], InputError, r"'summary' is \[\]"),
        ({"summary": "a"}, [], InputTypeError, "output_type generate_until"),
        ({"summary": "a"}, [(-1.5, True)], InputTypeError, "results are"),
    ):
        with pytest.raises(error, match=words):
            score(doc, results)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no items"):
        ours.corpus_bleu([])
    with pytest.raises(ConfigurationError, match="expected 'bleu'"):
        ours.ProcessResults("summary", metrics=("meteor",))
    with pytest.raises(ConfigurationError, match="stemer"):
        ours.ItemMetric("rouge1")(references=["a"], predictions=["a"], stemer="porter")
