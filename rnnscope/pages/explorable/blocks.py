"""How the weights of a layer are drawn as matrices: rows, columns, and what belongs together.

Where that is not known a weight is drawn as the shape it has: a pile of sheets of its last two
axes, for more than two.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.drawings.matrices import Block, Stack
from rnnscope.drawings.measures import still
from rnnscope.errors import RnnscopeError
from rnnscope.layers import Role, SymbolicShape
from rnnscope.layers.einsum import read_einsum
from rnnscope.pages.explorable.marking import BIASES, Marker
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport

MOST = 24  # weights that are drawn of one layer

PER_FEATURE = (Role.SCALE, Role.SHIFT, Role.STATISTIC)
_UNDER = frozenset(
    (
        *(*BIASES, *PER_FEATURE, Role.HIDDEN_TO_HIDDEN, Role.HIDDEN_TO_GATES),
        *(Role.OF_QUANTIZATION, Role.BIAS_BY_PLACE),
    )
)
TO_HEADS = (Role.QUERY_TO_HEADS, Role.KEY_TO_HEADS, Role.VALUE_TO_HEADS, Role.GATE_TO_HEADS)
_TO_LAST = (
    *(Role.INPUT_TO_GATES, Role.HIDDEN_TO_GATES, Role.HEADS_TO_OUTPUT),
    Role.CHANNELS_TO_FILTER,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A weight as a matrix: the axes that are its rows, those that are its columns, the others.

    `parts` and `row_parts` are axes that divide it; a line is a weight that has no rows.
    """

    weight: WeightReport
    rows: SymbolicShape
    columns: SymbolicShape
    sheets: SymbolicShape = ()
    parts: SymbolicShape = ()
    row_parts: SymbolicShape = ()

    @property
    def is_line(self) -> bool:
        """True for numbers in one line."""
        return not self.rows and not self.sheets


def stacks_of(
    layer: LayerReport, weights: Sequence[WeightReport], marker: Marker
) -> tuple[Stack, ...]:
    """Return weights of a layer as stacks of matrices with the same columns."""
    groups = list(_together(_seen(layer, weights)))
    is_one_family = len({_family(group[0].weight) for group in groups}) == 1
    return tuple(
        Stack(
            blocks=tuple(_block(each, marker) for each in group),
            heading=_heading(group[0].weight, is_one_family) if len(groups) > 1 else "",
            unit=_unit(group),
            gates=group[0].weight.gates,
        )
        for group in groups
    )


def _family(weight: WeightReport) -> str:
    return weight.name.rpartition("/")[0]


def _heading(weight: WeightReport, is_one_family: bool) -> str:
    """Return what stands over a stack: what its weights are of, or the name of the first."""
    name = weight.name if is_one_family else _family(weight) or weight.name
    return named(name.rpartition("/")[2].removeprefix("attention_"))


def _unit(group: Sequence[Seen]) -> str:
    """Return what a column of a stack is."""
    if all(each.weight.role in PER_FEATURE for each in group):
        return "feature" if group[0].is_line else "column"
    return "number" if len(group) == 1 and group[0].is_line else "column"


def _seen(layer: LayerReport, weights: Sequence[WeightReport]) -> list[Seen]:
    """See weights as matrices, what is quantized first; a number for each row stands upright."""
    seen = [_as_matrix(layer, weight) for weight in sorted(weights, key=_order)]
    columns = {each.columns for each in seen if not each.sheets}
    seen = [_along(each, columns) for each in seen]
    return [seen[0], *(_upright(each) if _is_upright(each, seen[0]) else each for each in seen[1:])]


def _along(each: Seen, columns: Container[SymbolicShape]) -> Seen:
    """See a bias of several axes as a line, where some kernel has just these as its columns."""
    shape = each.weight.symbolic_shape
    is_line = each.weight.role in BIASES and len(shape) > 1 and shape in columns
    return Seen(each.weight, (), shape, parts=shape[:1]) if is_line else each


def _is_upright(each: Seen, first: Seen) -> bool:
    is_of_it = each.weight.role == Role.OF_QUANTIZATION and each.is_line
    return is_of_it and each.columns == first.rows != first.columns


def _upright(line: Seen) -> Seen:
    return replace(line, rows=line.columns, columns=())


def _order(weight: WeightReport) -> int:
    return {str(Role.QUANTIZED): 0, str(Role.OF_QUANTIZATION): 2}.get(weight.role, 1)


def _as_matrix(layer: LayerReport, weight: WeightReport) -> Seen:
    """See a weight as a matrix where it is known to be one, or else as sheets of its last axes."""
    shape = weight.symbolic_shape
    if len(shape) < 2:
        return Seen(weight, (), shape)
    cut = 1 if len(shape) == 2 else _rows_of(layer, weight)
    if cut is None:
        return Seen(weight, shape[-2:-1], shape[-1:], sheets=shape[:-2])
    parts = shape[1:2] if weight.role in TO_HEADS else ()
    row_parts = shape[:1] if weight.role == Role.HEADS_TO_OUTPUT else ()
    return Seen(weight, shape[:cut], shape[cut:], parts=parts, row_parts=row_parts)


def _rows_of(layer: LayerReport, weight: WeightReport) -> int | None:
    """Return how many axes are the rows, where a weight of more than two is known as a matrix."""
    if weight.role in TO_HEADS:
        return 1
    if weight.role in _TO_LAST:
        return len(weight.shape) - 1
    return _rows_of_einsum(layer) if weight.role == Role.INPUT_TO_OUTPUT else None


def _rows_of_einsum(layer: LayerReport) -> int | None:
    """Return how many axes of an EinsumDense's kernel are summed over, if those come first."""
    if layer.layer is None or layer.class_name != "EinsumDense":
        return None
    try:
        einsum = read_einsum(layer.layer)
    except RnnscopeError:
        return None
    is_summed = [label not in einsum.output for label in einsum.kernel]
    count = sum(is_summed)
    return count if all(is_summed[:count]) and 0 < count < len(is_summed) else None


def _together(seen: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Yield what has the same columns, and is known to be added to them or to stand for them."""
    group: list[Seen] = []
    for each in seen:
        if group and not _belongs(each, group[0]):
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _belongs(each: Seen, first: Seen) -> bool:
    is_same = each.columns == first.columns and not each.sheets and not first.sheets
    is_near = _family(each.weight) == _family(first.weight)
    return is_near and is_same and each.weight.role in _UNDER


def _block(seen: Seen, marker: Marker) -> Block:
    all_of, gates = marker.sizes.all_of, seen.weight.gates
    return Block(
        marker.mark(seen.weight),
        rows=all_of(seen.rows),
        columns=all_of(seen.columns),
        parts=still(len(gates)) if gates else all_of(seen.parts),
        row_parts=all_of(seen.row_parts),
        sheets=all_of(seen.sheets),
        is_line=seen.is_line,
    )
