"""The way into the encyclopedia: a page with all formulas, and one for each family of layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from encyclopedia.pages import breaking, linked
from rnnscope.catalogue import aliases_of
from rnnscope.catalogue.families import FAMILIES, members
from rnnscope.pages.single.class_page import ClassPage
from rnnscope.renderers import layer_class, markdown

_COLUMNS = ("Layer", "Parameters, and those of its example")


def family_slug(family: str) -> str:
    """Return the name of the document of a family."""
    return FAMILIES[family].lower().replace(" ", "-").replace("'", "")


def index(pages: Mapping[str, ClassPage]) -> str:
    """Write the page of all layers, family by family."""
    lines = [
        "(layers)=",
        "# Layers",
        "",
        f"How many parameters each layer of Keras has, by its formula. All {len(pages):,} classes"
        " have a page: what the letters of the formula are, what the layer computes, an example"
        " that Keras was asked for as well when this site was built, and the numbers that people"
        " get instead. Keras was asked for what other arguments would give, too.",
    ]
    for family, title in FAMILIES.items():
        shown = [pages[name] for name in members(family)]
        lines += ["", f"## [{title}]({family_slug(family)}.md)", "", *_shown(shown)]
    slugs = (f"{FAMILIES[family]} <{family_slug(family)}>" for family in FAMILIES)
    return "\n".join([*lines, *_toctree(slugs)]) + "\n"


def family_document(family: str, pages: Mapping[str, ClassPage]) -> str:
    """Write the page of one family: its classes with their first sentences."""
    names = members(family)
    lines = [f"# {FAMILIES[family]}", "", *_shown([pages[name] for name in names])]
    for name in names:
        page = pages[name]
        lines += [
            "",
            linked(name),
            f": {layer_class.lead(page)} {layer_class.prose(page.sentences)}",
        ]
    return "\n".join([*lines, *_toctree(names)]) + "\n"


def _shown(pages: Iterable[ClassPage]) -> Iterator[str]:
    """Yield a table of those with weights, and a line with the others."""
    pages = [*pages]
    rows = [[_names(page.name), _cell(page)] for page in pages if page.formula]
    if rows:
        yield from (markdown.table(_COLUMNS, rows), "")
    without = [_names(page.name) for page in pages if not page.formula and page.is_known]
    if without:
        yield from (f"Without parameters: {', '.join(without)}.", "")
    unknown = [_names(page.name) for page in pages if not page.is_known]
    if unknown:
        yield f"Known only by what they hold: {', '.join(unknown)}."


def _cell(page: ClassPage) -> str:
    numbers = f"{page.numbers} = {page.params:,}" if page.program else ""
    return "<br>".join(
        filter(
            None,
            (layer_class.conditional(breaking(page.formula), page.given), markdown.escape(numbers)),
        )
    )


def _names(name: str) -> str:
    others = ", ".join(map(markdown.escape, aliases_of(name)))
    return f"{linked(name)} ({others})" if others else linked(name)


def _toctree(entries: Iterable[str]) -> Iterator[str]:
    yield from ("", "```{toctree}", ":hidden:", ":titlesonly:", "", *entries, "```")
