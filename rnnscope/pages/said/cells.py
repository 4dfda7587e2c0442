"""What is said of one layer's count: its formula, its numbers, where they come from, remarks."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.texts import cell, drawn, first, named
from rnnscope.report.report import Basis, LayerReport, SymbolReport
from rnnscope.report.unbuilt import waits
from rnnscope.untrusted.limits import current
from rnnscope.wording import grouped, joined, sized

FEW = 3  # layers inside a model, whose names make a sum that can be read


def formula_lines(layer: LayerReport, times: str = "*", before: str = "") -> Iterator[str]:
    """Yield the formula, the numbers put in, and where each size comes from.

    `before` is the path of the layer whose output this one takes: a size may come through it.
    """
    if not layer.params or is_sum(layer):
        return
    if is_bare_number(layer):
        return
    is_number = layer.basis is Basis.STORED and not (layer.children or layer.symbols)
    if not is_number:
        yield cell(drawn(layer.formula, times))
    yield numbers_line(layer, times)
    sources = _sources(layer, before, times)
    yield from first(map(cell, sources), len(sources))


def is_bare_number(layer: LayerReport) -> bool:
    """Tell whether there is nothing but a printed number, which stands beside the layer anyhow."""
    return layer.basis is Basis.PRINTED and not (layer.children or layer.symbols)


def numbers_line(layer: LayerReport, times: str) -> str:
    """Write the numbers of a layer's formula."""
    return cell(drawn(grouped(layer.numbers), times))


def origin_text(symbol: SymbolReport, times: str) -> str:
    """Say where a size comes from; a sign in the name of a layer stays as it is."""
    if not symbol.origin_numbers:
        return symbol.origin
    return drawn(f"{symbol.origin} = {grouped(symbol.origin_numbers)}", times)


def _sources(layer: LayerReport, before: str, times: str) -> list[str]:
    """Say where sizes come from: `input_dim = 128 (simple_rnn.units)`; alike ones in one line."""
    names: dict[str, list[str]] = {}
    for symbol in layer.provenance:
        through = f", through {before}" if _is_handed_on(layer, symbol, before) else ""
        source = f"{symbol.value:,} ({origin_text(symbol, times)}{through})"
        names.setdefault(source, []).append(symbol.name)
    return [f"{' = '.join(alike)} = {source}" for source, alike in names.items()]


def _is_handed_on(layer: LayerReport, symbol: SymbolReport, before: str) -> bool:
    """Tell whether a size is another layer's, and only came through the one before."""
    whose = symbol.origin_layer
    return bool(before and whose and whose != layer.path) and not f"{whose}.".startswith(
        f"{before}."
    )


def remarks(layer: LayerReport, *, is_short: bool = False) -> Iterator[str]:
    """Yield what is to be said of a layer's count in words; in short what is amiss, or open."""
    if layer.counted_at:
        places = joined([*map(named, layer.counted_at)], ", ", current().cell_characters)
        yield f"counted at {places}, which has the same weights"
    elif waits(layer) and layer.told:
        yield "not built when it was printed, and so without weights yet"
    elif layer.layer_params == 0:
        yield "no weights"
    elif layer.layer_params and is_sum(layer):
        yield f"the sum of its {len(layer.children):,} layers"
    if layer.told is not None:
        from rnnscope.words.printed.row_verdicts import row_sentences

        yield from map(cell, row_sentences(layer, is_short=is_short))
    yield from first((cell(note, "; ") for note in layer.notes), len(layer.notes))


def is_sum(layer: LayerReport) -> bool:
    """Tell whether a model has too many layers for a sum of their names."""
    return layer.is_model and len(layer.children) > FEW


def is_bare(layer: LayerReport) -> bool:
    """Tell whether nothing is to be said of a layer but that it has no weights."""
    has_weights = layer.layer_params != 0 or layer.counted_at or waits(layer)
    return not (has_weights or layer.notes or any(not is_bare(each) for each in layer.children))


def shape_of_each(layer: LayerReport, sign: str) -> str:
    """Write the shape of each example: `56×56×64`; as summary() does where that is not one."""
    shapes = layer.outputs or ()
    if len(shapes) != 1 or len(shapes[0]) < 2 or shapes[0][0].value is not None:
        return cell(layer.shape_text, ", ")
    return cell(sign.join(sized(size.value) for size in shapes[0][1:]))
