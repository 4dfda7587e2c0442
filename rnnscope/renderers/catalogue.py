"""The catalogue of layers, as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rnnscope.catalogue import aliases_of, entry, known_layers
from rnnscope.errors import RnnscopeError
from rnnscope.layers import Formula
from rnnscope.pages.texts import drawn
from rnnscope.renderers import Options, markdown


class Entry(NamedTuple):
    """A layer class, its formula as text, and the formula itself."""

    name: str
    text: str
    formula: Formula


COLUMNS = ("Layer", "Formula", "What it is")


def render(to: str, options: Options) -> str:
    """Render the list of all layers that have a formula.

    Raises:
        KeyError: there is no such format.

    """
    entries = list(_entries())
    return {"text": _text, "markdown": _markdown, "json": _json}[to](entries, options)


def _entries() -> Iterator[Entry]:
    for name, formula in known_layers():
        if not name.startswith("ops."):
            yield Entry(name, _formula(name), formula)


def _formula(name: str) -> str:
    """Return a layer's formula in its own words; empty for one without weights."""
    try:
        layer = entry(name).layers[0]
    except RnnscopeError:
        return ""
    return layer.formula if layer.layer_params else ""


def _markdown(entries: Sequence[Entry], _: Options) -> str:
    rows = [
        [markdown.escape(e.name), markdown.code(e.text) if e.text else "", _sentence(e)]
        for e in entries
    ]
    return markdown.table(COLUMNS, rows) + "\n"


def _sentence(entry: Entry) -> str:
    return markdown.escape(entry.formula.sentence)


def _json(entries: Sequence[Entry], _: Options) -> str:
    data = [
        {
            "class_name": e.name,
            "aliases": list(aliases_of(e.name)),
            "formula": e.text or None,
            "sentence": e.formula.sentence,
            "equation": list(e.formula.equation),
            "source": e.formula.source or None,
        }
        for e in entries
    ]
    return json.dumps(data, indent=2) + "\n"


def _text(entries: Sequence[Entry], options: Options) -> str:
    from rnnscope.renderers import text

    times = "*" if options.ascii_only else "·"
    rows = [(e.name, drawn(e.text, times), e.formula.sentence) for e in entries]
    return text.listing(COLUMNS, rows, options)
