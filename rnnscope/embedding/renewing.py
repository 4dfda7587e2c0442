"""A document with its blocks renewed; everything else in it stays as it is, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rnnscope.embedding.blocks import Block, blocks
from rnnscope.embedding.document import BOM, fed_lines, line_end, lines_of, read, too_long
from rnnscope.embedding.drawing import Drawing, Explain
from rnnscope.embedding.families import Family, family_of
from rnnscope.embedding.mark import Mark
from rnnscope.embedding.unified import Change, trimmed, unified
from rnnscope.errors import BadMarkError
from rnnscope.readers.given import Given, Kind
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import current


@dataclass(frozen=True, slots=True)
class Renewed:
    """A document: how many blocks it has, those that are stale, its text as it was and as it is."""

    path: Path
    blocks: int
    changes: tuple[Change, ...]
    before: str
    text: str

    def diff(self) -> Iterator[str]:
        """Yield what would change, line by line, as `diff -u` writes it."""
        if self.changes:
            yield from unified(str(self.path), *self._compared())

    def _compared(self) -> tuple[list[str], list[str], tuple[Change, ...]]:
        """Return the lines and the changes among them; for `diff` a lone CR ends no line."""
        if "\r" in self.before.replace("\r\n", ""):
            old, new = fed_lines(self.before), fed_lines(self.text)
            return old, new, tuple(trimmed(old, new))
        return lines_of(self.before), lines_of(self.text), self.changes


def renewed(path: Path, explain: Explain, targets: Collection[str] = ()) -> Renewed:
    """Draw every block of a document anew.

    `explain` gives the report of a model; `targets` are the `package.module:thing` that a mark
    may name, which runs their code.

    Raises:
        UnknownDocumentError: it is no kind of document that marks are known for.
        BadMarkError: a mark cannot be read, or what it asks for cannot be done.

    """
    family, before = family_of(path), read(path)
    bom = BOM if before.startswith(BOM) else ""
    result = _Result(path, lines_of(before.removeprefix(BOM)), size=len(bom.encode()))
    found = _blocks(family, result.old, path)
    drawing = Drawing(path, _of_others(path, explain), frozenset(targets), family.FORMATS)
    for block in found:
        end = line_end(result.old, block.start - 1)
        result.put(block, drawing.lines(block, end))
    result.finish()
    if result.changes:
        _look_again(result, family)
    return Renewed(path, len(found), tuple(result.changes), before, bom + "".join(result.new))


@dataclass(slots=True)
class _Result:
    """The lines of a document as they were, and as they are with its blocks drawn anew.

    `size` is how many bytes it has so far, and `at` how far the old lines are taken.
    """

    path: Path
    old: list[str]
    size: int
    new: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    blocks: list[tuple[Mark, int, int]] = field(default_factory=list)
    at: int = 0

    def put(self, block: Block, lines: list[str]) -> None:
        """Go on to a block, and put lines in the place of its own.

        Raises:
            BadMarkError: the document would be longer than one that is read.

        """
        self._take(self.old[self.at : block.start])
        begin = len(self.new)
        self._take(lines)
        self.at = block.stop
        self.blocks.append((block.mark, begin, len(self.new)))
        if self.old[block.start : block.stop] != lines:
            self.changes.append(Change(block.start, block.stop, begin, len(self.new)))

    def finish(self) -> None:
        """Take what stands behind the last block.

        Raises:
            BadMarkError: as `put` does.

        """
        self._take(self.old[self.at :])

    def _take(self, lines: list[str]) -> None:
        self.new += lines
        self.size += sum(len(line.encode()) for line in lines)
        if self.size > current().document_bytes:
            raise _unreadable(self.path, too_long())


def _blocks(family: Family, lines: list[str], path: Path) -> list[Block]:
    return list(blocks(family.found(lines, str(path)), str(path)))


def _of_others(path: Path, explain: Explain) -> Explain:
    """Explain other files alone: a summary's report would be read in it as well, the next time."""
    document = os.path.realpath(path)

    def explained(given: Given) -> Report:
        if given.kind is Kind.PATH and os.path.realpath(given.value) == document:
            raise ValueError("it is this document, and no model: put a summary into its own file")
        return explain(given)

    return explained


def _unreadable(path: Path, problem: str) -> BadMarkError:
    again = "with its new reports it could not be read again"
    return BadMarkError(str(path), 0, f"{again}: {problem}; nothing is written")


def _look_again(result: _Result, family: Family) -> None:
    """Make sure that a document has the same blocks when it is read again.

    Raises:
        BadMarkError: it would have others.

    """
    path = result.path
    try:
        again = [(each.mark, each.start, each.stop) for each in _blocks(family, result.new, path)]
    except BadMarkError as error:
        raise _unreadable(path, error.problem) from None
    if again != result.blocks:
        problem = "it would have other blocks after this; nothing is written"
        raise BadMarkError(str(path), 0, problem)
