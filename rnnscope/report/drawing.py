"""How a report comes by what draws it and explains mistakes, which stands above it in the house.

The package's face names the renderers, and is always imported first.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console, ConsoleOptions, RenderableType

    from rnnscope.report.layer_report import LayerReport
    from rnnscope.report.report import Report
    from rnnscope.report.why_not import WhyNot


class Drawing(Protocol):
    """What the renderers offer a report."""

    def render_with(self, report: Report, to: str, **options: Any) -> str:
        """Render a report in one of the formats there are, with options by name."""
        ...

    def drawn(self, report: Report, console: Console, layer: str | None) -> RenderableType:
        """Return a report, or one layer of it, as something Rich can print."""
        ...

    def why_not(self, report: Report, asked: int | str, layer: str | None) -> WhyNot:
        """Return why a count is not the number that somebody expected."""
        ...

    def alone(self, layer: LayerReport) -> Report:
        """Return the report of nothing but a layer, which was taken from none."""
        ...

    def show(self, report: Report, layer: str | None) -> Path | None:
        """Show the page of a report, or of one layer of it, in the notebook or a browser."""
        ...


class Drawn:
    """What can be drawn: a whole report, or one of its layers.

    Printed it is the text that `rnnscope explain` prints; a notebook shows it as HTML, and
    what a notebook is converted to takes LaTeX, or Markdown for Pandoc.
    """

    __slots__ = ()

    def _of(self) -> tuple[Report, str | None]:
        """Return the report that is to be drawn, and the path of the one layer."""
        raise NotImplementedError

    def render(self, to: str = "text", **options: Any) -> str:
        """Return it in a format of `rnnscope.renderers.RENDERERS`.

        `options` are those of `rnnscope.renderers.Options`: `depth`, `layer`, ...

        Raises:
            UnknownFormatError: there is no such format.

        """
        report, layer = self._of()
        return drawing().render_with(report, to, **{"layer": layer, **options})

    def to_markdown(self, **options: Any) -> str:
        """Return it as Markdown, in GitHub's dialect."""
        return self.render("markdown", **options)

    def to_json(self, **options: Any) -> str:
        """Return it as JSON; the fields are a promise."""
        return self.render("json", **options)

    def svg(self, picture: str = "", **options: Any) -> str:
        """Return a picture of it as an SVG of its own, for documents.

        `picture` is "weights", "recurrence", "sizes" or "report"; without it a model is where its
        parameters are, and a layer its weights to scale and its loop.

        Raises:
            NoPictureError: there is nothing of which such a picture could be drawn.

        """
        return self.render("svg", picture=picture, **options)

    def show(self) -> Path | None:
        """Show its page: in a notebook below the cell, elsewhere in a browser.

        Returned is the file that a browser is given, which stays, and nothing in a notebook.
        """
        return drawing().show(*self._of())

    def __str__(self) -> str:
        return self.render("text").rstrip("\n")

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> Iterator[RenderableType]:
        report, layer = self._of()
        yield drawing().drawn(report, console, layer)

    def _repr_html_(self) -> str:
        return self.render("html-fragment")

    def _repr_markdown_(self) -> str:
        return self.to_markdown(pandoc=True)

    def _repr_latex_(self) -> str:
        return self.render("latex")


class DrawnLayer(Drawn):
    """One layer, drawn as part of the report that it was taken from, or else alone."""

    __slots__ = ()

    path: str
    class_name: str
    _known: dict[str, Any]

    @property
    def params(self) -> int | None:
        """The weights that are counted here; None where nobody knows how many there are."""
        raise NotImplementedError

    def walk(self) -> Iterator[LayerReport]:
        """Yield the layer, then those inside it."""
        raise NotImplementedError

    def of(self, report: Report) -> LayerReport:
        """Return the layer, which notes the report that it is of, as those inside it do."""
        layer, *inside = self.walk()
        for each in (layer, *inside):
            each._known["report"] = report
        return layer

    def _of(self) -> tuple[Report, str | None]:
        report: Report = self._known.get("report") or drawing().alone(next(self.walk()))
        return report, self.path

    def __repr__(self) -> str:
        count = "?" if self.params is None else f"{self.params:,}"
        return f"<LayerReport {self.path!r}: {self.class_name!r}, {count} params>"


def drawing() -> Drawing:
    """Return the renderers, by the hook that `rnnscope` has for them."""
    hook: Drawing = sys.modules["rnnscope"].drawing()
    return hook
