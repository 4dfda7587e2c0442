"""A block of a page: what it asks for, and the HTML that stands in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING

from rnnscope.embedding.blocks import Block
from rnnscope.embedding.drawing import Drawing
from rnnscope.embedding.explained import differing
from rnnscope.embedding.mark import Mark, read
from rnnscope.errors import BadMarkError, RnnscopeError
from rnnscope.mkdocs._formats import formats_of
from rnnscope.mkdocs._lines import line_of
from rnnscope.mkdocs._page import Page, page_of, project_of
from rnnscope.untrusted.remedies import NONE, offered
from rnnscope.wording import in_html

if TYPE_CHECKING:
    from markdown import Markdown

# Around a table Material, whose rem is 20 pixels or more, puts a frame that is wider than the text.
_MORE = "calc(4rem - 64px)"
_WIDE = f"""\
<div class="{{}} rnnscope-report" style="margin: 0 calc(0px - {_MORE}); overflow-x: auto; \
padding: 0 {_MORE}">
{{}}
</div>"""
_PROBLEM = """\
<div class="{} rnnscope-problem admonition danger">
<p class="admonition-title">No report of a model here</p>
<p>{}</p>
</div>"""
_LOCK = RLock()  # Zensical may render pages side by side; one process of Keras answers for all


@dataclass(frozen=True, slots=True)
class Fence:
    """A block as SuperFences hands it over; `attributes` are those named in its first line."""

    source: str
    language: str
    css_class: str
    attributes: tuple[str, ...]


def html(fence: Fence, md: Markdown) -> str:
    """Return the report that a block asks for, or what is wrong, of which the builder is told."""
    css_class = in_html(fence.css_class)
    with _LOCK, offered(NONE):
        page = page_of(md)
        try:
            line = line_of(fence.source, fence.language, page.path, md)
            return _WIDE.format(css_class, _report(fence, page, line))
        except RnnscopeError as error:
            page.warn(str(error))
            return _PROBLEM.format(css_class, in_html(str(error)))


def _report(fence: Fence, page: Page, line: int) -> str:
    """Draw the report of a block, and tell the builder where the model's witnesses differ.

    Raises:
        RnnscopeError: what it asks for cannot be done.

    """
    if fence.attributes:
        problem = f"{fence.attributes[0]} stands in the first line: write it inside the block"
        raise BadMarkError(str(page.path), line, problem)
    project = project_of(page)
    mark = _mark(fence.source, str(page.path), line)
    formats = formats_of(mark.model)
    drawing = Drawing(page.path, project.explained, frozenset(project.targets), formats)
    text = "".join(drawing.lines(Block(mark, line, 0, 0), "\n"))
    for sentence in differing(mark.model, project.explained(drawing.given(mark.model))):
        page.warn(str(BadMarkError(str(page.path), line, sentence)))
    return text.rstrip("\n")


def _mark(source: str, file: str, line: int) -> Mark:
    """Read what a block asks for; where it names a picture, that is the format.

    Raises:
        BadMarkError: it cannot be read.

    """
    mark = read(source, file, line, in_comment=False)
    return replace(mark, to="svg") if "picture" in mark.options and not mark.to else mark
