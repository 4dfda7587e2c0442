"""What quantization and LoRA make of a layer's kernel, in Keras's order and in that of files.

Keras lists what can be trained first; files follow `variable_serialization_spec`.
Sources: keras/src/layers/core/dense.py, einsum_dense.py, embedding.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rnnscope.algebra.expr import Expr, Operand, as_expr, ceil_div
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import SymbolicShape, Weight
from rnnscope.layers.policy import Quantization, quantization
from rnnscope.layers.roles import Role

MERGED = "files hold the matrices of LoRA merged into what they adapt, not by themselves"
LEFT_OUT = "Keras 3.15 leaves the zero points out of files, and cannot load such files again"
WAITING = "until it is calibrated, the layer has its kernel as it was, and the quantized one too"


@dataclass(frozen=True, slots=True)
class Matrix:
    """A kernel laid out as rows, which are summed over, and columns; the shape of its scale."""

    rows: Expr
    columns: Expr
    scale: tuple[Operand, ...]
    zero_name: str = "kernel_zero"


def kept(
    layer: Layer, kernel: Weight, bias: Weight | None, matrix: Matrix | None = None
) -> Iterator[Weight]:
    """Yield kernel and bias as the layer's policy and `lora_rank` have them kept.

    `matrix` is None for a layer that cannot be quantized.
    """
    how = quantization(layer.config, layer.keras_path) if matrix else None
    biases = [bias] if bias else []
    lora = list(low_rank(layer, kernel, "kernel"))
    first = replace(kernel, trainable=False) if lora else kernel
    if how is None or matrix is None:
        return in_order([first, *biases, *lora], files=[kernel, *biases])
    if how.mode == "float8":
        history = list(_float8(layer, how))
        return in_order([*history, first, *biases, *lora], files=[kernel, *biases, *history])
    whole, *scales = _WHOLE[how.mode](layer, how, kernel, matrix)
    calibrated = how.mode in ("gptq", "awq")
    is_waiting = not layer.flag("calibrated", default=True)
    waiting = [replace(kernel, absent=WAITING, note=WAITING)] if is_waiting else []
    head = [*biases, whole] if calibrated else [whole, *biases]
    return in_order([*waiting, *biases, *lora, whole, *scales], files=[*head, *scales])


def in_order(order: Iterable[Weight], files: Iterable[Weight]) -> Iterator[Weight]:
    """Yield weights in Keras's order, each with its number in files, where it is kept there."""
    kept_there = (weight.name for weight in files if not weight.absent)
    numbers = {name: number for number, name in enumerate(kept_there)}
    for weight in order:
        yield replace(weight, index=None if weight.absent else numbers.get(weight.name))


def low_rank(layer: Layer, kernel: Weight, name: str) -> Iterator[Weight]:
    """Yield the two matrices that LoRA trains in the place of a kernel; none where it is off."""
    if layer.setting("lora_rank"):
        rank = layer.dim("lora_rank")
        shapes = {"a": (*kernel.shape[:-1], rank), "b": (rank, kernel.shape[-1])}
        for letter, shape in shapes.items():
            yield Weight(
                name=f"lora_{name}_{letter}",
                shape=shape,
                dtype="float32",
                role=Role.LORA,
                absent=MERGED,
            )


def whole_numbers(name: str, shape: tuple[Operand, ...], dtype: str = "int8") -> Weight:
    """Return a weight of whole numbers, which is not trained."""
    return Weight(name=name, shape=shape, dtype=dtype, trainable=False, role=Role.QUANTIZED)


def scale(name: str, shape: tuple[Operand, ...], dtype: str | None = None) -> Weight:
    """Return a weight that belongs to a quantized one, and is not trained."""
    return Weight(name=name, shape=shape, dtype=dtype, trainable=False, role=Role.OF_QUANTIZATION)


def packed(size: Operand) -> Expr:
    """Return how many bytes hold so many numbers of 4 bits."""
    return ceil_div(as_expr(size), 2)


def blocks(layer: Layer, how: Quantization, rows: Expr, name: str) -> Expr:
    """Return into how many blocks or groups rows are divided, each with a scale of its own."""
    if how.size is None:
        return as_expr(1)
    return ceil_div(rows, layer.named_size(name, how.size, "config['dtype']"))


def _int8(layer: Layer, how: Quantization, kernel: Weight, matrix: Matrix) -> list[Weight]:  # noqa: ARG001
    return [whole_numbers("kernel", kernel.shape), scale("kernel_scale", matrix.scale)]


def _int4(layer: Layer, how: Quantization, kernel: Weight, matrix: Matrix) -> list[Weight]:  # noqa: ARG001
    rows, columns = matrix.rows, matrix.columns
    whole = whole_numbers("kernel", (rows, packed(columns)))
    if how.size is None:
        return [whole, scale("kernel_scale", (columns,))]
    shape = (blocks(layer, how, rows, "block_size"), columns)
    return [
        whole,
        scale("kernel_scale", shape),
        scale("kernel_zero", shape, "int8"),
        scale("g_idx", (rows,), "float32"),
    ]


def _gptq(layer: Layer, how: Quantization, kernel: Weight, matrix: Matrix) -> list[Weight]:  # noqa: ARG001
    columns = packed(matrix.columns) if how.bits == 4 else matrix.columns
    shape = (matrix.columns, blocks(layer, how, matrix.rows, "group_size"))
    return [
        whole_numbers("kernel", (columns, matrix.rows), "uint8"),
        scale("kernel_scale", shape),
        replace(scale(matrix.zero_name, shape, "uint8"), absent=LEFT_OUT),
        scale("g_idx", (matrix.rows,), "float32"),
    ]


def _awq(layer: Layer, how: Quantization, kernel: Weight, matrix: Matrix) -> list[Weight]:
    *most, index = _gptq(layer, replace(how, bits=4), kernel, matrix)
    return [*most, scale("awq_scales", (matrix.rows,)), index]


_WHOLE = {"int8": _int8, "int4": _int4, "gptq": _gptq, "awq": _awq}


def _float8(layer: Layer, how: Quantization) -> Iterator[Weight]:
    """Yield the scales and histories of a float8 layer: trainable, since gradients set them."""
    length = layer.constant("amax_history_length", how.history)
    for name in ("inputs", "kernel", "outputs_grad"):
        yield Weight(name=f"{name}_scale", shape=(), dtype="float32", role=Role.OF_QUANTIZATION)
        yield Weight(
            name=f"{name}_amax_history", shape=(length,), dtype="float32", role=Role.OF_QUANTIZATION
        )


def table(layer: Layer, embeddings: Weight, reverse: Weight | None = None) -> Iterator[Weight]:
    """Yield the table of an embedding, and the one back, as policy and `lora_rank` have them."""
    how = quantization(layer.config, layer.keras_path)
    lora = list(low_rank(layer, embeddings, "embeddings"))
    backwards = [reverse] if reverse else []
    if how is None:
        first = replace(embeddings, trainable=False) if lora else embeddings
        return in_order([first, *backwards, *lora], files=[embeddings, *backwards])
    if how.mode not in ("int8", "int4"):
        raise UnknownFormulaError(f"Keras has no {how.mode} embedding")
    forwards = list(_table(layer, how, embeddings.shape, "embeddings"))
    if reverse:
        backwards = list(_reverse_table(layer, how, reverse.shape))
    tables = [*forwards, *backwards]
    return in_order([*lora, *tables], files=tables)


def _table(
    layer: Layer, how: Quantization, shape: tuple[Operand, ...], name: str
) -> Iterator[Weight]:
    tokens, size = map(as_expr, shape)
    if how.mode == "int8" or how.size is None:
        kept_size = size if how.mode == "int8" else packed(size)
        yield whole_numbers(name, (tokens, kept_size))
        yield scale(f"{name}_scale", (tokens,))
        return
    grouped = (tokens, blocks(layer, how, size, "block_size"))
    yield whole_numbers(name, (tokens, packed(size)))
    yield scale(f"{name}_scale", grouped)
    yield scale(f"{name}_zero", grouped, "int8")
    yield scale("g_idx", (size,), "float32")


def _reverse_table(layer: Layer, how: Quantization, shape: tuple[Operand, ...]) -> Iterator[Weight]:
    size, tokens = map(as_expr, shape)
    kept_size = size if how.mode == "int8" else packed(size)
    yield whole_numbers("reverse_embeddings", (kept_size, tokens))
    grouped: SymbolicShape = (tokens,)
    if how.mode == "int4" and how.size is not None:
        grouped = (blocks(layer, how, size, "block_size"), tokens)
    yield scale("reverse_embeddings_scale", grouped)
    if len(grouped) > 1:
        yield scale("reverse_embeddings_zero", grouped)
