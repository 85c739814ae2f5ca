"""Tests of textmetrics, importable as `tests` so that they share oracles, strategies and data."""
