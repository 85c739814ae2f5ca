"""The ignite classes give the bits of all rows scored at once: attached to an engine, reloaded, and over processes."""

from __future__ import annotations

import doctest
from typing import Any

import pytest

pytest.importorskip("ignite")
torch = pytest.importorskip("torch")

import ignite.distributed as idist  # noqa: E402  # after the skip above
from ignite.engine import Engine  # noqa: E402  # after the skip above
from ignite.exceptions import NotComputableError  # noqa: E402  # after the skip above

import textmetrics as tm  # noqa: E402  # after the skip above
from tests.integrations.rows_cases import CONFIGURATIONS, Case, every_case, in_two_processes, mean_f1s, plain, share, texts  # noqa: E402  # after the skip above
from textmetrics.errors import ConfigurationError, InputError  # noqa: E402  # after the skip above
from textmetrics.integrations import ignite as bridge  # noqa: E402  # after the skip above

pytestmark = pytest.mark.filterwarnings("default")  # the libraries' own
every_configuration = pytest.mark.parametrize(("kind", "options"), CONFIGURATIONS.values(), ids=list(CONFIGURATIONS))


def _metric(kind: type, options: dict[str, Any], **others: Any) -> Any:
    return getattr(bridge, kind.__name__)(**options, **others)


@every_configuration
def test_an_engine_reports_the_bits_of_all_rows_at_once(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(23)
    engine = Engine(lambda _, rows: {"guessed": predictions[rows], "right": references[rows]})
    metric = _metric(kind, options, output_transform=lambda output: (output["guessed"], output["right"]))
    metric.attach(engine, "score")
    batches = [slice(begin, begin + 5) for begin in range(0, 23, 5)]
    for rows in (slice(0, 23), slice(0, 10)):  # nothing stays from one run to the next
        state = engine.run([batch for batch in batches if batch.stop <= rows.stop or rows.stop == 23], max_epochs=2)
        answer = mean_f1s(kind, options, predictions[rows], references[rows])
        assert plain(state.metrics["score"]) == answer
        if isinstance(answer, dict):
            assert {name: state.metrics[name] for name in answer} == answer


@every_configuration
def test_a_checkpoint_gives_the_same_bits(kind: type, options: dict[str, Any]) -> None:
    predictions, references = texts(12)
    metric, resumed = _metric(kind, options), _metric(kind, options)
    resumed.update((["not kept"], ["not kept"]))
    metric.update((predictions[:5], references[:5]))
    resumed.load_state_dict(metric.state_dict())
    resumed.update((predictions[5:], references[5:]))
    assert plain(resumed.compute()) == mean_f1s(kind, options, predictions, references)


def test_token_ids_in_tensors_and_lists_of_tensors() -> None:
    predictions, references = torch.tensor([[1, 2, 3, -100], [4, 5, 6, 7]]), torch.tensor([[1, 2], [4, 6]])
    answer = mean_f1s(tm.Rouge, {}, [[1, 2, 3], [4, 5, 6, 7]], [[1, 2], [4, 6]])
    for output in ((predictions, references), (list(predictions), list(references)), {"y_pred": predictions, "y": references}):
        engine = Engine(lambda _, batch: batch)
        bridge.Rouge().attach(engine, "rouge")
        assert engine.run([output]).metrics["rouge"] == answer


def test_wrong_use_is_named() -> None:
    with pytest.raises(NotComputableError, match="at least one row"):
        bridge.Rouge().compute()
    with pytest.raises(ConfigurationError, match="unknown ROUGE type"):
        bridge.Rouge(types=("rouge0",))
    with pytest.raises(InputError, match="references has 2; expected one row of references"):
        bridge.Rouge().update((["a"], ["a", "b"]))


def _one_of_two(rank: int, meeting: str) -> dict[Case, Any]:
    idist.initialize("gloo", init_method=meeting, rank=rank, world_size=2)
    answers = {}
    for name, sizes in every_case():
        predictions, references = share(rank, sizes)
        metric = _metric(*CONFIGURATIONS[name])
        for k in range(0, len(predictions), 4):
            metric.update((predictions[k : k + 4], references[k : k + 4]))
        together = plain(metric.compute())
        assert plain(metric.compute()) == together  # the rows of others are not taken in twice
        answers[name, sizes] = together, metric.statistics.values.tolist()
    idist.finalize()
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
