"""Parts of a page as docutils has them: paragraphs, lists, tables; none of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import column_width

from rnnscope.pages.texts import addresses, pieces
from rnnscope.pages.whole.placing import BREAKS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_SPACE = "\u00a0"
_QUOTES = 2  # that plain text puts around code
_KINDS = ("name", "shape", "short", "number", "long")
NAME, SHAPE, SHORT, NUMBER, LONG = (f"rnnscope-{each}" for each in _KINDS)


class line_may_end(nodes.Inline, nodes.Element):  # noqa: N801  # as docutils names its nodes
    """A place in code where a line may end; no sign is seen, or copied."""


def add_to(app: Sphinx) -> None:
    """Say how each kind of output writes a place where a line may end; all but HTML do not."""
    none = (_nothing, None)
    app.add_node(line_may_end, html=(_end, None), latex=none, text=none, man=none, texinfo=none)


def _end(translator: HTML5Translator, _node: line_may_end) -> None:
    translator.body.append("<wbr />")  # as XML wants it, in an EPUB
    raise nodes.SkipNode


def _nothing(_translator: object, _node: line_may_end) -> None:
    raise nodes.SkipNode


def paragraph(*inside: nodes.Node | str, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph."""
    return nodes.paragraph("", "", *_nodes(inside), classes=[*classes])


def strong(*inside: nodes.Node | str) -> nodes.strong:
    """Return text that stands out."""
    return nodes.strong("", "", *_nodes(inside))


def _nodes(inside: Iterable[nodes.Node | str]) -> Iterator[nodes.Node]:
    return (nodes.Text(each) if isinstance(each, str) else each for each in inside)


def code(text: str) -> nodes.literal:
    """Return text as code; its spaces stay, and its quotes are not made round."""
    return nodes.literal("", "", *breaking(text))


def sentence(text: str) -> Iterator[nodes.Node]:
    """Yield the parts of a sentence, with what stands between backticks in it as code."""
    for part, is_code in pieces(text):
        yield code(part) if is_code else nodes.Text(part)


def breaking(text: str, places: re.Pattern[str] = BREAKS) -> Iterator[nodes.Node]:
    """Yield a text with the places where a line may end in a formula, which has no spaces there."""
    for i, part in enumerate(places.split(text)):
        yield from (line_may_end(), nodes.Text(part)) if i else (nodes.Text(part),)


def rubric(title: str) -> nodes.rubric:
    """Return a heading that is in no table of contents."""
    return nodes.rubric("", title, translatable=False)


def bullets(items: Iterable[Sequence[nodes.Node | str]]) -> Iterator[nodes.bullet_list]:
    """Yield a list, if there is something in it."""
    made = nodes.bullet_list()
    made += [nodes.list_item("", paragraph(*item)) for item in items]
    if len(made):
        yield made


def titled(title: str, lines: Iterable[str]) -> Iterator[nodes.Element]:
    """Yield a list under its heading, if there is something in it."""
    for made in bullets((line,) for line in lines):
        if title:
            yield rubric(title)
        yield made


def linked(text: str) -> Iterator[nodes.Node]:
    """Yield a text in which addresses are links."""
    for part, is_address in addresses(text):
        yield nodes.reference("", part, refuri=part) if is_address else nodes.Text(part)


def indented(text: str) -> str:
    """Keep what a text begins with from being dropped, as spaces are."""
    inside = text.lstrip()
    return _SPACE * (len(text) - len(inside)) + inside


def verbatim(text: str, language: str = "none") -> nodes.literal_block:
    """Return lines as they are, each where it stands."""
    return nodes.literal_block(text, text, language=language)


def aligned(lines: Iterable[str]) -> nodes.literal_block:
    """Return lines that are aligned among each other, and folded where there is no room."""
    block = verbatim("\n".join(lines).strip("\n"))
    block["classes"].append("rnnscope-aligned")
    return block


def captioned_code(block: nodes.literal_block, caption: list[nodes.Node]) -> nodes.Element:
    """Return lines with their caption, if they have one, as Sphinx's own directive does."""
    if not caption:
        return block
    head = nodes.caption("", "", *caption)
    classes = ["literal-block-wrapper"]
    return nodes.container("", head, block, literal_block=True, classes=classes)


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[Sequence[nodes.Node]]],
    kinds: Sequence[str],
) -> nodes.table:
    """Return a table; `kinds` says of each column how it is set."""
    body = [_row(row, kinds) for row in rows]
    head = _row([[paragraph(title)] for title in titles], kinds)
    group = nodes.tgroup(cols=len(titles))
    group += [nodes.colspec(colwidth=width) for width in _widths([head, *body])]
    group += [nodes.thead("", head), nodes.tbody("", *body)]
    return nodes.table("", group, classes=["colwidths-auto"])


def _row(cells: Sequence[Sequence[nodes.Node]], kinds: Sequence[str]) -> nodes.row:
    entries = [
        nodes.entry("", *cell, classes=[kind]) for cell, kind in zip(cells, kinds, strict=True)
    ]
    return nodes.row("", *entries)


def _widths(rows: Iterable[nodes.row]) -> Iterator[int]:
    """Yield how wide the longest line of each column is, which output in plain text goes by."""
    for column in zip(*(row.children for row in rows), strict=True):
        lines = (line for cell in column for line in cell.astext().split("\n"))
        yield _QUOTES + max(map(column_width, lines))


def scrolled(made: nodes.table) -> nodes.container:
    """Return a table in a frame of its own, in which it is moved where it is too wide."""
    return nodes.container("", made, classes=["rnnscope-table"])
