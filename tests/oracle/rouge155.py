"""Reproduce the per-item output of ROUGE-1.5.5 in its one-sentence-per-line input format.

The numbered remarks (1-12) are those of the project's list of ROUGE-1.5.5's surprises: counts are per reference and
summed (`-f A`) or those of the reference with the best recall (`-f B`); precision and recall are rounded to five
decimals before F. Texts are bytes throughout, because the script's are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from .lcs import run_weight, run_weight_inverse, union_lcs_indices, wlcs_reference_indices
from .ngrams import Gram, clipped_count, ngram_counts, skip_bigram_counts

ASCII_UPPER_TO_LOWER = bytes.maketrans(bytes(range(ord("A"), ord("Z") + 1)), bytes(range(ord("a"), ord("z") + 1)))


class Counts(NamedTuple):
    """What one reference and one prediction have, and what they share; weighted, so not whole, for ROUGE-W."""

    reference: float
    prediction: float
    hits: float


class Result(NamedTuple):
    """Rounded recall, precision and F of one item, and the counts they came from."""

    recall: float
    precision: float
    f: float
    counts: Counts


class Options(NamedTuple):
    """The script's command-line options that change a score."""

    max_order: int | None = 4  # -n; None: no ROUGE-N
    lcs: bool = True  # False: -x
    weight: float | None = 1.2  # -w; None: no ROUGE-W
    gap: int | None = 4  # -2; negative: unlimited; None: no skip-bigrams
    skip_bigrams: bool = True  # ROUGE-S printed: with -U or without -u
    skip_bigrams_unigrams: bool = True  # ROUGE-SU printed: with -u or -U
    best: bool = False  # False: -f A; True: -f B
    alpha: float = 0.5  # -p
    max_words: int | None = None  # -l
    max_bytes: int | None = None  # -b
    stem: Callable[[bytes], bytes] | None = None  # -m; called for tokens of more than three bytes (4)
    stop_words: Collection[bytes] = ()  # -s; removed before stemming (5)


def split_on_white_space(line: bytes) -> list[bytes]:
    """Split as Perl does on white space: a leading blank gives an empty first field, trailing ones vanish (10)."""
    fields = re.split(rb"[ \t\n\r\f\v]+", line)
    while fields and not fields[-1]:
        fields.pop()
    return fields


def limited_lines(text: str, options: Options, *, bytes_accumulate: bool) -> list[bytes]:
    """Read lines, drop the empty ones, lower-case ASCII, and cut at the word or byte limit (3, 10).

    Args:
        text: One text; sentences are its lines.
        options: Of which only the two limits are used; words win if both are given.
        bytes_accumulate: True as the n-gram reader does; False as the LCS reader does, which compares every line
            with the whole byte limit.
    """
    lines = [line.translate(ASCII_UPPER_TO_LOWER) for line in text.encode("utf-8").split(b"\n") if line]
    kept: list[bytes] = []
    used = 0
    for line in lines:
        if options.max_words is not None:
            words = split_on_white_space(line)
            if used + len(words) >= options.max_words:
                kept.append(b" ".join(words[: options.max_words - used]))
                break
            used += len(words)
        elif options.max_bytes is not None:
            if used + len(line) >= options.max_bytes:
                kept.append(line[: options.max_bytes - used])
                break
            if bytes_accumulate:
                used += len(line)
        kept.append(line)
    return kept


def clean_tokens(line: bytes, options: Options) -> list[bytes]:
    """Cut a lower-cased line into tokens: hyphens stand alone and are dropped, all but ASCII letters and digits part.

    Stop words go first (5), then tokens that do not start with a letter or digit (3), then the stemmer sees tokens
    of more than three bytes (4).
    """
    spaced = re.sub(rb"[^A-Za-z0-9-]", b" ", line.replace(b"-", b" - "))
    tokens = [token for token in spaced.split() if token not in options.stop_words]
    tokens = [token for token in tokens if re.match(rb"[a-z0-9]", token)]
    if options.stem is not None:
        tokens = [options.stem(token) if len(token) > 3 else token for token in tokens]
    return tokens


def text_tokens(text: str, options: Options) -> list[bytes]:
    """Give a text's tokens as the n-gram counter sees them: its lines joined by blanks."""
    return clean_tokens(b" ".join(limited_lines(text, options, bytes_accumulate=True)), options)


def sentence_tokens(text: str, options: Options) -> list[list[bytes]]:
    """Give the tokens of each line as the LCS counter sees them; a line may have none."""
    return [clean_tokens(line, options) for line in limited_lines(text, options, bytes_accumulate=False)]


def weighted_union_hits(
    prediction: Sequence[Sequence[bytes]],
    reference: Sequence[Sequence[bytes]],
    prediction_left: Counter[bytes],
    reference_left: Counter[bytes],
    weight: float,
) -> float:
    """Sum k^weight over runs of clipped union hits (8).

    A run ends, and is counted, at a hit whose next token is not covered or that ends the sentence. A covered token
    that clipping refuses neither extends nor ends a run; so a run may go on over it, or be lost where the refused
    token was the one that would have ended it.
    """
    hits = 0.0
    for sentence in reference:
        covered: set[int] = set()
        for prediction_sentence in prediction:
            covered.update(wlcs_reference_indices(prediction_sentence, sentence, weight))
        run = 0
        for index in sorted(covered):
            token = sentence[index]
            if prediction_left[token] > 0 and reference_left[token] > 0:
                run += 1
                if index + 1 not in covered:
                    hits += run_weight(run, weight)
                    run = 0
                prediction_left[token] -= 1
                reference_left[token] -= 1
    return hits


def lcs_counts(prediction: str, reference: str, options: Options) -> Counts:
    """Count ROUGE-L's summary-level hits (7), clipped by the tokens that the n-gram reader sees.

    The two readers see different tokens only under a byte limit (10).
    """
    prediction_sentences = sentence_tokens(prediction, options)
    reference_sentences = sentence_tokens(reference, options)
    prediction_left = Counter(text_tokens(prediction, options))
    reference_left = Counter(text_tokens(reference, options))
    n_prediction = prediction_left.total()
    hits = 0
    for sentence in reference_sentences:
        for index in union_lcs_indices(prediction_sentences, sentence):
            token = sentence[index]
            if prediction_left[token] > 0 and reference_left[token] > 0:
                hits += 1
                prediction_left[token] -= 1
                reference_left[token] -= 1
    return Counts(sum(map(len, reference_sentences)), n_prediction, hits)


def wlcs_counts(prediction: str, reference: str, options: Options, weight: float) -> tuple[Counts, float]:
    """Count ROUGE-W's weighted hits and bases; the reference's base is weighted twice (8).

    Returns:
        The counts, and the recall that `-f B` compares, whose base is weighted only once.

    Raises:
        ZeroDivisionError: If the reference has no token, where the script dies.
    """
    prediction_sentences = sentence_tokens(prediction, options)
    reference_sentences = sentence_tokens(reference, options)
    prediction_left = Counter(text_tokens(prediction, options))
    reference_left = Counter(text_tokens(reference, options))
    n_prediction = prediction_left.total()
    hits = weighted_union_hits(prediction_sentences, reference_sentences, prediction_left, reference_left, weight)
    base = 0.0
    for sentence in reference_sentences:
        base += run_weight(len(sentence), weight)
    if base == 0:
        raise ZeroDivisionError("ROUGE-1.5.5 divides by the weighted length of a reference that has no token")
    counts = Counts(run_weight(base, weight), run_weight(n_prediction, weight), hits)
    return counts, run_weight_inverse(hits / base, weight)


def gram_counts(prediction: Counter[Gram], reference: Counter[Gram]) -> Counts:
    """Count clipped matches of n-grams or skip-bigrams of one pair."""
    return Counts(reference.total(), prediction.total(), clipped_count(prediction, [reference]))


def rounded(value: float) -> float:
    """Round as the script prints: five decimals, from the exact binary value."""
    return float(f"{value:.5f}")


def combine(per_reference: Sequence[Counts], recalls: Sequence[float], options: Options, weight: float = 1.0) -> Result:
    """Reduce the references to one row of counts (6) and turn it into rounded scores (2, 11, 12).

    Args:
        per_reference: Counts against each reference.
        recalls: What `-f B` compares, one a reference; the first of the largest wins.
        options: Of which `best` and `alpha` are used.
        weight: ROUGE-W's; other types have 1, where the inverse is the identity.
    """
    counts = Counts(0, 0, 0)
    if options.best and per_reference:
        counts = per_reference[recalls.index(max(recalls))]
    elif not options.best:
        for row in per_reference:  # added in order: `sum` compensates float errors from Python 3.12 on, Perl does not
            counts = Counts(
                counts.reference + row.reference, counts.prediction + row.prediction, counts.hits + row.hits
            )
    recall = rounded(run_weight_inverse(counts.hits / counts.reference, weight)) if counts.reference else 0.0
    precision = rounded(run_weight_inverse(counts.hits / counts.prediction, weight)) if counts.prediction else 0.0
    divisor = (1 - options.alpha) * precision + options.alpha * recall
    f = rounded((precision * recall) / divisor) if divisor > 0 else 0.0
    return Result(recall, precision, f, counts)


def score(prediction: str, references: Sequence[str], options: Options) -> dict[str, Result]:
    """Score one item as one run of the script prints it.

    Args:
        prediction: The prediction's text, one sentence a line.
        references: The references' texts; none at all score 0.
        options: The script's options.

    Returns:
        Results by the script's names in lower case: `rouge-1`, `rouge-l`, `rouge-w-1.2`, `rouge-s4`, `rouge-su*`.

    Raises:
        ZeroDivisionError: With `-w`, if a reference has no token.
    """
    results: dict[str, Result] = {}
    tokens = text_tokens(prediction, options)
    reference_tokens = [text_tokens(reference, options) for reference in references]

    def of_grams(count: Callable[..., Counter[Gram]], *arguments: int | str) -> Result:
        prediction_counts = count(tokens, *arguments)
        per_reference = [gram_counts(prediction_counts, count(row, *arguments)) for row in reference_tokens]
        recalls = [rounded(row.hits / row.reference) if row.reference else 0.0 for row in per_reference]
        return combine(per_reference, recalls, options)

    for n in range(1, (options.max_order or 0) + 1):
        results[f"rouge-{n}"] = of_grams(ngram_counts, n)
    if options.lcs:
        per_reference = [lcs_counts(prediction, reference, options) for reference in references]
        recalls = [row.hits / row.reference if row.reference else 0.0 for row in per_reference]
        results["rouge-l"] = combine(per_reference, recalls, options)
    if options.weight is not None:
        weight = options.weight
        weighted = [wlcs_counts(prediction, reference, options, weight) for reference in references]
        per_reference = [counts for counts, _ in weighted]
        recalls = [recall for _, recall in weighted]
        results[f"rouge-w-{weight:g}"] = combine(per_reference, recalls, options, weight)
    if options.gap is not None:
        name = "*" if options.gap < 0 else str(options.gap)
        if options.skip_bigrams:
            results[f"rouge-s{name}"] = of_grams(skip_bigram_counts, options.gap)
        if options.skip_bigrams_unigrams:
            results[f"rouge-su{name}"] = of_grams(skip_bigram_counts, options.gap, "all-but-last")
    return results
