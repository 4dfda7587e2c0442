"""Tabulate's formats, and how a text is written in each so that it is shown as it is.

Some of them are drawn for the eye; others are languages, in which a name from
a file could be a link, a tag, a formula of a spreadsheet or a file to include.
Left out are `latex_raw` and `unsafehtml`, in which nothing is escaped, and
`orgtbl` and `youtrack`, in which we know no way to write every sign as itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rnnscope.errors import UnknownFormatError
from rnnscope.pages.texts import visible
from rnnscope.renderers import markdown
from rnnscope.wording import in_html

Escape = Callable[[str], str]

_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@|%＝＋－＠\t\r])")
_RST = re.compile(r"[\\`*|<>@{]|(?<=\{)[%#]|_(?!\w)|(?<!\w)_|:(?!\s)|^[-+.#=~^\"'/]")
_ROW_START = re.compile(r"^(\s*)(?=[\[*])", re.MULTILINE)
_JIRA = re.compile(r"[\\{}\[\]*_\-+^~!#|?&<>@]")
_PUNCTUATION = re.compile(r"[!-'*+/:-@\[-`{-~-]")  # of ASCII, all but ( ) , .
_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "^": r"\^{}",
    "~": r"\~{}",
    "\\": r"\textbackslash{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
}


def harmless(text: str) -> str:
    """Write text so that no spreadsheet takes it for a formula, at a semicolon in it neither."""
    return _FORMULA.sub(r"\1'", visible(text))


def _same(text: str) -> str:
    return text


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _latex_rows(table: str) -> str:
    """Keep what begins a row from being an argument of the sign that ends the row before."""
    return _ROW_START.sub(r"\1{}", table)


def _rst(text: str) -> str:
    return _RST.sub(lambda sign: f"\\{sign[0]}", text)


def _jira(text: str) -> str:
    return _JIRA.sub(lambda sign: f"\\{sign[0]}", text)


def _entities(text: str) -> str:
    return _PUNCTUATION.sub(lambda sign: f"&#{ord(sign[0])};", text)


def _braces(table: str) -> str:
    """Keep a template's signs in cells, which are escaped already, from being its signs."""
    return table.replace("{", "&#123;")


def _paragraph(text: str) -> str:
    return f"<p>{in_html(text)}</p>" if text else ""


@dataclass(frozen=True, slots=True)
class Markup:
    """How a cell is written, one that is a formula, and a line outside of the tables.

    `lines` begins each of several lines of a cell, in a format that would run them together.
    """

    cell: Escape = _same
    code: Escape = _same
    line: Escape = _same
    table: Escape = _same
    lines: str = ""


_DRAWN = Markup()
_MARKDOWN = Markup(markdown.escape, markdown.code, markdown.escape)
_WIKI = Markup(_entities, _entities, _entities)
_GRIDS = ("colon", "double", "fancy", "heavy", "mixed", "rounded", "simple")
_FORMATS = {
    **{f"{lines}_grid": _DRAWN for lines in _GRIDS},
    **{f"{lines}_outline": _DRAWN for lines in _GRIDS},
    **dict.fromkeys(("simple", "plain", "outline", "pretty", "presto", "psql"), _DRAWN),
    **dict.fromkeys(("github", "pipe"), _MARKDOWN),
    **dict.fromkeys(("asciidoc", "mediawiki", "moinmoin", "textile"), _WIKI),
    **{
        f"latex{kind}": Markup(line=_latex, table=_latex_rows)
        for kind in ("", "_booktabs", "_longtable")
    },
    "html": Markup(
        line=_paragraph, table=_braces
    ),  # tabulate escapes the cells of these and of LaTeX
    "jira": Markup(_jira, _jira, _jira),
    "grid": Markup(lines="| "),  # which readers of reStructuredText and Pandoc take as theirs
    "rst": Markup(_rst, _rst, _rst, lines="| "),
    "tsv": Markup(harmless, harmless, harmless),
}


def table_formats() -> list[str]:
    """Return the formats of the tabulate that is installed in which a name is only a name."""
    from tabulate import tabulate_formats

    return [name for name in tabulate_formats if name in _FORMATS]


def markup(tablefmt: str) -> Markup:
    """Return how texts are written in a format.

    Raises:
        UnknownFormatError: there is no such format, or it lets names be more than names.

    """
    known = table_formats()
    if tablefmt not in known:
        raise UnknownFormatError(tablefmt, known)
    return _FORMATS[tablefmt]
