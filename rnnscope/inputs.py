"""What a model's input shape means for its count: which axes are counted, which are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rnnscope.expr import Expr, Symbol
from rnnscope.layers import SymbolicShape
from rnnscope.report import LayerReport, Report


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of an input: its name and size, the layers that count it, those that need it.

    `counted_in` are the layers whose weights grow with it; `fixed_by` those
    that have to know it when they are built, though they count nothing by it.
    `is_unsure` where it flows into a layer that has no formula, which may do both.
    """

    name: str
    size: int | None
    counted_in: tuple[str, ...]
    fixed_by: tuple[str, ...]
    is_unsure: bool = False

    @property
    def is_free(self) -> bool:
        """True where another size, or None, changes neither a weight nor a layer."""
        return not (self.counted_in or self.fixed_by or self.is_unsure)


@dataclass(frozen=True, slots=True)
class InputMeaning:
    """One input of the model, axis by axis, and the sentences that say what follows."""

    name: str
    axes: tuple[Axis, ...]
    sentences: tuple[str, ...]

    @property
    def shape(self) -> str:
        """The shape in numbers and in names: `(None, 28, 28) = (batch, timesteps, features)`."""
        sizes = ", ".join(str(axis.size) for axis in self.axes)
        return f"({sizes}) = ({', '.join(axis.name for axis in self.axes)})"


def input_meanings(report: Report) -> tuple[InputMeaning, ...]:
    """Explain every input of a model; nothing where the inputs are not known."""
    uses = _Uses()
    for layer in report.layers:
        uses.add(layer)
    return tuple(_meaning(report, shape, uses) for shape in report.inputs)


class _Uses:
    """Which layers count by which input axes, which need them known, and which have no formula."""

    def __init__(self) -> None:
        self.counted: dict[Symbol, list[str]] = {}
        self.fixed: dict[Symbol, list[str]] = {}
        self.unknown: list[str] = []
        self._unsure: set[Symbol] = set()
        self._lost = False  # somewhere nothing says any more which input a size is from
        self._roots: dict[Symbol, frozenset[Symbol]] = {}

    def add(self, layer: LayerReport) -> None:
        """Note what one layer uses; layers are added in the order data flows."""
        if layer.is_model:
            for child in layer.children:
                self.add(child)
        elif layer.basis in ("stored", "unknown"):
            self.unknown.append(layer.path)
            self._lost |= not layer.inputs
            self._unsure |= self._reached(size for shape in layer.inputs for size in shape)
        else:
            self._lost |= bool(layer.weights) and not layer.inputs
            self._note(self.counted, layer, (weight.count for weight in layer.all_weights))
            inside = [size for each in layer.walk() for size in each.fixes]
            self._note(self.fixed, layer, inside)
        for shape in layer.outputs or ():
            self._reached(shape)

    def is_unsure(self, symbol: Symbol) -> bool:
        """Tell whether a size may be counted by a layer that has no formula."""
        return self._lost or symbol in self._unsure

    def _note(
        self, uses: dict[Symbol, list[str]], layer: LayerReport, sizes: Iterable[Expr]
    ) -> None:
        for root in self._reached(sizes):
            uses.setdefault(root, []).append(layer.path)

    def _reached(self, sizes: Iterable[Expr]) -> frozenset[Symbol]:
        """Trace sizes back to those that were computed from no others."""
        found: set[Symbol] = set()
        for symbol in {symbol for size in sizes for symbol in size.symbols}:
            if symbol.origin is None:
                found.add(symbol)
                continue
            if symbol not in self._roots:
                self._roots[symbol] = self._reached([symbol.origin])
            found |= self._roots[symbol]
        return frozenset(found)


def _meaning(report: Report, shape: SymbolicShape, uses: _Uses) -> InputMeaning:
    symbols = [size.single for size in shape]
    axes = tuple(
        Axis(
            symbol.name,
            symbol.value,
            tuple(uses.counted.get(symbol, ())),
            tuple(p for p in uses.fixed.get(symbol, ()) if p not in uses.counted.get(symbol, ())),
            uses.is_unsure(symbol),
        )
        for symbol in symbols
        if symbol is not None
    )
    owner = next((symbol.owner for symbol in symbols if symbol is not None), "input")
    return InputMeaning(owner, axes, tuple(_sentences(report, axes, uses.unknown)))


def _sentences(report: Report, axes: tuple[Axis, ...], unknown: list[str]) -> Iterable[str]:
    for axis in axes:
        if axis.counted_in:
            yield f"{axis.name} = {axis.size} is counted, in {_listed(axis.counted_in)}."
        if axis.fixed_by and axis.name != "batch":
            yield (
                f"{axis.name} = {axis.size} is in no count, but is fixed by "
                f"{_listed(axis.fixed_by)}."
            )
    free = [axis for axis in axes if axis.is_free or _is_batch(axis)]
    if free:
        yield _free_sentence(report, free)
    lengths = [axis for axis in axes if axis.name in ("timesteps", "frames")]
    for axis in (each for each in lengths if not each.is_unsure or each.counted_in):
        yield _length_sentence(axis)
    if unknown:
        yield f"That is as far as formulas are known: there is none for {_listed(unknown)}."


def _is_batch(axis: Axis) -> bool:
    return axis.name == "batch" and not axis.counted_in and not axis.is_unsure


def _free_sentence(report: Report, free: list[Axis]) -> str:
    names = _listed([axis.name for axis in free])
    verb, pronoun = ("is", "it") if len(free) == 1 else ("are", "them")
    total = f"the total at {report.total:,}" if report.total is not None else "every count as it is"
    return f"{names} {verb} in no formula: another size, or None, for {pronoun} leaves {total}."


def _length_sentence(axis: Axis) -> str:
    if axis.counted_in or axis.fixed_by:
        fixing = _listed([*axis.counted_in, *axis.fixed_by])
        return f"Sequences may not vary in length: {fixing} needs {axis.size} {axis.name}."
    if axis.size is None:
        return "Sequences may vary in length: no layer fixes it."
    return (
        f"No layer fixes the length {axis.size}: with None in its place, "
        "sequences may vary from batch to batch."
    )


def _listed(names: Iterable[str], most: int = 4) -> str:
    names = list(dict.fromkeys(names))
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
