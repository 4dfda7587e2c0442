"""`rnnscope lock --stdout`: what git shows in the place of a model, whatever the file is.

Git calls it with the file in the work tree, or with a copy in a directory that is named by chance,
and shows what differs between two outputs.  So of one file nothing is said that its place
decides: neither its path, nor what lies beside it.  A code other than 0 would end git's whole diff.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rnnscope.api import explained
from rnnscope.commands.output import write
from rnnscope.errors import RnnscopeError, said
from rnnscope.pages.texts import visible
from rnnscope.readers.given import Given, Kind
from rnnscope.report.report import Report
from rnnscope.states import lock_text
from rnnscope.states.of_report import state_of
from rnnscope.untrusted.regular_files import beginning
from rnnscope.wording import SENTENCE, cut

_SHOWN = 8
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*"
    rb"oid (?P<oid>[a-z0-9]{1,20}:[0-9a-f]{1,200})\nsize (?P<size>[0-9]{1,19})\n"
)
_POINTER_BYTES = 1_024  # that one has at most


def printed(names: Sequence[str], imports: tuple[str, ...]) -> None:
    """Print a lock of the models that are named, or of the project's.

    Raises:
        BadProjectFileError: no model is named, and the project's file cannot be read.

    """
    if len(names) == 1 and Given.of(names[0]).kind is Kind.PATH and not Path(names[0]).is_dir():
        write(text_of(names[0], imports), None)
        return
    from rnnscope.commands.locking import printable

    states, refusals = printable(names, imports)
    comments = "".join(_comment(refusal.sentence) for refusal in refusals)
    write((lock_text.written(states) if states else "") + comments, None)


def text_of(path: str, imports: tuple[str, ...] = ()) -> str:
    """Return a lock of one file alone, without its name; of what is not read, why in a comment."""
    try:
        if pointer := _pointer(Path(path)):
            return _comment(pointer)
        _, report = explained(Given.file(path), imports, is_alone=True)
        if report.differences:
            return "".join(map(_comment, _contradictions(report)))
        return lock_text.written([state_of(report, "")])
    except RnnscopeError as error:
        reason = str(getattr(error, "reason", error))
    except Exception as error:  # noqa: BLE001  # git would show nothing of all other files
        reason = said(error)
    return _comment(f"cannot be read: {reason.replace(f'{Path(path).parent}{os.sep}', '')}")


def _pointer(path: Path) -> str:
    """Say of a pointer of Git LFS for what it stands; nothing of another file."""
    try:
        content = beginning(path, _POINTER_BYTES + 1)
    except OSError:
        return ""
    match = _POINTER.match(content) if len(content) <= _POINTER_BYTES else None
    if match is None:
        return ""
    size = f"{int(match['size']):,} bytes"
    return (
        f"a Git LFS pointer: the model itself (oid {match['oid'].decode()}, size {size}) is not "
        "here; git lfs pull brings it"
    )


def _contradictions(report: Report) -> Iterator[str]:
    yield "not locked, since it contradicts itself:"
    found = [difference.text for difference in report.differences]
    yield from (f"  {cut(each)}" for each in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"  and {len(found) - _SHOWN:,} more"


def _comment(text: str) -> str:
    return f"# {visible(cut(text, SENTENCE))}\n"
