"""Compiled loops over arrays: they know nothing of strings, files or metrics."""
