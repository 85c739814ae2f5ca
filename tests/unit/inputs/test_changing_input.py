"""A caller's lists that change while they are read end in a score, or in one sentence, wherever the metric is at."""

from __future__ import annotations

import functools
import linecache
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
import pytest

import textmetrics as tm
from textmetrics.compat.nltk import bleu_score, gleu_score, matching
from textmetrics.compat.rouge_score import rouge_scorer
from textmetrics.compat.sacrebleu.metrics import BLEU
from textmetrics.counting import pairs as rouge_counts
from textmetrics.counting import rows as bleu_counts
from textmetrics.inputs.id_column import IGNORE_INDEX, IdColumn
from textmetrics.inputs.pairs import Pairs, pair_rows
from textmetrics.inputs.reference_lists import FEW_ROWS
from textmetrics.metrics.gleu import best_references

PACKAGE = str(Path(tm.__file__).parent)
SENTENCE = re.compile(
    r"^(predictions|references|hypotheses|list_of_references) changed while it was read; "
    r"expected rows that stay as they are until the call returns\.$"
)
# At so many instructions of a call, evenly spaced, its input is changed; each kind of change begins with another instruction.
N_STEPS = 1 << 30 if os.environ.get("TEXTMETRICS_EVERY_ROW") else 8


def _texts() -> tuple[list[Any], list[Any]]:
    return ["the cat sat", "a dog ran", "one", "x y z"], ["the cat ran", "a dog", "one two", "x"]


def _nested() -> tuple[list[Any], list[Any]]:
    predictions, references = _texts()
    return predictions, [[text, f"{text} again"] for text in references]


def _many() -> tuple[list[Any], list[Any]]:
    predictions, references = _nested()
    n = FEW_ROWS // len(predictions) + 1  # as many as are read by a kernel
    return predictions * n, [list(row) for row in references * n]


def _ids() -> tuple[list[Any], list[Any]]:
    return [[1, 2, 3], [2, 2], [], [7]], [[1, 2], [2], [5], [7, 7]]


def _large_ids() -> tuple[list[Any], list[Any]]:
    return [[1, 2**24], [2**25], [3]], [[2**24], [1], [4, 2**25]]


def _nested_ids() -> tuple[list[Any], list[Any]]:
    predictions, references = _ids()
    return predictions, [[row, [*row, 1]] for row in references]


def _tokens() -> tuple[list[Any], list[Any]]:
    predictions, references = _nested()
    return [text.split() for text in predictions], [[text.split() for text in row] for row in references]


def _many_tokens() -> tuple[list[Any], list[Any]]:
    predictions, references = _tokens()
    n = matching.COLUMNS_FROM // sum(map(len, predictions)) + 1  # as many as are counted in columns
    return [list(row) for row in predictions * n], [[list(text) for text in row] for row in references * n]


def _one_row() -> tuple[Any, list[Any]]:
    return "the cat sat", ["the cat ran", "a cat"]


Input = Callable[[], tuple[Any, list[Any]]]
Score = Callable[[Any, Any], object]


def _accumulated(metric: Any) -> Score:
    def score(predictions: Any, references: Any) -> object:
        running = metric.accumulator()
        running.update(["the cat"], ["a cat"])
        try:
            running.update(predictions, references)
        except tm.errors.TextmetricsError:
            assert running.n_rows == 1
            raise
        return running.compute()

    return score


ROUGE = tm.Rouge(("rouge1", "rougeL"))
SMOOTHING = bleu_score.SmoothingFunction().method1  # which warns of nothing
STEMMED = tm.Rouge(("rouge1", "rougeLsum", "rougeW", "rougeS4"), "porter", stop_words=("the",), max_words=2)
CORE: dict[str, tuple[Score, tuple[Input, ...]]] = {
    "rouge": (lambda p, r: ROUGE.score(p, r, threads=1), (_texts, _nested, _many, _ids, _large_ids, _nested_ids, _one_row)),
    "rouge, stemmed": (lambda p, r: STEMMED.score(p, r, threads=1), (_texts, _nested, _many)),
    "rouge, by a tokenizer of Python": (lambda p, r: tm.rouge(p, r, tokenizer=str.split, threads=1), (_texts, _nested, _many)),
    "rouge, rows skipped": (lambda p, r: ROUGE.score([*p], r, missing="skip", threads=1), (_texts, _nested, _many)),
    "bleu": (lambda p, r: tm.bleu(p, r, threads=1), (_texts, _nested, _many, _ids, _large_ids, _nested_ids, _one_row)),
    "bleu, lower-cased": (lambda p, r: tm.bleu(p, r, lowercase=True, threads=1), (_texts, _many)),
    "bleu, rows skipped": (lambda p, r: tm.bleu(p, r, missing="skip", threads=1), (_texts, _nested)),
    "sentence bleu": (lambda p, r: tm.sentence_bleu(p, r, threads=1), (_texts, _nested, _many, _ids, _nested_ids, _one_row)),
    "gleu": (lambda p, r: tm.gleu(p, r, threads=1), (_texts, _nested, _many, _ids, _large_ids, _nested_ids, _one_row)),
    "an accumulator of rouge": (_accumulated(ROUGE), (_texts, _many, _ids)),
    "an accumulator of bleu": (_accumulated(tm.Bleu()), (_texts, _many)),
}
COMPAT: dict[str, tuple[Score, tuple[Input, ...]]] = {
    "rouge_score": (lambda p, r: rouge_scorer.RougeScorer(["rouge1"]).score_batch(r, p, threads=1), (_texts,)),
    "rouge_score, several": (lambda p, r: rouge_scorer.RougeScorer(["rougeL"]).score_multi_batch(r, p, threads=1), (_nested, _many)),
    "rouge_score, one": (lambda p, r: rouge_scorer.RougeScorer(["rougeL"]).score_multi(r, p), (_one_row,)),
    "sacrebleu": (lambda p, r: BLEU().corpus_score(p, [r]), (_texts,)),
    "sacrebleu, sentences": (lambda p, r: BLEU(effective_order=True).sentence_scores(p, r), (_nested, _many)),
    "sacrebleu, one": (lambda p, r: BLEU(effective_order=True).sentence_score(p, r), (_one_row,)),
    "nltk": (lambda p, r: bleu_score.corpus_bleu(r, p, (0.5, 0.5), SMOOTHING), (_tokens, _many_tokens)),
    "nltk, rows": (lambda p, r: bleu_score.sentence_bleu_batch(r, p, (0.5, 0.5), SMOOTHING), (_tokens, _many_tokens)),
    "nltk, gleu": (lambda p, r: gleu_score.corpus_gleu(r, p), (_tokens, _many_tokens)),
}


class Change(NamedTuple):
    """What happens to predictions and references."""

    name: str
    make: Callable[[Any, list[Any]], object]


def _inner(rows: list[Any], change: Callable[[list[Any]], object]) -> None:
    if rows and isinstance(rows[-1], list):
        change(rows[-1])


CHANGES = [
    Change("predictions lose a row", lambda p, r: p.pop() if isinstance(p, list) and p else None),
    Change("references lose a row", lambda p, r: r.pop() if r else None),
    Change("predictions are cleared", lambda p, r: isinstance(p, list) and p.clear()),
    Change("references are cleared", lambda p, r: r.clear()),
    Change("both grow", lambda p, r: isinstance(p, list) and (p.append(p[0]), r.append(r[0]))),
    Change("predictions grow", lambda p, r: isinstance(p, list) and p.extend(p * 2)),
    Change("references grow", lambda p, r: r.extend(r * 2)),
    Change("a reference becomes None", lambda p, r: r.__setitem__(-1, None)),
    Change("a prediction becomes a number", lambda p, r: isinstance(p, list) and p.__setitem__(-1, 5)),
    Change("a list of references loses one", lambda p, r: _inner(r, lambda row: row and row.pop())),
    Change("a list of references is cleared", lambda p, r: _inner(r, list.clear)),
    Change("a list of references grows", lambda p, r: _inner(r, lambda row: row.extend(row * 3))),
    Change("a list of predicted tokens grows", lambda p, r: isinstance(p, list) and _inner(p, lambda row: row.extend([1] * 50))),
]


def _score_with(score: Score, given: tuple[Any, list[Any]], change: Callable[[], object], step: int | None) -> tuple[int, Any]:
    """Score, and change the input before instruction `step` of the package; return how many there were, and what came of it."""
    n = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal n
        if event == "call":
            if not frame.f_code.co_filename.startswith(PACKAGE):
                return None
            frame.f_trace_opcodes = True
        elif event == "opcode":
            if n == step:
                change()
            n += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    outcome: Any
    try:
        outcome = score(*given)
    except Exception as error:
        outcome = error
    finally:
        sys.settrace(before)
    return n, outcome


def _is_raised_on_purpose(error: Exception) -> bool:
    """Tell whether the package raises an error by a statement of its own."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return last.filename.startswith(PACKAGE) and linecache.getline(last.filename, last.lineno or 0).strip().startswith("raise ")


def _cases(table: dict[str, tuple[Score, tuple[Input, ...]]]) -> list[Any]:
    return [
        pytest.param(score, given, id=f"{name}, {given.__name__.strip('_')}") for name, (score, inputs) in table.items() for given in inputs
    ]


def _outcomes(score: Score, given: Input) -> Iterator[tuple[Change, Any]]:
    """Score again and again with other changes, ever later; give what came of each."""
    score(*given())
    n_instructions, unchanged = _score_with(score, given(), lambda: None, None)
    assert not isinstance(unchanged, Exception)
    stride = max(n_instructions // N_STEPS, 1)
    for k, change in enumerate(CHANGES):
        for step in range(k * stride // len(CHANGES), n_instructions, stride):
            own = given()
            yield change, _score_with(score, own, functools.partial(change.make, *own), step)[1]


@pytest.mark.parametrize(("score", "given"), _cases(CORE))
def test_what_changes_while_it_is_read_is_scored_or_named(score: Score, given: Input) -> None:
    for change, outcome in _outcomes(score, given):
        if isinstance(outcome, Exception):
            told = f"{change.name}: " + "".join(traceback.format_exception(outcome))
            assert isinstance(outcome, tm.errors.TextmetricsError), told
            assert "changed" not in str(outcome) or SENTENCE.match(str(outcome)), told


@pytest.mark.parametrize(("score", "given"), _cases(COMPAT))
def test_what_changes_while_another_packages_call_reads_it_is_scored_or_named(score: Score, given: Input) -> None:
    matching.kernel_for(1 + matching.PATIENCE)  # of NLTK's calls the kernels are loaded after so many tokens
    for change, outcome in _outcomes(score, given):
        if isinstance(outcome, Exception) and "becomes" not in change.name:  # what is no text is an error of that package's kind
            told = f"{change.name}: " + "".join(traceback.format_exception(outcome))
            assert isinstance(outcome, tm.errors.TextmetricsError) or _is_raised_on_purpose(outcome) or _is_of_no_rows(outcome), told
            assert "changed" not in str(outcome) or SENTENCE.match(str(outcome)), told


def _is_of_no_rows(error: Exception) -> bool:
    """Tell whether it is the IndexError that sacrebleu raises of empty lists."""
    return isinstance(error, IndexError) and traceback.extract_tb(error.__traceback__)[-1].name in ("check_sentence", "check_corpus")


COUNTERS: dict[str, Callable[[Pairs], Any]] = {
    "rouge": lambda pairs: rouge_counts.count_pairs(ROUGE._plan, pairs, 1),
    "rouge, stemmed": lambda pairs: rouge_counts.count_pairs(tm.Rouge(stemmer="porter")._plan, pairs, 1),
    "rouge, by a tokenizer of Python": lambda pairs: rouge_counts.count_pairs(tm.Rouge(tokenizer=str.split)._plan, pairs, 1),
    "bleu": lambda pairs: bleu_counts.count_rows(tm.Bleu()._encoder, 4, 0, 1, pairs, 1),
    "bleu, lower-cased": lambda pairs: bleu_counts.count_rows(tm.Bleu(lowercase=True)._encoder, 4, 0, 1, pairs, 1),
    "gleu": lambda pairs: best_references(tm.Gleu()._encoder, (1, 2), pairs, 1),
}


@pytest.mark.parametrize("shorter", ["predictions", "references"])
@pytest.mark.parametrize("given", [_texts, _nested, _many, _ids, _large_ids, _nested_ids])
@pytest.mark.parametrize("count", COUNTERS)
def test_every_metric_says_the_same_of_rows_that_are_gone(count: str, given: Input, shorter: str) -> None:
    rows = given()
    pairs = pair_rows(*rows)
    expected = COUNTERS[count](pair_rows(*rows)).tolist()
    rows[shorter == "references"].clear()
    try:
        found = COUNTERS[count](pairs).tolist()
    except tm.errors.InputError as error:
        assert str(error) == f"{shorter} changed while it was read; expected rows that stay as they are until the call returns."
    else:  # they had been read
        assert found == expected
        assert isinstance(given()[0][0], list) or (shorter == "references" and given in (_nested, _many))


@pytest.mark.parametrize("count", COUNTERS)
def test_ids_of_an_array_that_become_padding_meanwhile_are_no_danger(count: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = np.full((3, 4), 2**24)
    plain = IdColumn.plain

    def change_and_read(column: IdColumn, first: int, last: int) -> Any:
        ids[1, 2:] = IGNORE_INDEX
        return plain(column, first, last)

    monkeypatch.setattr(IdColumn, "plain", change_and_read)  # large ids are read once more, to be numbered anew
    with pytest.raises(tm.errors.InputError, match=r"^predictions changed while it was read; "):
        COUNTERS[count](pair_rows(ids, ids.copy()))
