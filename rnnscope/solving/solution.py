"""The model that a printed summary is of, with settings, and what its report says of each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rnnscope.derivation import explain_model, without_work
from rnnscope.model.parts import Model, ModelConfig
from rnnscope.model.printed import PrintedSummary
from rnnscope.model.printed_sums import Sum, added
from rnnscope.report.report import Basis, LayerReport, Report, weakest
from rnnscope.report.row_verdict import RowVerdict
from rnnscope.solving.asked.era import Era
from rnnscope.solving.found.models import sum_up
from rnnscope.solving.found.settled import is_shape_told, settled, uncounted
from rnnscope.solving.found.verdicts import verdict_of
from rnnscope.solving.known import NOTHING, Known
from rnnscope.solving.rows.alike import find_alike
from rnnscope.solving.rows.cut_entries import find_cut_entries
from rnnscope.solving.rows.entered import given_shapes
from rnnscope.solving.rows.flow import Row
from rnnscope.solving.rows.inside import find_inside
from rnnscope.solving.rows.ranks import find_ranks
from rnnscope.solving.rows.rows import entries, path_of, rows_of
from rnnscope.solving.together.rounds import solve_together
from rnnscope.solving.together.said import fix_arguments, weigh

OWN = "some of its weights are its own, or those of layers that are not printed"


@dataclass(frozen=True, slots=True)
class Solution:
    """A model with the settings that were found, and a verdict for each layer by its path.

    `shapeless` are the paths of layers of which nothing tells what they put out.
    """

    model: Model
    verdicts: Mapping[str, RowVerdict] = field(default_factory=dict)
    shapeless: frozenset[str] = frozenset()

    def told(self, report: Report) -> Report:
        """Return the report of the model with what is said of each row."""
        layers = tuple(map(self._told, report.layers))
        printed = self.model.printed
        if printed is not None and added(printed)[1] is Sum.ONCE:
            layers = tuple(_once(layers))
        example = self.model.config.example or self.model.config.build_shape
        return replace(report, layers=layers, printed=printed, example=example)

    def _told(self, layer: LayerReport) -> LayerReport:
        """Return a layer with what is said of its row, a model with that of each inside it."""
        told = self.verdicts.get(layer.path)
        if not layer.is_model:
            outputs = () if layer.path in self.shapeless else layer.outputs
            found = replace(layer, told=told, outputs=outputs)
            return found if told is None or told.is_work_told else without_work(found)
        found = replace(layer, children=tuple(map(self._told, layer.children)), told=told)
        printed, known = told.row.params if told else None, found.layer_params
        if printed is None or known is None or printed <= known:
            return found
        basis = weakest((layer.basis, Basis.PRINTED))
        return replace(found, number=printed - known, basis=basis, notes=(*layer.notes, OWN))


def _once(layers: Iterable[LayerReport]) -> Iterator[LayerReport]:
    """Yield layers that count where they are printed first, and not again."""
    met: dict[tuple[object, ...], str] = {}
    for layer in layers:
        row = layer.told.row if layer.told else None
        key = row.weights if row and not row.is_name_cut else (layer.path,)
        first = met.setdefault(key, layer.path)
        yield layer if first == layer.path else replace(layer, shared_with=first)


def solved(model: Model, known: Known = NOTHING) -> Solution:
    """Find the settings of a model that was read from a printed summary.

    Raises:
        BadArgumentError: there is no such table, layer or argument, or none whose input is open,
            or what is known cannot be, by what is printed.

    """
    model = known.of(model)
    if model.printed is None:
        return Solution(model)
    rows = _rows(model.config, model.printed)
    fix_arguments(rows, known.arguments)
    said = given_shapes(known.input_shapes, rows)
    given = {**entries(rows), **said}
    era = Era.of(model.printed)
    solve_together(rows, era, given)
    weigh(rows, era, given, said)
    sum_up(rows)
    config = settled(model.config, {row.name: row for row in rows}, given)
    places = dict(_places(config))
    verdicts = {row.name: verdict_of(row, places[row.name]) for row in rows}
    shapeless = frozenset(row.name for row in rows if not is_shape_told(row))
    return Solution(replace(model, config=config), verdicts, shapeless)


def _rows(config: ModelConfig, printed: PrintedSummary) -> list[Row]:
    """Return the rows of a model, with what the text as a whole tells of each."""
    rows = rows_of(config, printed.rows)
    find_cut_entries(rows)
    find_alike(rows)
    find_ranks(rows)
    find_inside(rows)
    for row in rows:
        row.adapted = printed.adapted
    return rows


def _places(
    config: ModelConfig, prefix: str = "", start: str = "model"
) -> Iterator[tuple[str, str]]:
    """Yield the path of each layer, and how it is got in Python: `model.layers[3]`."""
    for number, layer in enumerate(config.layers):
        path, here = path_of(prefix, layer.name), f"{start}.layers[{number}]"
        yield path, here
        if layer.model is not None:
            yield from _places(layer.model, path, here)


def counted(solution: Solution) -> tuple[Solution, Report]:
    """Return the report of the model found, in which each row counts what is printed of it.

    Of settings that depend on a size which nothing tells no formula gives a number.
    """
    found = explain_model(solution.model)
    printed = {path for path, told in solution.verdicts.items() if told.row.params is not None}
    missing = {row.path for row in found.walk() if row.params is None and not row.is_model}
    uncertain = missing & printed | _not_adding_up(solution, found)
    if not uncertain:
        return solution, found
    config = uncounted(solution.model.config, uncertain)
    solution = replace(solution, model=replace(solution.model, config=config))
    return solution, explain_model(solution.model)


def _not_adding_up(solution: Solution, found: Report) -> set[str]:
    """Return the rows whose number is cut off, where those found are not what others leave."""
    printed = solution.model.printed
    rows = {path: told.row for path, told in solution.verdicts.items()}
    cut = {path for path, row in rows.items() if row.params is None and row.begun}
    if printed is None or printed.total is None or found.total is None:
        return set()
    return cut if found.total != printed.total - (printed.optimizer or 0) else set()
