"""How Sphinx builds the site: `python docs/build.py` does, from a clean clone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

import rnnscope  # noqa: E402

# Commands on the pages are run as they stand, by the rnnscope of this environment.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ.update(COLUMNS="80", PYTHONIOENCODING="utf-8", NO_COLOR="1")
os.environ.pop("FORCE_COLOR", None)

project = "rnnscope"
author = "The rnnscope maintainers"
project_copyright = author
release = version = rnnscope.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "math_as_mathml",
    "rnnscope.sphinx",
    "cards",
    "consoles",
    "docstrings",
    "encyclopedia",
    "gallery",
    "numbers_found",
    "outside",
    "rooms",
    "schemas",
]
exclude_patterns = ["_build", "_ext", "gallery/models", "gallery/built"]

# Pages are Markdown: those that are read on a code host too keep to what that knows.
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4

nitpicky = True
smartquotes = False  # "--format" is no dash
default_role = "code"  # as docstrings are written
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
html_theme = "furo"
html_title = "rnnscope"
html_favicon = "_static/icon.svg"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": False}
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
