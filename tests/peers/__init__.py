"""The peers' own test suites, run from their source distributions against the compatibility layer."""
