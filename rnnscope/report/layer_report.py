"""One layer, explained: its weights, the layers inside it, its formula and its sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rnnscope.algebra.expr import Expr, Symbol, as_expr, total
from rnnscope.algebra.sources import Origin
from rnnscope.keras_facts.glossary import meaning
from rnnscope.layers import Layer, MultiplyAdds, Need, SymbolicShape, Weight, formula_of
from rnnscope.model.parts import Shape, Store
from rnnscope.report.basis import Basis
from rnnscope.report.drawing import DrawnLayer
from rnnscope.report.row_verdict import RowVerdict
from rnnscope.report.weight_report import SymbolReport, WeightReport, symbol_report, written
from rnnscope.report.witness import Verdict, Witness
from rnnscope.untrusted.limits import spend

if TYPE_CHECKING:
    from rnnscope.report.compute import OwnWork


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LayerReport(DrawnLayer):
    """One layer, explained: its weights, the layers inside it, its output shape.

    `logical_own` is what the layer's own weights would count without
    quantization and LoRA, where it has either.  `is_model` marks a model used
    as a layer, `is_own` the weights that the whole model owns itself.

    `work` is what is multiplied when it is called, the layers inside apart, None where
    that is not known; `times` are sizes whose product says how often the layer around
    it calls it.  `calls` are the reports of its calls, where it has several, or where what
    flows in is not what it was made with.

    `number` is how many weights it has where that is all that is known of them, and `untrained`
    how many of these training leaves alone, None where that is not known; `told` is what its
    row in a printed summary tells, where it comes from one.
    """

    name: str
    path: str
    class_name: str
    basis: Basis
    weights: tuple[WeightReport, ...] = ()
    children: tuple[LayerReport, ...] = ()
    inputs: tuple[SymbolicShape, ...] = ()
    outputs: tuple[SymbolicShape, ...] | None = None
    needs: tuple[Need, ...] = ()
    recorded: tuple[Shape | None, ...] = ()
    sentence: str = ""
    equation: tuple[str, ...] = ()
    source: str = ""
    is_model: bool = False
    is_own: bool = False
    logical_own: Expr | None = None
    work: tuple[Weight | MultiplyAdds, ...] | None = None
    times: SymbolicShape = ()
    calls: tuple[LayerReport, ...] = ()
    shared_with: str | None = None
    notes: tuple[str, ...] = ()
    number: int | None = None
    untrained: int | None = None
    told: RowVerdict | None = None
    layer: Layer | None = field(default=None, compare=False, repr=False)
    store: Store | None = field(default=None, compare=False, repr=False)
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def own(self) -> Expr:
        """The count of the layer's own weights; those of its children are theirs."""
        if "own" not in self._known:
            counts = [weight.count for weight in self.weights if not weight.shared_with]
            counts += [] if self.number is None else [as_expr(self.number)]
            self._known["own"] = counts[0] if len(counts) == 1 else total(counts)
        known: Expr = self._known["own"]
        return known

    @property
    def count(self) -> Expr:
        """The count of all weights, those of its children with them."""
        return total([self.own, *(child.count for child in self.children)])

    @property
    def macs(self) -> Expr | None:
        """The multiply-adds that one sample takes, in all calls; None where that is not known.

        Its `value` is None where a size is left open, such as the timesteps.
        """
        from rnnscope.report.compute import macs

        if "macs" not in self._known:
            self._known["macs"] = macs(self)
        known: Expr | None = self._known["macs"]
        return known

    @property
    def own_work(self) -> OwnWork | None:
        """The multiply-adds of the layer's own weights and products; None where not known."""
        from rnnscope.report.compute import own_work

        if "own_work" not in self._known:
            self._known["own_work"] = own_work(self)
        known: OwnWork | None = self._known["own_work"]
        return known

    @property
    def formula(self) -> str:
        """The count in words: the layers inside by name, the layer's own weights by symbol."""
        if not self.is_known:
            return "?"
        own = [written(self.own)] if self.weights or not self.children else []
        return " + ".join([child.name for child in self._counted_children] + own) or "0"

    @property
    def numbers(self) -> str:
        """The formula with numbers in place of names."""
        if not self.is_known:
            return "?"
        own = [written(self.own, Expr.numbers)] if self.weights or not self.children else []
        return " + ".join([str(child.params) for child in self._counted_children] + own) or "0"

    @property
    def _counted_children(self) -> list[LayerReport]:
        return [child for child in self.children if child.params != 0]

    @property
    def is_owner(self) -> bool:
        """True for a layer with weights of its own, or of which nobody knows whether it has some.

        A model whose layers are known only by what is stored is none: they are.
        """
        inside = self.is_model and any(child.basis is self.basis for child in self.children)
        return bool(self.weights) or not (self.basis.is_explained or inside)

    @property
    def is_known(self) -> bool:
        """False where neither a formula nor a file says how many weights there are."""
        return self.basis is not Basis.UNKNOWN

    @property
    def params(self) -> int | None:
        """The weights that are counted here; None where nobody knows how many there are.

        A layer or a weight that another layer has too counts where it is met first.
        """
        if self.shared_with:
            return 0
        return self._counted_sums[None] if self.is_known else None

    @property
    def _counted_sums(self) -> Counter[bool | str | None]:
        """The weights that are counted here, as numbers: of all (None), and by `trainable`.

        They are added up once: a row is asked for its sums many times, and is in many others.
        """
        if "sums" not in self._known:
            spend()
            sums: Counter[bool | str | None] = Counter()
            for weight in (weight for weight in self.weights if not weight.shared_with):
                sums[None] += weight.params
                untold = weight.trainable is None
                sums["untold" if untold else weight.trainable] += 1 if untold else weight.params
            if self.number:
                sums[None] += self.number
                if self.untrained is None:
                    sums["untold"] += 1
                else:
                    sums.update({True: self.number - self.untrained, False: self.untrained})
            for child in (child for child in self.children if not child.shared_with):
                for key, value in child._counted_sums.items():
                    sums[key] += value
            self._known["sums"] = sums
        known: Counter[bool | str | None] = self._known["sums"]
        return known

    @property
    def layer_params(self) -> int | None:
        """All weights of the layer, wherever they are counted: Keras's `count_params()`."""
        if not self.is_known:
            return None
        if self._is_untied:
            return self._counted_sums[None]
        if "all" not in self._known:
            told = sum(row.number or 0 for row in self.walk())  # without their weights
            self._known["all"] = told + sum(weight.params for weight in self.all_weights)
        known: int = self._known["all"]
        return known

    @property
    def _is_untied(self) -> bool:
        """True where no other layer has any of the weights too, and none stands here twice."""
        if "untied" not in self._known:
            own = any(weight.shared_with or weight.identity for weight in self.weights)
            inside = all(child._is_untied for child in self.children)
            self._known["untied"] = inside and not own and not self.shared_with
        known: bool = self._known["untied"]
        return known

    @property
    def logical(self) -> int | None:
        """What the layer is: its count without quantization and LoRA, where that is known."""
        if self.shared_with:
            return 0
        if "logical" not in self._known:
            own = self.own if self.logical_own is None else self.logical_own
            counts = [own.value, *(child.logical for child in self.children)]
            self._known["logical"] = known_sum(iter(counts)) if self.is_known else None
        known: int | None = self._known["logical"]
        return known

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
        sums = self._counted_sums
        return sums[trainable] if self.is_known and not sums["untold"] else None

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
        met: dict[object, bool] = {}
        for owner, weight in self._weights_below(f"{self.path}."):
            variable = weight.identity or (weight.shared_with or owner, weight.name)
            is_told = bool(weight.identity or weight.shared_with)
            # Two of one name in one layer are two, unless one is said to be another's.
            if variable not in met or not (is_told or met[variable]):
                yield weight
            met[variable] = is_told or met.get(variable, False)

    def _weights_below(self, top: str) -> Iterator[tuple[str, WeightReport]]:
        """Yield every weight but those of a layer that stands twice below the same top.

        One of the same path as itself is that of a model that stands twice, met once here.
        """
        other = self.shared_with if self.shared_with != self.path else None
        if other and other.startswith(top):
            return
        yield from ((self.path, weight) for weight in self.weights)
        for child in self.children:
            yield from child._weights_below(top)

    @property
    def counted_at(self) -> tuple[str, ...]:
        """The layers that count weights which this one has too."""
        if self.shared_with:
            return (self.shared_with,)
        if self._is_untied:
            return ()
        own = [weight.shared_with for weight in self.weights if weight.shared_with]
        inside = [path for child in self.children for path in child.counted_at]
        outside = (path for path in (*own, *inside) if not path.startswith(f"{self.path}."))
        return tuple(dict.fromkeys(outside))

    @property
    def symbols(self) -> tuple[SymbolReport, ...]:
        """The names in the formula, in its order, each with its value and origin."""
        symbols: dict[str, SymbolReport] = {}
        for symbol in self.own.symbols:
            symbols.setdefault(symbol.name, self._symbol(symbol))
        return tuple(symbols.values())

    def _symbol(self, symbol: Symbol) -> SymbolReport:
        # A class of somebody's own may use our names in senses of its own.
        about = meaning(self.class_name, symbol.name) if self._is_ours else ""
        return symbol_report(symbol, about)

    @property
    def _is_ours(self) -> bool:
        """True where a formula of this package says what the layer is."""
        formula = formula_of(self.layer.config) if self.layer else None
        return self.basis is not Basis.TRACED and (formula is None or formula.is_ours)

    @property
    def provenance(self) -> tuple[SymbolReport, ...]:
        """The names that other layers decide: where the input's sizes come from."""
        own = (Origin.SETTING, Origin.CONSTANT)
        return tuple(symbol for symbol in self.symbols if symbol.kind not in own)

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

    @property
    def shape_text(self) -> str:
        """The output shape as it is shown: by the word that a printed summary has in its place."""
        word = self.told.row.shape_word if self.told is not None else ""
        return word or self.output_text

    def verdict(self, witness: Witness) -> Verdict:
        """Return what a witness says of the layer and of those inside it."""
        return witness.verdict(*(self.paths if witness.differing else (self.path,)))

    @property
    def paths(self) -> tuple[str, ...]:
        """Its own path, and those of the layers inside it."""
        return tuple(layer.path for layer in self.walk())

    def walk(self) -> Iterator[LayerReport]:
        """Yield the layer, then those inside it."""
        yield self
        for child in self.children:
            yield from child.walk()


def _shapes(shapes: tuple[SymbolicShape, ...] | None) -> Shape | list[Shape] | None:
    if not shapes:
        return None
    numbers = [tuple(size.value for size in shape) for shape in shapes]
    return numbers[0] if len(numbers) == 1 else numbers


def known_sum(counts: Iterable[int | None]) -> int | None:
    """Add counts up; None where one of them is not known."""
    known = list(counts)
    return None if None in known else sum(count or 0 for count in known)
