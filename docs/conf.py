"""Sphinx: the manual, from Markdown, without network."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from bihuan import __version__  # noqa: E402  # the path must be set before

project = "闭环 Bihuan"
author = "Bihuan contributors"
copyright = f"2026, {author}"
version = release = __version__
language = "zh_CN"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Terminal sessions in the pages hold bodies over several lines, which the lexer of sessions does not know.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "闭环 Bihuan"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_show_sourcelink = False
html_copy_source = False
html_favicon = "../frontend/public/icon.svg"
