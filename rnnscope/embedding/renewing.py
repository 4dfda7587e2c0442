"""A document with its blocks renewed; everything else in it stays as it is, byte for byte."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from rnnscope.embedding.blocks import Block, blocks, line_end, lines_of
from rnnscope.embedding.families import family_of
from rnnscope.errors import BadMarkError, RnnscopeError
from rnnscope.readers.given import Given, Kind
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import beyond, current

Explain: TypeAlias = Callable[[Given], Report]

_BOM = "\ufeff"
_CONTEXT = 3  # lines around a change in a diff, as diff -u has


@dataclass(frozen=True, slots=True)
class Change:
    """The lines of a block as they were and as they are now; `line` counts from 1."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renewed:
    """A document: how many blocks it has, those that are not as they should be, and its text."""

    path: Path
    blocks: int
    changes: tuple[Change, ...]
    text: str

    def diff(self) -> Iterator[str]:
        """Yield what would change, line by line, as `diff -u` writes it."""
        yield from (f"--- {self.path}", f"+++ {self.path}") if self.changes else ()
        off = 0
        for change in self.changes:
            old, new = (list(map(_bare, lines)) for lines in (change.old, change.new))
            for hunk in list(difflib.unified_diff(old, new, n=_CONTEXT, lineterm=""))[2:]:
                yield _moved(hunk, change.line, off)
            off += len(new) - len(old)


def renewed(path: Path, explain: Explain, targets: Collection[str] = ()) -> Renewed:
    """Draw every block of a document anew.

    `explain` gives the report of a model; `targets` are the `package.module:thing` that a mark
    may name, which runs their code.

    Raises:
        UnknownDocumentError: it is no kind of document that marks are known for.
        BadMarkError: a mark cannot be read, or what it asks for cannot be done; nothing is written.

    """
    family, text = family_of(path), _read(path)
    lines = lines_of(text.removeprefix(_BOM))
    found = list(blocks(family.found(text.removeprefix(_BOM), lines, str(path)), str(path)))
    drawn = _Drawing(path, explain, frozenset(targets), family.FORMATS)
    changes, result, at = [], [], 0
    for block in found:
        old, new = lines[block.start : block.stop], drawn.lines(block, line_end(lines, block))
        result += [*lines[at : block.start], *new]
        at = block.stop
        if old != new:
            changes.append(Change(block.start + 1, tuple(old), tuple(new)))
    whole = "".join([*result, *lines[at:]])
    _look_again(whole, path, len(found), family.found)
    bom = _BOM if text.startswith(_BOM) else ""
    return Renewed(path, len(found), tuple(changes), bom + whole)


def _read(path: Path) -> str:
    """Read a document.

    Raises:
        BadMarkError: it cannot be read, is no text in UTF-8, or is too long.

    """
    most = current().document_bytes
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise BadMarkError(str(path), 0, f"it cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise BadMarkError(str(path), 0, f"it is longer than {beyond('document_bytes')}")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadMarkError(str(path), line, "it is no text in UTF-8") from None


@dataclass(slots=True)
class _Drawing:
    """Draws the blocks of one document; a model that several show is explained once."""

    path: Path
    explain: Explain
    targets: frozenset[str]
    formats: dict[str, Callable[[str], list[str]]]

    def lines(self, block: Block, end: str) -> list[str]:
        """Return the lines of a block, each with its end."""
        try:
            text = self._text(block)
        except RnnscopeError as error:
            raise BadMarkError(str(self.path), block.line, str(error)) from None
        lines = self.formats[self._format(block)](text)
        return [f"{block.before}{line}".rstrip() + end for line in lines]

    def _format(self, block: Block) -> str:
        to = block.mark.to or next(iter(self.formats))
        if to not in self.formats:
            known = ", ".join(self.formats)
            problem = f"format={to} is none of this kind of document: {known}"
            raise BadMarkError(str(self.path), block.line, problem)
        return to

    def _text(self, block: Block) -> str:
        to, model = self._format(block), block.mark.model
        report = replace(self.explain(self._given(block)), source=model)
        return render(report, to, Options(**block.mark.options))

    def _given(self, block: Block) -> Given:
        """Return the model of a mark; a path is one from the document, and names no stream."""
        model = block.mark.model
        place = os.path.normpath(self.path.parent / model)
        given = Given.of(model)
        if given.kind is Kind.TARGET and not os.path.lexists(place):
            if model not in self.targets:
                problem = f"{model} runs code: name it in embed-targets of [tool.rnnscope] first"
                raise BadMarkError(str(self.path), block.line, problem)
            return given
        if Path(model).is_absolute() or given.kind is Kind.STREAM:
            problem = f"{model} is no path from this document to a model"
            raise BadMarkError(str(self.path), block.line, problem)
        return Given(place, Kind.PATH)


def _look_again(text: str, path: Path, count: int, found: Callable[..., Iterator[object]]) -> None:
    """Make sure that a document has the same blocks when it is read again."""
    again = list(blocks(found(text, lines_of(text), str(path)), str(path)))  # type: ignore[arg-type]
    if len(again) != count:
        raise BadMarkError(
            str(path), 0, "its blocks would be others after this: nothing is written"
        )


def _bare(line: str) -> str:
    return line.rstrip("\r\n")


def _moved(line: str, by: int, off: int) -> str:
    """Move the line numbers in the head of a hunk from the block to the document."""
    if not line.startswith("@@ -"):
        return line
    old, new = line[4:-3].split(" +")
    return f"@@ -{_shifted(old, by - 1)} +{_shifted(new, by - 1 + off)} @@"


def _shifted(span: str, by: int) -> str:
    start, comma, length = span.partition(",")
    return f"{int(start) + by}{comma}{length}"
