"""The lines of a block: the report of the model that its mark names, in a format of the family."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from rnnscope.embedding.blocks import Block
from rnnscope.embedding.mark import Mark
from rnnscope.errors import BadMarkError, RnnscopeError
from rnnscope.readers.given import Given, Kind
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report

Explain: TypeAlias = Callable[[Given], Report]
_PICTURES = ("svg", "badge")
Formats: TypeAlias = Mapping[str, Callable[[list[str]], list[str]]]


def as_it_is(lines: list[str]) -> list[str]:
    """Return the lines of a report as those of a block, where a document takes them so."""
    return lines


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws the blocks of one document; `targets` are those that its marks may name.

    What several marks ask for is drawn once: `drawn` has it.
    """

    path: Path
    explain: Explain
    targets: frozenset[str]
    formats: Formats
    drawn: dict[Hashable, list[str]] = field(default_factory=dict)

    def lines(self, block: Block, end: str) -> list[str]:
        """Return the lines of a block, each with its end.

        Raises:
            BadMarkError: what its mark asks for cannot be done.

        """
        mark = block.mark
        asked = (mark.model, mark.to, tuple(mark.options.items()), block.level)
        if asked not in self.drawn:
            try:
                self.drawn[asked] = self._drawn(mark, block.level)
            except (RnnscopeError, ValueError) as error:
                raise BadMarkError(str(self.path), block.line, str(error)) from None
        before, blank = block.before, block.before.rstrip()
        return [(before + line if line else blank) + end for line in self.drawn[asked]]

    def _drawn(self, mark: Mark, level: int) -> list[str]:
        to = self._format(mark)
        report = replace(self.explain(self.given(mark.model)), source=mark.model)
        text = render(report, to, Options(**mark.options, level=level, hint=False))
        return self.formats[to](text.rstrip("\n").split("\n"))

    def _format(self, mark: Mark) -> str:
        to = mark.to or next(iter(self.formats))
        if to in _PICTURES and to not in self.formats:
            here = f"format={to}: a picture is a file of its own: put these marks into an .svg"
            raise ValueError(f"{here}, and show that in {self.path.suffix}")
        if to not in self.formats:
            raise ValueError(
                f"format={to}: in {self.path.suffix} there are {', '.join(self.formats)}"
            )
        if "picture" in mark.options and to != "svg":
            raise ValueError("picture is for format=svg")
        return to

    def given(self, model: str) -> Given:
        """Return the model of a mark; a path is one from the document, and names no stream."""
        if "://" in model:
            raise ValueError(f"{model} is an address, and none is loaded: name a file beside it")
        place = os.path.normpath(_directory(self.path) / model)
        given = Given.of(model)
        if given.kind is Kind.TARGET and not os.path.lexists(place):
            if model not in self.targets:
                raise ValueError(
                    f"{model} runs code: list it in embed-targets of [tool.rnnscope] first"
                )
            return given
        if Path(model).is_absolute() or given.kind is Kind.STREAM:
            raise ValueError(f"{model} is no path that leads from the document to a model")
        return Given(place, Kind.PATH)


def _directory(document: Path) -> Path:
    """Return where a document is, of a link where the file is that it leads to."""
    if not document.is_symlink():
        return document.parent
    return Path(os.path.relpath(os.path.realpath(document))).parent
