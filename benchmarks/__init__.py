"""Benchmarks: textmetrics beside its peers, each at its best, in one run."""
