"""What counting a model again with other sizes takes, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnscope.report.recounting import Constraint, Node, Recounting
from rnnscope.report.report import LayerReport
from rnnscope.report.terms import count_terms

_LONG = 200  # characters of a size in names; the nodes have all of it


def recounting_data(found: Recounting) -> dict[str, Any]:
    """Return the sizes that somebody chose, and what they have to be."""
    return {
        "is_sound": found.is_sound,
        "reason": found.reason or None,
        "sizes": [
            {
                "name": knob.name,
                "value": knob.value,
                "members": list(knob.members),
                "least": knob.least,
                "locked": knob.locked or None,
                "is_lost": knob.is_lost,
                "follows": knob.follows or None,
            }
            for knob in found.knobs
        ],
        "constraints": list(_constraints(found)),
    }


def recounting_in_full(found: Recounting) -> dict[str, Any]:
    """Return that, with the table of sizes and counts: those that layers were asked for too."""
    data = recounting_data(found)
    return {
        **data,
        "constraints": [
            {**told, "nodes": list(each.nodes)}
            for told, each in zip(data["constraints"], found.constraints, strict=True)
        ],
        "total": found.total,
        "nodes": _nodes(found),
    }


def _nodes(found: Recounting) -> Iterator[Any]:
    yield from found.as_data()  # when they are written, after the layers


def layer_nodes(found: Recounting, row: LayerReport) -> dict[str, Any] | None:
    """Return where the sizes and counts of a layer are in that table."""
    if found.total is None:
        return None
    symbols: dict[str, int] = {}
    for symbol in row.own.symbols:
        symbols.setdefault(symbol.name, found.node_of(symbol.expr))
    return {
        "own": found.node_of(row.own),
        "symbols": symbols,
        "terms": [list(map(found.node_of, term.factors)) for term in count_terms(row)],
        "weights": [list(map(found.node_of, weight.symbolic_shape)) for weight in row.weights],
        "outputs": [list(map(found.node_of, shape)) for shape in row.outputs or ()],
    }


def _constraints(found: Recounting) -> Iterator[dict[str, Any]]:
    if not found.constraints:
        return
    texts = _texts(found.nodes, [knob.name for knob in found.knobs])
    values = found.values()
    for each in found.constraints:
        yield _constraint(each, texts, values)


def _constraint(
    each: Constraint, texts: Sequence[str], values: Sequence[int | None]
) -> dict[str, Any]:
    return {
        "layer": each.path,
        "kind": str(each.kind),
        "sizes": [texts[node] or None for node in each.nodes],
        "values": [values[node] for node in each.nodes],
        "sentence": each.sentence(values),
    }


def _texts(nodes: Sequence[Node], names: Sequence[str]) -> list[str]:
    """Write each node in the names of the sizes that somebody chose; nothing where that is long."""
    texts: list[str] = []
    for node in nodes:
        text = _text(node, texts, names)
        texts.append(text if len(text) <= _LONG else "")
    return texts


def _text(node: Node, texts: Sequence[str], names: Sequence[str]) -> str:
    match node:
        case ("knob", number):
            return names[number]
        case ("quotient", top, bottom):
            parts = (texts[top], texts[bottom])
            return f"({parts[0]})//({parts[1]})" if all(parts) else ""
        case ("sum", terms):
            products = [_product(n, [texts[factor] for factor in factors]) for n, factors in terms]
            return " + ".join(products) if all(products) else ""
        case _:
            return str(node)


def _product(times: int, factors: Sequence[str]) -> str:
    """Write a product; nothing where one of its factors is long."""
    if not all(factors):
        return ""
    number = [str(times)] if times != 1 or not factors else []
    return "*".join((*number, *(f"({text})" if " " in text else text for text in factors)))
