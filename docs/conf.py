"""How the documentation is built."""

from textmetrics import __version__

project = "textmetrics"
author = "the textmetrics developers"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "textmetrics"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_use_ivar = True
