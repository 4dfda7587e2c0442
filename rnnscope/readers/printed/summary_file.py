"""A text that `summary()` printed, in a file or as it comes from standard input."""

from __future__ import annotations

import re
from dataclasses import replace

from rnnscope.errors import BadArgumentError, UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.no_models import looks_like
from rnnscope.readers.printed import FORMAT as FORMAT
from rnnscope.readers.printed import summaries
from rnnscope.readers.printed.joined.graph import config_of
from rnnscope.readers.printed.lines.cleaning import UTF16
from rnnscope.readers.source import Confidence, Source
from rnnscope.wording import listed

NO_STORE = "a printed summary has no weights"

# A table's header, a total, or a row as `(Dense)  (None, 10)`.
_MARKS = re.compile(
    rb"Layer\s{0,3}\(\s{0,3}(?:type|name)|(?i:total\s?params)"
    rb"|\([A-Z]\w{0,80}\)?[\s|]{1,200}[\[(]{1,3}\s?(?:None|\d{1,9}),"
)
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b") | {127}


def sniff(source: Source) -> Confidence:
    """Tell by a header, a total or a row whether a file may be a summary.

    It may stand far down in a text; and of a text that is nothing else, the reader says why it
    is no summary.
    """
    head = source.head.replace(b"\0", b"") if source.head.startswith(UTF16) else source.head
    if _MARKS.search(head):
        return Confidence.LOOK if head.lstrip()[:1] == b"{" else Confidence.SIGNATURE
    return Confidence.FARTHER_ON if _is_text(head) else Confidence.NONE


def has_marks(data: bytes) -> bool:
    """Tell whether there is a header, a total or a row of a summary in bytes."""
    return bool(_MARKS.search(data))


def _is_text(head: bytes) -> bool:
    """Tell a text from bytes, and from a text of which it is known what it is."""
    return not _CONTROL.intersection(head) and not looks_like(head)


def read(source: Source) -> Model:
    """Read the first summary in the text; the lines of others stand in it.

    Raises:
        UnreadableModelError: there is none, or it is another library's; the message says why.

    """
    try:
        return model_in(source.config(), source.name)
    except UnreadableModelError as error:
        if sniff(source) is not Confidence.FARTHER_ON:
            raise
        reason = f"it is in no format that a Keras model is kept in, and {error.reason}"
        raise UnreadableModelError(source.name, reason) from None


def model_in(text: str | bytes, name: str) -> Model:
    """Return the model of the first summary in a text.

    Raises:
        UnreadableModelError: there is none, or it is another library's; the message says why.

    """
    return _of(summaries(text, name), 0, name)


def chosen(model: Model, table: int) -> Model:
    """Return the model of another table in the text that a model was read from, from 1 on.

    Raises:
        BadArgumentError: there are not so many.

    """
    if not 1 <= table <= len(model.tables):
        lines = listed(f"{summary.line:,}" for summary in model.tables)
        expected = f"1 to {len(model.tables):,}: the text has summaries on lines {lines}"
        if len(model.tables) == 1:
            expected = "1: there is one summary in the text"
        raise BadArgumentError("table", expected, table)
    other = _of(model.tables, table - 1, model.source)
    return replace(other, is_stream=model.is_stream)


def _of(tables: tuple[PrintedSummary, ...], place: int, name: str | None) -> Model:
    """Return a model of which a summary is all that is known."""
    others = tuple(table.line for i, table in enumerate(tables) if i != place)
    return Model(
        config=config_of(tables[place]),
        source=name,
        format=FORMAT,
        no_store=NO_STORE,
        printed=replace(tables[place], others=others),
        tables=tables,
    )
