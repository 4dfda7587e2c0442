"""How a layer's count comes to be known: what is tried, in the order of preference.

A strategy gives the row of a layer, or says why it has none; the row that is
found in the end tells the reasons of those that were preferred to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.derivation._rows import operation_row, stored_row, unbuilt_inside, unknown_row
from rnnscope.derivation._stored_doubts import doubt
from rnnscope.errors import MISFIT, BadConfigError, RnnscopeError, UnknownFormulaError
from rnnscope.layers import Formula, Layer, formula_of
from rnnscope.model.parts import LayerConfig, Store
from rnnscope.report.report import LayerReport

if TYPE_CHECKING:
    from rnnscope.derivation._layer_walk import LayerWalk


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Case:
    """A layer to explain on a walk through its model, and why nothing has explained it yet.

    `met` is how many shared layers the walk had met when it came to this one.
    """

    layer: Layer
    formula: Formula | None
    store: Store | None
    walk: LayerWalk
    met: int = 0
    why: str = ""

    def because(self, reason: str) -> Case:
        """Return the case with one more reason."""
        return replace(self, why=_joined(self.why, reason)) if reason else self


Found: TypeAlias = LayerReport | str  # a row, or why there is none, as far as that is to be told
Strategy: TypeAlias = Callable[[Case], Found]


def explained(case: Case, strategies: Sequence[Strategy]) -> LayerReport:
    """Explain a layer by the first strategy that has a row; where none has, it is unknown."""
    for strategy in strategies:
        found = strategy(case)
        if isinstance(found, LayerReport):
            return found
        case = case.because(found)
    return unknown_row(case.layer, case.why)


def read_from_weights(case: Case) -> Found:
    """A layer without a config, by the class that its weights fit."""
    if case.layer.config.reading is None or case.store is None:
        return ""
    from rnnscope.derivation._readings import nested_reading, read_row

    fitting = list(_fitting(case, case.layer.config.reading.layers, case.store))
    row = read_row(
        case.layer, case.store, fitting, lambda why: explained(case.because(why), [stored])
    )
    if row is not None:
        return row
    found = sum_of_its_layers(case)
    return nested_reading(found) if isinstance(found, LayerReport) else found


def _fitting(case: Case, configs: Sequence[LayerConfig], store: Store) -> Iterator[LayerReport]:
    from rnnscope.derivation._readings import fits, reading_of

    for config in configs:
        formula = formula_of(config)
        with contextlib.suppress(RnnscopeError, *MISFIT):
            row = formula and case.walk.derived(reading_of(config, case.layer), formula, store)
            if row and fits(row, store):
                yield row


def printed(case: Case) -> Found:
    """A layer of which a printed row tells how many weights it has, and no settings."""
    config = case.layer.config
    if config.printed is None or not config.is_untold or config.model is not None:
        return ""
    from rnnscope.derivation._printed import printed_row

    return printed_row(case.layer, config.printed)


def sum_of_its_layers(case: Case) -> Found:
    """A model used as a layer, by its layers."""
    model = case.layer.config.model
    return "" if model is None else case.walk.nested(case.layer, model, case.store)


def derived(case: Case) -> Found:
    """Any layer, by its formula on what flows in."""
    if case.formula is None:
        return "no formula is known for its class"
    try:
        return case.walk.derived(case.layer, case.formula, case.store)
    except (BadConfigError, UnknownFormulaError) as error:
        return str(error)
    except MISFIT as error:
        return f"its settings do not fit its class ({error})"


def weightless(case: Case) -> Found:
    """A function of a graph: it has no weights, whatever it does."""
    layer = case.layer
    is_open = case.formula is None or not layer.inputs
    return operation_row(layer) if layer.config.is_operation and is_open else ""


def derived_from_any_input(case: Case) -> Found:
    """A layer of which nothing says what flows in, by its formula, if that has no say."""
    formula, store, layer = case.formula, case.store, case.layer
    if formula is None or layer.inputs or layer.named:
        return ""
    from rnnscope.derivation._unfed import unfed

    return _met(case, unfed(layer, lambda tried: case.walk.tried(tried, formula, store, case.met)))


def derived_from_stored_sizes(case: Case) -> Found:
    """A layer of which nothing says what flows in, by its formula on the one size that fits."""
    formula, store = case.formula, case.store
    if formula is None or store is None:
        return ""
    from rnnscope.derivation._fitted import fitted

    walk = case.walk
    row = fitted(case.layer, store, lambda tried: walk.tried(tried, formula, store, case.met))
    return _met(case, row or "")


def _met(case: Case, found: Found) -> Found:
    """Return what was found on trial; the shared layers in it are met now."""
    if isinstance(found, LayerReport):
        case.walk.meet(found)
    return found


def traced(case: Case) -> Found:
    """A layer whose class is at hand, by its own code."""
    unbuilt = unbuilt_inside(case.layer.config)
    if case.walk.tracer is None:
        return unbuilt
    try:
        row = case.walk.tracer(case.layer, case.store)
    except UnknownFormulaError as error:
        return _joined(unbuilt, str(error))
    followed = _joined(case.why, unbuilt, "its own code was followed")
    return replace(row, notes=(*row.notes, followed))


def stored(case: Case) -> Found:
    """Any layer, by the tensors that are stored, where those are sure to be all."""
    if case.store is None or case.layer.config.unbuilt:
        return ""
    tensors = case.store.tensors()
    return doubt(case.layer.config.settings, tensors) or stored_row(case.layer, tensors, case.why)


# The order of preference: our formula or the user's, then the layer's own code, then the tensors.
STRATEGIES: tuple[Strategy, ...] = (
    read_from_weights,
    printed,
    sum_of_its_layers,
    derived,
    weightless,
    derived_from_any_input,
    derived_from_stored_sizes,
    traced,
    stored,
)


def _joined(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))
