r"""LaTeX to be put into a document by `\input`: tables, equations, sentences.

It is ASCII alone, and compiles as it stands with pdfTeX, XeTeX and LuaTeX where
the preamble has the packages that its first line names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rnnscope.pages.said.equations import TITLE, model_equations
from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.single.single_page import single_page
from rnnscope.pages.texts import pieces
from rnnscope.pages.whole.page import Page, page
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import page_lines
from rnnscope.renderers.ascii_text import shown
from rnnscope.renderers.latex._equations import equation_lines
from rnnscope.renderers.latex._parts import fragment, itemized
from rnnscope.renderers.latex._tables import layers_table, section_table
from rnnscope.renderers.latex.escaping import escape as escape
from rnnscope.report.report import Report

_LEVELS = (r"\section*", r"\subsection*", r"\subsubsection*", r"\paragraph*", r"\subparagraph*")
_RUN_IN = 4  # headings that stand in the line of what follows, from this level on
_LABEL = re.compile(r"(Params|Formula|Terms|Input|Output): +")
_COLUMNS = re.compile(r"(?<! =)  +(?!=)")


def render(report: Report, options: Options) -> str:
    """Render the report as LaTeX, without a preamble."""
    if options.is_single:
        layer = single_page(report, options, times=options.times)
        lines = list(_layer(shown(layer, ascii_only=options.ascii_only), options.level))
    else:
        whole = shown(page(report, options), ascii_only=options.ascii_only)
        lines = [*_page(whole, options.level), *_equations(report, options.level)]
    return fragment(lines, r"\raggedright")


def _page(page: Page, level: int) -> Iterator[str]:
    yield from _paragraph(rf"\textbf{{{escape(page.title)}}}")
    yield from _paragraph(escape(" · ".join(page.headline)))
    yield _heading("Layers", level)
    yield from layers_table(page)
    for title, lines in page_lines(page):
        yield _heading(title, level)
        yield from itemized(map(escape, lines))


def _equations(report: Report, level: int) -> Iterator[str]:
    found = model_equations(report)
    if found:
        yield _heading(TITLE, level)
    for each in found:
        yield rf"\par\noindent {escape(each.title)}"
        yield from equation_lines(each.equation)


def _layer(page: LayerPage, level: int) -> Iterator[str]:
    yield from _paragraph(rf"\textbf{{{escape(page.title)}}}")
    yield from _facts(page.lines)
    yield from itemized(map(escape, page.sentences))
    if page.equation.statements:
        yield _NO_LINE
    yield from equation_lines(page.equation)
    yield from itemized(f"Source: {escape(each)}" for each in page.sources)
    for section in page.sections:
        yield _heading(section.title, level)
        yield from section_table(section)
    yield from itemized(map(escape, marked(page.findings)))


def _heading(title: str, level: int) -> str:
    command = _LEVELS[min(level, len(_LEVELS)) - 1]
    return f"{command}{{{escape(title)}}}" + (r"\leavevmode\par" if level >= _RUN_IN else "")


def _paragraph(text: str) -> Iterator[str]:
    yield rf"\par\noindent {text}\par"


def _facts(lines: Iterable[str]) -> Iterator[str]:
    r"""Yield what is known of a layer: labels with what goes with them, and sentences."""
    is_listed = False
    for line in filter(None, lines):
        label = _LABEL.match(line)
        if label and not is_listed:
            yield _FACTS
            is_listed = True
        if is_listed:
            text = line[label.end() :] if label else line.strip()
            parts = (re.sub(" +", " ", part) for part in _COLUMNS.split(text))
            yield rf"\item[{label[1] if label else ''}] " + r"\quad ".join(map(escape, parts))
        else:
            indent = r"\hspace*{2em}" if line.startswith(" ") else ""
            yield from _paragraph(indent + _sentence(line.strip()))
    if is_listed:
        yield r"\end{list}"


def _sentence(text: str) -> str:
    parts = ((escape(part), is_code) for part, is_code in pieces(text))
    return "".join(rf"\texttt{{{part}}}" if is_code else part for part, is_code in parts)


_NO_LINE = r"\par\nobreak\vspace{-\baselineskip}"  # of a paragraph, before a display
_FACTS = (
    r"\begin{list}{}{\setlength{\labelwidth}{4em}\setlength{\leftmargin}{4.5em}"
    r"\setlength{\labelsep}{0.5em}\setlength{\itemsep}{0pt}\setlength{\parsep}{0pt}"
    r"\def\makelabel#1{#1\hfil}}"
)
