"""Layers that are used several times: their weights count once."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut

_MOST = 3  # layers


def used_again(report: Report) -> Iterator[str]:
    """Say of a layer that is called several times that its weights are there once."""
    called = [(layer, _calls(layer)) for layer in report.walk() if layer.layer_params]
    for layer, times in [pair for pair in called if pair[1] > 1][:_MOST]:
        yield (
            f"{cut(layer.path)} is called {times} times, always with the same "
            f"{layer.layer_params:,} weights: they count once."
        )


def _calls(layer: LayerReport) -> int:
    return len(layer.layer.config.calls) if layer.layer and not layer.shared_with else 0
