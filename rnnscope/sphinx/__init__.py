"""An extension of Sphinx: reports of models on the pages of a documentation.

`.. rnnscope:: model.keras` puts a report on a page, and ``:rnnscope:layer:`lstm` `` refers to
the row or the report of a layer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnscope import __version__
from rnnscope.sphinx.directive import RnnscopeDirective
from rnnscope.sphinx.domain import RnnscopeDomain, rewritten, say_missing
from rnnscope.sphinx.explorable import add_to as add_explorable
from rnnscope.sphinx.figures import in_words
from rnnscope.sphinx.latex import in_latex
from rnnscope.sphinx.models import VALUES, check, forget, outdated
from rnnscope.sphinx.texts import add_to as add_texts

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_STYLE = "rnnscope.css"


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the directive and the role known to Sphinx; it calls this."""
    for value in VALUES:
        app.add_config_value(value.name, value.default, value.rebuild, value.types)
    app.add_directive("rnnscope", RnnscopeDirective)
    app.add_domain(RnnscopeDomain)
    add_explorable(app)
    add_texts(app)
    app.connect("config-inited", check)
    app.connect("env-get-outdated", outdated)
    app.connect("env-before-read-docs", forget)
    app.connect("env-updated", rewritten)
    app.connect("warn-missing-reference", say_missing)
    app.connect("doctree-resolved", in_words)
    app.connect("doctree-resolved", in_latex)  # those words too
    app.connect("config-inited", _add_style)
    app.add_css_file(_STYLE)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _add_style(_: Sphinx, config: Config) -> None:
    """Have the style copied, unless a project brings its own."""
    ours = str(Path(__file__).parent / "static")
    config.html_static_path = [ours, *config.html_static_path]
