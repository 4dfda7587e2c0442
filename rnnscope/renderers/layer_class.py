"""The page of a layer class, as text for a screen and as Markdown for a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from rnnscope.pages.single.class_page import RELATED, WITH, ClassPage
from rnnscope.pages.single.layer_page import NOT_COUNTING, Section
from rnnscope.renderers import markdown
from rnnscope.renderers._layout import layer_page_lines
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import shown, to_ascii
from rnnscope.renderers.text import joined

EXAMPLE = "An example"


@dataclass(frozen=True, slots=True)
class Part:
    """A titled part of a class's page in Markdown; the first has no title."""

    title: str
    lines: tuple[str, ...]


def text(page: ClassPage, options: Options) -> str:
    """Draw the page of a class as `explain --layer` draws that of a layer."""
    page = shown(page, ascii_only=options.ascii_only)
    program = [f"    {line}" for line in page.program.splitlines()]
    example = ["", f"{EXAMPLE}:", *program, page.checked] if program else []
    laid_out = replace(
        page.layer,
        title=page.name,
        lines=(page.lead, *page.sentences, *example, *page.layer.lines),
        sections=tuple(_sections(page)),
    )
    return joined(layer_page_lines(laid_out, options))


def _sections(page: ClassPage) -> Iterator[Section]:
    yield from page.layer.sections
    yield from [page.mistakes] if page.mistakes.rows else []
    if page.related:
        yield Section(RELATED, ("Layer", "Formula"), page.related)


def render(page: ClassPage, options: Options) -> str:
    """Write the page of a class in Markdown, its name as the heading over all others."""
    parts = [f"{'#' * max(options.level - 1, 1)} {markdown.escape(page.name)}"]
    for part in document(shown(page, ascii_only=options.ascii_only)):
        heading = ["", f"{'#' * options.level} {markdown.escape(part.title)}"] if part.title else []
        parts += [*heading, "", *part.lines]
    written = "\n".join(parts) + "\n"
    return to_ascii(written) if options.ascii_only else written


def document(page: ClassPage, linked: Callable[[str], str] = markdown.escape) -> Iterator[Part]:
    """Yield the parts of a class's page; `linked` writes the name of another class."""
    layer = page.layer
    yield Part("", tuple(_head(page)))
    equation = tuple(markdown.equation_lines(layer.equation))
    if equation:
        yield Part("What it computes", equation[1:])
    if page.program:
        yield Part(EXAMPLE, tuple(_example(page)))
    for section in (*layer.sections, page.mistakes):
        if section.rows and section.title != page.names.title:
            yield Part(section.title, (_table(section), *_below(section, page)))
    if page.related:
        columns, rows = ("Layer", "Formula"), page.related
        cells = [
            [linked(name), conditional(*formula.partition(WITH)[::2])] for name, formula in rows
        ]
        yield Part(RELATED, (markdown.table(columns, cells),))
    if layer.sources:
        yield Part("Sources", tuple(f"- {markdown.linked(each)}" for each in layer.sources))


def _head(page: ClassPage) -> Iterator[str]:
    yield f"**{lead(page)}**"
    yield ""
    yield prose(page.sentences)
    if page.names.rows:
        yield ""
        yield _table(page.names)


def conditional(formula: str, given: str) -> str:
    """Write a formula as code, and the arguments with which it is that."""
    parts = (markdown.code(part) for part in (formula, given) if part)
    return WITH.join(parts)


def lead(page: ClassPage) -> str:
    """Write the first sentence, with the formula in it as code."""
    before, formula, after = (  # the last: a formula may be a word of the sentence, `layer`
        page.lead.rpartition(page.formula) if page.formula else (page.lead, "", "")
    )
    code = markdown.code(formula) if formula else ""
    return f"{markdown.escape(before)}{code}{markdown.escape(after)}"


def prose(sentences: Iterable[str]) -> str:
    """Write sentences, with what stands between backticks in them as code."""
    return markdown.sentence(" ".join(sentences))


def _example(page: ClassPage) -> Iterator[str]:
    yield from ("```python", *page.program.splitlines(), "```", "")
    yield from (markdown.escape(page.checked), "") if page.checked else ()
    yield from markdown.fenced(page.layer.facts)
    if page.layer.sentences:
        yield ""
        yield from (f"- {markdown.escape(each)}" for each in page.layer.sentences)


def _below(section: Section, page: ClassPage) -> Iterator[str]:
    if section.title == NOT_COUNTING and page.untold:
        yield ""
        yield markdown.escape(page.untold)


def _table(section: Section) -> str:
    rows = [[markdown.escape(cell) for cell in row] for row in section.rows]
    return markdown.table(section.columns, rows)
