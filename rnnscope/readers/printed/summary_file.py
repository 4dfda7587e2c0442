"""A text that `summary()` printed, in a file or as it comes from standard input."""

from __future__ import annotations

import re

from rnnscope.model.parts import Model
from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed import FORMAT as FORMAT
from rnnscope.readers.printed import summaries
from rnnscope.readers.printed.graph import config_of
from rnnscope.readers.source import Confidence, Source

NO_STORE = "a printed summary has no weights"

_HEADINGS = re.compile(rb"Layer\s?\(\s{0,3}(?:type|name)")
_TOTAL = re.compile(rb"(?i:total\s?params)")


def sniff(source: Source) -> Confidence:
    """Tell by a header, or a total, in its first bytes whether a file may be a summary."""
    head = source.head.replace(b"\0", b"")
    is_printed = _HEADINGS.search(head) or _TOTAL.search(head)
    return Confidence.LOOK if is_printed else Confidence.NONE


def read(source: Source) -> Model:
    """Read the first summary in the text; the lines of others stand in it.

    Raises:
        UnreadableModelError: there is none, or it is another library's; the message says why.

    """
    return model_of(summaries(source.config(), source.name)[0], source.name)


def model_of(summary: PrintedSummary, name: str | None) -> Model:
    """Return a model of which a summary is all that is known."""
    return Model(
        config=config_of(summary), source=name, format=FORMAT, no_store=NO_STORE, printed=summary
    )
