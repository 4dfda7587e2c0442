"""What stands in a model several times and is shown once: its sizes move together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rnnscope.pages.said.cells import is_bare
from rnnscope.pages.table.alike import Alike
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.folding import Block, blocks
from rnnscope.report.recounting import Recounting
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend


@dataclass(slots=True)
class Repeats:
    """Finds equal blocks among layers that stand in a row, and equal layers inside one."""

    report: Report
    choice: Choice
    _alike: Alike = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no layer known."""
        self._alike = Alike(self.report)

    def blocks(self, layers: Sequence[LayerReport]) -> list[Block]:
        """Return the layers of a model in blocks."""
        if not self.choice.fold or self.choice.is_picked:
            return [Block(place, 1) for place in range(len(layers))]
        has_weights = [not is_bare(layer) for layer in layers]
        names = [layer.name for layer in layers]
        return list(blocks(self._alike.numbers(layers), names, has_weights))

    def recounting(self, single: LayerReport | None = None) -> Recounting:
        """Return what counting again takes, with the sizes tied of what is shown once.

        Where a `single` layer is shown, that is only what stands inside it.  It is one of its
        own, so that a page is the same whatever else was drawn of the report before.
        """
        recounting = self.report.recounting
        owned: defaultdict[str, list[str]] = defaultdict(list)
        for knob in recounting.knobs:
            for member in knob.members:
                owner, _, name = member.rpartition(".")
                owned[owner].append(name)
        groups = self._inside(single) if single else self._groups(self.report.layers)
        ties = [
            (f"{one.path}.{name}", f"{other.path}.{name}")
            for alike in groups
            for first in alike[:1]
            for repeated in alike[1:]
            for one, other in zip(first.walk(), repeated.walk(), strict=False)
            for name in owned[one.path]
            if name in owned[other.path]
        ]
        return recounting.tied(ties) if ties else recounting.apart()

    def _groups(self, layers: Sequence[LayerReport]) -> Iterator[Sequence[LayerReport]]:
        """Yield layers that are shown as one, of a model and of the models inside it."""
        for block in self.blocks(layers):
            spend()
            for place in range(block.start, block.start + block.length):
                if block.count > 1:
                    yield layers[place : block.end : block.length]
                yield from self._inside(layers[place])

    def _inside(self, layer: LayerReport) -> Iterator[Sequence[LayerReport]]:
        if layer.is_model:
            yield from self._groups(layer.children)
            return
        for alike in alike_inside(layer):
            yield alike
            yield from self._inside(alike[0])


def alike_inside(layer: LayerReport) -> Iterable[list[LayerReport]]:
    """Return the layers inside one, those together that one card tells of."""
    groups: dict[Hashable, list[LayerReport]] = {}
    for child in layer.children:
        groups.setdefault(_likeness(child), []).append(child)
    return groups.values()


def _likeness(layer: LayerReport) -> Hashable:
    """Return what two layers inside one have in common that one card tells of both."""
    if layer.shared_with or layer.notes or layer.is_model:
        return layer.path
    inside = tuple(map(_likeness, layer.children))
    return (layer.class_name, layer.formula, layer.numbers, layer.output_text, layer.basis, inside)
