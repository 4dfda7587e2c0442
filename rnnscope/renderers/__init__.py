"""One module per output format, each with `render(report, options)`.

To add a format, write a module and name it in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias

from rnnscope.errors import UnknownFormatError
from rnnscope.limits import working
from rnnscope.renderers._options import Options as Options
from rnnscope.report import Report

Renderer: TypeAlias = Callable[[Report, Options], str]

RENDERERS = {
    "text": "rnnscope.renderers.text",
    "plain": "rnnscope.renderers.plain",
    "markdown": "rnnscope.renderers.markdown",
    "html": "rnnscope.renderers.html",
    "json": "rnnscope.renderers.json",
    "csv": "rnnscope.renderers.csv",
}


def render(report: Report, to: str, options: Options | None = None) -> str:
    """Render a report in one of the formats in `RENDERERS`, ending with a newline.

    Raises:
        UnknownFormatError: there is no such format.
        UnknownLayerNameError: the options name a layer that the report has not.
        TooMuchWorkError: it takes longer than the limit `work_seconds`.

    """
    with working():
        return renderer(to)(report, options or Options())


def renderer(to: str) -> Renderer:
    """Return the function that renders in one of the formats in `RENDERERS`.

    Raises:
        UnknownFormatError: there is no such format.

    """
    if to not in tuple(RENDERERS):  # which need not be hashable to be none
        raise UnknownFormatError(to, RENDERERS)
    found: Renderer = import_module(RENDERERS[to]).render
    return found
