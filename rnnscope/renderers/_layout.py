"""A page in text: its lines, each with its style, and the cells of its table.

Two draw them: `text` without colours, and `screen` with Rich.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias

from rnnscope.pages.page import AGREES, DIFFERS, RECONCILED, WITNESS_TITLES, Page, Row, page
from rnnscope.renderers._options import Options
from rnnscope.report.report import Report

if TYPE_CHECKING:
    from rnnscope.pages.layer_page import LayerPage

Line: TypeAlias = tuple[str, str]  # a text, and its style
Section: TypeAlias = tuple[str, tuple[str, ...]]  # a title, and sentences under it
Justify: TypeAlias = Literal["left", "right", "center"]

UNLIMITED = 10_000  # columns, where nobody says how many there are

_STYLES = {AGREES: "green", DIFFERS: "red"}


def laid_out(report: Report, options: Options, pending: str = "") -> Page | LayerPage:
    """Lay out the report, or one layer in full; `pending` names a witness being asked."""
    times = "*" if options.ascii_only else "·"
    if not options.is_single:
        return page(report, options.depth, pending=pending, times=times)
    from rnnscope.pages.single_page import single_page

    return single_page(report, options.layer, options.why_not, times=times)


def shown(text: str, options: Options) -> str:
    """Return a text with the signs that the options ask for."""
    if not options.ascii_only:
        return text
    from rnnscope.renderers.ascii_text import to_ascii

    return to_ascii(text)


def totals(page: Page, options: Options) -> Iterator[Line]:
    """Yield the lines right under the table."""
    labels = max(len(label) for label, _ in page.totals) + 1
    for label, text in page.totals:
        yield shown(f" {label + ':':<{labels}} {text}", options), "bold"


def sections(page: Page) -> list[Section]:
    """Return what is said of the inputs, and beside the summary."""
    return [*page.inputs, *([(RECONCILED, page.reconciliation)] * bool(page.reconciliation))]


def section_lines(sections: Iterable[Section], options: Options) -> Iterator[Line]:
    """Yield sections, each after an empty line."""
    for title, sentences in sections:
        yield "", ""
        yield shown(title, options), "bold"
        yield from ((shown(f"  {sentence}", options), "") for sentence in sentences)


def verdict(page: Page, options: Options) -> Iterator[Line]:
    """Yield what the witnesses say, and what they differ in."""
    for text in page.witnesses:
        yield shown(text, options), style_of(text[:1])
    for finding in page.findings:
        yield shown(f"  {DIFFERS} {finding}", options), "red"


def notes(page: Page, options: Options) -> Iterator[Line]:
    """Yield the notes, which stand last."""
    yield from ((shown(note, options), "yellow") for note in page.notes)


def style_of(verdict: str) -> str:
    """Return the style of a verdict's sign."""
    return _STYLES.get(verdict, "dim")


def justified(titles: Iterable[str]) -> list[tuple[str, Justify]]:
    """Return the titles of columns, each with how its cells are justified."""
    return [(title, justify(title)) for title in titles]


def justify(title: str) -> Justify:
    """Return how the cells of a column are justified."""
    if title == "Param #":
        return "right"
    return "center" if title in WITNESS_TITLES.values() else "left"


def cells(row: Row, options: Options) -> list[list[str]]:
    """Return the cells of a row, each as lines."""
    cells = [[row.indented], [row.shape], [row.params], [*row.formula, *row.remarks]]
    cells += [[verdict] for verdict in row.verdicts]
    return [[shown(text, options) for text in lines] for lines in cells]


def ends(page: Page) -> list[bool]:
    """Tell for each row whether the next one is no layer inside it."""
    return [row.depth == 0 for row in page.rows[1:]] + [True]
