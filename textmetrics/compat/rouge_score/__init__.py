"""rouge-score 0.1.2 over our core: change the import, keep the numbers, their types and the errors.

    from textmetrics.compat.rouge_score import rouge_scorer, scoring      # from rouge_score import rouge_scorer, scoring

Targets come before predictions here, as in the original. What differs: nothing is logged, reading files (``rouge_score.io``) and the
command line are left out, and `rouge_scorer.RougeScorer` has `score_batch` and `score_multi_batch`, which score many rows at once.
"""
