"""Equations as MathML, which browsers draw themselves: no script, no font, no address.

docutils translates them from LaTeX.  What it does not know is a warning, and so ends the build.
"""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from docutils.utils.math import MathError, pick_math_environment
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

LOG = logging.getLogger(__name__)
_SIGN = re.compile(r"\\char(\d+) ")  # in a text, by its number
_KEPT = "\\{}$"  # signs that docutils would take for LaTeX
_NAMED = re.compile(r"\\operatorname\*?\{[^{}]*\}")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have Sphinx draw math by these functions."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(inline, None), block_renderers=(block, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def inline(writer: HTML5Translator, node: nodes.math) -> None:
    """Write an equation within a line."""
    writer.body.append(drawn(node, node.astext(), as_block=False))
    raise nodes.SkipNode


def block(writer: HTML5Translator, node: nodes.math_block) -> None:
    """Write an equation of its own, in several lines where it has them."""
    latex = node.astext()
    if pick_math_environment(latex) == "align*":
        latex = f"\\begin{{align*}}\n{latex}\n\\end{{align*}}"
    anchor = f' id="{node["ids"][0]}"' if node["ids"] else ""
    number = f'<span class="eqno">({node["number"]})</span>' if node.get("number") else ""
    drawing = drawn(node, latex, as_block=True)
    writer.body.append(f'<div class="math"{anchor}>{number}{drawing}</div>\n')
    raise nodes.SkipNode


def drawn(node: nodes.Element, latex: str, *, as_block: bool) -> str:
    """Return the equation in MathML; one that cannot be read stays LaTeX, and is warned of."""
    known = latex.replace(r"\mathrel", "")  # which spaces a sign, and docutils does not know
    known = _NAMED.sub(
        lambda name: name[0].replace(r"\_", "_"), known
    )  # it takes names as they are
    known = _SIGN.sub(lambda sign: _typed(chr(int(sign[1])), sign[0]), known)
    try:
        return str(tex2mathml(known, as_block=as_block))
    except MathError as error:
        LOG.warning("no MathML for %r: %s", latex, error, location=node)
        return f"<code>{escape(latex)}</code>"


def _typed(sign: str, otherwise: str) -> str:
    return otherwise if sign in _KEPT else sign
