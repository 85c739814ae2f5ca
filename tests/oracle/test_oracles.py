"""Check the oracles themselves: against hand-worked pairs, recorded answers and the original packages."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score import rouge_scorer
from sacrebleu.metrics.bleu import BLEU

from tests import strategies
from tests.oracle import bleu, lcs, ngrams, rouge, rouge155
from tests.oracle.recorded import check_cases
from tests.shared_data import SUM_IS_PLAIN, load_cases, requires_shared

# --- n-grams ---------------------------------------------------------------------------------------------------------


def test_clipping_takes_the_largest_count_of_one_reference() -> None:
    # Papineni 2002, example 2: "the" seven times; the first reference has it twice, the second once: 2 of 7.
    prediction = "the the the the the the the".split()
    references = ["the cat is on the mat".split(), "there is a cat on the mat".split()]
    assert ngrams.clipped_matches(prediction, references, 1) == 2
    assert ngrams.ngram_counts(prediction, 1).total() == 7


def test_skip_bigrams_of_the_paper() -> None:
    # Lin 2004, 5: "police killed the gunman" has C(4, 2) = 6 skip-bigrams; 3 of S1's are in S2 "police kill the
    # gunman": (police, the), (police, gunman), (the, gunman); so P = R = 3/6.
    reference, prediction = "police killed the gunman".split(), "police kill the gunman".split()
    assert ngrams.skip_bigram_counts(reference, None).total() == 6
    assert rouge.rouge_s(prediction, reference, None) == (0.5, 0.5, 0.5)
    # S4 "the gunman police killed": (the, gunman) and (police, killed), so 2/6.
    assert rouge.rouge_s("the gunman police killed".split(), reference, None).recall == 2 / 6
    # Lin 2004, 5.1: the reverse of S1 shares no skip-bigram with it, but all four unigrams: 4 of 6 + 4.
    assert rouge.rouge_s(reference[::-1], reference, None).f1 == 0
    assert rouge.rouge_su(reference[::-1], reference, None).recall == 4 / 10


@pytest.mark.parametrize(("gap", "expected"), [(0, 3), (1, 5), (2, 6), (None, 6), (-1, 6)])
def test_gap_counts_the_tokens_between(gap: int | None, expected: int) -> None:
    # Of 4 tokens 3 pairs have no token between them, 2 have one, 1 has two.
    assert ngrams.skip_bigram_counts("a b c d".split(), gap).total() == expected


def test_last_unigram_is_omitted_on_request() -> None:
    # "a b": the pair (a, b), and the unigrams a and b, or a alone.
    assert ngrams.skip_bigram_counts(["a", "b"], None, "all").total() == 3
    assert ngrams.skip_bigram_counts(["a", "b"], None, "all-but-last").total() == 2
    assert ngrams.skip_bigram_counts([], None, "all-but-last").total() == 0


# --- LCS -------------------------------------------------------------------------------------------------------------


def test_lcs_of_the_paper() -> None:
    # Lin 2004, 3.1: S2 shares "police the gunman", 3 of 4; S3 "the gunman", 2 of 4.
    reference = "police killed the gunman".split()
    assert rouge.rouge_l("police kill the gunman".split(), reference) == (0.75, 0.75, 0.75)
    assert rouge.rouge_l("the gunman kill police".split(), reference) == (0.5, 0.5, 0.5)


def test_union_lcs_of_the_paper() -> None:
    # Lin 2004, 3.2: w1..w5 against {w1 w2 w6 w7 w8, w1 w3 w8 w9 w5}: union w1 w2 w3 w5, 4 of 5.
    reference = ["w1 w2 w3 w4 w5".split()]
    prediction = ["w1 w2 w6 w7 w8".split(), "w1 w3 w8 w9 w5".split()]
    assert rouge.rouge_lsum(prediction, reference).recall == 4 / 5


def test_weighted_lcs_prefers_runs() -> None:
    # Lin 2004, 4: X = A B C D E F G, Y1 = A B C D H I K, Y2 = A H B K C I D; with f(k) = k^2 the runs of Y1 give
    # 4^2 = 16 and those of Y2 4 * 1^2 = 4; so recall is sqrt(16 / 49) = 0.571 and sqrt(4 / 49) = 0.286.
    reference = list("ABCDEFG")
    assert lcs.wlcs_score(list("ABCDHIK"), reference, 2) == 16
    assert lcs.wlcs_score(list("AHBKCID"), reference, 2) == 4
    assert rouge.rouge_w(list("ABCDHIK"), reference, 2).recall == pytest.approx(4 / 7, abs=1e-15)
    assert rouge.rouge_w(list("AHBKCID"), reference, 2).recall == pytest.approx(2 / 7, abs=1e-15)


def test_ties_move_along_the_reference() -> None:
    # LCS of "b a" and reference "a b" is 1. At the last cell b and a differ, and left (table[2][1] = 1, "b") is not
    # larger than up (table[1][2] = 1, "a"), so the walk goes up and matches the reference's place 0.
    assert lcs.lcs_reference_indices(["b", "a"], ["a", "b"]) == [0]


@given(strategies.token_pairs())
def test_lcs_indices_are_a_common_subsequence_of_full_length(pair: strategies.Pair) -> None:
    prediction, reference = pair
    indices = lcs.lcs_reference_indices(prediction, reference)
    assert len(indices) == lcs.lcs_length(prediction, reference) == lcs.lcs_length(reference, prediction)
    assert indices == sorted(set(indices))
    remaining = iter(prediction)
    assert all(reference[index] in remaining for index in indices)


@given(strategies.token_pairs())
def test_weight_one_is_the_plain_lcs(pair: strategies.Pair) -> None:
    assert lcs.wlcs_score(*pair, 1) == lcs.lcs_length(*pair)
    assert lcs.wlcs_reference_indices(*pair, 1) == lcs.lcs_reference_indices(*pair)


@requires_shared
def test_recorded_lcs_cases() -> None:
    problems: dict[str, str] = {}
    cases = load_cases("rouge_score_lcs")
    for case in cases:
        expected = case["expected"]
        if case["metric"] == "lcs_backtrack":
            (reference,) = case["refs"] if isinstance(case["refs"][0], list) else (case["refs"],)
            got: Any = {
                "lcs_len": [lcs.lcs_length(prediction, reference) for prediction in case["hyp"]],
                "lcs_ref_indices": [lcs.lcs_reference_indices(prediction, reference) for prediction in case["hyp"]],
                "union_ref_tokens": [reference[i] for i in lcs.union_lcs_indices(case["hyp"], reference)],
            }
        else:
            score = rouge.rouge_lsum(case["hyp"], case["refs"][0])
            got = {"p": score.precision, "r": score.recall, "f": score.f1}
        if got != expected:
            problems[case["id"]] = f"{got} != {expected}"
    check_cases(problems, [case["id"] for case in cases])


# --- rouge-score -----------------------------------------------------------------------------------------------------


class Blanks:
    """A tokenizer for rouge-score that splits on blanks only, so that it sees the tokens the oracle sees."""

    def tokenize(self, text: str) -> list[str]:
        """Split at blanks; an empty text has no token."""
        return text.split(" ") if text else []


@given(strategies.token_rows())
def test_rouge_n_and_l_equal_rouge_score(row: tuple[list[str], list[list[str]]]) -> None:
    prediction, references = row
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rouge3", "rougeL"], tokenizer=Blanks())
    theirs = scorer.score_multi([" ".join(reference) for reference in references], " ".join(prediction))
    for n in (1, 2, 3):
        assert theirs[f"rouge{n}"] == rouge.best_by_f1([rouge.rouge_n(prediction, r, n) for r in references])
    assert theirs["rougeL"] == rouge.best_by_f1([rouge.rouge_l(prediction, r) for r in references])


@given(strategies.sentence_lists(), strategies.sentence_lists())
def test_rouge_lsum_equals_rouge_score(prediction: list[list[str]], reference: list[list[str]]) -> None:
    scorer = rouge_scorer.RougeScorer(["rougeLsum"], tokenizer=Blanks())
    theirs = scorer.score("\n".join(map(" ".join, reference)), "\n".join(map(" ".join, prediction)))
    assert theirs["rougeLsum"] == rouge.rouge_lsum(prediction, reference)


def test_best_by_f1_takes_the_first_of_equals() -> None:
    # F1 is 2 * 0.5 * 1 / 1.5 both ways round, and the multiplications commute, so they tie exactly.
    first, second = rouge.Score(0.5, 1.0, rouge.f1_of(0.5, 1.0)), rouge.Score(1.0, 0.5, rouge.f1_of(1.0, 0.5))
    assert rouge.best_by_f1([first, second]) is first


# --- ROUGE-1.5.5 -----------------------------------------------------------------------------------------------------


def options_of(config: dict[str, Any]) -> rouge155.Options:
    """Translate a recorded case's configuration."""
    return rouge155.Options(
        max_order=config["n"],
        lcs=config["lcs"],
        weight=config["w"],
        gap=config["skip"],
        skip_bigrams=config["su"] in (None, "U"),
        skip_bigrams_unigrams=config["su"] in ("u", "U"),
        best=config["scoring"] == "B",
        alpha=config["alpha"],
        max_words=config["words"],
        max_bytes=config["bytes"],
    )


def as_printed(count: float) -> float:
    """Give a count as Perl prints it: whole numbers in full, others to 15 significant digits."""
    return float(count) if float(count).is_integer() else float(f"{count:.15g}")


@requires_shared
def test_recorded_rouge155_cases_without_stop_words_and_stemming() -> None:
    problems: dict[str, str] = {}
    cases = [case for case in load_cases("rouge155") if not case["config"]["stem"] and not case["config"]["stop"]]
    for case in cases:
        expected = case["expected"]
        try:
            results = rouge155.score(case["hyp"], case["refs"], options_of(case["config"]))
        except ZeroDivisionError:
            if expected.get("raises") != "perl die":
                problems[case["id"]] = "the oracle divides by zero, the script did not"
            continue
        scores = {name: {"r": row.recall, "p": row.precision, "f": row.f} for name, row in results.items()}
        counts = {
            name: {key: as_printed(count) for key, count in zip(("ref", "hyp", "hit"), row.counts, strict=True)}
            for name, row in results.items()
        }
        if {"scores": scores, "counts": counts} != expected:
            problems[case["id"]] = f"{scores} {counts} != {expected}"
    check_cases(problems, [case["id"] for case in cases])


# --- BLEU ------------------------------------------------------------------------------------------------------------


def as_tuple(score: Any) -> tuple[Any, ...]:
    """Take the parts of a sacrebleu score in the order of `bleu.Bleu`."""
    return (
        score.score,
        tuple(score.counts),
        tuple(score.totals),
        tuple(score.precisions),
        score.bp,
        score.sys_len,
        score.ref_len,
    )


@requires_shared
def test_recorded_bleu_formula_cases() -> None:
    problems: dict[str, str] = {}
    cases = load_cases("sacrebleu_compute_bleu")
    for case in cases:
        config, expected = case["config"], case["expected"]
        statistics = bleu.Statistics(
            tuple(config["correct"]), tuple(config["total"]), config["sys_len"], config["ref_len"]
        )
        got = bleu.bleu_of(
            statistics,
            smoothing=config["smooth_method"],
            smooth_value=config["smooth_value"],
            effective_order=config["effective_order"],
        )
        score = expected["score"]
        if not SUM_IS_PLAIN:
            score = BLEU.compute_bleu(**copy.deepcopy(config)).score  # it changes its lists
        wanted = (
            score,
            tuple(expected["counts"]),
            tuple(expected["totals"]),
            tuple(expected["precisions"]),
            expected["bp"],
            expected["sys_len"],
            expected["ref_len"],
        )
        if got != wanted:
            problems[case["id"]] = f"{got} != {wanted}"
    check_cases(problems, [case["id"] for case in cases])


@given(
    strategies.token_corpora(),
    st.sampled_from(["none", "floor", "add-k", "exp"]),
    st.sampled_from([None, 0, 0.01, 1, 2]),
    st.booleans(),
    st.integers(1, 6),
)
def test_corpus_bleu_equals_sacrebleu(
    corpus: list[tuple[list[str], list[list[str]]]],
    smoothing: str,
    smooth_value: float | None,
    effective_order: bool,
    max_order: int,
) -> None:
    predictions = [prediction for prediction, _ in corpus]
    references = [row for _, row in corpus]
    n_streams = max(map(len, references))
    streams: Any = [[" ".join(row[k]) if k < len(row) else None for row in references] for k in range(n_streams)]
    metric = BLEU(
        tokenize="none",
        force=True,
        smooth_method=smoothing,
        smooth_value=smooth_value,
        effective_order=effective_order,
        max_ngram_order=max_order,
    )
    theirs = metric.corpus_score([" ".join(prediction) for prediction in predictions], streams)
    ours = bleu.corpus_bleu(
        predictions,
        references,
        max_order=max_order,
        smoothing=smoothing,
        smooth_value=smooth_value,
        effective_order=effective_order,
    )
    assert ours == as_tuple(theirs)


@given(strategies.token_rows())
def test_sentence_bleu_equals_sacrebleu(row: tuple[list[str], list[list[str]]]) -> None:
    prediction, references = row
    metric = BLEU(tokenize="none", effective_order=True)
    theirs = metric.sentence_score(" ".join(prediction), [" ".join(reference) for reference in references])
    assert bleu.sentence_bleu(prediction, references) == as_tuple(theirs)


@pytest.mark.parametrize(
    ("rule", "expected"), [("closest", 11), ("closest-first", 13), ("shortest", 11), ("average", 12)]
)
def test_reference_length_rules(rule: str, expected: int) -> None:
    # 13 and 11 are both 1 away from 12; their mean is 12.
    assert bleu.reference_length(12, [13, 11], rule) == expected


def test_equal_weights_are_the_plain_mean() -> None:
    statistics = bleu.Statistics((4, 2), (5, 4), 5, 6)
    # Precisions 80 and 50; sqrt(80 * 50) = 63.25, times exp(1 - 6/5) = 0.8187.
    expected = math.sqrt(80 * 50) * math.exp(-0.2)
    assert bleu.bleu_of(statistics).score == pytest.approx(expected, rel=1e-15)
    assert bleu.bleu_of(statistics, weights=(0.5, 0.5)).score == pytest.approx(expected, rel=1e-15)
