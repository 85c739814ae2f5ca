"""The torcheval classes give the bits of all rows scored at once: alone, merged, reloaded, and over processes."""

from __future__ import annotations

import doctest
import pickle
import warnings
from typing import Any

import pytest

torch = pytest.importorskip("torch")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torcheval uses torch.jit.script, which torch deprecates
    pytest.importorskip("torcheval.metrics")

from torcheval.metrics import toolkit  # noqa: E402  # after the skip above

import textmetrics as tm  # noqa: E402  # after the skip above
from tests.integrations.rows_cases import CONFIGURATIONS, Case, every_case, in_two_processes, mean_f1s, plain, share, texts  # noqa: E402  # after the skip above
from textmetrics.errors import ConfigurationError, InputError  # noqa: E402  # after the skip above
from textmetrics.integrations import torcheval as bridge  # noqa: E402  # after the skip above

pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own
every_configuration = pytest.mark.parametrize(("kind", "options"), CONFIGURATIONS.values(), ids=list(CONFIGURATIONS))


def _metric(kind: type, options: dict[str, Any]) -> Any:
    return getattr(bridge, kind.__name__)(**options)


@every_configuration
def test_batches_give_the_bits_of_all_rows_at_once(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(23)
    metric = _metric(kind, options)
    for begin in range(0, 23, 5):
        assert metric.update(predictions[begin : begin + 5], references[begin : begin + 5]) is metric
    assert plain(metric.compute()) == mean_f1s(kind, options, predictions, references)
    metric.reset().update(predictions[:3], references[:3])
    assert plain(metric.compute()) == mean_f1s(kind, options, predictions[:3], references[:3])


@every_configuration
def test_merged_cloned_and_reloaded_states_give_the_same_bits(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(14)
    parts = [_metric(kind, options) for _ in range(4)]
    for part, begin, end in zip(parts, (0, 5, 9, 9), (5, 9, 9, 14), strict=True):
        if begin < end:
            part.update(predictions[begin:end], references[begin:end])
    parts[0].merge_state(iter(parts[1:]))
    answer = mean_f1s(kind, options, predictions, references)
    reloaded = _metric(kind, options)
    reloaded.load_state_dict(parts[0].state_dict())
    for same in (parts[0], reloaded, toolkit.clone_metric(parts[0]), pickle.loads(pickle.dumps(parts[0])), parts[0].to("cpu")):
        assert plain(same.compute()) == answer
    assert plain(parts[1].compute()) == mean_f1s(kind, options, predictions[5:9], references[5:9])


def test_token_ids_in_tensors() -> None:
    metric = bridge.Rouge().update(torch.tensor([[1, 2, 3, -100], [4, 5, 6, 7]]), torch.tensor([[1, 2], [4, 6]]))
    assert plain(metric.compute()) == mean_f1s(tm.Rouge, {}, [[1, 2, 3], [4, 5, 6, 7]], [[1, 2], [4, 6]])


def test_wrong_use_is_named() -> None:
    with pytest.raises(InputError, match="nothing has been accumulated"):
        bridge.Rouge().compute()
    with pytest.raises(ConfigurationError, match="unknown ROUGE type"):
        bridge.Rouge(types=("rouge0",))
    with pytest.raises(InputError, match="does not merge into"):
        bridge.Rouge().merge_state([bridge.Rouge(stemmer="porter")])
    with pytest.raises(InputError, match="references has 2; expected one row of references"):
        bridge.Rouge().update(["a"], ["a", "b"])


def _one_of_two(rank: int, meeting: str) -> dict[Case, Any]:
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=2)
    answers = {}
    for name, sizes in every_case():
        predictions, references = share(rank, sizes)
        metric = _metric(*CONFIGURATIONS[name])
        for k in range(0, len(predictions), 4):
            metric.update(predictions[k : k + 4], references[k : k + 4])
        together = toolkit.get_synced_metric(metric)
        answers[name, sizes] = plain(toolkit.sync_and_compute(metric)), together.statistics.values.tolist()
    torch.distributed.destroy_process_group()
    return answers


@pytest.fixture(scope="module")
def of_two_processes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return in_two_processes(_one_of_two, tmp_path_factory.mktemp("two"))


@pytest.mark.parametrize(("name", "sizes"), every_case())
def test_two_processes_give_the_bits_of_one(of_two_processes: Any, name: str, sizes: tuple[int, int]) -> None:
    kind, options = CONFIGURATIONS[name]
    rows = texts(sum(sizes))
    answer = mean_f1s(kind, options, *rows), kind(**options).statistics(*rows).values.tolist()
    assert [answers[name, sizes] for answers in of_two_processes] == [answer, answer]


def test_examples_of_the_documentation() -> None:
    outcome = doctest.testmod(bridge)
    assert outcome.attempted > 0
    assert outcome.failed == 0
