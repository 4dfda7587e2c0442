"""Layers of which only the weights are known, read as the class that they fit.

A reading is no derivation: the sizes are taken from the very weights that they
explain, so nothing is checked by it, and it is never said to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import Origin, Source, axis_source
from rnnscope.derivation._stored_doubts import doubt
from rnnscope.derivation._work import without_work
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers.spatial import axis_names
from rnnscope.matching import pairs
from rnnscope.model.parts import LayerConfig, Shape, Store, Tensor, groups_in_container
from rnnscope.model.tensors import last_name
from rnnscope.report.report import Basis, LayerReport, WeightReport

WEIGHTS_ALONE = (
    "These are weights alone: no config says what the layers are, in which order they stand, or "
    "how they are joined. A layer's class is read from its weights' shapes and names."
)

_MODELS = {"sequential": "Sequential", "functional": "Functional"}
# Names that Keras gives weights; where a file tells one, a layer that fits has it too.
_KNOWN = frozenset(
    """
    kernel recurrent_kernel bias embeddings reverse_embeddings depthwise_kernel pointwise_kernel
    gamma beta moving_mean moving_variance moving_stddev renorm_mean renorm_stddev mean variance
    count alpha scale concat_score_weight vector_u
    """.split()  # noqa: SIM905
)


def read_row(
    layer: Layer,
    store: Store,
    fitting: Sequence[LayerReport],
    stored: Callable[[str], LayerReport],
) -> LayerReport | None:
    """Report a layer by those that its weights fit; None where it is layers in a layer.

    `stored` reports it by the tensors alone, with a reason.
    """
    classes = list(dict.fromkeys(row.class_name for row in fitting))
    chosen = classes if len(classes) == 1 else _named(layer.config, classes)
    if not chosen:
        return None if _is_split(layer.config, store) else stored(_unread(classes))
    rows = [row for row in fitting if row.class_name == chosen[0]]
    note = _note(chosen[0], classes)
    if len(rows) > 1:
        return replace(stored(note), class_name=chosen[0], notes=(note,))
    return replace(without_work(_as_read(rows[0], store)), notes=(note,), layer=layer)


def _is_split(config: LayerConfig, store: Store) -> bool:
    """Tell whether a group can be counted layer by layer, with what is its own."""
    inside = config.model.layers if config.model else ()
    own = store.unclaimed(inside)
    return bool(inside) and not (own and doubt({}, store.tensors()))


def nested_reading(row: LayerReport) -> LayerReport:
    """Report a group of layers without a config, a model or a layer that has others inside."""
    reading = row.layer.config.reading if row.layer else None
    class_name = _MODELS.get(reading.stem, row.class_name) if reading else row.class_name
    caveat = "its class was read from its name alone" if class_name != row.class_name else ""
    note = "; ".join(filter(None, ("a layer that has others inside", caveat)))
    return replace(row, class_name=class_name, sentence="", notes=(note,))


def _named(config: LayerConfig, classes: Sequence[str]) -> list[str]:
    """Return the class that the source names a layer after, of those that fit."""
    stem = config.reading.stem if config.reading else ""
    return [name for name in classes if groups_in_container([name]) == [stem]]


def _note(class_name: str, classes: Sequence[str]) -> str:
    others = " and ".join(name for name in classes if name != class_name)
    if not others:
        return "its class was read from its weights, which fit no other"
    return f"its class was read from its name and its weights, which fit {others} too"


def _unread(classes: Sequence[str]) -> str:
    return f"its weights fit {' and '.join(classes)}" if classes else "its weights fit no class"


def _as_read(row: LayerReport, store: Store | None) -> LayerReport:
    """Return a row as what it is: read from the weights; nothing says what can be trained."""
    tensors = [tensor for _, tensor in _pairs(replace(row, store=store, children=()))]
    return replace(
        row,
        basis=Basis.STORED if row.basis is Basis.DERIVED else row.basis,
        weights=tuple(
            replace(weight, trainable=None, dtype=tensor.dtype if tensor else weight.dtype)
            for weight, tensor in zip(row.weights, tensors, strict=True)
        ),
        children=tuple(_as_read(child, child.store) for child in row.children),
        inputs=(),
        outputs=None,
        recorded=(),
    )


def fits(row: LayerReport, store: Store) -> bool:
    """Tell whether a layer's weights are all that is stored, in shape and, where told, in name."""
    paired = list(_pairs(replace(row, store=store)))
    if not all(tensor and _agree(weight, tensor) for weight, tensor in paired):
        return False
    placed = Counter(tensor.path for _, tensor in paired if tensor)
    return placed.keys() == {tensor.path for tensor in store.tensors()}


def _pairs(row: LayerReport) -> Iterator[tuple[WeightReport, Tensor | None]]:
    yield from pairs(row.weights, row.store)
    for child in row.children:
        yield from _pairs(child)


def _agree(weight: WeightReport, tensor: Tensor) -> bool:
    stored = last_name(tensor.path)
    own = weight.name.rpartition("/")[2]
    return weight.shape == tensor.shape and (stored not in _KNOWN or stored == own)


def reading_of(config: LayerConfig, layer: Layer) -> Layer:
    """Return a layer that may be the one of which only the weights are known, in its place."""
    shapes = config.build_shapes.values()
    inputs = tuple(_input(f"{layer.path}.input", shape) for shape in shapes)
    named = replace(config, name=layer.config.name, build_shapes={})
    return Layer(config=named, path=layer.path, inputs=inputs)


def _input(path: str, shape: Shape) -> SymbolicShape:
    """Return an input whose sizes are those that the weights tell."""
    names = axis_names(len(shape))
    places = (axis_source(i, len(shape), "its input") for i in range(len(shape)))
    read = (Source(Origin.READ, f"{place}, read from the weights", place.axis) for place in places)
    return tuple(
        Symbol(name, size, path, source=source).expr
        for name, size, source in zip(names, shape, read, strict=True)
    )
