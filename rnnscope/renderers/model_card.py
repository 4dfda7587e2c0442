"""The section of a Hugging Face model card: metadata in YAML, then Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.whole.card import Card, card
from rnnscope.renderers import markdown
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import shown, to_ascii
from rnnscope.report.report import Report

FENCE = "---"  # before and behind the metadata
HEADINGS = 6
_LONG = 30  # rows, above which a table is folded up


def render(report: Report, options: Options) -> str:
    """Render the card of a model; of one layer, or of an answer, what Markdown has of it."""
    if options.is_single:
        return markdown.render(report, options)
    made = shown(card(report, options), ascii_only=options.ascii_only)
    text = "\n".join((*_metadata(made), *_section(made, options.level))) + "\n"
    return to_ascii(text) if options.ascii_only else text


def _metadata(made: Card) -> Iterator[str]:
    """Yield the metadata: all of it are words of ours."""
    yield FENCE
    if made.library:
        yield f"library_name: {made.library}"
    yield "tags:"
    yield from (f"- {tag}" for tag in made.tags)
    yield from (FENCE, "")


def _section(made: Card, level: int) -> Iterator[str]:
    page, below = made.page, "#" * min(level + 1, HEADINGS)
    yield from (f"{'#' * level} Parameters", "", f"**{markdown.escape(page.title)}**", "")
    yield from (markdown.escape(" · ".join(page.headline)), "")
    yield markdown.table(("", ""), [[label, markdown.escape(text)] for label, text in made.facts])
    yield from ("", f"{below} Layers", "", *_layers(made))
    for title, lines in made.sections:
        yield from ("", f"{below} {markdown.escape(title)}", "")
        yield from (f"- {markdown.escape(line)}" for line in lines)


def _layers(made: Card) -> Iterator[str]:
    """Yield the table; a long one is folded up."""
    table = markdown.layers_table(made.page)
    is_long = len(made.page.rows) > _LONG
    words = f"<summary>{len(made.page.rows):,} rows</summary>"
    yield from ("<details>", words, "", table, "", "</details>") if is_long else (table,)
    if made.formulas:
        yield from ("", *(f"- {markdown.escape(each)}" for each in made.formulas))
