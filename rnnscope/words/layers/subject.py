"""The layer that sentences are about: its numbers, and what another one in its place would have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any

from rnnscope.layers import Layer, SymbolicShape
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.report.trial import Trial, changed, tried

POOLING = {rank: f"GlobalAveragePooling{rank - 2}D" for rank in (3, 4, 5)}
_CHANNELS = ("filters", "units", "output_dim")  # the sizes of a last axis, by what makes it


class UnsaidError(LookupError):
    """A number that a sentence needs is not known, so the sentence is not said."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A layer that a formula of ours covers, where it stands in a report.

    `name` is that of its class, its first where Keras has several.
    """

    report: Report
    row: LayerReport
    layer: Layer
    name: str

    @property
    def params(self) -> int:
        """The number of its weights, those of the layers inside it too."""
        return self._known(self.row.layer_params)

    @property
    def untold(self) -> tuple[str, ...]:
        """The arguments that a printed summary does not tell: several values fit."""
        return self.layer.config.untold

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting; what is asked for here is none of the formula's own questions."""
        return changed(self.layer, {}).setting(key, default)

    def size(self, name: str) -> int:
        """Return the value of a name in the shapes of the weights.

        Raises:
            UnsaidError: no weight has a size of that name.

        """
        sizes = (size for weight in self.row.weights for size in weight.symbolic_shape)
        symbols = (symbol for size in sizes for symbol in size.symbols)
        return self._known(next((s.value for s in symbols if s.name == name), None))

    def weight(self, name: str) -> WeightReport | None:
        """Return the weight of that name; None where the layer has none."""
        return next((weight for weight in self.row.weights if weight.name == name), None)

    @property
    def input(self) -> tuple[int | None, ...]:
        """The shape of the first input in numbers.

        Raises:
            UnsaidError: it is not known.

        """
        if not self.row.inputs:
            raise UnsaidError
        return tuple(size.value for size in self.row.inputs[0])

    @property
    def output(self) -> str:
        """The shape of the first output in numbers.

        Raises:
            UnsaidError: it is not known.

        """
        return shape_text(self.row.outputs)

    def trial(
        self,
        settings: dict[str, Any],
        class_name: str = "",
        inputs: tuple[SymbolicShape, ...] | None = None,
    ) -> Trial:
        """Work the layer out with other settings, of another class, or for another input.

        Raises:
            UnsaidError: Keras would refuse that, or its count is not known.

        """
        other = changed(self.layer, settings, class_name)
        found = tried(other if inputs is None else other.fed(*inputs))
        if found is None or found.params is None:
            raise UnsaidError
        return found

    def would_have(self, settings: dict[str, Any], class_name: str = "") -> int:
        """Return the count with other settings, or of another class in its place.

        Raises:
            UnsaidError: as `trial` does.

        """
        return self._known(self.trial(settings, class_name).params)

    def _known(self, number: int | None) -> int:
        if number is None:
            raise UnsaidError
        return number


def shape_text(shapes: tuple[SymbolicShape, ...] | None) -> str:
    """Write the first of some shapes in numbers.

    Raises:
        UnsaidError: there is none.

    """
    if not shapes:
        raise UnsaidError
    return f"({', '.join(str(size.value) for size in shapes[0])})"


def channels_last(report: Report, shape: SymbolicShape) -> int | None:
    """Return the size of the last axis, where a layer made that as its channels or features.

    None where nothing says what that axis is, as of an input, and where a layer
    of the model has its channels first.
    """
    channels = shape[-1].single if len(shape) in POOLING else None
    if channels is None or channels.name not in _CHANNELS or _is_first(report):
        return None
    return channels.value


def _is_first(report: Report) -> bool:
    settings = (layer.layer.config.settings for layer in report.walk() if layer.layer)
    return any(each.get("data_format") == "channels_first" for each in settings)


def times(*sizes: int) -> str:
    """Write a product: `7·7·1,280`."""
    return "·".join(f"{size:,}" for size in sizes)


def worked_out(*sizes: int) -> str:
    """Write a product and what it is: `7·7·64 = 3,136`; of one size the size alone."""
    return f"{times(*sizes)} = {prod(sizes):,}" if sizes[1:] else times(*sizes)


def numbers(*sizes: int) -> str:
    """Write a product of numbers: `7·7·64 = 3,136 numbers`."""
    return f"{worked_out(*sizes)} {'number' if prod(sizes) == 1 else 'numbers'}"


def sum_of_shapes(shapes: Iterable[SymbolicShape]) -> str:
    """Write the count of weights of these shapes as a sum of products, without its ones."""
    parts = []
    for shape in shapes:
        sizes = [int(size) for size in shape if int(size) != 1]
        parts.append(times(*sizes) if sizes else "1")
    return " + ".join(parts)
