"""Time contenders in turn: after a warm-up, several rounds, so that a busy moment of the machine meets all of them."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

LEAST_ROUNDS = 3
LONG_SECONDS = 1.0  # a first run longer than this tells how long the next ones take
LEAST_SECONDS = 0.02  # a run shorter than this is repeated within a round: the clock and the caches of a first call matter there


@dataclass(frozen=True)
class Contender:
    """What is timed.

    Attributes:
        name: as it stands in the tables.
        run: the call.
        n_rows: what a run works through: rows, or whatever the table counts.
        prepare: called before each run, not timed; a run is not repeated within a round then.
    """

    name: str
    run: Callable[[], Any]
    n_rows: int = 1
    prepare: Callable[[], None] | None = None


@dataclass(frozen=True)
class Timing:
    """Seconds a row, one figure a round.

    Attributes:
        name: the contender.
        n_rows: rows of one run.
        seconds: of one row, by round.
        busy: processor seconds of one row, by round: what others do on the machine lengthens these far less.
    """

    name: str
    n_rows: int
    seconds: tuple[float, ...]
    busy: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median over rounds."""
        return statistics.median(self.seconds)

    @property
    def median_busy(self) -> float:
        """The median of the processor seconds over rounds."""
        return statistics.median(self.busy)

    @property
    def spread(self) -> tuple[float, float]:
        """The fastest and the slowest round."""
        return min(self.seconds), max(self.seconds)


def time_in_turn(contenders: Sequence[Contender], rounds: int, budget: float) -> dict[str, Timing]:
    """Time all contenders in turn, round by round, every second round in the opposite order.

    Args:
        contenders: What is timed.
        rounds: So many rounds, or fewer, but at least three, where they would take longer than the budget.
        budget: Seconds for all rounds together.
    """
    loops: dict[str, int] = {}
    expected = 0.0
    for contender in contenders:
        seconds, _ = _once(contender, 1)  # compiles, loads, and fills the caches
        if seconds < LONG_SECONDS:
            seconds, _ = _once(contender, 1)
        loops[contender.name] = 1 if contender.prepare else min(1000, math.ceil(LEAST_SECONDS / max(seconds, 1e-7)))
        expected += seconds * loops[contender.name]
    rounds = max(min(rounds, LEAST_ROUNDS), min(rounds, int(budget / max(expected, 1e-6))))
    found: dict[str, list[tuple[float, float]]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        gc.collect()
        for contender in contenders if turn % 2 == 0 else reversed(contenders):
            found[contender.name].append(_once(contender, loops[contender.name]))
    return {
        contender.name: Timing(
            contender.name,
            contender.n_rows,
            tuple(wall / loops[contender.name] / contender.n_rows for wall, _ in found[contender.name]),
            tuple(busy / loops[contender.name] / contender.n_rows for _, busy in found[contender.name]),
        )
        for contender in contenders
    }


def _once(contender: Contender, loops: int) -> tuple[float, float]:
    """Run a contender so many times; give seconds and processor seconds of all."""
    if contender.prepare is not None:
        contender.prepare()
    run = contender.run
    busy = time.process_time()
    begin = time.perf_counter()
    for _ in range(loops):
        run()
    return time.perf_counter() - begin, time.process_time() - busy
