"""Tests of one kernel file each."""
