"""Markdown, for a README or a page of documentation."""

from __future__ import annotations

import re

from rnnscope.pages.layer_page import LayerPage
from rnnscope.pages.page import DIFFERS, Page, page
from rnnscope.pages.single_page import single_page
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import page_cells, page_lines
from rnnscope.renderers.ascii_text import shown, to_ascii
from rnnscope.report.report import Report

# Signs with a meaning anywhere, and those that begin a list, a heading or a rule.
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&]|^[-+#=]|(?<=^\d)[.)]")


def render(report: Report, options: Options) -> str:
    """Render the report as Markdown, in GitHub's dialect."""
    times = "*" if options.ascii_only else "·"
    if options.is_single:
        layer = single_page(report, options.layer, options.why_not, times=times)
        text = _layer(shown(layer, ascii_only=options.ascii_only))
    else:
        whole = page(report, options.depth, times=times)
        text = _page(shown(whole, ascii_only=options.ascii_only))
    return to_ascii(text) if options.ascii_only else text


def escape(text: str) -> str:
    """Write text so that Markdown shows it as it is, in a table too."""
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}", text)


def code(text: str) -> str:
    """Write text as code, whatever backticks and pipes are in it."""
    fence = _fence(text, 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", "\\|")


def _fence(text: str, least: int) -> str:
    """Return more backticks than stand together anywhere in a text."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(longest + 1, least)


def _page(page: Page) -> str:
    rows = list(page_cells(page, "<br>", _indented, code))
    parts = [f"**{escape(page.title)}**", "", table(page.columns, rows)]
    for title, lines in page_lines(page):
        parts += ["", *([f"**{escape(title)}**", ""] if title else [])]
        parts += [f"- {escape(line)}" for line in lines]
    return "\n".join(parts) + "\n"


def _layer(page: LayerPage) -> str:
    fence = _fence("\n".join(page.lines), 3)
    parts = [f"**{escape(page.title)}**", "", f"{fence}text", *page.lines, fence]
    for section in page.sections:
        rows = [[escape(cell) for cell in row] for row in section.rows]
        parts += ["", f"**{escape(section.title)}**", "", table(section.columns, rows)]
    parts += [f"- {DIFFERS} {escape(finding)}" for finding in page.findings]
    return "\n".join(parts) + "\n"


def table(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    """Write a table of cells that are escaped already."""
    marks = ["---:" if column == "Param #" else "---" for column in columns]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, marks, *rows))


def _indented(text: str) -> str:
    """Escape a cell and keep its indentation, which Markdown would drop."""
    return "&nbsp;" * (len(text) - len(text.lstrip())) + escape(text.lstrip())
