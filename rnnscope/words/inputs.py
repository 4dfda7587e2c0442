"""What goes into a model: what its axes are, which of them may vary, and which are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rnnscope.report.axis import Axis
from rnnscope.report.inputs import InputMeaning
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import NAMES, cut, listed


def shapes(meanings: Sequence[InputMeaning]) -> Iterator[str]:
    """Say what the axes of each input are, and what None is."""
    sizes = [axis.size for meaning in meanings for axis in meaning.axes]
    is_open = "; None is a size left open" if None in sizes else ""
    if len(meanings) == 1:
        yield f"Input {meanings[0].shape}{is_open}."
    elif meanings:
        told = [f"{meaning.name} {meaning.shape}" for meaning in meanings[:NAMES]]
        more = [f"and {len(meanings) - NAMES:,} more"] if meanings[NAMES:] else []
        yield f"Inputs {'; '.join([*told, *more])}{is_open}."


def every_axis(meanings: Iterable[InputMeaning]) -> list[Axis]:
    """Return the axes of all inputs; the batch, which they share, only once where it is alike."""
    axes: list[Axis] = []
    batches: set[Axis] = set()
    for axis in (axis for meaning in meanings for axis in meaning.axes):
        is_met = axis.name == "batch" and axis.anywhere in batches
        axes += [] if is_met else [axis]
        batches |= {axis.anywhere} if axis.name == "batch" else set()
    return axes


def padded(report: Report, axes: Sequence[Axis]) -> Iterator[str]:
    """Say that within a batch sequences are of one length, and what hides the padding."""
    if not any(axis.is_length and axis.is_uncounted and axis.fitting for axis in axes):
        return
    masking = [cut(layer.path) for layer in report.walk() if _masks(layer)]
    hidden = f", and {listed(masking)} has the padding skipped" if masking else ""
    yield f"Within a batch all sequences are of one length: pad the shorter ones{hidden}."


def _masks(layer: LayerReport) -> bool:
    settings = layer.layer.config.settings if layer.layer else {}
    return layer.class_name == "Masking" or settings.get("mask_zero") is True
