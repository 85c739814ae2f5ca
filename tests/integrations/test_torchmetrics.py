"""The torchmetrics classes give the bits of all rows scored at once: alone, merged, in collections, and over processes."""

from __future__ import annotations

import copy
import doctest
import pickle
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torchmetrics")
torch = pytest.importorskip("torch")

from torchmetrics import MetricCollection  # noqa: E402  # after the skip above

import textmetrics as tm  # noqa: E402  # after the skip above
from tests.integrations.rows_cases import CONFIGURATIONS, Case, every_case, in_two_processes, plain, share, texts  # noqa: E402  # after the skip above
from textmetrics.errors import ConfigurationError, InputError  # noqa: E402  # after the skip above
from textmetrics.integrations import torchmetrics as bridge  # noqa: E402  # after the skip above

pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own

every_configuration = pytest.mark.parametrize(("kind", "options"), CONFIGURATIONS.values(), ids=list(CONFIGURATIONS))


def metric_of(kind: type, options: dict[str, Any], **others: Any) -> Any:
    """Make the torchmetrics class of a configuration."""
    return getattr(bridge, kind.__name__)(**options, **others)


def expected(kind: type, options: dict[str, Any], predictions: Any, references: Any) -> Any:
    """Score all rows at once, by the core."""
    result = kind(**options).score(predictions, references)
    if kind is tm.Bleu:
        return np.asarray(result.score).tolist()
    means = {name: scores.mean for name, scores in result.items()}
    return {
        f"{name}_{measure}": value
        for name, mean in means.items()
        for measure, value in zip(("precision", "recall", "fmeasure"), mean, strict=True)
    }


@every_configuration
def test_batches_give_the_bits_of_all_rows_at_once(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(23)
    metric = metric_of(kind, options)
    for begin in range(0, 23, 5):
        of_batch = metric(predictions[begin : begin + 5], references[begin : begin + 5])
        assert plain(of_batch) == expected(kind, options, predictions[begin : begin + 5], references[begin : begin + 5])
    assert plain(metric.compute()) == expected(kind, options, predictions, references)
    metric.reset()
    metric.update(predictions[:3], references[:3])
    assert plain(metric.compute()) == expected(kind, options, predictions[:3], references[:3])


@pytest.mark.parametrize("name", [name for name in CONFIGURATIONS if name != "last row"])
def test_a_sampler_that_deals_rows_out_in_turn_changes_no_bit(name: str) -> None:
    kind, options = CONFIGURATIONS[name]
    predictions, references = texts(101)
    first, second = metric_of(kind, options), metric_of(kind, options)
    first.update(predictions[::2], references[::2])
    second.update(predictions[1::2], references[1::2])
    first.merge_state(second)
    assert plain(first.compute()) == expected(kind, options, predictions, references)


@every_configuration
def test_merged_pickled_cloned_and_reloaded_states_give_the_same_bits(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(12)
    first, second = metric_of(kind, options), metric_of(kind, options)
    first.update(predictions[:5], references[:5])
    second.update(predictions[5:], references[5:])
    second.merge_state(first)  # torchmetrics puts what is merged before what there is
    answer = expected(kind, options, predictions, references)
    assert plain(second.compute()) == answer
    for same in (copy.deepcopy(second), second.clone(), pickle.loads(pickle.dumps(second))):
        assert plain(same.compute()) == answer
    second.persistent(True)
    empty = metric_of(kind, options)
    empty.persistent(True)
    empty.load_state_dict(second.state_dict())
    empty._update_count = 1
    assert plain(empty.compute()) == answer


def test_counts_stay_integers_whatever_the_type_of_the_model() -> None:
    predictions, references = texts(8)
    metric = metric_of(tm.Bleu, {})
    metric.update(predictions, references)
    for change in (lambda m: m.half(), lambda m: m.to(torch.bfloat16), lambda m: m.set_dtype(torch.float16), lambda m: m.double()):
        change(metric)
        assert metric.statistics.values.dtype == np.int64
        assert metric.statistics == tm.Bleu().statistics(predictions, references)


def test_token_ids_as_tensors_and_lists_of_tensors() -> None:
    predictions, references = torch.tensor([[1, 2, 3, -100], [4, 5, 6, 7]]), torch.tensor([[1, 2], [4, 6]])
    answer = expected(tm.Rouge, {}, [[1, 2, 3], [4, 5, 6, 7]], [[1, 2], [4, 6]])
    for given in ((predictions, references), (list(predictions), list(references))):
        metric = metric_of(tm.Rouge, {})
        metric.update(*given)
        assert plain(metric.compute()) == answer


def test_a_collection_computes_each_metric_with_its_own_settings() -> None:
    """The first batch counts the same with stemmer and without; the second does not."""
    collection = MetricCollection(
        {
            "plain": bridge.Rouge(types=("rouge1",)),
            "stemmed": bridge.Rouge(types=("rouge1",), stemmer="porter"),
            "bleu": bridge.Bleu(),
            "smoothed": bridge.Bleu(smoothing="add-k"),
        }
    )
    predictions, references = ["the cat sat", "a dog running home"], ["the cat ran", "the dog runs home"]
    for k in range(2):
        collection.update(preds=predictions[k : k + 1], target=references[k : k + 1])
    found = collection.compute()
    for name, options in {"plain": {}, "stemmed": {"stemmer": "porter"}}.items():
        answer = expected(tm.Rouge, {"types": ("rouge1",), **options}, predictions, references)
        assert {key: found[f"{name}_{key}"].item() for key in answer} == answer
    assert found["bleu"].item() == tm.bleu(predictions, references).score
    assert found["smoothed"].item() == tm.bleu(predictions, references, smoothing="add-k").score
    assert found["plain_rouge1_fmeasure"] < found["stemmed_rouge1_fmeasure"]
    # What the same counts serve is counted once.
    assert sorted(map(sorted, collection.compute_groups.values())) == [["bleu", "smoothed"], ["plain"], ["stemmed"]]


def test_wrong_use_is_named() -> None:
    with pytest.raises(InputError, match="nothing has been accumulated"):
        bridge.Rouge().compute()
    with pytest.raises(ConfigurationError, match="unknown ROUGE type"):
        bridge.Rouge(types=("rouge0",))
    with pytest.raises(ValueError, match="Unexpected keyword arguments: `stem`"):
        bridge.Rouge(stem=True)
    metric = bridge.Rouge()
    with pytest.raises(InputError, match="references has 2; expected one row of references"):
        metric.update(["a"], ["a", "b"])


def _one_of_two(rank: int, meeting: str) -> dict[Case, Any]:
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
    answers = {}
    for name, sizes in every_case():
        predictions, references = share(rank, sizes)
        metric = metric_of(*CONFIGURATIONS[name])
        for k in range(0, len(predictions), 4):
            metric.update(predictions[k : k + 4], references[k : k + 4])
        answers[name, sizes] = plain(metric.compute())
        # After the metric has computed, each process has its own batches back.
        assert len(getattr(metric, metric._state)) == -(-sizes[rank] // 4)
    torch.distributed.destroy_process_group()
    return answers


@pytest.fixture(scope="module")
def of_two_processes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return in_two_processes(_one_of_two, tmp_path_factory.mktemp("two"))


@pytest.mark.parametrize(("name", "sizes"), every_case())
def test_two_processes_give_the_bits_of_one(of_two_processes: Any, name: str, sizes: tuple[int, int]) -> None:
    answer = expected(*CONFIGURATIONS[name], *texts(sum(sizes)))
    assert [answers[name, sizes] for answers in of_two_processes] == [answer, answer]


def test_examples_of_the_documentation() -> None:
    outcome = doctest.testmod(bridge)
    assert outcome.attempted > 0
    assert outcome.failed == 0
