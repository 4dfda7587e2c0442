"""One layer, or the answer to a question, as a part of a page."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto

from docutils import nodes

from rnnscope.equations.structure import Equation
from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import LayerPage, Section
from rnnscope.pages.single.single_page import counted_table, single_page
from rnnscope.pages.whole.placing import BREAKS_IN_TABLES
from rnnscope.renderers import Options
from rnnscope.renderers.latex.escaping import escape
from rnnscope.report.report import Report
from rnnscope.sphinx import texts
from rnnscope.sphinx.latex import MATHS
from rnnscope.sphinx.texts import paragraph

_SHORT = 24  # signs of a cell that stay in one line


class Extent(Enum):
    """How much is told of a layer."""

    WHOLE = auto()
    BRIEF = auto()  # its count and what that means, without tables and sources
    TABLE = auto()  # its weights alone


def single(
    report: Report, options: Options, caption: list[nodes.Node], extent: Extent
) -> Iterator[nodes.Element]:
    """Yield the parts of what is told of one layer, or of an answer.

    Raises:
        BadArgumentError: the table is asked for of a layer that has no weights.

    """
    laid_out = single_page(report, options, times=options.times)
    if extent is Extent.TABLE:
        yield from _counted(counted_table(laid_out, options.layer or ""), laid_out.title, caption)
    else:
        yield paragraph(texts.strong(*(caption or [nodes.Text(laid_out.title)])))
        yield from _told(laid_out)
    if extent is Extent.WHOLE:
        yield from _sources(laid_out)
        for section in laid_out.sections:
            yield texts.rubric(section.title)
            yield texts.scrolled(_table(section))
    yield from texts.bullets((line,) for line in marked(laid_out.findings))


def _counted(section: Section, title: str, caption: list[nodes.Node]) -> Iterator[nodes.Element]:
    """Yield the table of what counts; one that has no caption stands under the layer's name."""
    made = _table(section)
    if caption:
        made.insert(0, nodes.title("", "", *caption))
    else:
        yield paragraph(texts.strong(title))
    yield texts.scrolled(made)


def _told(laid_out: LayerPage) -> Iterator[nodes.Element]:
    """Yield the count and what it means."""
    yield from [paragraph(*texts.sentence(laid_out.lead))] if laid_out.lead else []
    yield texts.aligned(laid_out.facts)
    yield from texts.bullets((sentence,) for sentence in laid_out.sentences)
    yield from equation(laid_out.equation)


def equation(made: Equation) -> Iterator[nodes.Element]:
    """Yield what is computed as mathematics, and what its letters are."""
    from rnnscope.equations.latex import latex
    from rnnscope.equations.text import defined

    if made.statements:
        text = latex(made)
        block = nodes.math_block(text, text, number=None, label=None)
        block["no-wrap"] = block["nowrap"] = False
        block[MATHS] = latex(made, escape)
        yield block
    items: list[tuple[nodes.Node | str, ...]] = [(texts.code(line),) for line in defined(made)]
    items += [(note.text,) for note in made.notes]
    yield from texts.bullets(items)


def _sources(laid_out: LayerPage) -> Iterator[nodes.Element]:
    yield from texts.bullets(("Source: ", *texts.linked(each)) for each in laid_out.sources)


def _table(section: Section) -> nodes.table:
    kinds = map(_kind, section.columns, zip(*section.rows, strict=True))
    rows = (
        [[paragraph(*texts.breaking(cell, BREAKS_IN_TABLES))] for cell in row]
        for row in section.rows
    )
    return texts.table(section.columns, rows, [*kinds])


def _kind(title: str, column: tuple[str, ...]) -> str:
    """Return how a column is set: what is long goes on in further lines."""
    is_long = max(map(len, column), default=0) > _SHORT
    return texts.NUMBER if title == "Param #" else texts.LONG if is_long else texts.SHORT
