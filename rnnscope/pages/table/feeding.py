"""Which layer each takes its input from, where that is one: what a size came through last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend

_SEQUENTIAL = "Sequential"


def feeding(report: Report) -> dict[str, str]:
    """Return for the paths of layers that have one input the path of the layer before."""
    return dict(_feeding(report.layers, is_chain=report.class_name == _SEQUENTIAL))


def _feeding(layers: Sequence[LayerReport], *, is_chain: bool) -> Iterator[tuple[str, str]]:
    paths = {layer.name: layer.path for layer in layers}
    for place, layer in enumerate(layers):
        spend()
        before = layers[place - 1].path if is_chain and place else _called_on(layer, paths)
        if before:
            yield layer.path, before
        if layer.is_model:
            yield from _feeding(layer.children, is_chain=layer.class_name == _SEQUENTIAL)


def _called_on(layer: LayerReport, paths: dict[str, str]) -> str:
    """Return the path of the only layer that another is called on; nothing where there are more."""
    calls = layer.layer.config.calls if layer.layer else ()
    names = {ref.layer for call in calls for ref in call.refs}
    return paths.get(names.pop(), "") if len(names) == 1 else ""
