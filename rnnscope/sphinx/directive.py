"""`.. rnnscope:: model.keras`: the report of a model, of one layer, or an answer, on a page."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import OptionSpec

from rnnscope.embedding.explained import differing
from rnnscope.errors import RnnscopeError
from rnnscope.pages.table.choice import KINDS
from rnnscope.pages.texts import visible
from rnnscope.renderers import PICTURES, Options, asked
from rnnscope.sphinx import latex
from rnnscope.sphinx.explorable import LINK, WAYS, page_of
from rnnscope.sphinx.models import NAME, Explained, explained, limited
from rnnscope.sphinx.parts import FORMATS, LANGUAGES, REPORT, Asked

_logger = logging.getLogger(__name__)
_CHOICES = ("layer", "depth", "columns", "only", "why-not")


def _one_of(*values: str, usual: str | None = None) -> Callable[[str | None], str]:
    """Return what reads an option that is one of some words, or nothing for the usual one."""

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
        "format": _one_of(*FORMATS),
        "figure": _one_of(*PICTURES, usual=""),
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
                for words in differing(found.key, found.report):
                    self._warn(words, "differs")
                return [self._report(found)]
        except (RnnscopeError, ValueError) as error:
            self._warn(str(error), "model")
            return []

    def _report(self, found: Explained) -> nodes.container:
        made = nodes.container(classes=[NAME, *self.options.get("class", [])])
        made["support_smartquotes"] = False  # a name stays as it is
        made[latex.REPORT] = True
        self.set_source_info(made)
        caption, messages = self._caption()
        asked_for = self._asked(found, caption)
        made += list(asked_for.parts())
        made += messages
        for node in made.findall(nodes.TextElement):
            if isinstance(node, nodes.title | nodes.caption):
                self.set_source_info(node)  # without it nobody is asked for a translation
                node.rawsource = self.options["caption"]
        if "open" in self.options:
            made += page_of(self.env, found.report, asked_for.options, self.options["open"])
        self.add_name(_named(made))
        return made

    def _asked(self, found: Explained, caption: list[nodes.Node]) -> Asked:
        """Return what the options ask for.

        Raises:
            BadArgumentError: an option is of another kind.
            ValueError: two of them do not go together.

        """
        given: dict[str, Any] = {
            name.replace("-", "_"): self.options.get(name) for name in _CHOICES
        }
        given["columns"] = given["columns"] or ""
        figure = self.options.get("figure")
        if figure is not None and "format" in self.options:
            raise ValueError("a figure is a picture, and no report: leave out either of them")
        to = self.options.get("format", REPORT)
        options = Options(**given, picture=figure or "", hint=False)
        return Asked(
            self.env,
            self.state.document,
            found,
            asked(found.report, to if to in LANGUAGES else "markdown", options),
            to,
            figure,
            caption,
        )

    def _caption(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Read the caption, in which there may be references and the like."""
        if "caption" not in self.options:
            return [], []
        return self.parse_inline(self.options["caption"], lineno=self.lineno)

    def _warn(self, words: str, kind: str) -> None:
        """Warn with the place, where a path is one from the source directory."""
        words = visible(words.replace(f"{self.env.srcdir}{os.sep}", ""))
        _logger.warning("%s", words, location=self.get_location(), type=NAME, subtype=kind)


def _named(made: nodes.container) -> nodes.Element:
    """Return what a name is that of: what has a caption, and so a number, or all of it."""
    for node in made.findall(nodes.Element):
        has_title = isinstance(node, nodes.table) and isinstance(node[0], nodes.title)
        if has_title or isinstance(node, nodes.figure) or node.get("literal_block"):
            return node
    return made
