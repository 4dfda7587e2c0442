"""The one thing every renderer is given: a model, explained.

A `Report` is frozen.  Witnesses are added by `with_witness`, which gives a
new one.  What two renderers need, a text or a sum, is worked out here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rnnscope.errors import (
    AmbiguousLayerNameError,
    BadArgumentError,
    UnheardWitnessError,
    UnknownLayerNameError,
)
from rnnscope.layers import SymbolicShape
from rnnscope.model.parts import Shape
from rnnscope.model.printed import PrintedSummary
from rnnscope.model.printed_sums import trainable_and_not
from rnnscope.report.basis import Basis as Basis
from rnnscope.report.basis import weakest as weakest
from rnnscope.report.drawing import Drawn, drawing
from rnnscope.report.layer_report import LayerReport as LayerReport
from rnnscope.report.layer_report import known_sum as known_sum
from rnnscope.report.optimizer_report import OptimizerReport, optimized_in
from rnnscope.report.weight_report import SymbolReport as SymbolReport
from rnnscope.report.weight_report import WeightReport as WeightReport
from rnnscope.report.weight_report import origin_of as origin_of
from rnnscope.report.witness import Difference, Verdict, Witness

if TYPE_CHECKING:
    from rnnscope.algebra.expr import Expr
    from rnnscope.report.compute import Compute
    from rnnscope.report.freezing import Freezing
    from rnnscope.report.memory import Memory
    from rnnscope.report.recounting import Recount, Recounting
    from rnnscope.report.why_not import WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Drawn):
    """A model, explained: its layers, its totals, and what the witnesses say.

    `report["simple_rnn"]` is a layer by its name, or by its path where it is
    inside another: `report["bidirectional.forward_layer"]`; a name that several
    have is refused.  Iterating gives the layers that stand in no other.
    `weights` names the file of the weights, where that is another than `source`.
    `printed` is the summary that all is known from, where the source is one, `freezing` what
    that tells of frozen layers, and `example` a shape to build a chain of its layers with.
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
    trainer: OptimizerReport | None = None
    weights: str | None = None
    witnesses: tuple[Witness, ...] = ()
    notes: tuple[str, ...] = ()
    printed: PrintedSummary | None = None
    freezing: Freezing | None = None
    example: Shape | None = None
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def total(self) -> int | None:
        """The model's weights, each once, without the optimizer: `model.count_params()`.

        None where a layer's count is not known.
        """
        return known_sum(layer.params for layer in self.layers)

    @property
    def logical(self) -> int | None:
        """What the model is: its count without quantization and LoRA, where that is known."""
        return known_sum(layer.logical for layer in self.layers)

    @property
    def trainable(self) -> int | None:
        """The weights that training may change; None where that is not known.

        Of a printed summary it is what stands there.
        """
        if self.printed is not None:
            return trainable_and_not(self.printed)[0]
        return known_sum(layer.trainable for layer in self.layers)

    @property
    def non_trainable(self) -> int | None:
        """The weights that training leaves alone; None where that is not known.

        Of a printed summary it is what stands there.
        """
        if self.printed is not None:
            return trainable_and_not(self.printed)[1]
        return known_sum(layer.non_trainable for layer in self.layers)

    @property
    def optimized(self) -> int | None:
        """The weights that an optimizer keeps variables for; None where that is not known."""
        return optimized_in(self.layers)

    @property
    def bytes(self) -> int:
        """The size of the known weights, in bytes."""
        rows = (layer for layer in self.layers if not layer.shared_with)
        return sum(weight.bytes for layer in rows for weight in layer.counted_weights)

    @property
    def macs(self) -> Expr | None:
        """The multiply-adds of one sample; None where those of a layer are not known.

        Its `value` is None where a size is left open, such as the timesteps; see `macs_at`.
        """
        return self.compute.macs

    @property
    def compute(self) -> Compute:
        """The multiply-adds as far as they are known, and the layers that they leave out."""
        from rnnscope.report.compute import compute_of

        return compute_of(self.layers)

    @property
    def macs_formula(self) -> str | None:
        """The multiply-adds as one polynomial in the sizes that were set, as `total_formula` is.

        None where they are not known, or there are none.
        """
        from rnnscope.report.polynomial import in_set_sizes

        macs = self.macs
        count = None if macs is None else in_set_sizes([macs])
        return count.qualified() if count is not None and count.terms else None

    def macs_at(self, **sizes: int) -> int | None:
        """Return the multiply-adds of one sample, with values for sizes that are left open.

        `report.macs_at(timesteps=100)`; where several are named so, each with its layer
        before it.  None where a layer's are not known, or a size is left open still.

        Raises:
            BadArgumentError: no size of that name is left open, or its value is no size.

        """
        from rnnscope.report.compute import macs_at

        return macs_at(self.macs, sizes)

    @property
    def recounting(self) -> Recounting:
        """What counting the model again takes: the sizes that move, and what layers need."""
        from rnnscope.report.recounting import recounting_of

        if "recounting" not in self._known:
            self._known["recounting"] = recounting_of(self)
        known: Recounting = self._known["recounting"]
        return known

    def recount(self, changes: Mapping[str, int | None]) -> Recount:
        """Count the model again with other sizes: `report.recount({"simple_rnn.units": 200})`.

        Sizes that are tied move together.  Where Keras would refuse such a model `total` is
        None, and `refused` says why.

        Raises:
            BadArgumentError: there is no size of such a name, or its value is no size.

        """
        return self.recounting.recount(changes)

    @property
    def memory(self) -> Memory:
        """What the model and its training keep, in parts."""
        from rnnscope.report.memory import memory_of

        return memory_of(self.layers, self.trainer)

    @property
    def total_formula(self) -> str | None:
        """The total as one polynomial in the sizes that were set, each with its layer's name.

        None where a count is not known, or where there is none.
        """
        from rnnscope.report.polynomial import total_count

        count = total_count(self.layers)
        return count.qualified() if count is not None and count.terms else None

    @property
    def reconciliation(self) -> tuple[str, ...]:
        """Why summary() shows other numbers than this report, where it does."""
        from rnnscope.report.reconcile import reconciliation

        return reconciliation(self)

    @property
    def verified(self) -> bool:
        """True where all witnesses that spoke agree, and one at least of each layer's weights.

        Never of a printed summary: the layers were found by the numbers that they are to explain.
        """
        spoke = [witness for witness in self.witnesses if witness.spoke]
        return (
            bool(spoke)
            and self.printed is None
            and all(witness.agrees for witness in spoke)
            and all(
                any(layer.verdict(witness) is Verdict.AGREES for witness in spoke)
                for layer in self.owners()
            )
        )

    def speaks_of(self, covered: Container[str]) -> bool:
        """Tell whether these layers have any of the model's weights, if it has some."""
        owners = list(self.owners())
        return not owners or any(layer.path in covered for layer in owners)

    def owners(self) -> Iterator[LayerReport]:
        """Yield every layer, inside others too, that has weights of its own, or may have some.

        A layer that only a file speaks of may have some that the file does not keep.
        """
        for layer in self.walk():
            if layer.is_owner:
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
        """Return a layer by its full path, or by its name where only one has it.

        A layer that stands in no other goes before those inside others.

        Raises:
            UnknownLayerNameError: there is none.
            AmbiguousLayerNameError: the name fits several; the message lists their paths.
            BadArgumentError: it is no text.

        """
        if not isinstance(name, str):
            raise BadArgumentError("report[...]", "the name or the path of a layer", name)
        rows = list(self.walk())
        for fitting in (
            [layer for layer in self.layers if layer.path == name],
            [layer for layer in rows if layer.path == name],
            [layer for layer in rows if layer.name == name],
        ):
            if len(fitting) > 1:
                raise AmbiguousLayerNameError(name, [layer.path for layer in fitting])
            if fitting:
                return fitting[0].of(self)
        raise UnknownLayerNameError(name, dict.fromkeys(layer.name for layer in rows))

    def __contains__(self, name: object) -> bool:
        """Tell whether some layer has this path or this name."""
        return any(name in (layer.path, layer.name) for layer in self.walk())

    def __iter__(self) -> Iterator[LayerReport]:
        """Yield the layers that stand in no other; `walk` yields those inside too."""
        return (layer.of(self) for layer in self.layers)

    def __len__(self) -> int:
        """Return how many layers stand in no other."""
        return len(self.layers)

    def __bool__(self) -> bool:
        """Tell that there is a report, of a model without layers too."""
        return True

    def unheard(self, require: Iterable[str]) -> Iterator[UnheardWitnessError]:
        """Yield an error for each witness named that could not speak, or was not asked."""
        for name in require:
            witness = self.witness(name)
            if witness is None or not witness.spoke:
                reason = witness.reason if witness else "it was not asked"
                yield UnheardWitnessError(name, reason, self)

    def why_not(self, asked: int | str, layer: str | None = None) -> WhyNot:
        """Return which mistake gives a number in the place of a count.

        `asked` is the number, as 9408 or "9,408", or the sum that was thought to give the
        count, as "4*(128*128 + 128)"; it is read, and not run.  It may be of the model
        or of any layer, or of the layer named alone.

        Raises:
            BadArgumentError: what is asked is neither a count nor a sum.
            BadFormulaError: it is a sum that cannot be read, or of names that are no sizes.
            UnknownLayerNameError: there is no such layer.
            AmbiguousLayerNameError: there are several.

        """
        return drawing().why_not(self, asked, layer)

    def _of(self) -> tuple[Report, str | None]:
        return self, None

    def __repr__(self) -> str:
        count = "?" if self.total is None else f"{self.total:,}"
        return f"<Report {self.name!r}: {self.class_name!r}, {count} params>"

    def witness(self, name: str) -> Witness | None:
        """Return the witness of that name, if it was heard."""
        return next((witness for witness in self.witnesses if witness.name == name), None)

    def with_witness(self, witness: Witness) -> Report:
        """Return the report with one more witness; one heard before is replaced."""
        kept = tuple(w for w in self.witnesses if w.name != witness.name)
        return replace(self, witnesses=(*kept, witness))
