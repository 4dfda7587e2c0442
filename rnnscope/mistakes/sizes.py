"""A size of another layer, taken for the layer's own."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr
from rnnscope.mistakes.registry import ANY, Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import Thought
from rnnscope.wording import counted

_READ = ("input_dim", "channels", "query_features", "features")
_MOST = 12  # layers before, of which somebody may take the wrong one


def _read(layer: Seen) -> str | None:
    """Return the name of the size that the layer before decides."""
    names = (name for name in _READ if name in layer.sizes)
    name = next(names, None)
    single = None if name is None else layer.sizes[name].single
    return name if single is not None and single.origin is not None else None


def _what(name: str, number: int) -> str:
    """Say how many there are of what a size counts."""
    return counted(number, "channel" if name == "channels" else "feature")


@mistake(ANY)
def of_another_layer(layer: Seen) -> Thoughts:
    """What flows in is taken to be what another layer has."""
    name = _read(layer)
    if name is None or not layer.is_keras:
        return
    right = layer.number(name)
    source = f" from {layer.before.path}" if layer.before is not None else ""
    why = f"It reads {_what(name, right)}{source}."
    met = {right}
    for words, rank, size in _others(layer):
        if size.value is not None and size.value not in met:
            met.add(size.value)
            yield Thought(
                words=f"{name} is taken to be {size.value:,}, {words}",
                why=why,
                rank=rank,
                sizes={name: size},
                is_general=False,
            )


def _others(layer: Seen) -> Iterator[tuple[str, float, Expr]]:
    yield from _sides(layer)
    yield from _vocabulary(layer)
    if layer.report.inputs:
        yield "the last axis of the model's input", 3, layer.report.inputs[0][-1]
    rank = 4.5
    for row in layer.others(_MOST):
        if row.path == layer.layer.path or layer.layer.path.startswith(f"{row.path}."):
            rank = 6.5  # who takes the size of a layer that comes later?
            continue
        for shape in row.outputs or ():
            if len(shape) > 1 and row.weights:
                yield f"which {row.path} puts out", rank, shape[-1]


def _vocabulary(layer: Seen) -> Iterator[tuple[str, float, Expr]]:
    """Yield the number of tokens, where an Embedding puts a vector in the place of each."""
    before = layer.before
    if before is not None and before.class_name == "Embedding":
        for size in before.own.symbols:
            if size.name == "input_dim":
                yield f"the tokens of {before.path}", 3, size.expr


def _sides(layer: Seen) -> Iterator[tuple[str, float, Expr]]:
    """Yield half of what the two directions of a Bidirectional put out together."""
    before = layer.before
    if before is None or before.class_name != "Bidirectional" or not before.children:
        return
    ahead = before.children[0].outputs
    if ahead and before.outputs:
        side, both = ahead[0][-1], before.outputs[0][-1]
        yield f"the units of one direction of {before.path}", 1.5, side
        if side.value == both.value:
            yield f"the units of both directions of {before.path}", 1.5, 2 * side


@mistake(ANY)
def of_the_layer_before(layer: Seen) -> Thoughts:
    """The width of the layer is taken to be what it reads."""
    name = _read(layer)
    width = next((n for n in ("units", "filters") if n in layer.sizes), None)
    if name is None or width is None or not layer.is_keras:
        return
    own = layer.number(width)
    yield Thought(
        words=f"{width} is taken to be {layer.number(name):,}, which it reads",
        why=f"{width} is {own:,}.",
        rank=5.5,
        sizes={width: layer.sizes[name]},
        is_general=False,
    )
    yield Thought(
        words=f"{name} is taken to be {own:,}, its own {width}",
        why=f"It reads {_what(name, layer.number(name))}.",
        rank=4,
        sizes={name: layer.sizes[width]},
        is_general=False,
    )
