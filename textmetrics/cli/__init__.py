"""The command line, one module per command: read arguments, then import what they ask for, and print what came out."""

from . import score, tokenize, warmup  # each adds its command
from .app import app, main

__all__ = ["app", "main", "score", "tokenize", "warmup"]
