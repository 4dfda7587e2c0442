"""What differs between two reports, or two layers, for whoever asserted that they are equal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from rnnscope.changes.comparing import changes
from rnnscope.errors import UnknownLayerNameError
from rnnscope.pages.compared.changes_page import change_lines
from rnnscope.report.drawing import drawing
from rnnscope.report.report import LayerReport, Report
from rnnscope.states.of_report import state_of
from rnnscope.wording import cut, listed

_LEFT, _RIGHT = "left", "right"
_MOST = 8  # fields


def assert_lines(op: str, left: object, right: object) -> list[str] | None:
    """Return what a failing assert says, line by line; None where that is not for us to say."""
    match op, left, right:
        case "==", Report(), Report():
            said = _differing(left, right)
        case "==", LayerReport(), LayerReport():
            said = _differing(drawing().alone(left), drawing().alone(right))
        case "in", str(), Report():
            said = iter([UnknownLayerNameError(left, dict.fromkeys(_names(right))).message])
        case _:
            return None
    return [f"{_shown(left)} {op} {_shown(right)}", *said]


def _shown(value: object) -> str:
    return cut(repr(value))


def _names(report: Report) -> Iterator[str]:
    return (layer.name for layer in report.walk())


def _differing(left: Report, right: Report) -> Iterator[str]:
    """Yield what changes from the left to the right, or what else is not equal."""
    changed = changes(state_of(left, _LEFT), state_of(right, _RIGHT))
    if changed:
        yield "from the left to the right:"
    yield from change_lines(replace(changed, uncompared=()))
    if not changed:
        yield f"not equal: {listed(_others(left, right), _MOST)}"


def _others(left: Report, right: Report) -> Iterator[str]:
    """Yield the fields that differ, those of layers with their paths."""
    yield from (name for name in _fields(left, right) if name != "layers")
    for one, other in zip(left.walk(), right.walk(), strict=False):
        names = (name for name in _fields(one, other) if name != "children")
        yield from (f"{one.path}'s {name}" for name in names)


def _fields(one: Report | LayerReport, other: Report | LayerReport) -> Iterator[str]:
    for field in fields(one):
        if field.compare and getattr(one, field.name) != getattr(other, field.name):
            yield field.name
