"""The page of a layer class as a document of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rnnscope.catalogue import aliases_of
from rnnscope.pages.single import layer_page
from rnnscope.pages.single.class_page import RELATED, ClassPage
from rnnscope.renderers import layer_class, markdown

_ASKED = "Keras was asked for the count with each of these other values, too."
PICTURES, EXPLORE = "_pictures", "explore"


def class_document(page: ClassPage, *, has_picture: bool) -> str:
    """Write the page of a class; pictures and the page to explore lie beside it."""
    lines = [*_front(page), f"(layer-{page.name})=", f"# {markdown.escape(page.name)}"]
    lines += ["", _found_by((page.name, *aliases_of(page.name)))]
    for part in layer_class.document(page, linked):
        lines += ["", f"## {markdown.escape(part.title)}"] if part.title else []
        lines += ["", *("```{math}" if line == "```math" else line for line in _lines(part))]
        if part.title == layer_class.EXAMPLE and has_picture:
            lines += _picture(page.name)
        if part.title == layer_page.COUNTING and _has_others(page):
            lines += ["", _ASKED]
    return "\n".join(lines) + "\n"


def _found_by(names: Iterable[str]) -> str:
    """Have the search find a page by each name of its class, before all pages that name it."""
    return f"```{{index}} {', '.join(f'! {name}' for name in names)}\n```"


def _lines(part: layer_class.Part) -> Iterator[str]:
    return map(breaking, part.lines) if part.title == RELATED else iter(part.lines)


def breaking(formula: str) -> str:
    """Let a formula be broken behind each sign, where a table has no room for it."""
    return formula.replace("·", "·\u200b")


def linked(name: str) -> str:
    """Write the name of a class as a link to its page."""
    return f"[{markdown.escape(name)}]({name}.md)"


def _has_others(page: ClassPage) -> bool:
    tables = (each for each in page.layer.sections if each.title == layer_page.COUNTING)
    return bool(page.checked) and any(row[2] for table in tables for row in table.rows)


def _front(page: ClassPage) -> Iterator[str]:
    """Yield what search engines show of the page."""
    described = json.dumps(" ".join((page.lead, *page.sentences)), ensure_ascii=False)
    yield from ("---", "myst:", "  html_meta:", f"    description: {described}", "---", "")


def _picture(name: str) -> Iterator[str]:
    yield from ("", f"```{{image}} {PICTURES}/{name}.svg")
    yield from (
        f":alt: The weights of the example of {name}, to scale",
        ":class: rnnscope-picture dark-light",
        "```",
    )
    link = f'<a href="{EXPLORE}/{name}.html">Try other sizes on this example</a>'
    yield from ("", "```{raw} html", f"<p>{link}</p>", "```")
