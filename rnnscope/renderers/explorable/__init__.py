"""The page whose numbers can be touched: one document of HTML, which loads nothing.

The templates place what `pages/explorable` says, and escape all of it.  Style and script are
named in the page's policy by their hashes, and nothing else may run or be asked for.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnscope.equations.text import defined
from rnnscope.pages.explorable.counts import Count
from rnnscope.pages.explorable.layer import ExplorableLayer, explorable_layer
from rnnscope.pages.explorable.page import ExplorablePage, explorable_page
from rnnscope.pages.explorable.script_data import script_data
from rnnscope.pages.single.single_page import single_page
from rnnscope.pages.texts import addresses, cell, named, pieces
from rnnscope.pages.whole.page import title
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import in_references
from rnnscope.renderers.explorable._gutters import shared
from rnnscope.renderers.explorable._script import data_text, script_text
from rnnscope.report.report import Report
from rnnscope.wording import in_html

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from rnnscope.pages.explorable.parts import Card

_HERE = Path(__file__).parent
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_BREAKS = re.compile(r"(?<=[·*/])")
_LINES = re.compile(r"(?<=>)\n+(?=<)")
_ZERO = re.compile(r"(?<![\w.])0\.")
_VARIABLE = re.compile(r"--[a-z][a-z0-9-]*")
_AROUND = re.compile(r"\s*([{};,\n])\s*")


def render(report: Report, options: Options) -> str:
    """Render the report, one layer of it or an answer as a whole document."""
    if options.why_not is not None:
        answer = single_page(report, options, times=options.times)
        text = _written("answer.html.jinja", report, page=answer)
    elif options.layer is not None:
        layer = explorable_layer(report, options.layer, options)
        text = _moving("layer.html.jinja", report, layer, options)
    else:
        page = explorable_page(report, options)
        text = _moving("page.html.jinja", report, page, options)
    text = _LINES.sub("", shared(text)).replace("&#x27;", "'")  # no attribute ends with one
    return in_references(text, ascii_only=options.ascii_only)


def _moving(
    template: str, report: Report, page: ExplorablePage | ExplorableLayer, options: Options
) -> str:
    """Write a page with its script."""
    return _written(template, report, page=page, **_script(page, options.what_if or {}))


def _written(template: str, report: Report, **given: Any) -> str:
    from markupsafe import Markup

    from rnnscope import __version__

    style = _style()
    return (
        _environment()
        .get_template(template)
        .render(
            **given,
            title=title(report),
            version=__version__,
            style=Markup(style),  # noqa: S704  # a file of this package
            style_hash=_hash(style),
        )
    )


def _script(
    page: ExplorablePage | ExplorableLayer, sizes: Mapping[str, int | None]
) -> dict[str, Any]:
    """Return the script of a page, its hash, and the data that it reads."""
    from markupsafe import Markup

    script = script_text(has_search=isinstance(page, ExplorablePage) and page.is_long)
    data = data_text(script_data(page, sizes))
    safe = {"script": Markup(script), "data": Markup(data)}  # noqa: S704  # escaped for its place
    return {**safe, "script_hash": _hash(script)}


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalized,
    )
    environment.filters |= {"n": _number, "count": _count, "visible": named, "cell": _sentence}
    environment.filters |= {"equation": _equation, "letters": _letters, "svg": _svg}
    environment.filters |= {"coded": _coded, "linked": _linked, "broken": _broken}
    return environment


def _finalized(value: object) -> object:
    """Escape what is a text as this module does; Jinja leaves the signs of templates."""
    return _escaped(value) if isinstance(value, str) else value


def _escaped(text: str) -> Markup:
    from markupsafe import Markup

    if isinstance(text, Markup):
        return text
    return Markup(in_html(text))  # noqa: S704  # as it is escaped


@cache
def _style() -> str:
    text = (_HERE / "page.css").read_text(encoding="utf-8")
    text = _AROUND.sub(r"\1", _COMMENTS.sub("", text))
    text = _ZERO.sub(".", text.replace(": ", ":").replace(" > ", ">"))
    variables = {name: f"--{at:x}" for at, name in enumerate(sorted({*_VARIABLE.findall(text)}))}
    text = _VARIABLE.sub(lambda found: variables[found[0]], text)
    return text.replace(";}", "}").strip()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _number(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"


def _count(count: Count) -> Markup | str:
    """Write a number, with the node that counts it again where there is one."""
    from markupsafe import Markup

    text = _number(count.value)
    if count.node is None:
        return text
    return Markup('<span data-node="{}">{}</span>').format(count.node, text)


def _equation(card: Card) -> tuple[Markup, ...]:
    from markupsafe import Markup

    from rnnscope.equations.mathml import mathml

    lines = mathml(card.equation, card.marks)
    return tuple(Markup(line) for line in lines)  # noqa: S704  # which escapes all names


def _svg(text: str) -> Markup:
    """Write a drawing, which escapes all texts in it."""
    from markupsafe import Markup

    return Markup(text.replace(' visibility="visible"', ""))  # noqa: S704  # as all is at first


def _letters(card: Card) -> tuple[str, ...]:
    """Write what the letters of an equation are, and the notes on it."""
    return (*defined(card.equation), *(note.text for note in card.equation.notes))


def _coded(text: str) -> Markup:
    """Write what stands between backticks, as docstrings have it, as code."""
    from markupsafe import Markup

    code = Markup("<code>{}</code>")
    return Markup("").join(
        code.format(_escaped(part)) if is_code else _escaped(part) for part, is_code in pieces(text)
    )


def _linked(text: str) -> Markup:
    """Write addresses as links, which open beside the page: it may be inside of another."""
    from markupsafe import Markup

    link = Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>')
    return Markup("").join(
        link.format(part) if is_address else _escaped(part) for part, is_address in addresses(text)
    )


def _broken(text: str) -> Markup:
    """Let a line end in a product, and in a name behind a slash."""
    from markupsafe import Markup

    parts = (_escaped(part) for part in _BREAKS.split(text))
    return Markup("<wbr>").join(parts)


def _sentence(text: str) -> str:
    return cell(text, ", ")
