"""definition="rouge-1.5.5" equals the Perl script: its recorded answers, and the oracle written from it over its whole option space."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textmetrics as tm
from tests.conftest import JIT_IS_ON
from tests.oracle import rouge155 as oracle
from tests.oracle.porter import stem_rouge_155
from tests.shared_data import load_cases, requires_shared
from tests.strategies import texts

# Cases that are answered otherwise than the script answers them, each with the reason.
NEEDS_EXCEPTIONS = "a word is in WordNet's list of irregular forms, which the script consults and the project does not ship"

KNOWN_DISAGREEMENTS = {
    **dict.fromkeys(
        ["00203", "00220", "00270", "00759", "00872", "01255", "01259", "01262", "01354", "01369", "01370", "01552"], NEEDS_EXCEPTIONS
    ),
}


def _type(name: str) -> str:
    """Give our name of a type of the script: "rouge-w-1.2" is rougeW."""
    kind = name.removeprefix("rouge-")
    if kind.startswith("w-"):
        return "rougeW"
    return "rouge" + (kind if kind[0].isdigit() else kind.upper())


def _metric(config: dict[str, Any], types: tuple[str, ...], **options: Any) -> tm.Rouge:
    return tm.Rouge(
        types,
        definition="rouge-1.5.5",
        stemmer="porter-rouge-1.5.5" if config["stem"] else None,
        multi_reference="average" if config["scoring"] == "A" else "best",
        alpha=config["alpha"],
        weight=config["w"],
        max_words=config["words"],
        max_bytes=config["bytes"],
        **options,
    )


def _differs(case: dict[str, Any]) -> str | None:
    expected = case["expected"]
    names = {_type(name): name for name in expected["scores"]}
    result = _metric(case["config"], tuple(names)).score([case["hyp"]], [case["refs"]])
    for ours, theirs in names.items():
        score, recorded = result[ours][0], expected["scores"][theirs]
        if (score.recall, score.precision, score.f1) != (recorded["r"], recorded["p"], recorded["f"]):
            return f"{ours}: {score} for {recorded}"
        counts = expected["counts"][theirs]
        unit = 2**32 if ours == "rougeW" and case["config"]["w"] % 1 else 1
        kept = [result.statistics.column(f"{ours}.{field}")[0] / unit for field in ("matches", "prediction_total", "reference_total")]
        wanted = [counts["hit"], counts["hyp"], counts["ref"]]
        # Weighted counts are kept in 2**-32.
        if kept != (wanted if unit == 1 else pytest.approx(wanted, abs=2**-31, rel=1e-9)):
            return f"{ours}: counts {kept} for {wanted}"
    return None


@requires_shared
@pytest.mark.parametrize("stem", [False, True], ids=["words", "stems"])
def test_recorded_answers_are_met(stem: bool) -> None:
    n_compared, differing = 0, set()
    for case in load_cases("rouge155")[:: 1 if JIT_IS_ON else 40]:
        if case["config"]["stem"] != stem or case["config"]["stop"]:
            continue  # the script's list of stop words is not ours to ship
        if not case["refs"]:
            with pytest.raises(tm.errors.InputError, match="at least one reference"):  # there it scores 0
                _metric(case["config"], ("rouge1",)).score([case["hyp"]], [case["refs"]])
        elif "raises" in case["expected"]:
            # The script divides by the weighted length of a reference without tokens and dies; such a reference shares nothing here.
            alone = [_metric(case["config"], ("rougeW",)).score([case["hyp"]], [[reference]]) for reference in case["refs"]]
            assert any(result.statistics.column("rougeW.reference_total")[0] == 0 == result["rougeW"].f1[0] for result in alone)
        else:
            n_compared += 1
            if _differs(case):
                differing.add(case["id"].removeprefix("rouge155-"))
    if JIT_IS_ON:
        assert n_compared > (300 if stem else 900)
        assert differing == (set(KNOWN_DISAGREEMENTS) if stem else set())
    else:
        assert differing <= (set(KNOWN_DISAGREEMENTS) if stem else set())


def _stem(word: bytes) -> bytes:
    return stem_rouge_155(word.decode()).encode()


OPTIONS = st.fixed_dictionaries(
    {
        "weight": st.sampled_from([0.5, 1.0, 1.2, 2.0]),
        "gap": st.sampled_from([-1, 0, 1, 4]),
        "best": st.booleans(),
        "alpha": st.sampled_from([0.0, 0.3, 0.5, 1.0]),
        "max_words": st.none() | st.integers(1, 12),
        "max_bytes": st.none() | st.integers(1, 40),
        "stem": st.sampled_from([None, _stem]),
        "stop_words": st.sampled_from([(), (b"the", b"cat", b"a")]),
    }
)


@given(prediction=texts(), references=st.lists(texts(), min_size=1, max_size=3), options=OPTIONS)
def test_every_option_gives_the_numbers_of_the_oracle(prediction: str, references: list[str], options: dict[str, Any]) -> None:
    def score() -> dict[str, oracle.Result]:
        return oracle.score(prediction, references, oracle.Options(**options))

    try:
        expected = score()
    except ZeroDivisionError:
        expected = oracle.score(prediction, references, oracle.Options(**{**options, "weight": None}))
    names = {_type(name): name for name in expected}
    metric = tm.Rouge(
        tuple(names),
        definition="rouge-1.5.5",
        stemmer="porter-rouge-1.5.5" if options["stem"] else None,
        stop_words=[word.decode() for word in options["stop_words"]],
        multi_reference="best" if options["best"] else "average",
        alpha=options["alpha"],
        weight=options["weight"],
        max_words=options["max_words"],
        max_bytes=options["max_bytes"],
    )
    result = metric.score([prediction], [references])
    found = {name: result[name][0] for name in names}
    assert found == {ours: (expected[name].precision, expected[name].recall, expected[name].f) for ours, name in names.items()}


def test_listed_exceptions_come_before_the_rules(tmp_path: Path) -> None:
    listed = tmp_path / "noun.exc"
    listed.write_text("children child\nmice mouse\n")
    metric = tm.Rouge(("rouge1",), definition="rouge-1.5.5", stemmer="porter-rouge-1.5.5", stemmer_exceptions=listed)
    assert metric.score("three children", "a child")["rouge1"].precision[0] == 0.5
    assert metric.score("mice", "mouse")["rouge1"].recall[0] == 0  # "mouse" is not listed, so its stem is "mous"
    without = tm.Rouge(("rouge1",), definition="rouge-1.5.5", stemmer="porter-rouge-1.5.5")
    assert without.score("three children", "a child")["rouge1"].precision[0] == 0
    again = tm.Rouge.from_signature(metric.signature, stemmer_exceptions={"children": "child", "mice": "mouse"})
    assert again == metric


def test_stop_words_come_from_a_file_or_a_collection(tmp_path: Path) -> None:
    listed = tmp_path / "stop.txt"
    listed.write_text("the\na\n")
    read, given_ = (tm.Rouge(("rouge1", "rougeL"), stop_words=words) for words in (listed, {"a", "the"}))
    assert read == given_
    assert read.statistics("the cat sat", "a cat").values.tolist() == [[1, 2, 1, 1, 2, 1]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"definition": "rouge155"}, "rouge-1.5.5"),
        ({"types": ("rougeW",), "definition": "pltrdy"}, "has no rougeW"),
        ({"types": ("rougeX",)}, "unknown ROUGE type"),
        ({"alpha": 2}, "alpha is 2"),
        ({"weight": 0}, "weight is 0"),
        ({"max_words": 0}, "max_words is 0"),
        ({"multi_reference": "worst"}, "multi_reference"),
        ({"stop_words": [1]}, "stop_words holds 1"),
        ({"stop_words": "/no/such/file"}, "cannot be read"),
        ({"stemmer_exceptions": {}}, "without a stemmer"),
    ],
)
def test_options_that_do_not_fit_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(tm.errors.ConfigurationError, match=message):
        tm.Rouge(**options)
