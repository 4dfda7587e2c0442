"""The equation of an `EinsumDense`: the size of each label, and the kernel as a matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr, Operand, as_expr, product, symbol
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import SymbolicShape
from rnnscope.layers.policy import quantization
from rnnscope.layers.states import Matrix
from rnnscope.wording import shown


@dataclass(frozen=True, slots=True)
class Einsum:
    """An einsum equation, each label with its size.

    `shape` is the whole output shape.  `spare` counts the axes under an
    ellipsis; they stand before the labels or, where `right`, after them.
    `uses` are the axes of the input, but the batch, that the kernel has not; None where
    it has the batch.
    """

    kernel: str
    output: str
    shape: SymbolicShape
    sources: Mapping[str, Expr]
    spare: int
    right: bool
    uses: SymbolicShape | None = None

    @property
    def kernel_shape(self) -> SymbolicShape:
        """The shape of the kernel."""
        return tuple(map(self.size, self.kernel))

    @property
    def fixed(self) -> Iterator[tuple[Expr, Expr]]:
        """The input axes that `output_shape` gives a size, and the size they then must have."""
        for label in self.output:
            size = self.size(label)
            if label in self.sources and size.value is not None:
                yield self.sources[label], size

    def size(self, label: str) -> Expr:
        """Return the size along a label: the output's where it has it, or else the input's."""
        if label in self.output:
            return self.shape[self.output.index(label) + (0 if self.right else self.spare)]
        if label in self.sources:
            return self.sources[label]
        raise UnknownFormulaError(f"label {shown(label)} of its equation has no size")


def read_einsum(layer: Layer) -> Einsum:
    """Read the equation of a layer, with the sizes that its input and settings give its labels.

    Raises:
        BadConfigError: the equation or `output_shape` does not fit the input.

    """
    equation = str(layer.setting("equation")).replace(" ", "")
    match = re.fullmatch(r"(\.\.\.)?(\w+)(\.\.\.)?,(\w+)->(\.\.\.)?(\w+)(\.\.\.)?", equation)
    rank = len(layer.input)
    if match is None or len(match[2]) > rank:
        raise BadConfigError(
            f"{layer.path}.config['equation']",
            f"{shown(equation)} does not fit {rank} input axes",
        )
    source, kernel, output, right = match[2], match[4], match[6], match[3] is not None
    spare = rank - len(source)
    axes = layer.input if right else layer.input[spare:]
    sources = {
        label: layer.new(f"input_{label}", axis) for label, axis in zip(source, axes, strict=False)
    }
    shape = _einsum_shape(layer, output, spare, right=right)
    labels = source + "." * spare if right else "." * spare + source
    uses = None if labels[0] in kernel else tuple(_uses(layer, labels, kernel))
    return Einsum(kernel, output, shape, sources, spare, right, uses)


def _uses(layer: Layer, labels: str, kernel: str) -> Iterator[Expr]:
    for axis, label in enumerate(labels[1:], 1):
        if label not in kernel:
            name = f"axis_{axis}" if label == "." else f"input_{label}"
            yield layer.new(name, layer.input[axis])


def _einsum_shape(layer: Layer, labels: str, spare: int, *, right: bool) -> SymbolicShape:
    """Return the output shape: the batch, `output_shape`, and the axes under an ellipsis.

    Keras writes the axes under an ellipsis on the left backwards.
    """
    before = () if right else layer.input[1:spare][::-1]
    after = layer.input[len(layer.input) - spare :] if right else ()
    labels = labels[1:] if right or not spare else labels
    sizes = layer.entries("output_shape")
    if len(sizes) < len(labels):
        raise BadConfigError(
            f"{layer.path}.config['output_shape']", f"expected {len(labels)} sizes"
        )
    # Keras takes more than there are labels, and says them of the output.
    names = (*labels, *map(str, range(len(labels), len(sizes))))
    given = (_einsum_size(layer, name, *size) for name, size in zip(names, sizes, strict=True))
    return (layer.batch, *before, *given, *after)


def _einsum_size(layer: Layer, label: str, size: object, where: str) -> Expr:
    """Return a size of `output_shape`; None stays open, even where the input's size is known."""
    if size is None:
        return symbol(f"output_{label}", None, layer.path)
    return layer.named_size(f"output_{label}", size, where)


def bias_shape(einsum: Einsum, bias_axes: str) -> tuple[Operand, ...]:
    """Size the bias from its first label on; output axes it leaves out have size 1."""
    first = min(einsum.output.index(label) for label in bias_axes)
    after = (1,) * (einsum.spare if einsum.right else 0)
    labels = einsum.output[first:]
    return (
        *(einsum.size(label) if label in bias_axes else 1 for label in labels),
        *after,
    )


def matrix(layer: Layer, einsum: Einsum) -> Matrix | None:
    """Lay the kernel out as a matrix, the way its quantization does; None where there is none."""
    how = quantization(layer.config, layer.keras_path)
    if how is None or how.mode == "float8":
        return None if how is None else Matrix(as_expr(0), as_expr(0), ())
    if einsum.spare:
        raise UnknownFormulaError("Keras cannot quantize an equation with an ellipsis")
    if how.mode in ("gptq", "awq"):
        return Matrix(*_guessed(layer, einsum.kernel_shape), (), "zero_point")
    labels = einsum.kernel
    rows = product(einsum.size(label) for label in labels if label not in einsum.output)
    columns = product(einsum.size(label) for label in labels if label in einsum.output)
    return Matrix(rows, columns, tuple(_scale_shape(einsum)))


def _guessed(layer: Layer, shape: SymbolicShape) -> tuple[Expr, Expr]:
    """Divide a kernel into rows and columns as Keras does: by its largest size."""
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) != 3:
        raise UnknownFormulaError("Keras calibrates kernels of 2 or 3 axes only")
    sizes = [size.value or 0 for size in shape]
    largest = sizes.index(max(sizes))
    for other in shape[1:] if largest == 0 else ():
        layer.need(shape[0], least=other, for_formula=True)
    if largest == 0:
        return shape[0], shape[1] * shape[2]
    layer.need(shape[largest], least=shape[0] + 1, for_formula=True)
    return shape[0] * shape[1], shape[2]


def _scale_shape(einsum: Einsum) -> list[Operand]:
    """Align the scale of an int8 kernel with the output, with 1 where the kernel is summed over.

    Source: keras/src/layers/core/einsum_dense.py, _analyze_quantization_info.
    """
    kernel, output = einsum.kernel, einsum.output
    order = [kernel.index(label) for label in output if label in kernel]
    spare = [i for i, label in enumerate(output) if label not in kernel]
    left_out, place = [], 0
    for axis in (i for i, label in enumerate(kernel) if label not in output):
        if spare:
            place = spare.pop(0)
        else:
            left_out.append(axis)
        order.insert(place, axis)
    shape = [einsum.size(kernel[i]) if kernel[i] in output else 1 for i in order]
    for place in spare:
        shape.insert(place, 1)
    return [size for i, size in enumerate(shape) if i not in left_out]
