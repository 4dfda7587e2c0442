"""Where each layer stands in a model: which layers it is called on, and which it is inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.model.parts import Call
from rnnscope.report.report import LayerReport, Report


@dataclass(frozen=True, slots=True)
class Taken:
    """What a call takes: an output of a layer, by its path, and of which of that layer's calls."""

    path: str
    call: int = 0
    output: int = 0


Calls: TypeAlias = tuple[tuple[Taken, ...], ...]
"""For each call what it takes; nothing where that is what the model itself is called on."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A layer, its calls, and the layers around it, the outermost first.

    `calls` is None where nobody says how it is called: what a wrapper does with the layers
    inside it is its own, and so is what a model of somebody's own class does.
    """

    row: LayerReport
    calls: Calls | None
    around: tuple[LayerReport, ...] = ()

    @property
    def inside(self) -> Iterator[Standing]:
        """The layers inside it."""
        row, around = self.row, (*self.around, self.row)
        model = row.layer.config.model if row.layer else None
        if model is None:
            return (Standing(child, None, around) for child in row.children)
        return _standing(row.children, around, is_chain=model.is_sequential)

    def walk(self) -> Iterator[Standing]:
        """Yield it, then those inside it."""
        yield self
        for each in self.inside:
            yield from each.walk()


def standing(report: Report) -> Iterator[Standing]:
    """Yield the layers that stand in no other."""
    return _standing(report.layers, (), is_chain=report.class_name == "Sequential")


def _standing(
    rows: Sequence[LayerReport], around: tuple[LayerReport, ...], *, is_chain: bool
) -> Iterator[Standing]:
    paths = {row.name: row.path for row in rows}
    before: tuple[Taken, ...] = ()
    for row in rows:
        if row.is_own:
            yield Standing(row, None, around)
            continue
        told = tuple(_taken(call, paths) for call in row.layer.config.calls) if row.layer else ()
        is_entry = row.class_name == "InputLayer"
        calls: Calls | None = told or (() if is_entry else None)
        yield Standing(row, (before,) if is_chain and not is_entry else calls, around)
        before = (Taken(row.path),)


def _taken(call: Call, paths: Mapping[str, str]) -> tuple[Taken, ...]:
    return tuple(Taken(paths.get(ref.layer, ref.layer), ref.call, ref.index) for ref in call.refs)
