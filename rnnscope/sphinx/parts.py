"""What a directive may show of a model: the parts of a page for each format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from docutils import nodes

from rnnscope.pages.said.equations import model_equations
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.renderers import Options, render
from rnnscope.sphinx.domain import domain_of
from rnnscope.sphinx.explorable import FRAME, page_of
from rnnscope.sphinx.figures import figure
from rnnscope.sphinx.single import Extent, equation, single
from rnnscope.sphinx.texts import captioned_code, paragraph, strong, verbatim
from rnnscope.sphinx.whole import Targets, brief, whole

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from rnnscope.sphinx.models import Explained

REPORT, BRIEF, TABLE, EQUATION, HTML = "report", "brief", "table", "equation", "html"
LANGUAGES = {
    "text": "none",
    "markdown": "markdown",
    "latex": "latex",
    "json": "json",
    "csv": "none",
}
_COLUMNS = 80  # of text: more have no room beside what a theme has at the sides
_EXTENTS = {BRIEF: Extent.BRIEF, TABLE: Extent.TABLE}
FORMATS = (REPORT, BRIEF, TABLE, EQUATION, HTML, *LANGUAGES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a directive asks for; `figure` is a kind of picture, with nothing for the usual one."""

    env: BuildEnvironment
    document: nodes.document
    found: Explained
    options: Options
    to: str = REPORT
    figure: str | None = None
    caption: list[nodes.Node] = field(default_factory=list)

    def parts(self) -> Iterator[nodes.Node]:
        """Yield what is shown.

        Raises:
            RnnscopeError: it cannot be; the message says why.

        """
        report, options = self.found.report, self.options
        if self.figure is not None:
            yield figure(self.env, report, options, self.caption)
        elif self.to == EQUATION:
            yield from self._equations()
        elif self.to == HTML:
            yield from self._headed()
            yield page_of(self.env, report, options, FRAME, is_open=True)
        elif self.to in LANGUAGES:
            text = render(report, self.to, replace(options, width=_COLUMNS)).rstrip("\n")
            yield captioned_code(verbatim(text, LANGUAGES[self.to]), self.caption)
        elif options.is_single:
            yield from self._single()
        elif self.to == REPORT:
            yield from whole(report, options, self._of_rows(), self.caption)
        else:
            is_titled = self.to == BRIEF
            yield from brief(report, options, self._of_rows(), self.caption, is_titled=is_titled)

    def _headed(self) -> Iterator[nodes.Node]:
        """Yield the caption of what docutils knows no caption of, if it has one."""
        if self.caption:
            yield paragraph(strong(*self.caption))

    def _equations(self) -> Iterator[nodes.Node]:
        report, options = self.found.report, self.options
        yield from self._headed()
        if options.layer is not None:
            yield from equation(equation_of(report, report[options.layer]))
            return
        for each in model_equations(report):
            yield paragraph(each.title)
            yield from equation(each.equation)

    def _single(self) -> Iterator[nodes.Node]:
        report, options = self.found.report, self.options
        extent = Extent.WHOLE
        if options.layer is not None and options.why_not is None:
            extent = _EXTENTS.get(self.to, extent)
            layer = report[options.layer]
            yield from self._targets(layer.path, layer.name, is_full=True)
        yield from single(report, options, self.caption, extent)

    def _of_rows(self) -> Targets:
        """Return what gives the targets of a row; a layer is not looked for in all, once a row."""
        names = {layer.path: layer.name for layer in self.found.report.walk()}
        return lambda path: self._targets(path, names.get(path, path))

    def _targets(self, path: str, name: str, *, is_full: bool = False) -> list[nodes.Node]:
        """Return what references to a layer lead to."""
        domain = domain_of(self.env)
        return domain.target(self.document, self.found.key, path, name, is_full=is_full)
