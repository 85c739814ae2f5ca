"""The version of sacrebleu whose numbers these are."""

__version__ = "2.6.0"
