"""What `rnnscope embed` does: draws the reports in all documents anew, then writes or compares."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from rnnscope.commands.output import complain, is_screen, note, rewrite, write
from rnnscope.commands.progress import progress
from rnnscope.commands.project import found_project
from rnnscope.embedding import Explained, Renewed, read, refuse_read_only, renewed
from rnnscope.embedding.mark import BEGIN
from rnnscope.errors import BadMarkError
from rnnscope.pages.texts import visible
from rnnscope.wording import counted

_WORDS = "embedding"
_HELD, _FAILED = 0, 1


def embedded(files: Iterable[Path], *, is_check: bool, timeout: float | None) -> int:
    """Renew documents, or show what would change; return the exit code.

    Without a timeout Keras is not asked.

    Raises:
        UnknownDocumentError: one is no kind of document that marks are known for.
        BadMarkError: one cannot be read or written, or what a mark asks for cannot be done.

    """
    project = found_project()
    explained = Explained(timeout, project.imports if project else ())
    targets = project.embed_targets if project else ()
    once = list({os.path.realpath(path): path for path in files}.values())
    documents = []
    with progress(len(once), _WORDS) as step:
        for path in once:
            documents.append(renewed(path, explained, targets))
            step()
    stale = [each for each in documents if each.changes]
    if is_check:
        _show(stale)
    else:
        _write(stale)
    for document in documents:
        _say(_became(document, is_check=is_check), is_check=is_check)
    differing = list(explained.differing())
    for sentence in differing:
        complain(sentence)
    return _FAILED if differing or (is_check and stale) else _HELD


def _show(documents: Iterable[Renewed]) -> None:
    """Print the differences; on a screen without signs that could do more than be read."""
    lines = (line for document in documents for line in document.diff())
    if is_screen(sys.stdout):
        lines = (f"{visible(line.rstrip(chr(10)))}\n" for line in lines)
    write("".join(lines), None)


def _write(documents: list[Renewed]) -> None:
    """Put the new texts in the place of the old, where these are still what was read.

    Raises:
        BadMarkError: one may not be written, or somebody has changed it meanwhile.

    """
    for document in documents:
        refuse_read_only(document.path)
    for document in documents:
        if read(document.path) != document.before:
            problem = "somebody has changed it meanwhile; nothing is written: run it again"
            raise BadMarkError(str(document.path), 0, problem)
    rewrite({document.path: document.text for document in documents})


def _say(sentence: str, *, is_check: bool) -> None:
    """Print what became of a document; beside a difference that a program may read."""
    text = f"{visible(sentence)}\n"
    if is_check:
        note(text)
    else:
        write(text, None)


def _became(document: Renewed, *, is_check: bool) -> str:
    if not document.blocks:
        is_text = "; one in code, or indented as code is, is text" if BEGIN in document.text else ""
        return f"{document.path}: there are no marks in it{is_text}"
    stale, blocks = len(document.changes), counted(document.blocks, "report")
    if not stale:
        return f"{document.path}: {blocks}, as it should be"
    return f"{document.path}: {blocks}, {stale:,} {'stale' if is_check else 'renewed'}"
