"""A fragment of HTML, for notebooks and for pages of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rnnscope.pages.said.verdicts import marked
from rnnscope.pages.single.layer_page import LayerPage
from rnnscope.pages.single.single_page import single_page
from rnnscope.pages.texts import addresses, pieces
from rnnscope.pages.whole.page import Page, page
from rnnscope.pages.whole.placing import BREAKS, BREAKS_IN_TABLES
from rnnscope.renderers._options import Options
from rnnscope.renderers._tables import page_cells, page_lines, page_titles
from rnnscope.renderers.ascii_text import in_references
from rnnscope.report.report import Report
from rnnscope.wording import in_html

if TYPE_CHECKING:
    from rnnscope.equations.structure import Equation

# In the dark, Jupyter Book 1 puts what is HTML on a light ground, and leaves code as light as it
# is; Jupyter Book 2 leaves links as dark as they are on white.
_CODE = '<code style="color: inherit; overflow-wrap: anywhere; white-space: normal">'
_LINK = '<a href="{0}" style="color: inherit; text-decoration: underline">{0}</a>'
# On a telephone five columns of a layer's weights stand beside each other, in small letters.
_SMALL = ' style="font-size: min(1em, 3.1vw)"'
_CELL = "vertical-align: top; padding: 0.25em min(0.6em, 1.2vw)"
_LEFT = f' style="text-align: left; {_CELL}; min-width: 0"'  # Material gives more to titles
_BROKEN = ' style="overflow-wrap: anywhere"'
_ALIGNED = ' style="overflow-wrap: anywhere; white-space: pre-wrap"'  # a telephone is narrower
_RIGHT = f' style="text-align: right; white-space: nowrap; {_CELL}; min-width: 0"'
# Shapes keep to a line, on a telephone to two; names, and formulas below them, take the rest.
_SHORT = f' style="text-align: left; {_CELL}; min-width: min(12em, 19vw)"'
_WIDE = f' style="text-align: left; {_CELL}; min-width: min(11em, 34vw); width: 100%"'
_STYLES = {"Param #": _RIGHT, "Output Shape": _SHORT}


def render(report: Report, options: Options) -> str:
    """Render the report as one `<div>`, without scripts or styles of its own."""
    is_single = options.is_single
    parts = _layer(single_page(report, options)) if is_single else _page(page(report, options))
    text = f'<div class="rnnscope">\n{chr(10).join(parts)}\n</div>\n'
    return in_references(text, ascii_only=options.ascii_only)


def _layer(page: LayerPage) -> list[str]:
    parts = [
        f"<b>{in_html(page.title)}</b>",
        *([f"<p>{_sentence(page.lead)}</p>"] if page.lead else []),
        _preformatted(page.facts),
        *([_list(page.sentences)] if page.sentences else []),
        *_equation(page.equation),
        *_sources(page.sources),
    ]
    for section in page.sections:
        rows = [[_breaking(cell, BREAKS_IN_TABLES) for cell in row] for row in section.rows]
        parts += [f"<b>{in_html(section.title)}</b>", _table(section.columns, rows)]
    return [*parts, *([_list(marked(page.findings))] if page.findings else [])]


def _equation(equation: Equation) -> Iterator[str]:
    from rnnscope.equations.mathml import mathml
    from rnnscope.equations.text import defined

    yield from (f"<div>{line}</div>" for line in mathml(equation))
    words = (*defined(equation), *(note.text for note in equation.notes))
    yield from [_list(words)] if words else []


def _page(page: Page) -> list[str]:
    rows = list(page_cells(page, "<br>", _indented, _code))
    parts = [f"<b>{in_html(page.title)}</b>", _list(page.headline)]
    first, *titles = page_titles(page)
    styles = [_WIDE, *(_STYLES.get(title, _LEFT) for title in titles)]
    parts.append(_drawn((first, *titles), rows, styles))
    for title, lines in page_lines(page):
        parts += [f"<b>{in_html(title)}</b>", _list(lines)]
    return parts


def _sentence(text: str) -> str:
    return "".join(
        f"<code>{in_html(part)}</code>" if is_code else in_html(part)
        for part, is_code in pieces(text)
    )


def _preformatted(lines: tuple[str, ...]) -> str:
    return f"<pre{_ALIGNED}>{in_html(chr(10).join(lines))}</pre>"


def _table(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    return _drawn(columns, rows, [_STYLES.get(column, _LEFT) for column in columns])


def _drawn(columns: Sequence[str], rows: list[list[str]], styles: Sequence[str]) -> str:
    """Draw a table; `styles` are those of its columns."""
    head = "".join(
        f"<th{style}>{in_html(c)}</th>" for c, style in zip(columns, styles, strict=True)
    )
    body = "\n".join(
        f"<tr>{''.join(f'<td{s}>{c}</td>' for c, s in zip(row, styles, strict=True))}</tr>"
        for row in rows
    )
    head, body = f"<thead{_SMALL}><tr>{head}</tr></thead>", f"<tbody{_SMALL}>\n{body}\n</tbody>"
    return f"<table>\n{head}\n{body}\n</table>"


def _list(lines: tuple[str, ...]) -> str:
    return _listed(in_html(line) for line in lines)


def _listed(items: Iterable[str]) -> str:
    """Draw a list, in which a name or an address that is wider than a telephone is broken."""
    return f"<ul{_BROKEN}>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _sources(sources: tuple[str, ...]) -> Iterator[str]:
    if sources:
        yield _listed(f"Source: {_linked(source)}" for source in sources)


def _linked(text: str) -> str:
    parts = ((in_html(part), is_address) for part, is_address in addresses(text))
    return "".join(_LINK.format(part) if is_address else part for part, is_address in parts)


def _indented(text: str) -> str:
    return "&nbsp;" * (len(text) - len(text.lstrip())) + in_html(text.lstrip())


def _code(text: str) -> str:
    return f"{_CODE}{_breaking(text)}</code>"


def _breaking(text: str, places: re.Pattern[str] = BREAKS) -> str:
    """Let a line end behind a sign or a dot: formulas have no spaces there."""
    return places.sub("<wbr>", in_html(text))
