"""The docs as a site: `make site` builds it into site/, to be opened from disk and searched without a network."""

import tomllib
from pathlib import Path

project = "Tagfold"
release = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "version"
]
copyright = "the Tagfold contributors"  # noqa: A001 - Sphinx calls it so
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"Tagfold {release}"
html_show_sphinx = False
html_copy_source = False
suppress_warnings = ["myst.header"]
