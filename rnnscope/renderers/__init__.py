"""One module per output format, each with `render(report, options)`.

To add a format, write a module and name it in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from rnnscope.errors import BadArgumentError, UnknownFormatError
from rnnscope.renderers._options import PICTURES as PICTURES
from rnnscope.renderers._options import WIDEST as WIDEST
from rnnscope.renderers._options import WIDTH as WIDTH
from rnnscope.renderers._options import Options as Options
from rnnscope.untrusted.limits import working

if TYPE_CHECKING:
    from pathlib import Path, PurePath

    from rich.console import Console, RenderableType

    from rnnscope.report.report import LayerReport, Report
    from rnnscope.report.why_not import WhyNot

Renderer: TypeAlias = "Callable[[Report, Options], str]"

RENDERERS = {
    "text": "rnnscope.renderers.text",
    "plain": "rnnscope.renderers.plain",
    "markdown": "rnnscope.renderers.markdown",
    "latex": "rnnscope.renderers.latex",
    "latex-table": "rnnscope.renderers.latex.table",
    "html": "rnnscope.renderers.explorable",
    "html-fragment": "rnnscope.renderers.html_fragment",
    "json": "rnnscope.renderers.json",
    "json-full": "rnnscope.renderers.json.full",
    "csv": "rnnscope.renderers.csv",
    "svg": "rnnscope.renderers.svg",
    "badge": "rnnscope.renderers.badge",
    "model-card": "rnnscope.renderers.model_card",
}

OF_SUMMARIES = {"code": "rnnscope.renderers.code"}  # formats for printed summaries alone

_FOR_ONE = ("json", "json-full", "csv", "badge")  # layer, or for the model; no pattern of names
_WILDCARDS = frozenset("*?[")

SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".tex": "latex",
    ".svg": "svg",
}


def format_of(file: PurePath | None) -> str:
    """Return the format that the name of a file tells; text where it tells none."""
    return SUFFIXES.get(file.suffix.lower(), "text") if file else "text"


def render(report: Report, to: str, options: Options | None = None) -> str:
    """Render a report in one of the formats in `RENDERERS`, ending with a newline.

    Raises:
        UnknownFormatError: there is no such format.
        UnknownLayerNameError: the options name a layer that the report has not.
        BadArgumentError: they name several by a pattern, in a format that is for programs.
        TooMuchWorkError: it takes longer than the limit `work_seconds`.

    """
    with working():
        return renderer(to)(report, asked(report, to, options or Options()))


def asked(report: Report, to: str, options: Options) -> Options:
    """Return the options, with a pattern in the place of a layer that nothing is named so."""
    name = options.layer
    if not isinstance(name, str) or name in report or not set(name) & _WILDCARDS:
        return options
    if to in _FOR_ONE:
        raise BadArgumentError("layer", f"the name of one layer, in {to}", name)
    return replace(options, layer=None, pattern=name)


def render_with(report: Report, to: str, **options: Any) -> str:
    """Render a report, with the fields of `Options` by name.

    Raises:
        BadArgumentError: an option is of another kind.

    """
    return render(report, to, Options(**options))


def drawn(report: Report, console: Console, layer: str | None = None) -> RenderableType:
    """Return a report, or one layer of it, as something Rich can print on a console."""
    from rnnscope.renderers.screen import Drawing

    return Drawing(report, Options(ascii_only=console.options.ascii_only, layer=layer))


def why_not(report: Report, asked: int | str, layer: str | None = None) -> WhyNot:
    """Return why a count is not the number that somebody expected."""
    from rnnscope import mistakes

    return mistakes.why_not(report, asked, layer)


def alone(layer: LayerReport) -> Report:
    """Return the report of nothing but a layer, which was taken from none."""
    from rnnscope.report.report import Report

    return Report(
        name=layer.path,
        class_name=layer.class_name,
        source=None,
        format="layer",
        keras_version=None,
        layers=(layer,),
    )


def show(report: Report, layer: str | None = None) -> Path | None:
    """Show the page of a report, or of one layer of it, in the notebook or a browser."""
    from rnnscope.pages.whole.page import called
    from rnnscope.renderers import browser, notebook

    options = Options(layer=layer)
    page = render(report, "html", options)
    if not notebook.is_here():
        return browser.show(page)
    others = {
        "text/markdown": render(report, "markdown", Options(layer=layer, pandoc=True)),
        "text/latex": render(report, "latex", options),
        "text/plain": render(report, "text", options),
    }
    notebook.show(page, layer or called(report), others)
    return None


def renderer(to: str) -> Renderer:
    """Return the function that renders in one of the formats in `RENDERERS`.

    Raises:
        UnknownFormatError: there is no such format.

    """
    known = {**RENDERERS, **OF_SUMMARIES}
    if to not in tuple(known):  # which need not be hashable to be none
        raise UnknownFormatError(to, known)
    function: Renderer = import_module(known[to]).render
    return function
