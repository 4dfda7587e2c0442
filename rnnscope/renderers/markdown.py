"""Markdown, for a README or a page of documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.single.single_page import single_page
from rnnscope.pages.texts import addresses, pieces
from rnnscope.pages.whole.page import Page, page
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import page_cells, page_lines, page_titles
from rnnscope.renderers.ascii_text import shown, to_ascii
from rnnscope.report.report import Report
from rnnscope.wording import in_html

if TYPE_CHECKING:
    from rnnscope.equations.structure import Equation

# Links, somebody's name, a picture of an emoji.
_LINKED = re.compile(r"://|www\.|@|mailto:|xmpp:|\w/[\w.-]+#\d|:[+\w-]+:", re.IGNORECASE)
_WORD = re.compile(r"[^\s|`<>]+")
# Signs with a meaning anywhere, those that mark what stands between pairs of them, and those that
# begin a list, a heading, a rule, or a block in the dialects of documentation.
_SPECIAL = re.compile(
    r"[\\`*_\[\]<>|~$&{^]|(?<==)=|=(?==)|(?<=\+)\+|\+(?=\+)"
    r"|^[-+#=!%]|(?<=^\d)[.)]|^:(?=\s|::)|^/(?=//)|^\?(?=\?\?)|^\((?=.*\)=\s*$)"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
_BACKSLASHED = frozenset("\\`*_[]>|-+#!.()")  # all others Python-Markdown shows with a backslash
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # all of ASCII
# What is run in code too: signs of templates, a file put in; and in a line, code of R or Python.
_RUN = re.compile(r"\{|<[%?<]|-8<-")
_RUN_IN_A_LINE = re.compile(rf"{_RUN.pattern}|^\s*(?:[a-z][ #]|#!|:::)")


def render(report: Report, options: Options) -> str:
    """Render the report as Markdown, in GitHub's dialect or in Pandoc's."""
    if options.is_single:
        layer = single_page(report, options, times=options.times)
        text = _layer(shown(layer, ascii_only=options.ascii_only), options)
    else:
        laid_out = page(report, options, is_beside=options.pandoc)  # its cells have one line
        text = _page(shown(laid_out, ascii_only=options.ascii_only), options)
    return to_ascii(text) if options.ascii_only else text


def escape(text: str) -> str:
    """Write text so that Markdown shows it as it is, in a table too.

    A word that GitHub would make a link of, or that names somebody there, is written as code.
    """
    if not _LINKED.search(text):
        return _SPECIAL.sub(_written, text)
    parts, start = [], 0
    for word in _WORD.finditer(text):
        if _LINKED.search(word[0]):
            parts += [_escaped(text, start, word.start()), code(word[0])]
            start = word.end()
    return "".join([*parts, _escaped(text, start, len(text))])


def _escaped(text: str, start: int, end: int) -> str:
    """Escape a part of a text; what means something only where a line begins is left in others."""
    parts, at = [], start
    for sign in _SPECIAL.finditer(text, start, end):
        parts += [text[at : sign.start()], _written(sign)]
        at = sign.end()
    return "".join([*parts, text[at:end]])


def _written(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] in _BACKSLASHED else _entity(sign)


def _entity(sign: re.Match[str]) -> str:
    """Write a sign by its number: templates are read before Markdown, backslash or not."""
    return _ENTITIES.get(sign[0]) or f"&#{ord(sign[0])};"


def code(text: str) -> str:
    """Write text as code, whatever backticks and pipes are in it.

    In code nothing can be escaped: what a template or a notebook would run there is written in a
    tag, in which Markdown goes on.
    """
    if _RUN_IN_A_LINE.search(text):
        return f"<code>{_PUNCTUATION.sub(_entity, text)}</code>"
    fence = _fence(text, 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", "\\|")


def sentence(text: str) -> str:
    """Write a sentence, with what stands between backticks in it as code."""
    return "".join(code(part) if is_code else escape(part) for part, is_code in pieces(text))


def _fence(text: str, least: int) -> str:
    """Return more backticks than stand together anywhere in a text."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(longest + 1, least)


def _page(page: Page, options: Options) -> str:
    level, line_end = options.level, "; " if options.pandoc else "<br>"
    parts = [f"**{escape(page.title)}**", "", escape(" · ".join(page.headline)), ""]
    parts += [_heading("Layers", level), "", layers_table(page, line_end)]
    for title, lines in page_lines(page):
        parts += ["", _heading(title, level), "", *(f"- {escape(line)}" for line in lines)]
    return "\n".join(parts) + "\n"


def _heading(title: str, level: int) -> str:
    return f"{'#' * level} {escape(title)}"


def _layer(page: LayerPage, options: Options) -> str:
    parts = [f"**{escape(page.title)}**", ""]
    parts += [sentence(page.lead), ""] if page.lead else []
    parts += fenced(page.facts)
    parts += ["", *(f"- {escape(each)}" for each in page.sentences)] if page.sentences else []
    parts += equation_lines(page.equation, in_dollars=options.pandoc)
    parts += ["", *(f"- Source: {linked(each)}" for each in page.sources)] if page.sources else []
    for section in page.sections:
        rows = [[escape(cell) for cell in row] for row in section.rows]
        parts += ["", _heading(section.title, options.level), "", table(section.columns, rows)]
    parts += [f"- {escape(line)}" for line in marked(page.findings)]
    return "\n".join(parts) + "\n"


def equation_lines(equation: Equation, *, in_dollars: bool = False) -> Iterator[str]:
    """Write an equation, in a fence: what is between dollars GitHub reads as Markdown first."""
    from rnnscope.equations.latex import latex
    from rnnscope.equations.text import defined

    if equation.statements:
        begin, end = ("$$", "$$") if in_dollars else ("```math", "```")
        yield from ("", begin, latex(equation), end)
    words = [code(line) for line in defined(equation)]
    words += [escape(note.text) for note in equation.notes]
    yield from ["", *(f"- {each}" for each in words)] if words else []


def linked(text: str) -> str:
    """Write text with the addresses in it as links."""
    return "".join(
        f"<{part}>" if is_address else escape(part) for part, is_address in addresses(text)
    )


def fenced(lines: tuple[str, ...]) -> list[str]:
    """Write lines as they stand; in a tag where something would run them in a fence."""
    if _RUN.search("\n".join(lines)):
        return f"<pre>{in_html(chr(10).join(lines))}</pre>".split("\n")
    fence = _fence("\n".join(lines), 3)
    return [f"{fence}text", *lines, fence]


def layers_table(page: Page, line_end: str = "<br>") -> str:
    """Write the table of a page; `line_end` stands between the lines of a cell."""
    return table(page_titles(page), list(page_cells(page, line_end, _indented, code)))


def table(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    """Write a table of cells that are escaped already."""
    marks = ["---:" if column == "Param #" else "---" for column in columns]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, marks, *rows))


def _indented(text: str) -> str:
    """Escape a cell and keep its indentation, which Markdown would drop."""
    return "&nbsp;" * (len(text) - len(text.lstrip())) + escape(text.lstrip())
