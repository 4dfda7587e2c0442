"""What is supposed of a row: by what was found above it, by who printed it, by the rows' order.

What fits otherwise is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rnnscope.model.parts import LayerConfig, Shape, snake_case
from rnnscope.report.row_verdict import Assumed, Told
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.deciding.decided import decided
from rnnscope.solving.deciding.decision import NOT_BEFORE, Decision
from rnnscope.solving.deciding.grounds import is_rounder_without
from rnnscope.solving.rows.flow import Flow, Row, Source, as_found, at
from rnnscope.solving.rows.ranks import keeps_channels, keeps_shape
from rnnscope.solving.together._narrowing import Takers, left_by_takers, open_tensors

_VERSION = "reset_after"  # the argument of which the default is another since TensorFlow 2


def suppose(flow: Flow) -> None:
    """Look again for what is open by what was found above, or by who printed it."""
    is_of_tensorflow = flow.era.generation == 2 and any(map(_is_unnumbered, flow.rows))
    passed: dict[Source, KnownShape] = {}
    around: dict[str, list[tuple[Source, Takers]]] = {}
    for source, takers in open_tensors(flow):
        around.setdefault(source[0], []).append((source, takers))
    for row in flow.rows:
        shapes = [passed.get(each) or _supposed(flow, each) for each in row.sources]
        passed.update(_passed_on(row, shapes[:1]))
        if shapes and not row.is_fed and _is_open(row):
            row.decision = _supposed_before(flow, row, shapes, around.get(row.name, ()))
        if is_of_tensorflow and row.decision.told is Told.ONE_OF and _has_versions(row.decision):
            row.decision = _supposed_of_tensorflow_2(flow, row)


def _is_open(row: Row) -> bool:
    """Tell whether something is open of a row, or of the input that it was found by."""
    is_told = row.decision.told is Told.ASSUMED  # of an input that the row before denies
    is_passing = _is_shape_cut(row) and (is_told or not row.printed.params)
    return row.decision.told in (Told.ONE_OF, Told.UNTOLD) or is_passing


def _supposed_before(
    flow: Flow,
    row: Row,
    shapes: Sequence[KnownShape | None],
    tensors: Iterable[tuple[Source, Takers]],
) -> Decision:
    """Return the decision on a row by what was found of what flows in, if that tells more."""
    problem = flow.problem(row)
    inputs = tuple(map(_joined, problem.inputs, shapes))
    if inputs == problem.inputs or not all(inputs):
        return row.decision
    again = left_by_takers(flow, tensors, decided(replace(problem, inputs=inputs)))
    return _beside(again, row.decision, Assumed.BEFORE)


def _supposed_of_tensorflow_2(flow: Flow, row: Row) -> Decision:
    """Return the decision on a row by the defaults of TensorFlow 2, if no size is odd by them."""
    again = decided(replace(flow.problem(row), era=flow.era.as_late()))
    if again.fits and is_rounder_without(_VERSION, again.fits[0], again.fits[1:]):
        return row.decision
    return _beside(again, row.decision, Assumed.TENSORFLOW)


def _beside(again: Decision, open_decision: Decision, name: str) -> Decision:
    """Return the decision on a row that was found again by what is supposed, which has a name.

    What fits otherwise fits as well, and is told beside it.
    """
    is_found = again.chosen or (again.fits and open_decision.told is Told.ASSUMED)
    if not is_found or again.why == NOT_BEFORE:
        return open_decision
    told = {fit.weights for fit in again.fits}
    others = (fit for fit in open_decision.fits if fit.weights not in told)
    return replace(
        again,
        told=Told.ASSUMED if again.chosen else Told.ONE_OF,
        fits=(*again.fits, *others),
        taken=(*again.taken, name),
        is_whole=again.is_whole and open_decision.is_whole,
    )


def _joined(known: KnownShape | None, found: KnownShape | None) -> KnownShape | None:
    """Return what is printed of a shape, with the sizes that were found of it."""
    if known is None or found is None or len(known) != len(found):
        is_telling = found is not None and any(isinstance(size, int) for size in found)
        return found if known is None and is_telling else known
    return tuple(other if size is ... else size for size, other in zip(known, found, strict=True))


def _passed_on(
    row: Row, shapes: Sequence[KnownShape | None]
) -> Iterator[tuple[Source, KnownShape]]:
    """Yield what comes out of a row that keeps the channels of what flows in, if that is cut."""
    for shape, cut in zip(shapes, row.printed.shapes[:1], strict=False):
        if shape and cut.is_cut and cut.rank == len(cut.sizes) + 1 and keeps_channels(row):
            yield (row.name, 0), (*cut.sizes, shape[-1])


def _supposed(flow: Flow, source: Source) -> KnownShape | None:
    """Return the shape of a tensor as it is known, or was assumed where it is cut off."""
    row = flow.row_of(source[0])
    known = flow.known(source)
    if known is not None or row is None or not _is_shape_cut(row):
        return known
    chosen = row.decision.chosen
    return as_found(at(chosen.outputs, source[1])) if chosen is not None else None


def suppose_inputs(flow: Flow) -> None:
    """Take an input of which the beginning is printed to be what the rows that take it need."""
    needed: dict[Source, Shape] = {}
    for row in reversed(flow.rows):
        chosen, passed = row.decision.chosen, needed.get((row.name, 0))
        inputs = chosen.inputs if chosen else ()
        if passed is not None and keeps_shape(row):
            inputs = (passed,)
        needed.update(zip(row.sources, inputs, strict=False))
    for row in flow.rows:
        chosen = row.decision.chosen
        if row.kind.name == "InputLayer" and _is_shape_cut(row) and chosen is not None:
            shape = needed.get((row.name, 0), chosen.inputs[0])
            one = replace(chosen, inputs=(shape,), outputs=(shape,), alike=())
            row.decision = replace(row.decision, fits=(one,))


def suppose_order(flow: Flow) -> None:
    """Say what is told only if data flows in the order of the rows, where that is not sure.

    Of a model of a class of somebody's own, whose layers call each other, a row may have no
    shape, and Keras 3 prints the shapes that they had when they were called.
    """
    is_by_keras_3 = flow.era.generation == 3
    open_levels = {
        row.level
        for row in flow.rows
        if _is_shapeless(row)
        or (row.is_own and (is_by_keras_3 or Assumed.INPUT in row.decision.taken))
    }
    for row in flow.rows:
        is_sure = row.decision.told is Told.DETERMINED and row.printed.params
        if not (is_sure and row.is_chained and row.level in open_levels):
            continue
        alone = decided(flow.problem(row).unfed())
        if alone.told is not Told.DETERMINED or alone.fits[0].key != row.decision.fits[0].key:
            taken = (*row.decision.taken, Assumed.ORDER)
            row.decision = replace(row.decision, told=Told.ASSUMED, taken=taken)


def _has_versions(decision: Decision) -> bool:
    """Tell whether an argument is among what fits whose default is another since TensorFlow 2."""
    return any(_has(fit.config, _VERSION) for fit in decision.fits)


def _has(layer: LayerConfig, name: str) -> bool:
    inner = (value for value in layer.settings.values() if isinstance(value, LayerConfig))
    return name in layer.settings or any(_has(each, name) for each in inner)


def _is_unnumbered(row: Row) -> bool:
    """Tell whether a layer has a name as TensorFlow gives it to the first of its class."""
    return row.kind.is_printed and row.printed.name == snake_case(row.kind.name)


def _is_shape_cut(row: Row) -> bool:
    return any(shape.is_cut for shape in row.printed.shapes)


def _is_shapeless(row: Row) -> bool:
    return bool(row.printed.shape_word) and not row.printed.shapes
