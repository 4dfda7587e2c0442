"""How the weights of a layer are drawn as matrices: rows, columns, and what belongs together.

Where that is not known a weight is drawn as the shape it has: a pile of sheets of its last two
axes, for more than two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rnnscope.drawings.marks import Mark
from rnnscope.drawings.matrices import Block, Stack
from rnnscope.drawings.measures import Measure, multiplied, still
from rnnscope.errors import RnnscopeError
from rnnscope.layers import Role, SymbolicShape
from rnnscope.layers.einsum import read_einsum
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport

MOST = 24  # weights that are drawn of one layer

_BIASES = (Role.BIAS, Role.BIAS_PER_GATE, Role.BIAS_OF_X_AND_H, Role.BIAS_OF_X_THEN_H)
_LINES = (Role.BIAS, Role.BIAS_PER_GATE, Role.BIAS_OF_X_THEN_H)  # whatever axes they have
_PER_FEATURE = (Role.SCALE, Role.SHIFT, Role.STATISTIC)
_UNDER = frozenset(
    (
        *(*_BIASES, *_PER_FEATURE, Role.HIDDEN_TO_HIDDEN, Role.HIDDEN_TO_GATES),
        *(Role.OF_QUANTIZATION, Role.BIAS_BY_PLACE),
    )
)
_TO_HEADS = (Role.QUERY_TO_HEADS, Role.KEY_TO_HEADS, Role.VALUE_TO_HEADS, Role.GATE_TO_HEADS)
_TO_GATES = (Role.INPUT_TO_GATES, Role.HIDDEN_TO_GATES)
_COLOURS = ("c1", "c4", "c6", "c2")


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


def colours_of(weights: Iterable[WeightReport]) -> dict[str, str]:
    """Give each weight a class of the page's colours, by what it is for."""
    found: dict[str, str] = {}
    others = 0
    for weight in weights:
        if weight.role == Role.STATISTIC:
            found[weight.name] = "c5"
        elif weight.role in (Role.HIDDEN_TO_HIDDEN, Role.HIDDEN_TO_GATES):
            found[weight.name] = "c2"
        elif weight.role in (*_BIASES, Role.BIAS_BY_PLACE, Role.SHIFT):
            found[weight.name] = "c3"
        else:
            found[weight.name] = _COLOURS[others % len(_COLOURS)]
            others += 1
    return found


def kinds(weight: WeightReport, colour: str) -> str:
    """Return the classes of a weight: its colour, whether it is not trained, or another layer's."""
    still = " still" if weight.trainable is False else ""
    return f"{colour}{still}{' elsewhere' if weight.shared_with else ''}"


def stacks_of(
    layer: LayerReport, weights: Sequence[WeightReport], sizes: Sizes, marks: Mapping[str, Mark]
) -> tuple[Stack, ...]:
    """Return weights of a layer as stacks of matrices with the same columns."""
    groups = list(_together(_seen(layer, weights)))
    stacks = []
    for group in groups:
        blocks = tuple(_block(each, sizes, marks[each.weight.name]) for each in group)
        is_alone = len(groups) == 1 and not group[0].sheets
        foot = (blocks[0].columns, " columns") if is_alone else blocks[0].mark.size
        stacks.append(Stack(blocks, _heading(group[0].weight), foot, group[0].weight.gates))
    return tuple(stacks)


def marks_of(
    layer: LayerReport, weights: Iterable[WeightReport], sizes: Sizes, terms: Mapping[str, int]
) -> dict[str, Mark]:
    """Return how weights of a layer are marked in its pictures."""
    marks = {}
    colours = colours_of(layer.weights)
    for weight in weights:
        shape = tuple(sizes.each(weight.symbolic_shape))
        kind = kinds(weight, colours[weight.name])
        name = named(weight.name)
        marks[weight.name] = Mark(name, shape, multiplied(shape), kind, terms.get(weight.name))
    return marks


def _seen(layer: LayerReport, weights: Sequence[WeightReport]) -> list[Seen]:
    """See weights as matrices, what is quantized first; a number for each row stands upright."""
    seen: list[Seen] = []
    for weight in sorted(weights, key=_order):
        each = _as_matrix(layer, weight)
        rows = seen[0].rows if seen else ()
        is_upright = (
            weight.role == Role.OF_QUANTIZATION
            and each.is_line
            and each.columns == rows != seen[0].columns
        )
        seen.append(Seen(weight, each.columns, ()) if is_upright else each)
    return seen


def _order(weight: WeightReport) -> int:
    return {str(Role.QUANTIZED): 0, str(Role.OF_QUANTIZATION): 1}.get(weight.role, 2)


def _as_matrix(layer: LayerReport, weight: WeightReport) -> Seen:
    """See a weight as a matrix where it is known to be one, or else as sheets of its last axes."""
    shape = weight.symbolic_shape
    if len(shape) < 2:
        return Seen(weight, (), shape)
    if weight.role in _LINES:
        return Seen(weight, (), shape, parts=shape[:1])
    cut = len(shape) - 1 if len(shape) == 2 else _rows_of(layer, weight)
    if cut is None:
        return Seen(weight, shape[-2:-1], shape[-1:], sheets=shape[:-2])
    heads = {"parts": shape[1:2]} if weight.role in _TO_HEADS else {}
    if weight.role == Role.HEADS_TO_OUTPUT:
        heads = {"row_parts": shape[:1]}
    return Seen(weight, shape[:cut], shape[cut:], **heads)


def _rows_of(layer: LayerReport, weight: WeightReport) -> int | None:
    """Return how many axes are the rows, where a weight of more than two is known as a matrix."""
    if weight.role in _TO_HEADS:
        return 1
    if weight.role in (*_TO_GATES, Role.HEADS_TO_OUTPUT):
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
    family = each.weight.name.rpartition("/")[0] == first.weight.name.rpartition("/")[0]
    is_same = each.columns == first.columns and not each.sheets and not first.sheets
    return family and is_same and each.weight.role in _UNDER


def _block(seen: Seen, sizes: Sizes, mark: Mark) -> Block:
    return Block(
        mark,
        rows=sizes.all_of(seen.rows),
        columns=sizes.all_of(seen.columns),
        parts=_parts(seen, sizes),
        row_parts=sizes.all_of(seen.row_parts),
        sheets=sizes.all_of(seen.sheets),
        is_line=seen.is_line,
    )


def _parts(seen: Seen, sizes: Sizes) -> Measure:
    """Return how many parts stand side by side: the gates, or the heads."""
    gates = seen.weight.gates
    return still(len(gates)) if gates else sizes.all_of(seen.parts)


def _heading(weight: WeightReport) -> str:
    """Return what stands over a stack: what its weights are of, or the name of the one."""
    family = weight.name.rpartition("/")[0].rpartition("/")[2]
    return named(family.removeprefix("attention_") or weight.name)
