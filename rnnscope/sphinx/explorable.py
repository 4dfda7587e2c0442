"""The page whose numbers can be touched, as a file of what is built: a link to it, or a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from rnnscope.pages.texts import named
from rnnscope.pages.whole.page import called
from rnnscope.renderers import Options, render
from rnnscope.renderers.notebook import CONFINED
from rnnscope.sphinx.kept import kept

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from rnnscope.report.report import Report

LINK, FRAME = "link", "frame"
WAYS = (LINK, FRAME)
_LINK = '<p class="rnnscope-open"><a href="{address}">{title}</a></p>\n'
_FRAME = """\
<details class="rnnscope-open"{open}><summary>{title}</summary>
<iframe src="{address}" title="{title}" loading="lazy" {confined}></iframe>
<p><a href="{address}">As a page of its own</a></p>
</details>
"""


class explorable(addnodes.download_reference):  # noqa: N801  # as docutils names its nodes
    """The page of a model, of which Sphinx knows as a file to copy; only HTML can show it."""


def page_of(
    env: BuildEnvironment, report: Report, options: Options, way: str, *, is_open: bool = False
) -> explorable:
    """Write the page of a model or of one layer, and return what leads to it.

    A frame is folded unless it `is_open`.
    """
    text = render(report, "html", options)
    place = kept(env, "-".join(filter(None, (report.name, options.layer))), ".html", text)
    title = f"Explore {named(options.layer) if options.layer else called(report)}"
    return explorable("", "", reftarget=place, way=way, title=title, is_open=is_open)


def add_to(app: Sphinx) -> None:
    """Say how each kind of output shows it; all but HTML have no place for it."""
    none = (_nothing, None)
    app.add_node(explorable, html=(_shown, None), latex=none, text=none, man=none, texinfo=none)


def _shown(translator: HTML5Translator, node: explorable) -> None:
    if "filename" in node and translator.builder.download_support:
        address = f"{translator.builder.dlpath}/{quote(node['filename'])}"
        form = _FRAME if node["way"] == FRAME else _LINK
        given = {"address": address, "title": node["title"]}
        escaped = {key: translator.attval(text) for key, text in given.items()}
        translator.body.append(
            form.format(**escaped, confined=CONFINED, open=" open" * node["is_open"])
        )
    raise nodes.SkipNode


def _nothing(_translator: object, _node: explorable) -> None:
    raise nodes.SkipNode
