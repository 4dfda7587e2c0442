"""What a model card on the Hugging Face Hub says of a model's parameters: metadata and a section.

The metadata are keys that the Hub knows (https://huggingface.co/docs/hub/model-cards) and that
follow from the model itself; what else a card says, its license or its data, only its authors know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rnnscope.pages.said.compute_lines import count_text
from rnnscope.pages.said.verdicts import how_verified
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.texts import named
from rnnscope.pages.whole.page import Page, page, totals
from rnnscope.pages.whole.screen_page import table_of
from rnnscope.report.report import Report
from rnnscope.wording import listed

KERAS, LEGACY = "keras", "tf-keras"  # the Hub's names for Keras 3, and for Keras before it
CHECKED = "How the counts were checked"


@dataclass(frozen=True, slots=True)
class Card:
    """A card's metadata, its facts with their labels, its table, and what stands under that.

    `library` is the Hub's name of what loads the model, empty where nothing says which Keras made
    it; `page` has the table, `formulas` what belongs to one with a line for each layer.
    """

    library: str
    tags: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    page: Page
    formulas: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def card(report: Report, choice: Choice) -> Card:
    """Lay out the card of a model."""
    whole, table = page(report, choice), table_of(report, choice)
    if table.is_compact:
        whole = replace(whole, columns=table.columns, rows=table.rows, is_beside=True)
    return Card(
        library=_library(report),
        tags=(KERAS,),
        facts=tuple(_facts(report, choice.times)),
        page=whole,
        formulas=table.formulas,
        sections=tuple(_sections(report, whole)),
    )


def _sections(report: Report, whole: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from whole.sections
    yield CHECKED, (*whole.heard, *how_verified(report, with_release=False))
    if whole.notes:
        yield "Notes", whole.notes


def _library(report: Report) -> str:
    major, dot, _ = (report.keras_version or "").partition(".")
    if not (dot and major.isascii() and major.isdigit()):
        return ""
    return KERAS if int(major) >= 3 else LEGACY


def _facts(report: Report, times: str) -> Iterator[tuple[str, str]]:
    yield from totals(report)
    dtypes = "" if report.printed else _dtypes(report)  # which tells none
    if dtypes:
        yield "Types of the weights", dtypes
    yield "MACs for one sample", _macs(report, times)


def _macs(report: Report, times: str) -> str:
    """Write what is multiplied, or as much of it as is known."""
    compute = report.compute
    if compute.left_out and compute.known.terms:
        return f"at least {count_text(compute.known, times)}"
    return count_text(report.macs, times)


def _dtypes(report: Report) -> str:
    """Say how many weights there are of each type, and how many bytes they take."""
    numbers: Counter[str] = Counter()
    for layer in report.layers:
        for weight in layer.counted_weights:
            numbers[weight.dtype] += weight.params
    sizes = report.memory.weights
    return listed(f"{named(each)}: {numbers[each]:,} ({sizes[each]:,} bytes)" for each in numbers)
