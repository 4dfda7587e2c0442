"""Where the parameters are: a map of the rows, and a table of the classes of layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.drawings.treemap import Cell, drawn
from rnnscope.pages.explorable.counts import Count, Counts
from rnnscope.pages.explorable.kinds import kind_of
from rnnscope.pages.explorable.ledger import ledger
from rnnscope.pages.explorable.parts import Diagram, Row
from rnnscope.pages.texts import named
from rnnscope.report.report import LayerReport, Report

MANY = 8  # layers with weights, from which on a table says where most are
_WIDE, _NARROW = (1080, 190), (350, 260)  # width and height of the maps
_CELLS = {_WIDE: 60, _NARROW: 24}  # that are told apart, the largest; the rest is one


@dataclass(frozen=True, slots=True)
class ClassShare:
    """The layers of one class: how many, and what they count together, in per cent too."""

    class_name: str
    kind: str
    layers: int
    count: Count
    percent: str


def percent(part: int | None, whole: int | None) -> str:
    """Write how much of the whole a part is: `93.9 %`."""
    if part is None or whole is None:
        return "?"
    return f"{100 * part / whole:.1f} %" if whole else "0.0 %"


def maps(report: Report, diagram: Diagram) -> tuple[str, ...]:
    """Draw where the parameters are, for a wide page and for a narrow one; of one layer nothing."""
    if sum(bool(row.sum.value) for row in diagram.rows) < 2 or not report.total:
        return ()
    sizes = ((_WIDE, "map wide"), (_NARROW, "map narrow"))
    return tuple(
        drawn(list(cells_of(report, diagram, _CELLS[size])), *size, kind) for size, kind in sizes
    )


def cells_of(report: Report, diagram: Diagram, most: int) -> Iterator[Cell]:
    """Yield the rows that count something, so many at most, and what the others count together."""
    counting = (row for row in diagram.rows if row.sum.value)
    rows = sorted(counting, key=lambda row: -(row.sum.value or 0))
    for row in rows[:most]:
        name = f"{row.name} × {row.times:,}" if row.times > 1 else row.name
        parts = _parts(row) if len(rows) <= MANY else ()
        yield _cell(
            report.total, name, row.sum.value or 0, f"k-{row.kind}", f"#r{row.number}", parts
        )
    rest = sum(row.sum.value or 0 for row in rows[most:]) + (diagram.rest.value or 0)
    more = len(rows[most:]) + diagram.others
    if rest:
        name = "1 other" if more == 1 else f"{more:,} others"
        yield replace(_cell(report.total, name, rest, "k-other"), is_rest=True)


def cells_inside(layer: LayerReport, most: int) -> Iterator[Cell]:
    """Yield what a layer counts: the layers inside it and its own weights, so many at most."""
    sizes = [
        (named(each.name), each.params or 0, f"k-{kind_of(each.class_name)}")
        for each in layer.children
    ]
    terms = ledger(layer, "·").terms
    sizes += [(", ".join(term.weights), term.params, term.colour) for term in terms]
    counting = sorted((size for size in sizes if size[1]), key=lambda size: -size[1])
    for name, count, kind in counting[:most]:
        yield _cell(layer.params, name, count, kind)
    rest = (layer.params or 0) - sum(count for _, count, _ in counting[:most])
    if rest > 0:
        yield replace(_cell(layer.params, "all others", rest, "k-other"), is_rest=True)


def _cell(
    whole: int | None,
    name: str,
    count: int,
    kind: str,
    href: str = "",
    parts: tuple[tuple[str, int, str], ...] = (),
) -> Cell:
    return Cell(name, count, f"{count:,} · {percent(count, whole)}", kind, href, parts)


def _parts(row: Row) -> tuple[tuple[str, int, str], ...]:
    """Return what a layer's weights count, where it has no layers inside."""
    if row.card is None or row.card.layer.children:
        return ()
    terms = row.card.ledger.terms
    return tuple((", ".join(term.weights), term.params, term.colour) for term in terms)


def classes(report: Report, counts: Counts) -> Iterator[ClassShare]:
    """Yield the classes of layers, those first that count most, where there are many layers."""
    layers: dict[str, list[LayerReport]] = {}
    for layer in _leaves(report.layers):
        if layer.params:
            layers.setdefault(layer.class_name, []).append(layer)
    if sum(map(len, layers.values())) <= MANY or len(layers) == 1:
        return
    shares = [_share(report, counts, *each) for each in layers.items()]
    yield from sorted(shares, key=lambda share: -(share.count.value or 0))


def _share(report: Report, counts: Counts, name: str, layers: Sequence[LayerReport]) -> ClassShare:
    count = counts.of_layers(layers)
    part = percent(count.value, report.total)
    return ClassShare(named(name), kind_of(name), len(layers), count, part)


def _leaves(layers: Iterable[LayerReport]) -> Iterator[LayerReport]:
    for layer in layers:
        if layer.is_model and layer.children and not layer.weights:
            yield from _leaves(layer.children)
        else:
            yield layer
