"""The one thing every renderer is given: a model, explained.

A `Report` is frozen.  Witnesses are added by `with_witness`, which gives a
new one.  What two renderers need, a text or a sum, is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rnnscope.errors import UnknownLayerNameError
from rnnscope.expr import Expr, Symbol, product, total
from rnnscope.glossary import meaning
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.model import Shape, Store
from rnnscope.witness import Difference, Witness

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType

Basis: TypeAlias = Literal["derived", "traced", "stored", "none", "unknown"]

# The weakest of a layer's parts decides: what nobody knows, what only the file says, ...
_WEAKEST: tuple[Basis, ...] = ("unknown", "stored", "traced", "derived")

_ITEM_BYTES = {
    "float64": 8,
    "int64": 8,
    "uint64": 8,
    "float16": 2,
    "bfloat16": 2,
    "int16": 2,
}
_ITEM_BYTES |= {"uint16": 2, "int8": 1, "uint8": 1, "bool": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightReport:
    """One variable: its name in Keras, its symbolic shape, and what it is for.

    `trainable` is None where nothing says.  Files keep the variable as number
    `index` under the attribute path `group` of its layer.  `shared_with` is the
    path of the layer that has the same variable, and counts it.  `index` is -1
    for a variable that files do not keep by itself.
    """

    name: str
    symbolic_shape: SymbolicShape
    dtype: str
    trainable: bool | None
    role: str = ""
    gates: tuple[str, ...] = ()
    group: str = ""
    index: int = 0
    identity: int | None = field(default=None, compare=False, repr=False)
    shared_with: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape in numbers."""
        return tuple(map(int, self.symbolic_shape))

    @property
    def count(self) -> Expr:
        """The number of elements, as an expression."""
        return product(self.symbolic_shape)

    @property
    def params(self) -> int:
        """The number of elements."""
        return int(self.count)

    @property
    def bytes(self) -> int:
        """The size in bytes, as the dtype has it."""
        return self.params * _ITEM_BYTES.get(self.dtype, 4)


@dataclass(frozen=True, slots=True)
class SymbolReport:
    """A name in a formula: its value, what it means there, and where it comes from."""

    name: str
    value: int
    meaning: str
    origin: str
    origin_numbers: str = ""

    @property
    def text(self) -> str:
        """A line for people: `input_dim = 128 (simple_rnn.units)`."""
        numbers = f" = {self.origin_numbers}" if self.origin_numbers else ""
        return f"{self.name} = {self.value} ({self.origin}{numbers})"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerReport:
    """One layer, explained: its weights, the layers inside it, its output shape.

    `logical_own` is what the layer's own weights would count without
    quantization and LoRA, where it has either.  `is_model` marks a model used
    as a layer, `is_own` the weights that the whole model owns itself.
    """

    name: str
    path: str
    class_name: str
    basis: Basis
    weights: tuple[WeightReport, ...] = ()
    children: tuple[LayerReport, ...] = ()
    inputs: tuple[SymbolicShape, ...] = ()
    outputs: tuple[SymbolicShape, ...] | None = None
    fixes: tuple[Expr, ...] = ()
    recorded: tuple[Shape | None, ...] = ()
    sentence: str = ""
    equation: tuple[str, ...] = ()
    source: str = ""
    is_model: bool = False
    is_own: bool = False
    logical_own: Expr | None = None
    shared_with: str | None = None
    notes: tuple[str, ...] = ()
    layer: Layer | None = field(default=None, compare=False, repr=False)
    store: Store | None = field(default=None, compare=False, repr=False)

    @property
    def own(self) -> Expr:
        """The count of the layer's own weights; those of its children are theirs."""
        return total(weight.count for weight in self.weights if not weight.shared_with)

    @property
    def count(self) -> Expr:
        """The count of all weights, those of its children with them."""
        return total([self.own, *(child.count for child in self.children)])

    @property
    def formula(self) -> str:
        """The count in words: the layers inside by name, the layer's own weights by symbol."""
        if not self.is_known:
            return "?"
        own = [str(self.own)] if self.weights or not self.children else []
        return " + ".join([child.name for child in self._counted_children] + own) or "0"

    @property
    def numbers(self) -> str:
        """The formula with numbers in place of names."""
        if not self.is_known:
            return "?"
        own = [self.own.numbers()] if self.weights or not self.children else []
        return " + ".join([str(child.params) for child in self._counted_children] + own) or "0"

    @property
    def _counted_children(self) -> list[LayerReport]:
        return [child for child in self.children if child.params != 0]

    @property
    def is_known(self) -> bool:
        """False where neither a formula nor a file says how many weights there are."""
        return self.basis != "unknown"

    @property
    def params(self) -> int | None:
        """The weights that are counted here; None where nobody knows how many there are.

        A layer or a weight that another layer has too counts where it is met first.
        """
        if self.shared_with:
            return 0
        return sum(weight.params for weight in self.counted_weights) if self.is_known else None

    @property
    def layer_params(self) -> int | None:
        """All weights of the layer, wherever they are counted: Keras's `count_params()`."""
        if not self.is_known:
            return None
        return sum(weight.params for weight in self.all_weights)

    @property
    def logical(self) -> int | None:
        """What the layer is: its count without quantization and LoRA, where that is known."""
        if self.shared_with:
            return 0
        own = self.own if self.logical_own is None else self.logical_own
        counts = [own.value, *(child.logical for child in self.children)]
        return _sum(iter(counts)) if self.is_known else None

    @property
    def trainable(self) -> int | None:
        """The weights that training may change; None where that is not known."""
        return self._sum_where(trainable=True)

    @property
    def non_trainable(self) -> int | None:
        """The weights that training leaves alone; None where that is not known."""
        return self._sum_where(trainable=False)

    def _sum_where(self, *, trainable: bool) -> int | None:
        if self.shared_with:
            return 0
        weights = list(self.counted_weights)
        if not self.is_known or any(weight.trainable is None for weight in weights):
            return None
        return sum(weight.params for weight in weights if weight.trainable is trainable)

    @property
    def counted_weights(self) -> Iterator[WeightReport]:
        """The weights of the layer and of those inside it that no layer before counts."""
        if self.shared_with:
            return
        yield from (weight for weight in self.weights if not weight.shared_with)
        for child in self.children:
            yield from child.counted_weights

    @property
    def all_weights(self) -> Iterator[WeightReport]:
        """The layer's weights and those of the layers inside it, each once, in Keras's order."""
        met: set[object] = set()
        for owner, weight in self._weights_below(f"{self.path}."):
            variable = weight.identity or (weight.shared_with or owner, weight.name)
            if variable not in met:
                yield weight
            if weight.identity or weight.shared_with:
                met.add(variable)

    def _weights_below(self, top: str) -> Iterator[tuple[str, WeightReport]]:
        """Yield every weight but those of a layer that stands twice below the same top."""
        if self.shared_with and self.shared_with.startswith(top):
            return
        yield from ((self.path, weight) for weight in self.weights)
        for child in self.children:
            yield from child._weights_below(top)

    @property
    def counted_at(self) -> tuple[str, ...]:
        """The layers that count weights which this one has too."""
        if self.shared_with:
            return (self.shared_with,)
        own = [weight.shared_with for weight in self.weights if weight.shared_with]
        inside = [path for child in self.children for path in child.counted_at]
        outside = (path for path in (*own, *inside) if not path.startswith(f"{self.path}."))
        return tuple(dict.fromkeys(outside))

    @property
    def symbols(self) -> tuple[SymbolReport, ...]:
        """The names in the formula, in its order, each with its value and origin."""
        found: dict[str, SymbolReport] = {}
        for symbol in self.own.symbols:
            found.setdefault(symbol.name, self._symbol(symbol))
        return tuple(found.values())

    def _symbol(self, symbol: Symbol) -> SymbolReport:
        # A class we have no formula for may use our names in senses of its own.
        about = "" if self.basis == "traced" else meaning(self.class_name, symbol.name)
        return SymbolReport(symbol.name, symbol.value or 0, about, *origin_of(symbol))

    @property
    def provenance(self) -> tuple[SymbolReport, ...]:
        """The names that other layers decide: where the input's sizes come from."""
        return tuple(s for s in self.symbols if s.origin not in ("setting", "constant"))

    @property
    def input_shape(self) -> Shape | list[Shape] | None:
        """The input shape in numbers, None for a size known at run time; a list of several."""
        return _shapes(self.inputs)

    @property
    def output_shape(self) -> Shape | list[Shape] | None:
        """The output shape in numbers, None for a size known at run time; a list of several."""
        return _shapes(self.outputs)

    @property
    def output_text(self) -> str:
        """The output shape as summary() writes it; a tuple of shapes where there are several."""
        shapes = [f"({', '.join(str(size.value) for size in s)})" for s in self.outputs or ()]
        return f"({', '.join(shapes)})" if len(shapes) > 1 else "".join(shapes) or "?"

    def walk(self) -> Iterator[LayerReport]:
        """Yield the layer, then those inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A model, explained: its layers, its totals, and what the witnesses say.

    `report["simple_rnn"]` is a layer by its name, or by its path where it is
    inside another: `report["bidirectional.forward_layer"]`.
    """

    name: str
    class_name: str
    source: str | None
    format: str
    keras_version: str | None
    layers: tuple[LayerReport, ...]
    inputs: tuple[SymbolicShape, ...] = ()
    optimizer: int = 0
    compiled: bool = False
    witnesses: tuple[Witness, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int | None:
        """The model's weights, each once, without the optimizer: `model.count_params()`.

        None where a layer's count is not known.
        """
        return _sum(layer.params for layer in self.layers)

    @property
    def logical(self) -> int | None:
        """What the model is: its count without quantization and LoRA, where that is known."""
        return _sum(layer.logical for layer in self.layers)

    @property
    def trainable(self) -> int | None:
        """The weights that training may change; None where that is not known."""
        return _sum(layer.trainable for layer in self.layers)

    @property
    def non_trainable(self) -> int | None:
        """The weights that training leaves alone; None where that is not known."""
        return _sum(layer.non_trainable for layer in self.layers)

    @property
    def bytes(self) -> int:
        """The size of the known weights, in bytes."""
        rows = (layer for layer in self.layers if not layer.shared_with)
        return sum(weight.bytes for layer in rows for weight in layer.counted_weights)

    @property
    def total_formula(self) -> str | None:
        """The total as one polynomial in the sizes that were set, each with its layer's name.

        None where a count is not known, or where there is none.
        """
        from rnnscope.polynomial import total_count

        count = total_count(self.layers)
        return count.qualified() if count is not None and count.terms else None

    @property
    def reconciliation(self) -> tuple[str, ...]:
        """Why summary() shows other numbers than this report, where it does."""
        from rnnscope.reconcile import reconciliation

        return reconciliation(self)

    @property
    def verified(self) -> bool:
        """True where all witnesses that spoke agree, and one at least of each layer's weights."""
        spoke = [witness for witness in self.witnesses if witness.spoke]
        return (
            bool(spoke)
            and all(witness.agrees for witness in spoke)
            and all(
                any(witness.verdict(layer.path) == "agrees" for witness in spoke)
                for layer in self.owners()
            )
        )

    def owners(self) -> Iterator[LayerReport]:
        """Yield every layer, inside others too, that has weights of its own, or may have some."""
        for layer in self.walk():
            if layer.weights or not layer.is_known:
                yield layer

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything the witnesses do not agree on."""
        return tuple(d for witness in self.witnesses for d in witness.differences)

    def walk(self) -> Iterator[LayerReport]:
        """Yield every layer, each before the layers inside it."""
        for layer in self.layers:
            yield from layer.walk()

    def __getitem__(self, name: str) -> LayerReport:
        named: LayerReport | None = None
        for layer in self.walk():
            if layer.path == name:
                return layer
            named = named or (layer if layer.name == name else None)
        if named is None:
            raise UnknownLayerNameError(name, dict.fromkeys(layer.name for layer in self.walk()))
        return named

    def render(self, to: str = "text", **options: Any) -> str:
        """Return the report in a format of `rnnscope.renderers.RENDERERS`.

        `options` are those of `rnnscope.renderers.Options`: `depth`, `layer`, ...

        Raises:
            KeyError: there is no such format.

        """
        from rnnscope.renderers import Options, render

        return render(self, to, Options(**options))

    def to_markdown(self, **options: Any) -> str:
        """Return the report as Markdown, in GitHub's dialect."""
        return self.render("markdown", **options)

    def to_json(self, **options: Any) -> str:
        """Return the report as JSON; its fields are a promise."""
        return self.render("json", **options)

    def __str__(self) -> str:
        return self.render("text").rstrip("\n")

    def __rich_console__(self, console: Console, _: ConsoleOptions) -> Iterator[RenderableType]:
        from rnnscope.renderers import Options
        from rnnscope.renderers.text import drawn

        yield drawn(self, Options(ascii_only=console.options.ascii_only), console)

    def _repr_html_(self) -> str:
        return self.render("html")

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def witness(self, name: str) -> Witness | None:
        """Return the witness of that name, if it was heard."""
        return next((witness for witness in self.witnesses if witness.name == name), None)

    def with_witness(self, witness: Witness) -> Report:
        """Return the report with one more witness; one heard before is replaced."""
        kept = tuple(w for w in self.witnesses if w.name != witness.name)
        return replace(self, witnesses=(*kept, witness))


def origin_of(symbol: Symbol) -> tuple[str, str]:
    """Return where a symbol comes from, in words, and in numbers where it was computed."""
    origin = symbol.origin
    if origin is None:
        return symbol.source, ""
    single = origin.single
    if single is None:
        return origin.qualified(), origin.numbers()
    if single.source.startswith("axis "):
        return f"{single.owner}, {single.source}", ""
    return single.qualified, ""


def _shapes(shapes: tuple[SymbolicShape, ...] | None) -> Shape | list[Shape] | None:
    if not shapes:
        return None
    numbers = [tuple(size.value for size in shape) for shape in shapes]
    return numbers[0] if len(numbers) == 1 else numbers


def _sum(counts: Iterator[int | None]) -> int | None:
    known = list(counts)
    return None if None in known else sum(count or 0 for count in known)


def weakest(bases: Iterable[Basis]) -> Basis:
    """Return the basis of a whole whose parts have these; `none` where none has weights."""
    found = set(bases)
    return next((basis for basis in _WEAKEST if basis in found), "none")
