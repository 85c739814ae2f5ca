"""sacrebleu's functions: corpus and sentence BLEU, chrF and TER in one call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .metrics import BLEU, CHRF, TER, BLEUScore, CHRFScore, TERScore
from .metrics.references import Stream


@lru_cache(maxsize=64, typed=True)
def _metric(
    lowercase: bool, tokenize: str | None, smooth_method: str, smooth_value: float | None, effective_order: bool
) -> BLEU:
    """Keep the metrics of sentence calls: to make one takes longer than to score a sentence with it."""
    return BLEU(
        lowercase=lowercase,
        tokenize=tokenize,
        smooth_method=smooth_method,
        smooth_value=smooth_value,
        effective_order=effective_order,
    )


def corpus_bleu(
    hypotheses: Sequence[str],
    references: Sequence[Stream],
    smooth_method: str = "exp",
    smooth_value: float | None = None,
    force: bool = False,
    lowercase: bool = False,
    tokenize: str | None = BLEU.TOKENIZER_DEFAULT,
    use_effective_order: bool = False,
) -> BLEUScore:
    """Score all hypotheses together; arguments and errors are those of `BLEU` and `BLEU.corpus_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.corpus_bleu(["The man had just bitten him."], [["The man bit him first."], ["The man had bitten the dog."]])
        BLEU = 29.07 85.7/33.3/20.0/12.5 (BP = 1.000 ratio = 1.000 hyp_len = 7 ref_len = 7)
    """
    metric = BLEU(
        lowercase=lowercase,
        force=force,
        tokenize=tokenize,
        smooth_method=smooth_method,
        smooth_value=smooth_value,
        effective_order=use_effective_order,
    )
    return metric.corpus_score(hypotheses, references)


def raw_corpus_bleu(
    hypotheses: Sequence[str], references: Sequence[Stream], smooth_value: float | None = BLEU.SMOOTH_DEFAULTS["floor"]
) -> BLEUScore:
    """Score texts that are tokenized already: split at white space, floor smoothing, effective order."""
    return corpus_bleu(hypotheses, references, "floor", smooth_value, force=True, tokenize="none", use_effective_order=True)


def sentence_bleu(
    hypothesis: str,
    references: Sequence[str | None],
    smooth_method: str = "exp",
    smooth_value: float | None = None,
    lowercase: bool = False,
    tokenize: str | None = BLEU.TOKENIZER_DEFAULT,
    use_effective_order: bool = True,
) -> BLEUScore:
    """Score one hypothesis; arguments and errors are those of `BLEU` and `BLEU.sentence_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.sentence_bleu("hello there", ["hello there"]).score
        100.00000000000004
    """
    return _metric(lowercase, tokenize, smooth_method, smooth_value, use_effective_order).sentence_score(hypothesis, references)


def corpus_chrf(
    hypotheses: Sequence[str],
    references: Sequence[Stream],
    char_order: int = CHRF.CHAR_ORDER,
    word_order: int = CHRF.WORD_ORDER,
    beta: float = CHRF.BETA,
    remove_whitespace: bool = True,
    eps_smoothing: bool = False,
) -> CHRFScore:
    """Score all hypotheses together; arguments and errors are those of `CHRF` and `CHRF.corpus_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.corpus_chrf(["The man had just bitten him."], [["The man bit him first."]])
        chrF2 = 34.84
    """
    metric = CHRF(char_order, word_order, beta, whitespace=not remove_whitespace, eps_smoothing=eps_smoothing)
    return metric.corpus_score(hypotheses, references)


def sentence_chrf(
    hypothesis: str,
    references: Sequence[str | None],
    char_order: int = CHRF.CHAR_ORDER,
    word_order: int = CHRF.WORD_ORDER,
    beta: float = CHRF.BETA,
    remove_whitespace: bool = True,
    eps_smoothing: bool = False,
) -> CHRFScore:
    """Score one hypothesis; arguments and errors are those of `CHRF` and `CHRF.sentence_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.sentence_chrf("hello there", ["hello there"]).score
        100.0
    """
    metric = CHRF(char_order, word_order, beta, whitespace=not remove_whitespace, eps_smoothing=eps_smoothing)
    return metric.sentence_score(hypothesis, references)


def corpus_ter(
    hypotheses: Sequence[str],
    references: Sequence[Stream],
    normalized: bool = False,
    no_punct: bool = False,
    asian_support: bool = False,
    case_sensitive: bool = False,
) -> TERScore:
    """Score all hypotheses together; arguments and errors are those of `TER` and `TER.corpus_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.corpus_ter(["him bit the man"], [["the man bit him"]])
        TER = 50.00
    """
    metric = TER(normalized, no_punct, asian_support, case_sensitive)
    return metric.corpus_score(hypotheses, references)


def sentence_ter(
    hypothesis: str,
    references: Sequence[str | None],
    normalized: bool = False,
    no_punct: bool = False,
    asian_support: bool = False,
    case_sensitive: bool = False,
) -> TERScore:
    """Score one hypothesis; arguments and errors are those of `TER` and `TER.sentence_score`.

    Examples:
        >>> from textmetrics.compat import sacrebleu
        >>> sacrebleu.sentence_ter("hello there", ["hello there"]).score
        0.0
    """
    metric = TER(normalized, no_punct, asian_support, case_sensitive)
    return metric.sentence_score(hypothesis, references)
