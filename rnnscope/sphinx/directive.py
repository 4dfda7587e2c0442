"""`.. rnnscope:: model.keras`: the report of a model, of one layer, or an answer, on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from rnnscope.errors import RnnscopeError
from rnnscope.pages.choice import KINDS
from rnnscope.pages.texts import visible
from rnnscope.renderers import Options, asked, render
from rnnscope.report.report import Report
from rnnscope.sphinx.domain import NAME, domain_of
from rnnscope.sphinx.explorable import LINK, WAYS, page_of
from rnnscope.sphinx.models import Explained, explained, limited
from rnnscope.sphinx.single import single
from rnnscope.sphinx.texts import verbatim
from rnnscope.sphinx.whole import whole

if TYPE_CHECKING:
    from sphinx.util.typing import OptionSpec

_logger = logging.getLogger(__name__)
_ASKED = ("layer", "depth", "columns", "only", "why-not")
REPORT = "report"
LANGUAGES = {"text": "none", "markdown": "markdown", "json": "json", "csv": "none"}


def _one_of(*values: str, usual: str | None = None) -> Callable[[str | None], str]:
    def chosen(given: str | None) -> str:
        if usual is not None and not (given or "").strip():
            return usual
        return directives.choice(given or "", values)

    return chosen


class RnnscopeDirective(SphinxDirective):
    """Puts a report where it stands, as parts of the page; what is wrong is a warning."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec | None] = {
        "layer": directives.unchanged_required,
        "depth": directives.positive_int,
        "columns": directives.unchanged_required,
        "only": _one_of(*KINDS),
        "why-not": directives.unchanged_required,
        "format": _one_of(REPORT, *LANGUAGES),
        "caption": directives.unchanged_required,
        "open": _one_of(*WAYS, usual=LINK),
        "name": directives.unchanged,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Return the report; nothing where there is none, with a warning that says why."""
        model = self.arguments[0].strip()
        try:
            with limited(self.config):
                found = explained(self.env, model, self.env.current_document.docname)
                self._say_differing(found)
                return [self._report(found)]
        except (RnnscopeError, ValueError) as error:
            self._warn(str(error), "model")
            return []

    def _report(self, found: Explained) -> nodes.container:
        given: dict[str, Any] = {name.replace("-", "_"): self.options.get(name) for name in _ASKED}
        given["columns"] = given["columns"] or ""
        options = asked(found.report, "markdown", Options(**given))
        made = nodes.container(classes=[NAME, *self.options.get("class", [])])
        made["support_smartquotes"] = False  # a name stays as it is
        self.set_source_info(made)
        made += list(self._parts(found, options))
        named = self._captioned(made)
        if "open" in self.options:
            made += page_of(self.env, found.report, options, self.options["open"])
        self.add_name(named)
        return made

    def _parts(self, found: Explained, options: Options) -> Iterator[nodes.Node]:
        to = self.options.get("format", REPORT)
        if to != REPORT:
            yield verbatim(render(found.report, to, options).rstrip("\n"), LANGUAGES[to])
        elif not options.is_single:
            yield from whole(found.report, options, self._targets(found))
        else:
            if options.layer is not None and options.why_not is None:
                path = found.report[options.layer].path
                yield from self._targets(found, is_full=True)(path)
            yield from single(found.report, options)

    def _targets(
        self, found: Explained, *, is_full: bool = False
    ) -> Callable[[str], list[nodes.Node]]:
        domain = domain_of(self.env)

        def targets(path: str) -> list[nodes.Node]:
            name = path.rpartition(".")[2]
            return domain.target(self.state.document, found.key, path, name, is_full=is_full)

        return targets

    def _captioned(self, made: nodes.container) -> nodes.Element:
        """Give a table its caption; return what a name is that of."""
        table = next(iter(made.findall(nodes.table)), None)
        if "caption" not in self.options or table is None:
            return made
        inside, messages = self.parse_inline(self.options["caption"], lineno=self.lineno)
        title = nodes.title(self.options["caption"], "", *inside)
        self.set_source_info(title)
        table.insert(0, title)
        made += messages
        return table

    def _say_differing(self, found: Explained) -> None:
        report: Report = found.report
        if report.differences:
            first = report.differences[0].text
            self._warn(f"{found.key}: its witnesses differ: {first}", "differs")

    def _warn(self, words: str, kind: str) -> None:
        _logger.warning("%s", visible(words), location=self.get_location(), type=NAME, subtype=kind)
