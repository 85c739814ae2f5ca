"""Slow, obvious implementations written from the papers; they import nothing of textmetrics.

Nobody optimises these files: their only virtue is that a reader can check them against the definition.
"""
